"""Pages of official papers (NĐ 30/2020/NĐ-CP Phụ lục I): pure rendering, no database and no request."""

"""Backups of a whole installation and their restore (NĐ 30/2020/NĐ-CP Phụ lục VI, F5 and F9)."""

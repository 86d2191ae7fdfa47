"""Tasks that leaders give (nhiệm vụ giao, chỉ đạo điều hành): from the giving to the accepted result."""

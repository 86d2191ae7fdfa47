"""Figures about documents that open to their rows, and the outputs that NĐ 30/2020 Phụ lục VI asks for (F10)."""

"""The typefaces that official papers are set in."""

from pathlib import Path

PAPER_FONTS = Path(__file__).resolve().parent / "fonts"


def paper_fonts() -> Path:
    """Return the folder with the TrueType files of the family "Tinos" (NĐ 30/2020, Phụ lục I: phông Times New Roman).

    `assets/build.py` merges them from the installed subsets, so that one file holds Latin and every Vietnamese
    letter. Raises FileNotFoundError with the command to run when they have not been built.
    """
    if not (PAPER_FONTS / "Tinos-Regular.ttf").exists():
        raise FileNotFoundError("Chưa có phông chữ của văn bản: chạy `make assets`.")
    return PAPER_FONTS

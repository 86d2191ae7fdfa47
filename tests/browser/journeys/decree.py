"""The paper that comes in: the real decree 30/2020/NĐ-CP where the samples lie, else a Word file made here."""

import os
from pathlib import Path

import docx

NAME = "30_2020_ND_CP.docx"
# Câu của Điều 3 khoản 8: chỉ có trong toàn văn, không có trong trích yếu.
WORDS = "ban goc van ban la ban hoan chinh ve noi dung the thuc"
SUBJECT = "Về công tác văn thư"
ORIGINAL = (
    "CHÍNH PHỦ",
    "Số: 30/2020/NĐ-CP",
    "Hà Nội, ngày 05 tháng 3 năm 2020",
    "NGHỊ ĐỊNH",
    SUBJECT,
    "“Bản gốc văn bản” là bản hoàn chỉnh về nội dung, thể thức văn bản, được người có thẩm quyền trực tiếp ký trên "
    "văn bản giấy hoặc ký số trên văn bản điện tử.",
)


def sample() -> Path | None:
    """Return the real decree, or None where the samples are not on this machine."""
    beside = Path(__file__).resolve().parents[3].parent / "shared" / "samples"
    found = Path(os.environ.get("CONGVU_SAMPLES") or beside) / "nd30" / NAME
    return found if found.exists() else None


def decree(folder: Path) -> Path:
    """Return the decree as a file; where there is no sample, a Word file with its head and one definition."""
    if (found := sample()) is not None:
        return found
    made = docx.Document()
    for line in ORIGINAL:
        made.add_paragraph(line)
    made.save(str(folder / NAME))
    return folder / NAME

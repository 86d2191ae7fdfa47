"""Sources of the committee, papers as scanners make them."""

from __future__ import annotations

import io
from functools import lru_cache

import pypdfium2
import pytest
import typst
from pypdf import PdfReader, PdfWriter

from congvu.capture.models import Source
from congvu.capture.sheet import separator_sheet
from congvu.ui.api import paper_fonts
from tests.documents.conftest import office, other_office, register  # noqa: F401  fixtures


@pytest.fixture
def scans(settings, tmp_path):
    """The root below which scanners write."""
    settings.CAPTURE_FOLDER = str(tmp_path / "scans")
    (tmp_path / "scans" / "ubnd").mkdir(parents=True)
    return tmp_path / "scans" / "ubnd"


@pytest.fixture
def folder(office, scans):  # noqa: F811
    """The scan folder of the committee."""
    return Source.objects.create(agency=office.agency, kind="folder", name="Máy quét", folder="ubnd")


@lru_cache
def letter(number: int = 5412, *, picture: bool = False) -> bytes:
    """Return a one-page official letter as PDF, with its text or, like a scan, as a picture only."""
    text = f"""
#set page(paper: "a4", margin: 25mm)
#set text(font: "Tinos", size: 14pt)
#grid(columns: (1fr, 1.4fr), align: center,
[*BỘ NỘI VỤ*\\ #v(4mm) Số: {number}/BNV-CCHC\\ V/v báo cáo kết quả cải cách],
[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*\\ *Độc lập - Tự do - Hạnh phúc*\\ #v(4mm) _Hà Nội, ngày 13 tháng 10 năm 2026_])
#v(10mm)
Kính gửi: Ủy ban nhân dân tỉnh Tiền Giang

Thực hiện Chương trình tổng thể cải cách hành chính nhà nước, Bộ Nội vụ đề nghị báo cáo trước ngày 25 hằng tháng.
#v(10mm)
#align(right, block[#align(center)[*KT. BỘ TRƯỞNG*\\ *THỨ TRƯỞNG*\\ #v(20mm) *Nguyễn Thị Hồng Nhung*]])
"""
    compiler = typst.Compiler(input=text.encode(), font_paths=[str(paper_fonts())])
    pdf = compiler.compile(format="pdf")
    if not picture:
        return pdf
    made = io.BytesIO()
    pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72, grayscale=True).to_pil().save(made, "PDF", resolution=200)
    return made.getvalue()


def batch(*papers: bytes | None) -> bytes:
    """Return one PDF of several papers; None stands for a separator sheet."""
    writer = PdfWriter()
    for paper in papers:
        for page in PdfReader(io.BytesIO(separator_sheet() if paper is None else paper)).pages:
            writer.add_page(page)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()

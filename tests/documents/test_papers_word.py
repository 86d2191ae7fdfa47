"""A Word draft: converted where LibreOffice is installed, its places found, and refused clearly where they are not."""

import io

import docx
import pytest
from docx.shared import Pt

from congvu.documents.papers import fonts, word
from congvu.documents.papers.errors import ConversionFailed, NoConverter, PlacesNotFound

NAME = "Phạm Thị Thanh Trà"
needs_libreoffice = pytest.mark.skipif(word.converter() is None, reason="Máy này chưa cài LibreOffice.")


def draft(*, number="Số:       /BNV-VP", date="Hà Nội, ngày     tháng 10 năm 2026", name=NAME) -> bytes:
    """A letter as officials lay it out in Word: tables for the head and the signature."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(13)
    head = document.add_table(2, 2)
    for cell, text in zip(head._cells, ["BỘ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", number, date], strict=True):
        cell.text = text
        cell.paragraphs[0].alignment = 1
    document.add_paragraph("Nội dung công văn. " * 30)
    cell = document.add_table(1, 2).cell(0, 1)
    cell.text = "BỘ TRƯỞNG"
    for _ in range(4):
        cell.add_paragraph("")
    cell.add_paragraph().add_run(name).bold = True
    for paragraph in cell.paragraphs:
        paragraph.alignment = 1
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@needs_libreoffice
def test_places_are_found_on_a_word_draft():
    if not fonts.letters():
        pytest.skip("Máy này chưa có phông Tinos (make assets) hay Liberation Serif.")
    made = word.to_pdf(draft(), signer_name=NAME)
    number, date, person = made.layout.number_box, made.layout.date_box, made.layout.person_box
    assert made.pdf.startswith(b"%PDF-")
    assert number[1] == pytest.approx(date[1], abs=1)
    assert 20 < number[2] - number[0] < 60
    assert date[2] - date[0] > 130
    assert person[1] > 200
    assert made.layout.page_of_signatures == 0


@needs_libreoffice
@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"number": "BNV-VP"}, "Số:"),
        ({"date": "Hà Nội"}, "ngày … tháng … năm …"),
        ({"name": "Một người khác"}, NAME),
    ],
)
def test_a_draft_without_a_place_is_refused_and_the_place_named(changes, missing):
    with pytest.raises(PlacesNotFound) as refusal:
        word.to_pdf(draft(**changes), signer_name=NAME)
    assert missing in str(refusal.value)


def test_a_broken_file_is_refused():
    with pytest.raises(ConversionFailed):
        word.to_pdf(b"PK\x03\x04 not a document", signer_name=NAME)


def test_a_machine_without_libreoffice_says_so(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoConverter):
        word.to_pdf(draft(), signer_name=NAME)

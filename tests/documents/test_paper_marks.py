"""A paper that was recalled, replaced or corrected says so on each of its pages; its signed file is never touched."""

import hashlib
import io
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from congvu.documents.actions import attach
from congvu.documents.models import Document, DocumentLink
from congvu.documents.papers import render
from congvu.documents.papers.errors import PageUnreadable
from congvu.documents.papers.marks import Mark, on_pdf, on_picture
from congvu.documents.pictures import can_draw
from congvu.documents.queries import files as files_query
from congvu.documents.queries.paper_marks import mark_of
from congvu.documents.types import FileRole, TextState
from congvu.kernel.api import files
from tests.conftest import NOW
from tests.documents.test_form_check import LETTER

MARK = Mark("ĐÃ THU HỒI", "theo 12/UBND-TH ngày 14/10/2026")
PAPER = render.pdf(replace(LETTER, body="Một dòng.")).pdf


def red(png: bytes) -> int:
    """Return how many pixels of a picture are plainly red."""
    with Image.open(io.BytesIO(png)) as page:
        colours = page.convert("RGB").getcolors(maxcolors=1 << 24) or []
    return sum(count for count, (r, g, b) in colours if r > 180 and g < 110 and b < 110)


def drawn(pdf: bytes, page: int = 0, dpi: int = 60) -> bytes:
    out = io.BytesIO()
    pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72).to_pil().save(out, "PNG")
    return out.getvalue()


def test_the_mark_is_laid_over_the_picture_and_leaves_its_size():
    plain = drawn(PAPER)
    marked = on_picture(plain, MARK, dpi=60)
    assert red(plain) == 0
    assert red(marked) > 150
    assert Image.open(io.BytesIO(marked)).size == Image.open(io.BytesIO(plain)).size


def test_the_copy_for_printing_has_it_on_each_page_and_can_be_read():
    long = render.pdf(replace(LETTER, body="\n".join(["Một đoạn văn bản dài của công văn."] * 90))).pdf
    made = on_pdf(long, MARK)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]
    assert len(pages) == len(PdfReader(io.BytesIO(long)).pages) > 1
    assert [("ĐÃ THU HỒI" in text, "theo 12/UBND-TH" in text) for text in pages] == [(True, True)] * len(pages)
    assert "/AcroForm" not in PdfReader(io.BytesIO(made)).trailer["/Root"]
    assert [red(drawn(made, n)) > 100 for n in range(len(pages))] == [True] * len(pages)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", PAPER[:400]], ids=["empty", "no-body", "cut"])
def test_a_file_that_cannot_be_read_is_a_refusal(content):
    with pytest.raises(PageUnreadable):
        on_pdf(content, MARK)


@pytest.fixture
def paper(office) -> Document:
    """An issued letter with its file."""
    made = issued_line(office, "05")
    ref = files.store(io.BytesIO(PAPER), name="05_UBND-TH.pdf")
    attach.add(made, [attach.Taken(ref, FileRole.MAIN, None, TextState.NONE)], now=NOW)
    made.files.update(pages=1)
    return made


def issued_line(office, number: str) -> Document:
    from congvu.documents.models import DocumentType

    return Document.objects.create(
        direction="outgoing",
        agency=office.agency,
        year=NOW.year,
        document_type=DocumentType.objects.get(code="cong-van"),
        code_number=number,
        code_notation="UBND-TH",
        subject="x",
        issued_on=NOW.date(),
        registered_at=NOW,
        issued_at=NOW,
        state="issued",
        created_by_post=office.posts["clerk"],
    )


def follow(office, paper: Document, kind: str, number: str, at=NOW) -> None:
    DocumentLink.objects.create(
        source=issued_line(office, number),
        target=paper,
        kind=kind,
        created_at=at,
        created_by_post=office.posts["clerk"],
    )


def test_each_way_of_not_standing_has_its_words(office, paper):
    assert mark_of(paper) is None
    follow(office, paper, "corrects", "06")
    assert mark_of(paper) == Mark("ĐÃ ĐÍNH CHÍNH", "theo 06/UBND-TH ngày 14/10/2026")
    follow(office, paper, "corrects", "07", NOW + timedelta(days=1))
    assert mark_of(paper).detail.startswith("theo 07/")
    follow(office, paper, "replaces", "08")
    follow(office, paper, "recalls", "09")
    for state, words, number in (("replaced", "ĐÃ ĐƯỢC THAY THẾ", "08"), ("recalled", "ĐÃ THU HỒI", "09")):
        paper.state = state
        assert mark_of(paper) == Mark(words, f"theo {number}/UBND-TH ngày 14/10/2026")
    paper.state, paper.closing_note = "void", "Phát hành nhầm"
    assert mark_of(paper) == Mark("ĐÃ HỦY SỐ", "Phát hành nhầm")


@pytest.mark.skipif(not can_draw(), reason="máy này không có pdftoppm")
def test_pages_and_print_carry_the_mark_the_file_stays(client, office, paper):
    client.force_login(office.accounts["clerk"])
    file = paper.files.get()
    page_url = reverse("documents:page", args=[paper.uid, file.uid, 1])
    print_url = reverse("documents:marked_print", args=[paper.uid, file.uid])
    plain = b"".join(client.get(page_url).streaming_content)
    assert red(plain) == 0
    assert client.get(print_url).status_code == 404

    follow(office, paper, "recalls", "09")
    Document.objects.filter(pk=paper.pk).update(state="recalled")
    paper.refresh_from_db()
    shown = files_query.paper(paper)
    assert shown.note == "ĐÃ THU HỒI"
    assert shown.pdf_url == print_url
    marked = b"".join(client.get(shown.pages[0].url).streaming_content)
    assert red(marked) > 300
    assert shown.pages[0].url.startswith(f"{page_url}?dau=")
    assert b"".join(client.get(page_url).streaming_content) == marked  # địa chỉ cũ cũng không còn trang sạch
    printed = client.get(print_url)
    assert "ĐÃ THU HỒI" in " ".join(PdfReader(io.BytesIO(printed.content)).pages[0].extract_text().split())
    kept = files.read_bytes(file.file_id)
    assert hashlib.sha256(kept).hexdigest() == file.sha256 == hashlib.sha256(PAPER).hexdigest()

    client.force_login(office.accounts["econ_officer"])
    assert client.get(print_url).status_code == 404

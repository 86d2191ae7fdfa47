"""A whole file as one PDF with bookmarks and attached originals, and as XML that its schema accepts."""

import hashlib
import io
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader

import congvu.archive.papers as papers
from congvu.archive import api as archive
from congvu.archive.actions.export import export_file
from congvu.archive.papers.lists import Listing, pdf
from congvu.archive.queries.export import export_of
from congvu.archive.types import MaterialData
from congvu.documents.models import DocumentFile
from congvu.documents.types import NewFile
from congvu.kernel.errors import NotFound
from tests.archive.conftest import docx, new_file
from tests.conftest import NOW

SCHEMA = Path(papers.__file__).with_name("hoso.xsd")
SPACE = {"h": "urn:congvu:ho-so:1"}


def page(words: str) -> bytes:
    """Return a small PDF/A."""
    return pdf(Listing(title=words, agency="Bộ Nội vụ"))


def checked(content: bytes):
    """Return the root of what the schema accepts."""
    root = etree.fromstring(content)
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(root)
    return root


@pytest.fixture
def whole(office, case_file, register):
    """A file of the clerk with a PDF, a Word file and a sound."""
    clerk = office.actor("clerk")
    file = case_file("clerk")
    first = register(files=[NewFile(io.BytesIO(page("Trang của văn bản đầu")), "a.pdf")], code_number="1")
    second = register(files=[new_file(docx("Chữ"))], code_number="2")
    archive.put_documents(actor=clerk, uid=file.uid, document_uids=[first.uid, second.uid], now=NOW)
    archive.put_material(
        actor=clerk,
        uid=file.uid,
        data=MaterialData(kind="picture", title="Ảnh cuộc họp", author="Văn phòng", sheets=1),
        now=NOW,
    )
    return file


def test_one_pdf_with_contents_bookmarks_and_originals(office, whole):
    made = export_file(actor=office.actor("clerk"), uid=whole.uid, kind="pdf", now=NOW)
    reader = PdfReader(io.BytesIO(made.content))
    text = [" ".join(one.extract_text().split()) for one in reader.pages]
    assert len(text) == 4
    assert "MỤC LỤC VĂN BẢN, TÀI LIỆU TRONG HỒ SƠ" in text[0]
    assert "TRANG CỦA VĂN BẢN ĐẦU" in text[1]
    titles = [item["/Title"] for item in reader.outline]
    assert [t.split(" ")[0] for t in titles] == ["Mục", "1.", "2.", "3."]
    assert [reader.get_destination_page_number(one) for one in reader.outline] == [0, 1, 2, 3]
    assert reader.metadata.title.startswith("H58.2026.01.TH ")
    word = DocumentFile.objects.get(name__endswith=".docx")
    kept = reader.attachments[f"002-{word.name}"][0]
    assert hashlib.sha256(kept).hexdigest() == word.sha256
    assert "ho-so.xml" in reader.attachments
    assert made.name == "H58.2026.01.TH.pdf"


def test_xml_meets_its_schema_and_the_fields_of_the_law(office, whole):
    made = export_file(actor=office.actor("clerk"), uid=whole.uid, kind="xml", now=NOW)
    root = checked(made.content)
    code = root.find("h:FileCode", SPACE)
    assert [one.text for one in code] == ["H58", "2026", "01.TH"]
    assert [one.text for one in root.findall("h:Documents/h:Document/h:DocOrdinal", SPACE)] == ["1", "2", "3"]
    assert root.findtext("h:DocTotal", namespaces=SPACE) == "3"


def test_bad_signs_never_break_the_xml(office, whole):
    whole.title = "Hồ sơ <b>&amp; \x01 \u202e"
    whole.save(update_fields=["title"])
    made = export_file(actor=office.actor("clerk"), uid=whole.uid, kind="xml", now=NOW)
    assert checked(made.content).findtext("h:Title", namespaces=SPACE).startswith("Hồ sơ <b>&amp;")


def test_a_stranger_gets_nothing(office, other_office, whole):
    for actor in (office.actor("econ_officer"), other_office.actor("clerk")):
        with pytest.raises(NotFound):
            export_file(actor=actor, uid=whole.uid, kind="pdf", now=NOW)


def test_a_document_not_opened_stands_without_its_files(office, whole):
    archive.add_member(
        actor=office.actor("clerk"), uid=whole.uid, post_id=office.posts["econ_officer"].pk, role="reader", now=NOW
    )
    export = export_of(actor=office.actor("econ_officer"), uid=whole.uid, now=NOW)
    assert [len(one.files) for one in export.documents] == [0, 0, 0]
    assert export.documents[0].subject

import io
import os
import shutil
import stat
import time
import zipfile

import pytest
import typst
from pypdf import PdfReader, PdfWriter

from congvu.documents import extraction
from congvu.documents.actions import attach, views_of_files
from congvu.documents.actions.views_of_files import check_signatures, make_view, read_text
from congvu.documents.extraction import DOCX, PDF, Unreadable, extract
from congvu.documents.models import FileText
from congvu.documents.types import FileRole, NewFile, TextState, ViewState
from congvu.kernel.api import files
from congvu.kernel.errors import DomainError
from congvu.search.models import Entry as SearchRow
from congvu.signing.api import report_of

from .conftest import DECREE, docx, new_file

pytestmark = pytest.mark.django_db


def pdf(*texts: str) -> bytes:
    """Return a PDF with one page a text, typeset by typst."""
    source = "#set page(width: 120mm, height: 160mm)\n" + "\n#pagebreak()\n".join(texts)
    return typst.compile(source.encode(), format="pdf")


def test_the_text_of_a_word_file_is_read_with_its_paragraphs():
    found = extract(io.BytesIO(docx("Kế hoạch số 12")), DOCX)
    assert found.text.strip() == "Kế hoạch số 12"


def test_the_text_of_a_pdf_is_read():
    found = extract(io.BytesIO(pdf("Ủy ban nhân dân tỉnh", "Trang hai")), PDF)
    assert "Ủy ban nhân dân tỉnh" in found.text
    assert "Trang hai" in found.text
    assert found.pages == 2


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"%PDF-1.7 rubbish", PDF), (b"PK\x03\x04 rubbish", DOCX), (b"", DOCX), (docx("x & y < z"), DOCX)],
)
def test_a_broken_file_is_said_to_be_unreadable(content, kind):
    with pytest.raises(Unreadable):
        extract(io.BytesIO(content), kind)


def test_an_entity_in_a_word_file_is_not_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("BÍ MẬT")
    plain = b'<?xml version="1.0" encoding="UTF-8"?>'
    with zipfile.ZipFile(io.BytesIO(docx("&x;"))) as source:
        xml = source.read("word/document.xml").replace(
            plain, plain + f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>'.encode()
        )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", xml)
    assert "BÍ MẬT" not in extract(io.BytesIO(made.getvalue()), DOCX).text


def test_a_word_file_that_unpacks_to_too_much_is_not_read(monkeypatch):
    monkeypatch.setattr(extraction, "MOST_UNPACKED", 100)
    with pytest.raises(Unreadable):
        extract(io.BytesIO(docx("x" * 200)), DOCX)


def test_a_paper_whose_text_cannot_be_read_is_registered_all_the_same(office, register):
    document = register(files=[NewFile(io.BytesIO(docx("x & y")), "hong.docx")])
    assert document.files.get().text_state == TextState.FAILED


def test_a_large_file_is_read_by_a_job_and_then_found(office, register, monkeypatch):
    monkeypatch.setattr(attach, "IN_THE_ACT", 10)
    document = register(files=[new_file(docx("chuyện xâm nhập mặn"))])
    file = document.files.get()
    assert file.text_state == TextState.WAITING
    assert "xâm nhập mặn" not in SearchRow.objects.get().body

    read_text(file_id=file.pk)
    read_text(file_id=file.pk)
    file.refresh_from_db()
    assert file.text_state == TextState.DONE
    assert FileText.objects.get(file=file).body.strip() == "chuyện xâm nhập mặn"
    assert "xâm nhập mặn" in SearchRow.objects.get().body


def test_without_libreoffice_the_page_says_so_plainly(client, office, register, monkeypatch):
    monkeypatch.setattr(attach, "libreoffice", lambda: None)
    document = register(files=[new_file()])
    assert document.files.get().view_state == ViewState.MISSING
    client.force_login(office.accounts["clerk"])
    text = client.get(f"/van-ban/{document.uid}/").content.decode()
    assert "Máy chủ này chưa cài LibreOffice nên không có bản xem." in text


def word_that_says(pages: str) -> bytes:
    made = io.BytesIO(docx())
    with zipfile.ZipFile(made, "a") as archive:
        said = f'<Properties xmlns="{extraction._P[1:-1]}"><Pages>{pages}</Pages></Properties>'
        archive.writestr("docProps/app.xml", said)
    return made.getvalue()


@pytest.mark.parametrize(
    ("said", "pages"), [("7", 7), ("0", None), ("-3", None), ("mười", None), ("1" * 40, None)],
    ids=["seven", "none", "negative", "words", "huge"],
)  # fmt: skip
def test_without_libreoffice_the_pages_are_those_that_word_counted(register, monkeypatch, said, pages):
    monkeypatch.setattr(extraction, "libreoffice", lambda: None)
    monkeypatch.setattr(attach, "libreoffice", lambda: None)
    assert register(files=[new_file(word_that_says(said))], pages=None).pages == pages


def fake_office(tmp_path, body: str) -> str:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def test_a_hung_libreoffice_is_killed_with_its_children(office, register, monkeypatch, tmp_path):
    mark = tmp_path / "pid"
    program = fake_office(tmp_path, f"sleep 300 & echo $! > {mark}; wait")
    monkeypatch.setattr(extraction, "libreoffice", lambda: program)
    with pytest.raises(Unreadable):
        extraction.make_pdf(io.BytesIO(docx()), ending=".docx", seconds=1)
    child = int(mark.read_text())
    with pytest.raises(ProcessLookupError):
        for _ in range(100):
            os.kill(child, 0)
            time.sleep(0.05)


def test_a_failing_libreoffice_leaves_the_paper_with_a_sentence(client, office, register, now, monkeypatch, tmp_path):
    program = fake_office(tmp_path, "exit 3")
    document = register(files=[new_file()])
    file = document.files.get()
    monkeypatch.setattr(extraction, "libreoffice", lambda: program)
    monkeypatch.setattr(views_of_files, "libreoffice", lambda: program)
    type(file).objects.filter(pk=file.pk).update(view_state=ViewState.WAITING)
    assert make_view(file_id=file.pk, now=now) == ViewState.FAILED
    client.force_login(office.accounts["clerk"])
    assert "LibreOffice không tạo được bản xem" in client.get(f"/van-ban/{document.uid}/").content.decode()


@pytest.mark.skipif(extraction.libreoffice() is None, reason="Máy này không có LibreOffice.")
@pytest.mark.skipif(not DECREE.exists(), reason="Không có bản mẫu Nghị định 30/2020 ở ../shared/samples.")
def test_the_decree_gets_a_pdf_view_once_and_the_word_file_stays_as_it_was(client, office, register, now):
    original = DECREE.read_bytes()
    document = register(files=[NewFile(io.BytesIO(original), DECREE.name)])
    main = document.files.get()
    assert make_view(file_id=main.pk, now=now) == ViewState.DONE
    assert make_view(file_id=main.pk, now=now) == ViewState.DONE
    view = document.files.get(role=FileRole.PDF_VIEW)
    assert files.read_bytes(main.file_id) == original
    made = PdfReader(io.BytesIO(files.read_bytes(view.file_id)))
    assert view.pages == len(made.pages)
    assert "Về công tác văn thư" in made.pages[0].extract_text()
    client.force_login(office.accounts["clerk"])
    answer = client.get(f"/van-ban/{document.uid}/tep/{view.uid}/?xem=1")
    assert (answer["Content-Type"], answer["Content-Disposition"].split(";")[0]) == ("application/pdf", "inline")


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="Máy này không có poppler.")
def test_a_page_is_drawn_once_and_kept(client, office, register, settings, tmp_path):
    settings.DATA = tmp_path
    document = register(files=[NewFile(io.BytesIO(pdf("Trang một")), "a.pdf")])
    file = document.files.get()
    client.force_login(office.accounts["clerk"])
    address = f"/van-ban/{document.uid}/tep/{file.uid}/trang/1.png"
    first = b"".join(client.get(address).streaming_content)
    assert first.startswith(b"\x89PNG")
    (kept,) = (tmp_path / "cache").rglob("*.png")
    changed = kept.stat().st_mtime_ns
    assert b"".join(client.get(address).streaming_content) == first
    assert kept.stat().st_mtime_ns == changed


def test_the_signatures_of_an_arriving_pdf_are_checked_and_the_verdict_is_shown(client, office, register, now):
    document = register(files=[NewFile(io.BytesIO(pdf("Không ký")), "khong-ky.pdf")])
    main = document.files.get()
    check_signatures(file_id=main.pk, now=now)
    assert report_of(main.file_id).verdict == "none"
    client.force_login(office.accounts["clerk"])
    text = client.get(f"/van-ban/{document.uid}/").content.decode()
    assert "Không có chữ ký số" in text
    assert "Hệ thống kiểm tra chữ ký số" in text


def test_an_encrypted_pdf_is_refused(office, register):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("Mật khẩu"))))
    writer.encrypt("mat-khau")
    made = io.BytesIO()
    writer.write(made)
    with pytest.raises(DomainError) as refusal:
        register(files=[NewFile(io.BytesIO(made.getvalue()), "khoa.pdf")])
    assert refusal.value.code == "kernel.file_encrypted"

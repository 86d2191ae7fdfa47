"""Scanned papers: kept once, parted at the sheets, read, proposed, registered by the clerk."""

import os
import shutil
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congvu.capture import reading
from congvu.capture.actions import arrive, folders, read
from congvu.capture.models import Arrival, CapturedPaper
from congvu.documents.models import Document
from congvu.kernel.api import files
from congvu.kernel.models import AuditEntry

from .conftest import batch, letter

pytestmark = pytest.mark.django_db


def scan(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    old = timezone.now().timestamp() - 60
    os.utime(path, (old, old))
    return path


def look(source):
    return folders.look(source=source, now=timezone.now())


def read_all():
    for row in CapturedPaper.objects.all():
        read.read_paper(paper_id=row.pk, now=timezone.now())


def test_a_scan_is_kept_moved_aside_and_waits(folder, scans):
    path = scan(scans, "scan 001.pdf", letter())
    assert look(folder) == 1
    paper = CapturedPaper.objects.get()
    assert (paper.state, paper.pages, paper.name) == ("waiting", 1, "scan 001.pdf")
    assert files.read_bytes(paper.file_id) == letter()
    assert not path.exists()
    assert [p.name for p in scans.glob("da-nhan/*/*")] == ["scan 001.pdf"]
    assert AuditEntry.objects.filter(code="capture.arrived", agency_id=folder.agency_id).count() == 1


def test_killed_before_the_move_it_is_known_when_seen_again(folder, scans, monkeypatch):
    scan(scans, "1.pdf", letter())
    with monkeypatch.context() as patch:
        patch.setattr(folders, "_aside", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            look(folder)
    assert look(folder) == 1
    assert (Arrival.objects.count(), CapturedPaper.objects.count()) == (1, 1)
    assert not list(scans.glob("*.pdf"))


def test_a_file_that_is_still_written_is_left_alone(folder, scans):
    (scans / "now.pdf").write_bytes(letter()[:100])
    (scans / ".hidden.pdf").write_bytes(letter())
    (scans / "link.pdf").symlink_to("/etc/hostname")
    assert look(folder) == 0
    assert sorted(p.name for p in scans.iterdir()) == [".hidden.pdf", "link.pdf", "now.pdf"]


def test_a_batch_parts_at_its_sheets(folder, scans):
    data = batch(letter(1), None, letter(2), letter(22), None, None, letter(3), None)
    assert reading.pieces(data) == [(0, 1), (2, 4), (6, 7)]
    scan(scans, "lo.pdf", data)
    look(folder)
    papers = list(CapturedPaper.objects.order_by("position"))
    assert [(p.name, p.pages) for p in papers] == [("lo-001.pdf", 1), ("lo-002.pdf", 2), ("lo-003.pdf", 1)]
    read_all()
    codes = [row.proposals[0]["value"] for row in CapturedPaper.objects.order_by("position")]
    assert codes == ["1/BNV-CCHC", "2/BNV-CCHC", "3/BNV-CCHC"]


def test_a_signed_paper_is_never_parted(monkeypatch):
    data = batch(letter(1), None, letter(2)) + b"\n% /ByteRange [0 1 2 3]\n"
    assert reading.pieces(data) == [(0, 3)]


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed; the product says so too")
def test_a_picture_is_read_by_tesseract(folder, scans):
    scan(scans, "anh.pdf", letter(77, picture=True))
    look(folder)
    read_all()
    paper = CapturedPaper.objects.get()
    found = {one["field"]: one["value"] for one in paper.proposals}
    assert paper.read_state == "done"
    assert found["code"] == "77/BNV-CCHC"
    assert found["issued_on"] == "2026-10-13"
    assert found["document_type"] == "cong-van"
    assert "Tiền Giang" in paper.body


def test_without_tesseract_a_picture_waits_unread(folder, scans, monkeypatch):
    monkeypatch.setattr(reading, "has_ocr", lambda: False)
    scan(scans, "anh.pdf", letter(78, picture=True))
    look(folder)
    read_all()
    assert CapturedPaper.objects.get().read_state == "missing"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.pdf", b""),
        ("program.pdf", b"MZ\x90\x00" + b"\x00" * 500),
        ("page.html", b"<script>alert(1)</script>"),
        ("broken.pdf", b"%PDF-1.7\n" + b"\xff" * 300),
    ],
    ids=["empty", "program", "html", "broken"],
)
def test_what_is_no_paper_is_refused_with_a_sentence_or_waits_unread(folder, scans, name, data):
    scan(scans, name, data)
    look(folder)
    arrival = Arrival.objects.get()
    papers = arrival.papers.all()
    if arrival.refusal:
        assert not papers
        assert [p.suffix for p in scans.glob("khong-nhan/*/*.txt")] == [".txt"]
    read_all()
    assert all(row.read_state == "failed" for row in papers.all())


def test_one_look_takes_a_bounded_number(folder, scans, monkeypatch):
    monkeypatch.setattr(folders, "MOST_FILES", 2)
    for number in range(3):
        scan(scans, f"{number}.pdf", letter(number + 1))
    assert (look(folder), look(folder), look(folder)) == (2, 1, 0)


def test_a_folder_outside_the_root_is_not_read(folder, scans):
    folder.folder = "../../etc"
    assert folders.folder_of(folder) is None
    look(folder)
    folder.refresh_from_db()
    assert "CONGVU_CAPTURE_FOLDER" in folder.trouble


# --- pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def clerk(client, office):
    client.force_login(office.accounts["clerk"])
    return client


@pytest.fixture
def paper(folder, scans):
    scan(scans, "cv.pdf", letter())
    look(folder)
    read_all()
    return CapturedPaper.objects.get()


def form_of(page):
    return {field.name: field.value() for field in page.context["form"] if field.value() is not None}


def test_the_clerk_confirms_what_was_read_and_the_paper_stands_in_the_register(clerk, paper, office):
    listed = clerk.get("/cho-vao-so/").content.decode()
    assert "5412/BNV-CCHC" in listed
    assert 'href="/lien-thong/den/"' in listed  # the clerk goes between the two queues by tabs
    assert 'href="/cho-vao-so/"' in clerk.get("/lien-thong/den/").content.decode().partition("<main")[2]
    address = f"/van-ban-den/dang-ky/?tu=ban-thu&ma={paper.uid}"
    page = clerk.get(address)
    text = page.content.decode()
    assert "Máy đọc được" in text
    assert "cần xem kỹ" in text
    values = form_of(page)
    assert (values["full_code"], values["issued_on"]) == ("5412/BNV-CCHC", "13/10/2026")
    assert Document.objects.count() == 0  # nothing is registered by reading

    answer = clerk.post(address, values | {"issuing_agency_name": "Bộ Nội vụ", "subject": "Báo cáo kết quả"})
    document = Document.objects.get()
    assert answer["Location"] == f"/van-ban/{document.uid}/"
    assert (document.full_code, document.signer_name) == ("5412/BNV-CCHC", "Nguyễn Thị Hồng Nhung")
    assert document.files.get().file_id == paper.file_id
    paper.refresh_from_db()
    assert (paper.state, paper.document_uid) == ("registered", document.uid)
    again = clerk.post(address, values)
    assert (Document.objects.count(), again["Location"]) == (1, answer["Location"])
    assert str(document.uid) in clerk.get("/cho-vao-so/?xong=1").content.decode()


def test_a_refused_registration_leaves_the_paper_waiting(clerk, paper):
    address = f"/van-ban-den/dang-ky/?tu=ban-thu&ma={paper.uid}"
    assert clerk.post(address, {"document_type": "cong-van"}).status_code == 422
    paper.refresh_from_db()
    assert (paper.state, Document.objects.count()) == ("waiting", 0)


def test_a_paper_is_discarded_only_with_a_reason(clerk, paper):
    address = f"/cho-vao-so/{paper.uid}/bo/"
    assert clerk.post(address, {"reason": "x"}).status_code == 422
    assert clerk.post(address, {"reason": "Quét hai lần"}).status_code == 302
    paper.refresh_from_db()
    assert (paper.state, paper.reason) == ("discarded", "Quét hai lần")
    assert files.read_bytes(paper.file_id) == letter()
    assert "không còn chờ" in clerk.post(address, {"reason": "Quét hai lần"}).content.decode()
    assert clerk.get(f"/van-ban-den/dang-ky/?tu=ban-thu&ma={paper.uid}").status_code == 409


@pytest.mark.parametrize("who", ["officer", "chairman", "admin"])
def test_nobody_but_the_clerks_of_the_agency_sees_it(client, office, paper, who, settings):
    settings.REQUIRE_ADMIN_MFA = False
    client.force_login(office.accounts[who])
    for address in (
        "/cho-vao-so/",
        f"/cho-vao-so/{paper.uid}/tep/",
        f"/van-ban-den/dang-ky/?tu=ban-thu&ma={paper.uid}",
    ):
        assert client.get(address).status_code == 403
    assert client.post(f"/cho-vao-so/{paper.uid}/bo/", {"reason": "Quét hai lần"}).status_code == 403


def test_clerks_of_another_agency_find_nothing(client, other_office, paper):
    client.force_login(other_office.accounts["clerk"])
    assert client.get(f"/cho-vao-so/{paper.uid}/tep/").status_code == 404
    assert str(paper.uid) not in client.get("/cho-vao-so/").content.decode()


@pytest.mark.parametrize("ma", ["", "x", "00000000-0000-0000-0000-000000000000", "'; drop table"])
def test_an_address_that_names_no_paper(clerk, ma):
    assert clerk.get("/van-ban-den/dang-ky/", {"tu": "ban-thu", "ma": ma}).status_code == 404
    assert clerk.get("/van-ban-den/dang-ky/", {"tu": "khac", "ma": ma}).status_code == 404


def test_a_longer_list_asks_no_more(clerk, folder, scans):
    def asked(count):
        for number in range(CapturedPaper.objects.count(), count):
            came = arrive.Came(f"k{number}", f"Bản {number}", [(f"{number}.pdf", letter(1))])
            arrive.take_in(source=folder, came=came, now=timezone.now() + timedelta(seconds=number))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert clerk.get("/cho-vao-so/").status_code == 200
        return len(queries)

    asked(1)  # what is kept for the whole process is read once
    assert asked(10) == asked(20)


def test_the_separator_sheet_is_read_as_one(clerk):
    answer = clerk.get("/cho-vao-so/to-phan-cach.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert reading.pieces(answer.content) == []

import errno
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from congvu.documents.models import Document, DocumentFile, Register

from .conftest import docx

pytestmark = pytest.mark.django_db
ADDRESS = "/van-ban-den/dang-ky/"


@pytest.fixture
def clerk(client, office):
    client.force_login(office.accounts["clerk"])
    return client


def filled(**changes: object) -> dict[str, object]:
    today = timezone.localtime()
    values: dict[str, object] = {
        "document_type": "cong-van",
        "issuing_agency_name": "Bộ Nội vụ",
        "full_code": "Số: 5412/BNV-CCHC",
        "issued_on": f"{today - timedelta(days=1):%d/%m/%Y}",
        "subject": "Về việc báo cáo kết quả\nsáu tháng",
        "arrived_at": f"{today:%d/%m/%Y} 00:01",
        "received_via": "paper",
        "urgency": "1",
        "secrecy": "0",
        "once": "form-1",
    }
    return {**values, **changes}


def test_the_form_says_the_next_number(clerk, register, now):
    assert "mở cùng văn bản này, từ số 1" in clerk.get(ADDRESS).content.decode()


def test_a_filled_form_with_two_files_becomes_a_line(clerk):
    files = [SimpleUploadedFile("5412.docx", docx()), SimpleUploadedFile("phu luc.txt", b"bang so lieu\n")]
    answer = clerk.post(ADDRESS, {**filled(), "main": files})
    document = Document.objects.get()
    assert answer["Location"] == f"/van-ban/{document.uid}/"
    assert (document.code_number, document.code_notation) == ("5412", "BNV-CCHC")
    assert document.subject == "Về việc báo cáo kết quả sáu tháng"
    assert list(document.files.order_by("position").values_list("role", "name")) == [
        ("main", "5412.docx"),
        ("attachment", "phu luc.txt"),
    ]


def test_htmx_is_sent_on_by_header(clerk):
    answer = clerk.post(ADDRESS, filled(), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, f"/van-ban/{Document.objects.get().uid}/")


def test_the_same_form_sent_twice_is_one_line(clerk):
    first, second = clerk.post(ADDRESS, filled()), clerk.post(ADDRESS, filled())
    assert first["Location"] == second["Location"]
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"issued_on": "31/02/2026"}, "tháng 2 năm 2026 chỉ có 28 ngày"),
        ({"issued_on": "01/01/2999"}, "Ngày phải từ"),
        ({"issued_on": "05/03/1802"}, "trước 02/09/1945"),
        ({"arrived_at": "14/10/2026 25:70"}, "Giờ ghi theo dạng giờ:phút"),
        ({"subject": ""}, "Ghi trích yếu nội dung."),
        ({"subject": "x" * 2001}, "Dài 2001 ký tự; nhiều nhất là 2000."),
        ({"issuing_agency_name": "x" * 300}, "Dài 300 ký tự; nhiều nhất là 250."),
        ({"document_type": "giay-di-duong"}, "giay-di-duong"),
        ({"urgency": "9"}, "9"),
        ({"pages": "-3"}, "Ghi một số từ 1 đến 9999."),
        ({"full_code": "1" * 40 + "/X"}, "Dài 40 ký tự; nhiều nhất là 20."),
    ],
)
def test_a_wrong_field_is_explained_and_the_typed_text_stays(clerk, changes, sentence):
    answer = clerk.post(ADDRESS, filled(**changes))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert "Bộ Nội vụ" in text or "xxx" in text
    assert Document.objects.count() == 0


def test_to_htmx_only_the_faults_come_back_so_that_chosen_files_stay(clerk):
    answer = clerk.post(ADDRESS, filled(subject=""), headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert answer["CV-Refusal"] == "documents.registration"
    assert "<form" not in answer.content.decode()
    assert "Ghi trích yếu nội dung." in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("van-ban.pdf", b"", "van-ban.pdf"),
        ("van-ban.pdf", b"MZ" + b"\x00" * 300, "van-ban.pdf"),
        ("x" * 240 + ".docx", docx(), "Tên tệp"),
    ],
)
def test_a_bad_file_is_explained_and_nothing_is_written(clerk, name, content, sentence):
    answer = clerk.post(ADDRESS, {**filled(), "main": [SimpleUploadedFile(name, content)]})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (Document.objects.count(), DocumentFile.objects.count()) == (0, 0)


def zip_bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
        archive.writestr("word/media/a.xml", b"0" * 80_000_000)
    return made.getvalue()


def with_macros() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name).replace(b"document.main+xml", b"document.macroEnabled.main+xml"))
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return made.getvalue()


@pytest.mark.parametrize(("name", "make"), [("bom.docx", zip_bomb), ("macro.docx", with_macros)])
def test_an_armed_file_is_refused_with_its_name(clerk, name, make):
    answer = clerk.post(ADDRESS, {**filled(), "main": [SimpleUploadedFile(name, make())]})
    assert answer.status_code == 422
    assert name in answer.content.decode()
    assert Document.objects.count() == 0


def test_a_file_over_the_limit_is_refused_and_the_limit_is_said(clerk, settings):
    settings.FILE_LIMIT_BYTES = 1024
    answer = clerk.post(ADDRESS, {**filled(), "main": [SimpleUploadedFile("to.txt", b"x" * 5000)]})
    assert answer.status_code == 422
    assert "to.txt" in answer.content.decode()
    assert Document.objects.count() == 0


def test_a_full_disk_is_said_and_nothing_is_written(clerk, monkeypatch):
    from congvu.kernel.files import place

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(place, "keep_all", full)
    answer = clerk.post(ADDRESS, {**filled(), "main": [SimpleUploadedFile("5412.docx", docx("một tệp chưa có"))]})
    assert answer.status_code == 422
    assert "5412.docx" in answer.content.decode()
    assert Document.objects.count() == 0


def test_a_name_with_path_parts_keeps_only_its_last_part(clerk):
    clerk.post(ADDRESS, {**filled(), "main": [SimpleUploadedFile("../../etc/cron.d/phu-luc.docx", docx())]})
    assert DocumentFile.objects.get().name == "phu-luc.docx"


def test_a_likely_duplicate_is_warned_of_while_typing_and_on_sending(clerk):
    clerk.post(ADDRESS, filled())
    first = Document.objects.get()
    typed = {k: filled()[k] for k in ("full_code", "issuing_agency_name", "issued_on")}
    live = clerk.get(f"{ADDRESS}trung/", typed).content.decode()
    assert f"/van-ban/{first.uid}/" in live
    assert "Số đến 1" in live
    assert clerk.get(f"{ADDRESS}trung/", {**typed, "full_code": "9/BNV"}).content.decode().strip() == ""

    refused = clerk.post(ADDRESS, filled(once="form-2"))
    assert refused.status_code == 422
    assert "Có thể trùng với văn bản đã đăng ký" in refused.content.decode()
    assert Document.objects.count() == 1
    clerk.post(ADDRESS, filled(once="form-2", confirm_duplicate="on"))
    assert Document.objects.count() == 2


def test_another_agency_is_not_told_of_the_duplicate(clerk, client, other_office):
    clerk.post(ADDRESS, filled())
    client.force_login(other_office.accounts["clerk"])
    typed = {k: filled()[k] for k in ("full_code", "issuing_agency_name", "issued_on")}
    assert client.get(f"{ADDRESS}trung/", typed).content.decode().strip() == ""


@pytest.mark.parametrize("who", ["chairman", "officer"])
def test_others_are_refused_with_a_sentence(client, office, who):
    client.force_login(office.accounts[who])
    answer = client.get(ADDRESS)
    assert answer.status_code == 403
    assert "Chỉ văn thư của cơ quan được đăng ký văn bản đến." in answer.content.decode()


def test_the_clerk_corrects_and_history_keeps_both_values(clerk, office):
    from congvu.kernel.models import AuditEntry

    clerk.post(ADDRESS, filled())
    document = Document.objects.get()
    address = f"/van-ban/{document.uid}/sua/"
    assert "5412/BNV-CCHC" in clerk.get(address).content.decode()
    answer = clerk.post(address, filled(subject="Trích yếu đúng"))
    assert answer["Location"] == f"/van-ban/{document.uid}/"
    document.refresh_from_db()
    assert (document.subject, document.number) == ("Trích yếu đúng", 1)
    act = AuditEntry.objects.get(code="documents.registration_corrected")
    assert act.data["changed"]["subject"] == ["Về việc báo cáo kết quả sáu tháng", "Trích yếu đúng"]

    refused = clerk.post(address, filled(secrecy="1"))
    assert "hủy số này và đăng ký lại" in refused.content.decode()


def test_a_session_that_ended_while_typing_sends_htmx_to_sign_in(client, office):
    answer = client.post(ADDRESS, filled(), headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith("/dang-nhap/")
    assert Document.objects.count() == 0


def test_the_clerk_chooses_the_register_where_there_is_a_choice(client, office, register):
    first = register()
    client.force_login(office.accounts["clerk"])
    assert "Vào sổ" not in client.get("/van-ban-den/dang-ky/").content.decode()
    own = Register.objects.create(
        agency=office.agency, direction="incoming", year=timezone.localdate().year, name="Sổ đơn thư"
    )
    if not Register.objects.filter(direction="incoming", year=own.year, is_default=True).exists():
        Register.objects.create(
            agency=office.agency, direction="incoming", year=own.year, name="Sổ văn bản đến", is_default=True
        )
    page = client.get("/van-ban-den/dang-ky/").content.decode()
    assert "Vào sổ" in page
    now = timezone.localtime()
    values = {
        "document_type": "cong-van", "issuing_agency_name": "Ông Trần Ơn", "subject": "Đơn đề nghị",
        "arrived_at": now.strftime("%d/%m/%Y %H:%M"), "received_via": "paper", "urgency": 0, "secrecy": 0,
    }  # fmt: skip
    wrong = client.post("/van-ban-den/dang-ky/", values | {"register": first.register_id + 9999})
    assert wrong.status_code == 422
    client.post("/van-ban-den/dang-ky/", values | {"register": own.pk})
    made = Document.objects.get(subject="Đơn đề nghị")
    assert (made.register_id, made.number) == (own.pk, 1)

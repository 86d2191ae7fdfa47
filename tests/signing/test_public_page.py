"""The public check page: open to everybody, keeps nothing, shows each check."""

import uuid
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from congvu.kernel.api import files
from congvu.signing import api
from congvu.signing.actions.count_checks import count_one, sweep
from congvu.signing.models import CheckCount, RegisteredPaper, VerificationReport
from congvu.signing.web.limits import CHECKS_PER_MINUTE

from .conftest import AGENCY, DATE, LAYOUT, NOW, NUMBER, PERSON, minutes


@pytest.fixture
def sealed_here(house, plain_pdf):
    signed = api.sign_as_person(actor=house.leader, pdf=api.prepare(plain_pdf, LAYOUT), reason="", now=NOW)
    numbered = api.fill_number_and_date(signed, NUMBER, DATE)
    return api.seal_as_agency(actor=house.clerk, agency_id=house.agency.pk, pdf=numbered, now=minutes(5))


@pytest.fixture
def issued(house, sealed_here):
    """The paper as documents would register it."""
    uid = uuid.uuid4()
    ref = files.store(BytesIO(sealed_here), name="qd.pdf")
    api.verify(ref.id, minutes(6), expected_agency=AGENCY)
    api.register_paper(
        uid=uid,
        agency_id=house.agency.pk,
        number=NUMBER,
        date=date(2026, 10, 14),
        subject_public="Về việc ban hành Quy chế",
        file_id=ref.id,
        at=minutes(6),
    )
    return uid


def upload(client, data, name="van-ban.pdf"):
    return client.post("/kiem-tra/", {"file": SimpleUploadedFile(name, data, "application/pdf")})


def test_a_stranger_checks_a_file(client, sealed_here):
    answer = upload(client, sealed_here)
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in (PERSON, AGENCY, "Chuỗi chứng thư", "Dấu thời gian", "Không bị thu hồi", "không có giá trị pháp lý"):
        assert words in page
    assert VerificationReport.objects.count() == 0
    assert RegisteredPaper.objects.count() == 0


def test_the_checked_file_is_recognised_as_the_issued_one(client, issued, sealed_here):
    page = upload(client, sealed_here).content.decode()
    assert "đúng từng byte" in page
    assert "Về việc ban hành Quy chế" in page


def test_a_changed_file_is_called_invalid_and_not_recognised(client, issued, sealed_here):
    at = sealed_here.index(b"/MediaBox") + 12
    page = upload(client, sealed_here[:at] + b"9" + sealed_here[at + 1 :]).content.decode()
    assert "Không hợp lệ" in page
    assert "đúng từng byte" not in page


@pytest.mark.parametrize(("data", "words"), [(b"GIF89a", "Không phải tệp PDF"), (b"%PDF-1.7\n123", "bị hỏng")])
def test_what_cannot_be_checked_gets_a_sentence(client, db, data, words):
    answer = upload(client, data)
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_an_empty_or_missing_file_is_refused(client, db):
    assert upload(client, b"").status_code == 422
    assert client.post("/kiem-tra/").status_code == 422


def test_names_of_files_are_shown_not_run(client, db):
    page = upload(client, b"GIF89a", name="<script>alert(1)</script>.pdf").content.decode()
    assert "<script>alert" not in page


def test_one_address_checks_a_few_files_a_minute(client, db):
    for _round in range(CHECKS_PER_MINUTE):
        assert upload(client, b"GIF89a").status_code == 200
    refused = upload(client, b"GIF89a")
    assert refused.status_code == 429
    assert "một phút" in refused.content.decode()
    other = client.post("/kiem-tra/", {"file": SimpleUploadedFile("a.pdf", b"GIF89a")}, REMOTE_ADDR="10.0.0.9")
    assert other.status_code == 200


def test_all_web_processes_share_one_count(client, db):
    for _round in range(CHECKS_PER_MINUTE):
        count_one(address="127.0.0.1", now=timezone.now())  # asked of another process, which shares only the database
    assert upload(client, b"GIF89a").status_code == 429


def test_counts_are_kept_for_minutes_without_the_address_and_outside_the_log(db):
    assert [count_one(address="10.1.2.3", now=NOW) for _round in range(2)] == [1, 2]
    assert "10.1.2.3" not in CheckCount.objects.get().address
    assert sweep(now=NOW + timedelta(minutes=2)) == 0
    assert sweep(now=NOW + timedelta(minutes=3)) == 1
    with connection.cursor() as cursor:
        cursor.execute("select relpersistence from pg_class where relname = 'signing_checkcount'")
        assert cursor.fetchone() == ("u",)


def test_the_verdict_and_its_reason_are_the_first_thing(client, issued, sealed_here):
    for page in (upload(client, sealed_here), client.get(f"/kiem-tra/{issued}/")):
        main = page.content.decode().partition('<div class="cz-main')[2]
        assert main.index('class="cz-verdict good"') < main.index('class="cz-data"')
    first = upload(client, sealed_here).content.decode().partition("<h1")[2].partition("</section>")[0]
    assert "Hợp lệ" in first
    assert "không có giá trị pháp lý" in first


def test_a_withdrawn_paper_is_never_called_valid_first(client, issued, sealed_here):
    RegisteredPaper.objects.update(withdrawn_at=NOW, withdrawn_reason="Thay bằng văn bản 20/QĐ-UBND")
    for page in (upload(client, sealed_here), client.get(f"/kiem-tra/{issued}/")):
        first = page.content.decode().partition('<section class="cz-verdict')[2].partition("</section>")[0]
        assert first.startswith(" late")
        assert first.index("Văn bản đã bị thu hồi") < first.index("Chữ ký số trên văn bản: hợp lệ")


def test_the_code_on_the_paper_opens_what_was_registered(client, issued):
    page = client.get(f"/kiem-tra/{issued}/").content.decode()
    for words in (NUMBER, AGENCY, "14/10/2026", "Về việc ban hành Quy chế", "Hợp lệ", PERSON):
        assert words in page


def test_a_subject_that_is_not_public_does_not_show(client, issued):
    RegisteredPaper.objects.update(subject="")
    assert "Trích yếu" not in client.get(f"/kiem-tra/{issued}/").content.decode()


def test_a_withdrawn_paper_says_so(client, issued):
    api.withdraw_paper(uid=issued, reason="Thay bằng văn bản 20/QĐ-UBND", at=minutes(90))
    page = client.get(f"/kiem-tra/{issued}/").content.decode()
    assert "Đã thu hồi" in page
    assert "Thay bằng văn bản 20/QĐ-UBND" in page


def test_an_unknown_code_is_not_found(client, db):
    answer = client.get(f"/kiem-tra/{uuid.uuid4()}/")
    assert answer.status_code == 404
    assert "Không có văn bản này" in answer.content.decode()


def test_a_paper_may_be_registered_again(house, issued, sealed_here):
    ref = files.store(BytesIO(sealed_here), name="qd.pdf")
    api.register_paper(
        uid=issued, agency_id=house.agency.pk, number="15/QĐ-UBND", date=date(2026, 10, 15), subject_public="",
        file_id=ref.id, at=minutes(60),
    )  # fmt: skip
    row = RegisteredPaper.objects.get()
    assert (row.number, row.registered_at) == ("15/QĐ-UBND", minutes(6))


def test_the_qr_code_holds_the_address_of_the_page(settings):
    settings.PUBLIC_URL = "https://congvu.tiengiang.gov.vn/"
    uid = uuid.UUID(int=7)
    assert api.check_url(uid) == f"https://congvu.tiengiang.gov.vn/kiem-tra/{uid}/"
    assert api.check_qr_svg(uid).startswith(b"<svg")


def test_the_kept_report_is_the_newest(house, sealed_here):
    ref = files.store(BytesIO(sealed_here), name="qd.pdf")
    assert api.report_of(ref.id) is None
    first = api.verify(ref.id, minutes(6))
    again = api.verify(ref.id, minutes(60))
    assert first.checked_at != again.checked_at
    assert api.report_of(ref.id) == again
    assert VerificationReport.objects.count() == 2


def test_the_page_asks_the_database_a_fixed_number_of_times(client, issued, django_assert_num_queries):
    with django_assert_num_queries(4):
        client.get(f"/kiem-tra/{issued}/")


def test_the_table_for_documents_has_a_row_a_check_and_a_column_a_signature(house, sealed_here):
    table = api.signature_table(api.check_bytes(sealed_here, minutes(10)), report_url="/x/")
    assert table.overall.word == "Hợp lệ"
    assert [name.split(" (")[0] for name in table.signatures] == [PERSON, AGENCY]
    assert all(len(row.verdicts) == 2 for row in table.checks)
    assert "Thu hồi chứng thư" in [row.label for row in table.checks]

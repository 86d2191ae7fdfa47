import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.documents.api import forward, instruct, submit_to_leader
from congvu.documents.models import Document, Handling
from congvu.documents.types import HandlingRole, NewFile, State, Target

from .conftest import new_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(office, register) -> Document:
    return register(files=[new_file()])


def as_(client, office, who: str):
    client.force_login(office.accounts[who])
    return client


def text_of(client, document: Document) -> str:
    return client.get(f"/van-ban/{document.uid}/").content.decode()


def test_the_page_shows_the_registration_and_the_history(client, office, document):
    text = text_of(as_(client, office, "clerk"), document)
    for words in ("5412", "BNV-CCHC", "Bộ Nội vụ", "sổ văn bản đến 2026", "Đỗ Thị Bé Ba đăng ký, số đến 1"):
        assert words.lower() in text.lower()
    assert "Trình lãnh đạo" in text


def test_the_stamp_carries_number_and_day(client, office, document):
    text = as_(client, office, "clerk").get(f"/van-ban/{document.uid}/dau-den/").content.decode()
    assert "Số: 01" in text
    assert "Ngày: 14/10/2026" in text
    assert "ỦY BAN NHÂN DÂN" in text


@pytest.mark.parametrize("who", ["officer", "econ_head"])
def test_whoever_was_not_given_it_finds_nothing(client, office, document, who):
    file = document.files.get()
    as_(client, office, who)
    for address in (
        f"/van-ban/{document.uid}/",
        f"/van-ban/{document.uid}/tep/{file.uid}/",
        f"/van-ban/{document.uid}/tep/{file.uid}/trang/1.png",
        f"/van-ban/{document.uid}/phieu-giai-quyet/",
        f"/van-ban/{document.uid}/dau-den/",
        f"/van-ban/{document.uid}/sua/",
        f"/van-ban/{document.uid}/but-phe/",
        f"/van-ban/{document.uid}/trinh/",
        f"/van-ban/{document.uid}/huy-so/",
    ):
        assert client.get(address).status_code == 404, address


def test_a_file_of_one_paper_is_not_reached_through_another(client, office, document, register):
    other = register(code_number="2")
    file = document.files.get()
    assert as_(client, office, "clerk").get(f"/van-ban/{other.uid}/tep/{file.uid}/").status_code == 404
    answer = client.get(f"/van-ban/{document.uid}/tep/{file.uid}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_whole_line_by_the_pages(client, office, document, now):
    """Clerk hands up, the chairman writes bút phê, the head forwards, the officer reports, the head closes."""
    units, posts = office.units, office.posts
    as_(client, office, "clerk").post(f"/van-ban/{document.uid}/trinh/", {"leader": posts["chairman"].pk, "note": ""})
    as_(client, office, "chairman")
    text = text_of(client, document)
    assert "Bút phê" in text
    answer = client.post(
        f"/van-ban/{document.uid}/but-phe/",
        {"text": "", "stock": "3", "to-lead": units["general"].pk * 2, "to-info": posts["econ_officer"].pk * 2 + 1},
    )
    assert answer.status_code == 302, answer.content.decode()

    as_(client, office, "head")
    text = text_of(client, document)
    assert "Tổng hợp số liệu, dự thảo báo cáo." in text
    lead = Handling.objects.get(role=HandlingRole.LEAD)
    assert lead.seen_by_name == "Phan Thị Mỹ Hạnh"
    answer = client.post(f"/xu-ly/{lead.uid}/chuyen/", {"text": "Làm gấp", "to-lead": posts["officer"].pk * 2 + 1})
    assert answer.status_code == 302, answer.content.decode()

    as_(client, office, "officer")
    assert "Làm gấp" in text_of(client, document)
    mine = Handling.objects.get(to_post=posts["officer"])
    assert client.post(f"/xu-ly/{mine.uid}/tien-do/", {"percent": 100, "text": "Đã xong"}).status_code == 302
    as_(client, office, "head").post(f"/van-ban/{document.uid}/ket-thuc/", {"reason": "Không cần trả lời"})
    document.refresh_from_db()
    assert document.state == State.DONE
    text = text_of(client, document)
    assert "Hoàn thành" in text
    assert "Công Tằng Tôn Nữ Thị Diễm Phương báo cáo tiến độ 100%" in text
    slip = client.get(f"/van-ban/{document.uid}/phieu-giai-quyet/").content.decode()
    assert "Tổng hợp số liệu, dự thảo báo cáo." in slip
    assert "Đã xong" in slip


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({}, "Chọn ít nhất một đơn vị hoặc người nhận."),
        ({"to-support": ["econ"]}, "Có nơi phối hợp thì phải có một nơi chủ trì."),
        ({"to-lead": ["econ"], "to-info": ["econ"]}, "Mỗi đơn vị chỉ giữ một vai trò"),
        ({"to-lead": ["econ"], "due": "31/02/2027"}, "chỉ có 28 ngày"),
        ({"to-lead": ["econ"], "due": "01/01/2020"}, "Hạn giải quyết phải ở sau lúc giao."),
        ({"to-lead": ["999998"]}, "Có đơn vị không nằm trong danh sách được chọn."),
        ({"to-lead": ["econ"], "text": "x" * 2500}, "nhiều nhất là 2000"),
    ],
)
def test_a_wrong_instruction_is_explained_and_gives_nothing(client, office, document, posted, sentence):
    pick = str(office.units["economy"].pk * 2)
    due = posted.get("due", "")
    values = {k: [pick if v == "econ" else v for v in vs] for k, vs in posted.items() if k.startswith("to-")}
    values |= {"text": posted.get("text", "Giao"), f"to-due-{pick}": due}
    answer = as_(client, office, "chairman").post(f"/van-ban/{document.uid}/but-phe/", values)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Handling.objects.count() == 0


def test_a_page_opened_before_the_state_changed_is_refused_with_a_sentence(client, office, document):
    as_(client, office, "clerk")
    client.post(f"/van-ban/{document.uid}/huy-so/", {"reason": "Trùng"})
    answer = client.post(f"/van-ban/{document.uid}/tra-noi-gui/", {"reason": "Sai nơi nhận"})
    assert answer.status_code == 422
    assert "Văn bản đang ở trạng thái “Đã hủy số”" in answer.content.decode()


def test_a_secret_line_shows_no_file_and_no_forwarding(client, office, register):
    secret = register(secrecy=1)
    text = text_of(as_(client, office, "clerk"), secret)
    assert "hệ thống chỉ giữ dòng đăng ký" in text
    assert "Luân chuyển" not in text
    assert as_(client, office, "chairman").get(f"/van-ban/{secret.uid}/").status_code == 404


def test_hostile_words_are_shown_as_words(client, office, register):
    document = register(subject="<script>alert(1)</script>", note='"><img src=x onerror=alert(1)>')
    text = text_of(as_(client, office, "clerk"), document)
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text
    assert "<img src=x" not in text


def test_the_number_of_queries_does_not_grow_with_the_tree(client, office, register, now):
    small, large = register(code_number="1"), register(code_number="2")
    for document, many in ((small, ["econ_head"]), (large, ["econ_head", "econ_officer", "officer", "head", "deputy"])):
        submit_to_leader(
            actor=office.actor("clerk"), uid=document.uid, leader_post_id=office.posts["chairman"].pk, now=now
        )
        targets = [Target(role=HandlingRole.INFO, post_id=office.posts[who].pk) for who in many]
        lead = Target(role=HandlingRole.LEAD, unit_id=office.units["general"].pk)
        instruct(actor=office.actor("chairman"), uid=document.uid, text="", targets=[lead, *targets], now=now)
    forward(
        actor=office.actor("head"),
        handling_uid=Handling.objects.get(document=large, role="lead").uid,
        text="",
        targets=[Target(role=HandlingRole.LEAD, post_id=office.posts["officer"].pk)],
        now=now,
    )
    as_(client, office, "chief")
    text_of(client, small)
    seen = []
    for document in (small, large):
        with CaptureQueriesContext(connection) as captured:
            text_of(client, document)
        seen.append(len(captured))
    assert seen[0] == seen[1]


def test_a_pdf_is_shown_by_its_pages(client, office, register):
    from pypdf import PdfWriter

    made = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(made)
    document = register(files=[NewFile(io.BytesIO(made.getvalue()), "van-ban.pdf")])
    file = document.files.get()
    assert file.pages == 1
    text = text_of(as_(client, office, "clerk"), document)
    assert f"/van-ban/{document.uid}/tep/{file.uid}/" in text
    assert client.get(f"/van-ban/{document.uid}/tep/{file.uid}/trang/2.png").status_code == 404

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from congvu.documents.api import instruct, submit_to_leader, void_number
from congvu.documents.models import Document
from congvu.documents.queries import lines
from congvu.documents.queries.register import RegisterFilter, count, page
from congvu.documents.types import HandlingRole, Target

pytestmark = pytest.mark.django_db


def sign_in(client, office, who: str):
    client.force_login(office.accounts[who])
    return client


@pytest.fixture
def today():
    return timezone.now()


@pytest.fixture
def papers(register, today):
    """Forty-five letters, numbers 1 to 45."""

    def make(count: int = 45) -> list[Document]:
        return [
            register(
                now=today,
                code_number=str(100 + n),
                subject=f"Báo cáo số liệu đợt {n}",
                issuing_agency_name="Bộ Tài chính" if n % 3 else "Sở Y tế",
                arrived_at=today - timedelta(hours=1),
                issued_on=timezone.localdate(today - timedelta(hours=1)),
                urgency=1 if n == 7 else 0,
            )
            for n in range(1, count + 1)
        ]

    return make


def test_the_newest_twenty_come_first_then_older_by_number(client, office, papers):
    papers()
    found = sign_in(client, office, "clerk").get("/van-ban-den/")
    rows = found.context["page"].rows
    assert [row.number for row in rows] == list(range(45, 25, -1))
    assert found.context["older_url"] == "?truoc=26"
    assert found.context["newer_url"] == ""

    older = client.get("/van-ban-den/?truoc=26").context
    assert [row.number for row in older["page"].rows] == list(range(25, 5, -1))
    assert (older["older_url"], older["newer_url"]) == ("?truoc=6", "?sau=25")

    last = client.get("/van-ban-den/?truoc=6").context
    assert [row.number for row in last["page"].rows] == [5, 4, 3, 2, 1]
    assert last["older_url"] == ""

    back = client.get("/van-ban-den/?sau=25").context
    assert [row.number for row in back["page"].rows] == list(range(45, 25, -1))
    assert (back["older_url"], back["newer_url"]) == ("?truoc=26", "")


def test_a_number_is_jumped_to(client, office, papers):
    papers(30)
    rows = sign_in(client, office, "clerk").get("/van-ban-den/?den-so=12").context["page"].rows
    assert [row.number for row in rows][:2] == [12, 11]


def test_a_jump_stays_in_the_open_register_and_its_filter(client, office, papers):
    (paper,) = papers(1)
    text = (
        sign_in(client, office, "clerk").get(f"/van-ban-den/?so={paper.register_id}&trang-thai=open").content.decode()
    )
    jump = text[text.index('<form class="jump"') :].split("</form>")[0]
    assert f'<input type="hidden" name="so" value="{paper.register_id}">' in jump
    assert '<input type="hidden" name="trang-thai" value="open">' in jump


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"text": "bao cao dot 7"}, [7]),
        ({"text": "107"}, [7]),
        ({"text": "đợt 4"}, [4]),
        ({"issuer": "so y te"}, [9, 6, 3]),
        ({"issuer": "Sở Y"}, [9, 6, 3]),
        ({"urgent": True}, [7]),
        ({"state": "void"}, [2]),
        ({"state": "open"}, [9, 8, 7, 6, 5, 4, 3, 1]),
        ({"type_code": "nghi-dinh"}, []),
        ({"text": "'; drop table --"}, []),
        ({"text": "!!! &&& :*"}, []),
        ({"arrived_from": date(2000, 1, 1), "arrived_to": date(2000, 1, 2)}, []),
    ],
)
def test_filters_keep_what_is_asked(office, papers, today, asked, numbers):
    made = papers(9)
    void_number(actor=office.actor("clerk"), uid=made[1].uid, reason="Nhầm", now=today)
    clerk = office.actor("clerk")
    shown = page(actor=clerk, register=made[0].register, asked=RegisterFilter(**asked), now=today)
    assert [row.number for row in shown.rows] == numbers
    counted = count(actor=clerk, register=made[0].register, asked=RegisterFilter(**asked), now=today)
    assert counted == (len(numbers), False)


@pytest.mark.parametrize("near", [0, 4, 100], ids=["none near", "some near", "all near"])
def test_common_words_are_found_in_the_nearest_lines_or_by_their_index(office, papers, today, monkeypatch, near):
    register = papers(9)[0].register
    monkeypatch.setattr(lines, "_are_common", lambda words: True)
    monkeypatch.setattr(lines, "NEAR", near)
    what = RegisterFilter(text="báo cáo")
    asked = {"actor": office.actor("clerk"), "register": register, "asked": what, "now": today}
    newest = page(**asked, size=3)
    assert [row.number for row in newest.rows] == [9, 8, 7]
    older = page(**asked, size=3, older_than=newest.older_than)
    assert [row.number for row in older.rows] == [6, 5, 4]
    assert [row.number for row in page(**asked, size=3, newer_than=4).rows] == [7, 6, 5]
    assert count(**asked) == (9, False)


def test_days_of_arrival_keep_the_order_of_numbers_both_ways(office, papers, today):
    made = papers(9)
    for n, document in enumerate(made):  # the third day came in before the first was registered, and so on
        Document.objects.filter(pk=document.pk).update(arrived_at=today - timedelta(days=n % 3))
    day = timezone.localdate(today)
    asked = {
        "actor": office.actor("clerk"), "register": made[0].register, "now": today,
        "asked": RegisterFilter(arrived_from=day - timedelta(days=1), arrived_to=day),
    }  # fmt: skip
    newest = page(**asked, size=2)
    assert [row.number for row in newest.rows] == [8, 7]
    assert [row.number for row in page(**asked, size=3, older_than=newest.older_than).rows] == [5, 4, 2]
    assert [row.number for row in page(**asked, size=2, newer_than=2).rows] == [5, 4]
    assert count(**asked) == (6, False)


def test_late_papers_are_found_and_said(client, office, register, today):
    late = register(
        now=today,
        due_on=None,
        arrived_at=today - timedelta(hours=1),
        issued_on=timezone.localdate(today - timedelta(hours=1)),
    )
    Document.objects.filter(pk=late.pk).update(due_at=today - timedelta(hours=2))
    found = sign_in(client, office, "clerk").get("/van-ban-den/?trang-thai=late")
    assert [row.state_label for row in found.context["page"].rows] == ["Quá hạn"]
    assert "Trạng thái: Quá hạn" in found.content.decode()


def test_each_filter_has_a_chip_that_leads_to_the_list_without_it(client, office, papers):
    papers(3)
    found = sign_in(client, office, "clerk").get("/van-ban-den/?tim=đợt&trang-thai=open&khan=on").context["chips"]
    assert [(chip.label, chip.remove_url) for chip in found] == [
        ("Tìm: đợt", "?trang-thai=open&khan=on"),
        ("Trạng thái: Đang mở", "?tim=%C4%91%E1%BB%A3t&khan=on"),
        ("Chỉ văn bản khẩn", "?tim=%C4%91%E1%BB%A3t&trang-thai=open"),
    ]


def test_a_wrong_date_in_the_filter_is_said_and_nothing_breaks(client, office, papers):
    papers(3)
    found = sign_in(client, office, "clerk").get("/van-ban-den/?tu=31/02/2026")
    assert found.status_code == 200
    assert "tháng 2 năm 2026 chỉ có 28 ngày" in found.content.decode()


@pytest.mark.parametrize("address", ["?so=999999", "?so=99999999999999999999", "?truoc=abc", "?den-so=-1", "?don-vi=x"])
def test_rubbish_in_the_address_gets_an_answer(client, office, papers, address):
    papers(2)
    assert sign_in(client, office, "clerk").get(f"/van-ban-den/{address}").status_code in {200, 404}


def test_an_officer_sees_only_her_papers_and_cannot_register(client, office, papers, today):
    made = papers(5)
    target = Target(role=HandlingRole.LEAD, post_id=office.posts["officer"].pk)
    instruct(actor=office.actor("chairman"), uid=made[2].uid, text="", targets=[target], now=today)
    found = sign_in(client, office, "officer").get("/van-ban-den/")
    text = found.content.decode()
    assert [row.number for row in found.context["page"].rows] == [3]
    assert found.context["page"].rows[0].is_new
    assert "Đăng ký văn bản đến" not in text
    assert "Báo cáo số liệu đợt 4" not in text


def test_a_secret_line_shows_no_subject_on_the_page(client, office, register, today):
    register(
        now=today,
        secrecy=2,
        subject="Kế hoạch phòng thủ",
        arrived_at=today,
        issued_on=timezone.localdate(today - timedelta(hours=1)),
    )
    secret = Document.objects.get()
    text = sign_in(client, office, "clerk").get(f"/van-ban-den/?so={secret.register_id}").content.decode()
    assert "Văn bản mật: chỉ có dòng đăng ký" in text
    assert "Kế hoạch phòng thủ" not in text
    leader = sign_in(client, office, "chairman").get(f"/van-ban-den/?so={secret.register_id}")
    assert leader.status_code == 404


def test_chosen_papers_are_handed_up_from_the_page(client, office, papers):
    made = papers(3)
    answer = sign_in(client, office, "clerk").post(
        "/van-ban-den/trinh/",
        {"van-ban": [made[0].uid, made[2].uid], "lanh-dao": office.posts["chairman"].pk, "ve": "tim=x"},
    )
    assert answer.status_code == 302
    assert answer["Location"] == "/van-ban-den/?tim=x"
    assert list(Document.objects.order_by("number").values_list("state", flat=True)) == [
        "waiting",
        "registered",
        "waiting",
    ]


@pytest.mark.parametrize("changes", [{"van-ban": []}, {"van-ban": ["x"]}, {"lanh-dao": ""}, {"ve": "https://xau.vn"}])
def test_a_broken_choice_changes_nothing(client, office, papers, changes):
    made = papers(1)
    values = {"van-ban": [made[0].uid], "lanh-dao": office.posts["officer"].pk, "ve": "", **changes}
    answer = sign_in(client, office, "clerk").post("/van-ban-den/trinh/", values)
    assert answer["Location"] == "/van-ban-den/"
    assert Document.objects.get().state == "registered"


def test_the_print_has_the_ten_legal_columns_and_struck_lines_with_reasons(client, office, papers, today):
    made = papers(3)
    void_number(actor=office.actor("clerk"), uid=made[1].uid, reason="Trùng số đến 1", now=today)
    text = sign_in(client, office, "clerk").get("/van-ban-den/in/").content.decode()
    heads = ["Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày tháng văn bản"]
    heads += ["Tên loại và trích yếu nội dung", "Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú"]
    assert all(f'<th scope="col">{head}</th>' in text for head in heads)
    assert "Trùng số đến 1" in text


def test_the_export_gives_every_line_of_the_filter_and_no_formula(client, office, register, papers, today):
    papers(3)
    register(
        now=today,
        subject="=1+1",
        arrived_at=today,
        issued_on=timezone.localdate(today - timedelta(hours=1)),
        issuing_agency_name="@xau",
    )
    answer = sign_in(client, office, "clerk").get("/van-ban-den/xuat/csv/")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0][:2] == ["Ngày đến", "Số đến"]
    assert [row[1] for row in rows[1:]] == ["1", "2", "3", "4"]
    assert rows[4][2] == "'@xau"

    book = load_workbook(io.BytesIO(b"".join(client.get("/van-ban-den/xuat/xlsx/?tim=đợt 2").streaming_content)))
    assert [row[1].value for row in book.active.iter_rows()] == ["Số đến", 2]


def test_the_number_of_queries_does_not_grow_with_the_rows(client, office, papers, today):
    made = papers(20)
    for document in made[:10]:
        submit_to_leader(
            actor=office.actor("clerk"), uid=document.uid, leader_post_id=office.posts["chairman"].pk, now=today
        )
    sign_in(client, office, "chairman")
    client.get("/van-ban-den/")
    seen = []
    for address in ("/van-ban-den/?truoc=11", "/van-ban-den/?truoc=21"):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            rows = client.get(address).context["page"].rows
        seen.append((len(rows), len(captured)))
    assert [rows for rows, _queries in seen] == [10, 20]
    assert seen[0][1] == seen[1][1]


def test_a_stranger_is_sent_to_sign_in(client, office):
    assert client.get("/van-ban-den/")["Location"] == "/dang-nhap/?next=/van-ban-den/"

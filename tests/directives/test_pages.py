"""Pages: who sees what, how many questions they ask, what they say, what they refuse."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.directives.api import ask_extension, split
from congvu.directives.models import Directive
from congvu.directives.types import Party, ReportData, Source, State
from tests.conftest import NOW

from .conftest import DUE


@pytest.fixture
def signed_in(office, client):
    """Return a function that signs somebody in."""

    def run(who: str):
        client.force_login(office.accounts[who])
        return client

    return run


@pytest.mark.parametrize("view", ["toi-lam", "toi-giao", "tat-ca"], ids=["mine", "given", "all"])
def test_the_list_asks_the_same_for_ten_rows_and_for_twenty(office, give, signed_in, view):
    client = signed_in("chairman")
    asked = []
    for count in (10, 20):
        for _number in range(Directive.objects.count(), count):
            give()
        client.get(reverse("directives:list"), {"xem": view})
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("directives:list"), {"xem": view}).status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1]


def test_the_page_of_a_task_with_parts_asks_the_same_for_two_parts_and_for_eight(office, give, task, signed_in):
    whole = give(lead=Party(unit_id=office.units["general"].pk))
    part = task(lead=Party(post_id=office.posts["officer"].pk))
    client, asked = signed_in("head"), []
    for more in (2, 6):
        split(actor=office.actor("head"), uid=whole.uid, rows=[part] * more, now=NOW)
        client.get(reverse("directives:directive", args=[whole.uid]))
        with CaptureQueriesContext(connection) as found:
            page = client.get(reverse("directives:directive", args=[whole.uid]))
        asked.append(len(found))
    assert asked[0] == asked[1]
    assert page.content.decode().count("Công Tằng Tôn Nữ Thị Diễm Phương, Chuyên viên") >= 8


def test_a_leader_gives_a_task_through_the_form(office, signed_in):
    client = signed_in("chairman")
    unit = office.units["economy"].pk * 3
    answer = client.post(
        reverse("directives:new"),
        {
            "content": "Tham mưu kế hoạch cải cách hành chính năm 2027",
            "kind": "deadline",
            "due_on": "30/12/2030",
            "urgency": "1",
            "product": "project",
            "field": "Cải cách hành chính",
            "level": "chairman",
            "source": "meeting",
            "source_note": "Thông báo kết luận số 402/TB-VPCP",
            "to-lead": str(unit),
        },
    )
    made = Directive.objects.get()
    assert answer.status_code == 302
    assert (made.lead_name, made.field.name, made.source) == ("Phòng Kinh tế", "Cải cách hành chính", Source.MEETING)


def test_a_form_without_a_lead_says_so_and_changes_nothing(office, signed_in):
    client = signed_in("chairman")
    values = {
        "content": "x",
        "kind": "deadline",
        "urgency": "0",
        "product": "report",
        "level": "agency",
        "source": "hand",
    }
    answer = client.post(reverse("directives:new"), {**values, "source": "hand"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Chọn đúng một nơi chủ trì." in text
    assert "Nhiệm vụ có thời hạn phải ghi ngày hạn." in text
    assert not Directive.objects.exists()


def test_who_has_nothing_to_do_with_a_task_finds_no_page(office, other_office, give, client):
    directive = give()
    for account in (office.accounts["officer"], office.accounts["econ_officer"], other_office.accounts["chairman"]):
        client.force_login(account)
        assert client.get(reverse("directives:directive", args=[directive.uid])).status_code in {403, 404}
        assert client.post(reverse("directives:receive", args=[directive.uid])).status_code in {302, 403, 404}
    directive.refresh_from_db()
    assert directive.state == State.NEW


def test_each_act_has_its_page_and_the_whole_way_is_walked_by_forms(office, give, signed_in):
    directive = give()
    head = signed_in("econ_head")

    def at(name: str, *more: str) -> str:
        return reverse(f"directives:{name}", args=[directive.uid, *more])

    assert head.post(at("receive")).status_code == 302
    for name in ("progress", "result", "hand_on", "extension"):
        assert head.get(at(name)).status_code == 200, name
    assert head.post(at("hand_on"), {"post": office.posts["econ_officer"].pk}).status_code == 302
    head.post(at("progress"), {"percent": 60, "text": "Đã đôn đốc 8 sở", "difficulties": "2 sở chưa gửi số liệu"})
    directive.refresh_from_db()
    assert (directive.state, directive.progress, directive.has_difficulties) == (State.RUNNING, 60, True)
    ask_extension(actor=office.actor("econ_head"), uid=directive.uid, until=DUE.replace(year=2030), reason="x", now=NOW)
    head.post(at("result"), {"text": "Đã có báo cáo tổng hợp."})

    chairman = signed_in("chairman")
    page = chairman.get(at("directive")).content.decode()
    assert "chờ xác nhận" in page
    assert "xin gia hạn đến" in page
    for name in ("accept", "decide_due", "due", "edit", "other_lead", "split"):
        assert chairman.get(at(name)).status_code == 200, name
    for what in ("chua-dat", "tam-dung", "huy"):
        assert chairman.get(at("with_reason", what)).status_code == 200, what
    assert chairman.get(at("with_reason", "khac")).status_code == 404
    chairman.post(at("accept"), {"note": ""})
    directive.refresh_from_db()
    assert directive.state == State.DONE


def test_hostile_filters_are_no_filters(office, give, signed_in):
    give()
    client = signed_in("chairman")
    for query in (
        "xem=khac&tinh=khac&don-vi=abc&linh-vuc=99999999999999",
        "tim=%00%00&han-tu=31/02/2026&tu=x&nguoi-giao=-1",
        "van-ban=' or 1=1&nguon=zzz&co-quan=1e9",
    ):
        assert client.get(f"{reverse('directives:list')}?{query}").status_code == 200, query
    assert client.get(f"{reverse('directives:list')}?sau=rubbish").status_code == 400


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf", "csv"])
def test_the_list_leaves_as_a_file(office, give, signed_in, kind):
    give(content="=HYPERLINK(1)")
    client = signed_in("chairman")
    answer = client.get(reverse("directives:export", args=[kind]), {"xem": "tat-ca"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert len(body) > 200


def test_a_files_link_gives_the_file_to_who_sees_the_task(office, give, signed_in):
    from io import BytesIO

    from congvu.directives.api import report_progress
    from congvu.directives.models import StepFile
    from congvu.directives.types import NewFile
    from tests.documents.conftest import docx

    directive = give()
    report_progress(
        actor=office.actor("econ_head"),
        uid=directive.uid,
        data=ReportData(text="Kèm bảng.", percent=10, files=(NewFile(BytesIO(docx()), "bang.docx"),)),
        now=NOW,
    )
    address = reverse("directives:file", args=[directive.uid, StepFile.objects.get().pk])
    assert signed_in("chairman").get(address).status_code == 200
    assert signed_in("officer").get(address).status_code == 404

"""A task led by another agency: what that agency does comes back by itself, and its answer is the result."""

from datetime import timedelta

import pytest

from congvu.directives.actions.follow_exchange import take_status
from congvu.directives.api import accept, give
from congvu.directives.models import Directive
from congvu.directives.types import DirectiveData, Party, State
from congvu.documents.actions.finish import finish
from congvu.documents.actions.handle import report_progress
from congvu.documents.actions.instruct import instruct
from congvu.documents.types import Target
from congvu.kernel.outbox import deliver_pending
from congvu.notices.models import Notice
from tests.conftest import NOW
from tests.documents.test_exchange import SENT, agencies, registered, sent
from tests.exchange.conftest import DISTRICT, carry

__all__ = ["agencies", "sent"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def led_there(sent, agencies):
    """A task of the committee, led by the district to which its letter went."""
    office, district = agencies
    uid = give(
        actor=office.actor("chairman"),
        data=DirectiveData(
            content="Báo cáo kết quả số hóa hồ sơ của huyện",
            lead=Party(agency_id=district.agency.pk),
            due_on=(NOW + timedelta(days=20)).date(),
            source="document",
        ),
        document_uid=sent.uid,
        now=SENT,
    )
    return Directive.objects.get(uid=uid)


def shown(directive: Directive) -> tuple[str, int]:
    """Carry everything and return how the task stands at its giver's."""
    deliver_pending()
    carry(now=SENT + timedelta(days=1))
    deliver_pending()
    directive.refresh_from_db()
    return directive.state, directive.progress


def test_the_whole_way_without_typing_anything_twice(led_there, sent, agencies):
    office, district = agencies
    assert shown(led_there) == (State.NEW, 0)
    document = registered(district)
    assert shown(led_there) == (State.RECEIVED, 0)

    instruct(
        actor=district.actor("chairman"),
        uid=document.uid,
        targets=[Target(role="lead", unit_id=district.units["general"].pk, due_at=NOW + timedelta(days=10))],
        text="Giao Phòng Tổng hợp tham mưu.",
        now=SENT + timedelta(minutes=40),
    )
    assert shown(led_there) == (State.NOT_STARTED, 0)
    there = Directive.objects.get(agency=district.agency)
    assert there.lead_name == "Phòng Tổng hợp"

    part = document.handlings.get(role="lead")
    report_progress(
        actor=district.actor("head"),
        handling_uid=part.uid,
        percent=30,
        text="Đang tổng hợp",
        now=SENT + timedelta(hours=1),
    )
    assert shown(led_there) == (State.RUNNING, 30)
    assert led_there.steps.latest("pk").text == "Tiến độ 30%: Đang tổng hợp"
    report_progress(
        actor=district.actor("head"),
        handling_uid=part.uid,
        percent=60,
        text="Đã tổng hợp 15/25 xã, thị trấn",
        now=SENT + timedelta(hours=1, minutes=20),
    )
    assert shown(led_there) == (State.RUNNING, 60)
    assert shown(led_there) == (State.RUNNING, 60)
    finish(actor=district.actor("chairman"), uid=document.uid, result="Đã báo cáo", now=SENT + timedelta(hours=2))
    assert shown(led_there) == (State.REVIEW, 100)
    assert shown(led_there) == (State.REVIEW, 100)
    there.refresh_from_db()
    assert there.state == State.REVIEW

    names = list(led_there.steps.order_by("at", "pk").values_list("kind", "by_name"))
    assert [kind for kind, _name in names] == [
        "given", "received", "handed_on", "note", "progress", "progress", "submitted",
    ]  # fmt: skip
    assert {name for _kind, name in names[1:]} == {"Ủy ban nhân dân huyện Cai Lậy"}
    accept(actor=office.actor("chairman"), uid=led_there.uid, note="", now=SENT + timedelta(days=2))
    led_there.refresh_from_db()
    assert led_there.state == State.DONE


def test_a_refusal_there_comes_back_to_the_giver(led_there, sent, agencies):
    office, _district = agencies
    refused = {
        "reference": str(sent.uid),
        "receiver_code": DISTRICT,
        "code": "02",
        "description": "Không thuộc thẩm quyền",
        "staff": "",
        "at": SENT + timedelta(hours=1),
    }
    assert (take_status(**refused), take_status(**refused)) == (1, 0)
    led_there.refresh_from_db()
    assert led_there.state == State.REFUSED
    told = Notice.objects.get(kind="directives.refused", person=office.people["chairman"])
    assert "Không thuộc thẩm quyền" in told.text


@pytest.mark.parametrize(
    "changes",
    [{"reference": "rubbish"}, {"receiver_code": "H99.99"}, {"receiver_code": ""}, {"code": "99"}, {"code": "01"}],
    ids=["no-uuid", "another-agency", "nobody", "unknown-state", "arrived-only"],
)
def test_a_state_that_is_none_of_ours_changes_nothing(led_there, sent, changes):
    values = {
        "reference": str(sent.uid),
        "receiver_code": DISTRICT,
        "code": "06",
        "description": "x" * 9000,
        "staff": "",
        "at": SENT + timedelta(hours=1),
    }
    assert take_status(**{**values, **changes}) == 0
    led_there.refresh_from_db()
    assert led_there.state == State.NEW


def test_a_task_given_after_the_receiver_registered_stands_where_the_receiver_is(sent, agencies):
    office, district = agencies
    deliver_pending()
    registered(district)
    carry(now=SENT + timedelta(days=1))
    deliver_pending()
    data = DirectiveData(
        content="Báo cáo kết quả số hóa hồ sơ của huyện",
        lead=Party(agency_id=district.agency.pk),
        due_on=(NOW + timedelta(days=20)).date(),
        source="document",
    )

    uid = give(actor=office.actor("chairman"), data=data, document_uid=sent.uid, now=SENT + timedelta(days=1))
    given = Directive.objects.get(uid=uid)

    assert shown(given) == (State.RECEIVED, 0)


def test_a_task_given_after_the_paper_was_done_with_is_new_work(sent, agencies):
    office, district = agencies
    deliver_pending()
    document = registered(district)
    finish(actor=district.actor("chairman"), uid=document.uid, result="Đã xong", now=SENT + timedelta(hours=2))
    deliver_pending()
    carry(now=SENT + timedelta(days=1))
    deliver_pending()
    data = DirectiveData(
        content="Báo cáo bổ sung",
        lead=Party(agency_id=district.agency.pk),
        due_on=(NOW + timedelta(days=20)).date(),
        source="document",
    )

    uid = give(actor=office.actor("chairman"), data=data, document_uid=sent.uid, now=SENT + timedelta(days=1))

    assert shown(Directive.objects.get(uid=uid)) == (State.NEW, 0)

"""Taking back, handing on, asking for time and for a clearer word, moving deadlines, taking up again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.documents.actions.ask import answer_ask, ask_extension, ask_question, change_due
from congvu.documents.actions.hand_on import hand_on
from congvu.documents.actions.remind import remind_due
from congvu.documents.actions.take_back import take_back
from congvu.documents.api import finish, forward, instruct, mark_seen, reopen, report_progress, submit_to_leader
from congvu.documents.errors import (
    AlreadyAsked,
    AlreadyPassedOn,
    AlreadyRead,
    AskClosed,
    BadTargets,
    DayUnfit,
    ReasonNeeded,
)
from congvu.documents.models import Ask, DueChange, Handling
from congvu.documents.types import HandlingRole, HandlingState, State, Target
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.kernel.models import AuditEntry
from congvu.notices.models import Notice
from congvu.worklist.models import Entry as WorkRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(office, register, now):
    """A letter that the chairman gave: general leads within five days, economy supports, an officer is informed."""
    document = register()
    submit_to_leader(actor=office.actor("clerk"), uid=document.uid, leader_post_id=office.posts["chairman"].pk, now=now)
    instruct(
        actor=office.actor("chairman"),
        uid=document.uid,
        text="Giao Phòng Tổng hợp chủ trì.",
        targets=[
            Target(role=HandlingRole.LEAD, unit_id=office.units["general"].pk, due_at=now + timedelta(days=5)),
            Target(role=HandlingRole.SUPPORT, unit_id=office.units["economy"].pk, due_at=now + timedelta(days=3)),
            Target(role=HandlingRole.INFO, post_id=office.posts["econ_officer"].pk),
        ],
        now=now,
    )
    document.refresh_from_db()
    return document


def part(document, role: str) -> Handling:
    return document.handlings.filter(role=role).latest("pk")


def open_work(office) -> dict[str, str]:
    names = {post.pk: who for who, post in office.posts.items()}
    rows = WorkRow.objects.filter(closed_at=None, owner_post__isnull=False)
    return {f"{names[row.owner_post_id]}": row.act_label for row in rows}


def test_unread_parts_are_taken_back_and_the_receivers_no_longer_see_the_paper(client, office, given, now):
    economy, informed = part(given, "support"), part(given, "info")
    done = take_back(
        actor=office.actor("chairman"), uid=given.uid, handling_uids=[economy.uid, informed.uid], reason="Nhầm", now=now
    )
    assert done == 2
    assert open_work(office) == {"head": "Xử lý"}
    given.refresh_from_db()
    assert (given.state, given.handler_text) == (State.ASSIGNED, "Phòng Tổng hợp")
    client.force_login(office.accounts["econ_officer"])
    assert client.get(f"/van-ban/{given.uid}/").status_code == 404
    client.force_login(office.accounts["head"])
    assert client.get(f"/van-ban/{given.uid}/").status_code == 200
    assert AuditEntry.objects.filter(code="documents.taken_back").count() == 1


def test_taking_back_the_lead_puts_the_paper_before_the_leader_again(office, given, now):
    take_back(
        actor=office.actor("chairman"), uid=given.uid, handling_uids=[part(given, "lead").uid], reason="Nhầm", now=now
    )
    given.refresh_from_db()
    assert given.state == State.WAITING
    assert open_work(office)["chairman"] == "Bút phê"


def test_what_was_opened_is_not_taken_back_and_the_refusal_says_who_read_it_and_when(office, given, now):
    mark_seen(actor=office.actor("econ_officer"), uid=given.uid, now=now + timedelta(minutes=3))
    with pytest.raises(AlreadyRead) as refusal:
        take_back(
            actor=office.actor("chairman"),
            uid=given.uid,
            handling_uids=[part(given, "lead").uid, part(given, "info").uid],
            reason="Nhầm",
            now=now,
        )
    assert refusal.value.data == {"name": "Đặng Thị Út", "at": "14/10/2026 10:23"}
    assert not Handling.objects.filter(state=HandlingState.WITHDRAWN).exists()


@pytest.mark.parametrize(("who", "refusal"), [("clerk", NotAllowed), ("head", NotAllowed), ("officer", NotFound)])
def test_only_who_gave_takes_back(office, given, now, who, refusal):
    with pytest.raises(refusal):
        take_back(
            actor=office.actor(who), uid=given.uid, handling_uids=[part(given, "info").uid], reason="Nhầm", now=now
        )


def test_the_whole_part_goes_to_another_unit_with_its_deadline(office, given, now):
    mine = part(given, "lead")
    hand_on(
        actor=office.actor("head"),
        handling_uid=mine.uid,
        post_id=None,
        unit_id=office.units["economy"].pk,
        reason="Thuộc lĩnh vực kinh tế",
        now=now,
    )
    given.refresh_from_db()
    mine.refresh_from_db()
    heir = mine.children.get()
    assert (mine.state, heir.role, heir.due_at) == (HandlingState.HANDED_ON, "lead", mine.due_at)
    assert given.lead_unit_id == office.units["economy"].pk
    assert "head" not in open_work(office)
    assert Notice.objects.filter(person_id=office.people["chairman"].pk, kind="documents.handed_on").count() == 1
    finish(actor=office.actor("econ_head"), uid=given.uid, result="Đã trả lời", now=now)
    given.refresh_from_db()
    assert given.state == State.DONE


def test_a_specialist_hands_on_inside_her_unit_only(office, given, now):
    forward(
        actor=office.actor("head"),
        handling_uid=part(given, "lead").uid,
        text="",
        targets=[Target(role=HandlingRole.LEAD, post_id=office.posts["officer"].pk)],
        now=now,
    )
    mine = part(given, "lead")
    with pytest.raises(BadTargets):
        hand_on(
            actor=office.actor("officer"),
            handling_uid=mine.uid,
            post_id=office.posts["econ_officer"].pk,
            unit_id=None,
            reason="Bận",
            now=now,
        )
    hand_on(
        actor=office.actor("officer"),
        handling_uid=mine.uid,
        post_id=office.posts["deputy"].pk,
        unit_id=None,
        reason="Bận",
        now=now,
    )
    assert open_work(office)["deputy"] == "Xử lý"
    with pytest.raises(AlreadyPassedOn):
        hand_on(
            actor=office.actor("head"),
            handling_uid=given.handlings.get(to_unit=office.units["general"]).uid,
            post_id=None,
            unit_id=office.units["economy"].pk,
            reason="Khác",
            now=now,
        )


def test_more_time_is_asked_granted_and_the_history_keeps_both_deadlines(office, given, now):
    mine = part(given, "lead")
    old, wanted = mine.due_at, now + timedelta(days=9)
    ask = ask_extension(actor=office.actor("head"), handling_uid=mine.uid, until=wanted, reason="Chờ số liệu", now=now)
    assert open_work(office)["chairman"] == "Gia hạn"
    with pytest.raises(AlreadyAsked):
        ask_extension(actor=office.actor("head"), handling_uid=mine.uid, until=wanted, reason="Nữa", now=now)
    with pytest.raises(NotAllowed):
        answer_ask(actor=office.actor("econ_head"), ask_uid=ask, granted=True, text="", now=now)
    answer_ask(actor=office.actor("chairman"), ask_uid=ask, granted=True, text="", now=now)

    mine.refresh_from_db()
    given.refresh_from_db()
    change = DueChange.objects.get()
    assert (mine.due_at, given.due_at, change.old_due_at, change.new_due_at) == (wanted, wanted, old, wanted)
    assert change.reason == "Chờ số liệu"
    assert WorkRow.objects.get(key=mine.work_key, closed_at=None).due_at == wanted
    assert "chairman" not in open_work(office)
    with pytest.raises(AskClosed):
        answer_ask(actor=office.actor("chairman"), ask_uid=ask, granted=False, text="Không", now=now)


def test_a_refused_extension_changes_no_deadline_and_needs_a_reason(office, given, now):
    mine = part(given, "support")
    ask = ask_extension(
        actor=office.actor("econ_head"), handling_uid=mine.uid, until=now + timedelta(days=8), reason="Bận", now=now
    )
    with pytest.raises(ReasonNeeded):
        answer_ask(actor=office.actor("chairman"), ask_uid=ask, granted=False, text=" ", now=now)
    answer_ask(actor=office.actor("chairman"), ask_uid=ask, granted=False, text="Không kịp báo cáo Bộ", now=now)
    mine.refresh_from_db()
    assert mine.due_at == now + timedelta(days=3)
    assert Notice.objects.get(kind="documents.answered").person_id == office.people["econ_head"].pk


def test_a_wish_before_the_deadline_in_force_is_refused(office, given, now):
    with pytest.raises(DayUnfit):
        ask_extension(
            actor=office.actor("head"),
            handling_uid=part(given, "lead").uid,
            until=now + timedelta(days=4),
            reason="?",
            now=now,
        )
    assert Ask.objects.count() == 0


def test_a_question_is_answered_and_an_open_one_ends_with_the_part(office, given, now):
    mine = part(given, "support")
    ask = ask_question(actor=office.actor("econ_head"), handling_uid=mine.uid, text="Số liệu năm nào?", now=now)
    answer_ask(actor=office.actor("chairman"), ask_uid=ask, granted=True, text="Năm 2025", now=now)
    again = ask_question(actor=office.actor("econ_head"), handling_uid=mine.uid, text="Cả huyện?", now=now)
    report_progress(actor=office.actor("econ_head"), handling_uid=mine.uid, percent=100, text="Đã gửi", now=now)
    assert "chairman" not in open_work(office)
    with pytest.raises(AskClosed):
        answer_ask(actor=office.actor("chairman"), ask_uid=again, granted=True, text="Cả huyện", now=now)


def test_the_giver_moves_a_deadline_with_a_reason(office, given, now):
    mine = part(given, "lead")
    sooner = now + timedelta(days=2)
    with pytest.raises(NotAllowed):
        change_due(actor=office.actor("econ_head"), handling_uid=mine.uid, until=sooner, reason="Gấp", now=now)
    change_due(actor=office.actor("chairman"), handling_uid=mine.uid, until=sooner, reason="Bộ yêu cầu", now=now)
    given.refresh_from_db()
    assert given.due_at == sooner


def test_a_reopened_paper_lies_with_whoever_led_it(office, given, now):
    finish(actor=office.actor("head"), uid=given.uid, result="Xong", now=now)
    assert open_work(office) == {}
    reopen(actor=office.actor("chairman"), uid=given.uid, reason="Bộ hỏi thêm", now=now)
    given.refresh_from_db()
    assert given.state == State.IN_PROGRESS
    assert open_work(office) == {"head": "Xử lý"}
    finish(actor=office.actor("head"), uid=given.uid, result="Xong hẳn", now=now)
    assert open_work(office) == {}


def test_reminders_climb_and_are_never_sent_twice(office, given, now):
    due = part(given, "lead").due_at
    late = due + timedelta(minutes=10)
    assert remind_due(now=late) == 2  # lead and support; the leader has decided
    assert remind_due(now=late) == 0


def test_an_unsubmitted_paper_is_said_at_the_end_of_its_day_and_after_the_limit(office, register, now):
    document = register()
    assert remind_due(now=now + timedelta(hours=2)) == 0
    assert remind_due(now=now + timedelta(hours=8)) == 1
    assert [n.person_id for n in Notice.objects.all()] == [office.people["clerk"].pk]
    assert remind_due(now=now + timedelta(days=2)) == 1
    late = Notice.objects.filter(key=f"documents.pass_on:{document.pk}:late")
    assert {n.person_id for n in late} == {office.people["clerk"].pk, office.people["chief"].pk}
    assert remind_due(now=now + timedelta(days=9)) == 0


def test_the_pages_of_asking_lead_from_the_document_and_back(client, office, given, now):
    mine = part(given, "lead")
    client.force_login(office.accounts["head"])
    page = client.get(f"/van-ban/{given.uid}/").content.decode()
    for address in ("gia-han", "hoi-lai", "chuyen-noi-khac", "tra-lai"):
        assert f"/xu-ly/{mine.uid}/{address}/" in page
    answer = client.post(f"/xu-ly/{mine.uid}/gia-han/", {"until": "31/12/2099", "reason": "Chờ số liệu"})
    assert answer.status_code == 302, answer.content.decode()
    ask = Ask.objects.get()
    client.force_login(office.accounts["chairman"])
    page = client.get(f"/van-ban/{given.uid}/").content.decode()
    assert f"/de-nghi/{ask.uid}/" in page
    assert "Chờ số liệu" in page
    assert client.post(f"/de-nghi/{ask.uid}/", {"granted": "no", "text": ""}).status_code == 422
    assert client.post(f"/de-nghi/{ask.uid}/", {"granted": "no", "text": "Không kịp"}).status_code == 302
    assert client.get(f"/de-nghi/{ask.uid}/").status_code == 404


def test_the_page_of_taking_back_offers_unread_receivers_and_names_readers(client, office, given, now):
    mark_seen(actor=office.actor("econ_officer"), uid=given.uid, now=now)
    client.force_login(office.accounts["chairman"])
    page = client.get(f"/van-ban/{given.uid}/thu-hoi/").content.decode()
    assert "Đặng Thị Út đã mở lúc" in page
    assert page.count('name="phan"') == 2
    data = {"phan": [str(part(given, "support").uid)], "reason": "Giao nhầm"}
    assert client.post(f"/van-ban/{given.uid}/thu-hoi/", data).status_code == 302
    assert part(given, "support").state == HandlingState.WITHDRAWN
    assert client.post(f"/van-ban/{given.uid}/thu-hoi/", {"reason": "Giao nhầm"}).status_code == 422


def test_the_document_page_asks_as_much_for_twenty_receivers_as_for_ten(client, office, given, now):
    client.force_login(office.accounts["chairman"])

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(f"/van-ban/{given.uid}/").status_code == 200
        return len(caught)

    queries()
    first = queries()
    for number in range(10):
        ask = ask_question(
            actor=office.actor("head"), handling_uid=part(given, "lead").uid, text=f"Câu {number}?", now=now
        )
        answer_ask(actor=office.actor("chairman"), ask_uid=ask, granted=True, text="Được", now=now)
    assert queries() == first

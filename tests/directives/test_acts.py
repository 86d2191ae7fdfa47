"""Acts: the good case, each refusal, what the trays hold, what a second run changes."""

from datetime import date, timedelta

import pytest

from congvu.directives.actions.regular import open_periods
from congvu.directives.actions.remind import remind_due
from congvu.directives.actions.setting import set_following
from congvu.directives.actions.summaries import send_summaries
from congvu.directives.actions.urge import urge
from congvu.directives.api import (
    accept,
    ask_extension,
    cancel,
    change_lead,
    decide_extension,
    pause,
    receive,
    refuse,
    report_progress,
    resume,
    return_result,
    set_due,
    split,
    submit_result,
)
from congvu.directives.errors import (
    AlreadyAsked,
    BadPercent,
    ChildrenOpen,
    DayUnfit,
    FieldsInvalid,
    NobodyThere,
    NothingLate,
    ReasonNeeded,
    WrongState,
)
from congvu.directives.models import Directive, DueChange, Step, Urging
from congvu.directives.types import DueState, Kind, Level, Party, Repeat, ReportData, Source, State
from congvu.documents.models import Draft
from congvu.identity.models import Assignment
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.kernel.models import AuditEntry
from congvu.notices.models import Notice
from congvu.worklist.models import Entry
from tests.conftest import NOW

from .conftest import DUE

pytestmark = pytest.mark.django_db


def waiting(post) -> list[str]:
    """Return what a post has to do, by key."""
    return sorted(Entry.objects.filter(owner_post=post, closed_at=None).values_list("key", flat=True))


def at(day: date):
    """Return half past nine on a day."""
    return NOW.replace(year=day.year, month=day.month, day=day.day)


def test_codes_have_no_gaps_and_a_refused_giving_takes_none(office, give, task):
    first = give()
    with pytest.raises(FieldsInvalid):
        give(content=" ")
    assert (first.code, give().code) == ("NV-1/2026", "NV-2/2026")


def test_a_unit_without_a_head_cannot_lead(office, give):
    Assignment.objects.filter(post=office.posts["econ_head"]).update(valid_to=date(2026, 1, 1))
    with pytest.raises(NobodyThere):
        give()
    assert not Directive.objects.exists()


def test_a_head_gives_in_her_unit_only_and_a_specialist_to_nobody(office, give):
    own = give("head", lead=Party(post_id=office.posts["officer"].pk), level=Level.UNIT)
    assert own.giver_name == "Phan Thị Mỹ Hạnh"
    with pytest.raises(FieldsInvalid):
        give("head")
    with pytest.raises(NotAllowed):
        give("officer")


def test_what_was_said_is_noted_down_afterwards_as_such(office, give):
    told = give(
        "chief",
        source=Source.PHONE,
        source_on=date(2026, 10, 12),
        giver_post_id=office.posts["chairman"].pk,
        due_on=date(2026, 10, 13),
    )
    assert (told.giver_name, told.entered_by_name) == ("Nguyễn Văn Khải", "Trần Thị Ngọc Ánh")
    assert told.assigned_on == date(2026, 10, 12)
    with pytest.raises(NotAllowed):
        give("head", giver_post_id=office.posts["chairman"].pk, lead=Party(post_id=office.posts["officer"].pk))


def test_the_work_list_follows_the_state(office, give):
    one, head, chairman = give(), office.posts["econ_head"], office.posts["chairman"]
    assert waiting(head) == [one.work_key]
    receive(actor=office.actor("econ_head"), uid=one.uid, now=NOW)
    submit_result(actor=office.actor("econ_head"), uid=one.uid, data=ReportData(text="Xong"), now=NOW)
    assert (waiting(head), waiting(chairman)) == ([], [one.confirm_key])
    return_result(actor=office.actor("chairman"), uid=one.uid, reason="Bổ sung 50% số liệu", now=NOW)
    assert (waiting(head), waiting(chairman)) == ([one.work_key], [])
    cancel(actor=office.actor("chairman"), uid=one.uid, reason="Không cần nữa", now=NOW)
    assert (waiting(head), waiting(chairman)) == ([], [])


def test_the_wrong_addressee_gives_it_back_and_another_gets_it(office, give):
    one = give()
    with pytest.raises(ReasonNeeded):
        refuse(actor=office.actor("econ_head"), uid=one.uid, reason=" ", now=NOW)
    refuse(actor=office.actor("econ_head"), uid=one.uid, reason="Thuộc Phòng Tổng hợp", now=NOW)
    assert waiting(office.posts["chairman"]) == [one.refused_key]
    change_lead(
        actor=office.actor("chairman"),
        uid=one.uid,
        lead=Party(unit_id=office.units["general"].pk),
        supporters=[Party(unit_id=office.units["economy"].pk)],
        reason="Đúng chức năng",
        now=NOW,
    )
    one.refresh_from_db()
    assert (one.state, one.lead_name) == (State.NEW, "Phòng Tổng hợp")
    assert waiting(office.posts["chairman"]) == []
    assert waiting(office.posts["head"]) == [one.work_key]
    assert [key.split(":")[0] for key in waiting(office.posts["econ_head"])] == ["directives.support"]


def test_a_whole_is_complete_only_when_its_parts_are(office, give, task, client):
    whole = give(lead=Party(unit_id=office.units["general"].pk))
    head = office.actor("head")
    part = task(lead=Party(post_id=office.posts["officer"].pk))
    first, second = split(actor=head, uid=whole.uid, rows=[part, part], now=NOW)
    with pytest.raises(ChildrenOpen) as refusal:
        submit_result(actor=head, uid=whole.uid, data=ReportData(text="Xong"), now=NOW)
    assert refusal.value.data["count"] == 2
    client.force_login(office.accounts["head"])
    assert str(refusal.value) in client.get(f"/nhiem-vu/{whole.uid}/ket-qua/").content.decode()
    cancel(actor=head, uid=second, reason="Gộp", now=NOW)
    submit_result(actor=office.actor("officer"), uid=first, data=ReportData(text="Xong phần tôi"), now=NOW)
    with pytest.raises(ChildrenOpen):
        submit_result(actor=head, uid=whole.uid, data=ReportData(text="Xong"), now=NOW)
    accept(actor=head, uid=first, note="", now=NOW)
    assert Notice.objects.filter(kind="directives.parts_done", person=office.people["head"]).count() == 1
    submit_result(actor=head, uid=whole.uid, data=ReportData(text="Xong"), now=NOW)
    whole.refresh_from_db()
    assert whole.state == State.REVIEW


def test_a_part_is_not_due_after_its_whole_and_stays_in_the_unit(office, give, task):
    whole = give(lead=Party(unit_id=office.units["general"].pk))
    late = task(lead=Party(post_id=office.posts["officer"].pk), due_on=DUE + timedelta(days=1))
    with pytest.raises(FieldsInvalid):
        split(actor=office.actor("head"), uid=whole.uid, rows=[late], now=NOW)
    with pytest.raises(FieldsInvalid):
        split(actor=office.actor("head"), uid=whole.uid, rows=[task()], now=NOW)
    assert Directive.objects.count() == 1


def test_ending_a_whole_ends_its_open_parts(office, give, task):
    whole = give(lead=Party(unit_id=office.units["general"].pk))
    part = task(lead=Party(post_id=office.posts["officer"].pk))
    split(actor=office.actor("head"), uid=whole.uid, rows=[part, part], now=NOW)
    assert cancel(actor=office.actor("chairman"), uid=whole.uid, reason="Dừng đề án", now=NOW) == 3
    assert set(Directive.objects.values_list("state", flat=True)) == {State.CANCELLED}
    assert waiting(office.posts["officer"]) == []


def test_every_request_for_more_time_is_kept_with_its_answer(office, give):
    one, head, chairman = give(), office.actor("econ_head"), office.actor("chairman")
    for until in (DUE, date(2020, 1, 1)):
        with pytest.raises(DayUnfit):
            ask_extension(actor=head, uid=one.uid, until=until, reason="Chờ", now=NOW)
    ask_extension(actor=head, uid=one.uid, until=date(2026, 11, 10), reason="Chờ số liệu", now=NOW)
    with pytest.raises(AlreadyAsked):
        ask_extension(actor=head, uid=one.uid, until=date(2026, 11, 12), reason="Nữa", now=NOW)
    with pytest.raises(ReasonNeeded):
        decide_extension(actor=chairman, uid=one.uid, agree=False, until=None, answer="", now=NOW)
    decide_extension(actor=chairman, uid=one.uid, agree=False, until=None, answer="Phải đúng hạn", now=NOW)
    ask_extension(actor=head, uid=one.uid, until=date(2026, 11, 12), reason="Bão", now=NOW)
    decide_extension(actor=chairman, uid=one.uid, agree=True, until=date(2026, 11, 5), answer="", now=NOW)

    one.refresh_from_db()
    assert (one.first_due_on, one.due_on, one.extended_count) == (DUE, date(2026, 11, 5), 1)
    kept = DueChange.objects.order_by("pk").values_list("state", "wanted_on", "new_due_on")
    assert list(kept) == [
        (DueState.REFUSED, date(2026, 11, 10), None),
        (DueState.AGREED, date(2026, 11, 12), date(2026, 11, 5)),
    ]
    assert waiting(office.posts["chairman"]) == []


def test_the_givers_own_decision_answers_a_waiting_request(office, give):
    one = give()
    ask_extension(actor=office.actor("econ_head"), uid=one.uid, until=date(2026, 11, 10), reason="Chờ", now=NOW)
    set_due(actor=office.actor("chairman"), uid=one.uid, due_on=date(2026, 10, 20), reason="Gấp hơn", now=NOW)
    one.refresh_from_db()
    assert (one.due_on, one.extended_count) == (date(2026, 10, 20), 0)
    assert sorted(DueChange.objects.values_list("state", flat=True)) == [DueState.AGREED, DueState.WITHDRAWN]
    assert waiting(office.posts["chairman"]) == []


def test_a_paused_task_rests_and_goes_on_where_it_stood(office, give):
    one = give()
    report_progress(actor=office.actor("econ_head"), uid=one.uid, data=ReportData(text="Nửa", percent=50), now=NOW)
    pause(actor=office.actor("chairman"), uid=one.uid, reason="Chờ Chính phủ", now=NOW)
    assert waiting(office.posts["econ_head"]) == []
    with pytest.raises(WrongState):
        report_progress(actor=office.actor("econ_head"), uid=one.uid, data=ReportData(text="x"), now=NOW)
    resume(actor=office.actor("chairman"), uid=one.uid, now=NOW)
    one.refresh_from_db()
    assert (one.state, waiting(office.posts["econ_head"])) == (State.RUNNING, [one.work_key])


def test_a_refused_act_changes_nothing(office, other_office, give):
    one = give()
    steps, acts = Step.objects.count(), AuditEntry.objects.count()
    for who, percent, refusal in (
        (office.actor("econ_head"), 101, BadPercent),
        (office.actor("head"), 10, NotFound),
        (office.actor("chairman"), 10, NotAllowed),
        (other_office.actor("chairman"), 10, NotFound),
    ):
        with pytest.raises(refusal):
            report_progress(actor=who, uid=one.uid, data=ReportData(text="x", percent=percent), now=NOW)
    with pytest.raises(WrongState):
        accept(actor=office.actor("chairman"), uid=one.uid, note="", now=NOW)
    one.refresh_from_db()
    assert (one.state, Step.objects.count(), AuditEntry.objects.count()) == (State.NEW, steps, acts)


def test_reminders_come_before_on_and_after_the_day_and_once_each(office, give):
    one = give(monitor_post_id=office.posts["officer"].pk)
    said = []
    for day in (22, 23, 23, 29, 30):
        remind_due(now=at(date(2026, 10, day)))
        said.append(Notice.objects.filter(kind="directives.reminder", person=office.people["econ_head"]).count())
    assert said == [0, 1, 1, 2, 3]
    assert not Notice.objects.filter(kind="directives.reminder", person=office.people["chairman"]).exists()
    remind_due(now=at(date(2026, 11, 2)))
    remind_due(now=at(date(2026, 11, 2)))
    late = Notice.objects.filter(kind="directives.reminder", person=office.people["chairman"])
    assert [n.text.split(",")[0] for n in late] == ["Quá hạn 3 ngày (hạn 30/10/2026)"]
    one.refresh_from_db()
    assert one.remind_on == date(2026, 11, 9)
    submit_result(actor=office.actor("econ_head"), uid=one.uid, data=ReportData(text="Xong"), now=NOW)
    assert remind_due(now=at(date(2026, 11, 9))) == 1
    assert late.count() == 1


def test_the_agency_sets_its_own_ladder(office, give):
    with pytest.raises(FieldsInvalid):
        set_following(
            actor=office.actor("chief"),
            remind_before=[99],
            remind_on_day=True,
            overdue_every=5,
            follow="due",
            report_every="week",
            now=NOW,
        )
    set_following(
        actor=office.actor("chief"),
        remind_before=[3],
        remind_on_day=False,
        overdue_every=0,
        follow="due",
        report_every="never",
        now=NOW,
    )
    assert give().remind_on == date(2026, 10, 27)
    assert send_summaries(now=at(date(2026, 10, 19))) == 0


def test_givers_are_told_on_mondays_once(office, give):
    give()
    assert send_summaries(now=NOW) == 0
    monday = at(date(2026, 11, 2))
    assert (send_summaries(now=monday), send_summaries(now=monday)) == (1, 0)
    told = Notice.objects.get(kind="directives.summary")
    assert told.text == "Nhiệm vụ bạn giao: 1 đang mở, 1 quá hạn, 0 sắp đến hạn, 0 chờ xác nhận."


def test_letters_of_urging_are_drafted_one_for_each_lead(office, give):
    rows = [give(), give(), give(lead=Party(post_id=office.posts["officer"].pk)), give()]
    cancel(actor=office.actor("chairman"), uid=rows[3].uid, reason="Thôi", now=NOW)
    drafts = urge(actor=office.actor("chief"), uids=[one.uid for one in rows], now=at(date(2026, 11, 9)))
    assert len(drafts) == 2
    letter = Draft.objects.get(pk=drafts[1])
    assert letter.document_type.code == "cong-van"
    body = letter.versions.get().content["body"]
    assert "Phòng Kinh tế còn 2 nhiệm vụ chưa hoàn thành, trong đó 2 nhiệm vụ quá hạn" in body
    assert "NV-1/2026" in body
    assert "quá hạn 10 ngày" in body
    assert [line.directive.code for line in Urging.objects.get(draft=letter).lines.order_by("pk")] == [
        "NV-1/2026",
        "NV-2/2026",
    ]
    with pytest.raises(NothingLate):
        urge(actor=office.actor("chief"), uids=[rows[3].uid], now=NOW)
    with pytest.raises(NotAllowed):
        urge(actor=office.actor("econ_head"), uids=[rows[0].uid], now=NOW)


def test_the_ladder_urges_once_a_step_by_note_and_drafted_letter_and_sends_nothing(office, other_office, give):
    own, monday = give(), at(date(2026, 11, 2))
    away = [give(lead=Party(agency_id=other_office.agency.pk)) for _n in range(2)]
    watched = give(lead=Party(agency_id=other_office.agency.pk), monitor_post_id=office.posts["officer"].pk)
    remind_due(now=at(date(2026, 10, 30)))
    assert not Urging.objects.exists()

    remind_due(now=monday)
    remind_due(now=monday)

    first, second = Urging.objects.order_by("pk")
    assert [line.directive for line in first.lines.order_by("pk")] == away
    assert [line.directive for line in second.lines.all()] == [watched]
    assert (first.draft.drafter_post, second.draft.drafter_post) == (office.posts["chief"], office.posts["officer"])
    assert {one.draft.state for one in (first, second)} == {"drafting"}
    assert "quá hạn 3 ngày" in second.draft.versions.get().content["body"]
    urged = Step.objects.filter(kind="urged").order_by("directive")
    assert [line.directive for line in urged] == [own, *away, watched]
    assert urged[0].text == "Phiếu đôn đốc gửi Phòng Kinh tế: quá hạn 3 ngày, tiến độ 0%."
    assert Notice.objects.filter(kind="directives.urged", person=office.people["econ_head"]).count() == 1
    told = Notice.objects.get(kind="directives.urging", person=office.people["officer"])
    assert told.url == f"/du-thao/{second.draft.uid}/"
    remind_due(now=at(date(2026, 11, 9)))
    assert Urging.objects.count() == 4

    usual = {"remind_before": [], "remind_on_day": True, "overdue_every": 5, "follow": "due", "report_every": "week"}
    set_following(actor=office.actor("chief"), urge_by_ladder=False, now=NOW, **usual)
    remind_due(now=at(date(2026, 11, 16)))
    assert (Urging.objects.count(), Step.objects.filter(kind="urged").count()) == (4, 8)


def test_a_regular_task_opens_its_periods_by_itself_and_once(office, give):
    regular = give(kind=Kind.REGULAR, repeat=Repeat.MONTH, due_on=DUE, content="Báo cáo tháng")
    assert open_periods(now=NOW) == 1
    assert open_periods(now=NOW) == 0
    assert open_periods(now=at(date(2026, 12, 1))) == 2
    periods = regular.children.order_by("period_number").values_list("content", "due_on")
    assert list(periods) == [
        ("Báo cáo tháng (kỳ tháng 10/2026)", date(2026, 10, 30)),
        ("Báo cáo tháng (kỳ tháng 11/2026)", date(2026, 11, 30)),
        ("Báo cáo tháng (kỳ tháng 12/2026)", date(2026, 12, 30)),
    ]
    assert len(waiting(office.posts["econ_head"])) == 3

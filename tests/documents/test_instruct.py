from datetime import timedelta

import pytest

from congvu.documents.api import (
    finish,
    finish_with_answer,
    forward,
    instruct,
    mark_seen,
    reopen,
    report_progress,
    return_handling,
    return_to_sender,
    submit_many,
    submit_to_leader,
    void_number,
)
from congvu.documents.errors import BadTargets, NobodyThere, ReasonNeeded, SecretStaysLine, TextTooLong, WrongState
from congvu.documents.models import Document, DocumentLink, DocumentType, Handling
from congvu.documents.types import HandlingRole, HandlingState, State, Target
from congvu.identity.models import Assignment
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.kernel.models import AuditEntry, OutboxEvent
from congvu.notices.models import Notice
from congvu.search.models import Entry as SearchRow
from congvu.worklist.models import Entry as WorkRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead_and_support(office, now):
    return [
        Target(role=HandlingRole.LEAD, unit_id=office.units["general"].pk, due_at=now + timedelta(days=5)),
        Target(role=HandlingRole.SUPPORT, unit_id=office.units["economy"].pk),
        Target(role=HandlingRole.INFO, post_id=office.posts["econ_officer"].pk),
    ]


def open_work() -> list[tuple[str, int | None]]:
    rows = WorkRow.objects.filter(closed_at=None).order_by("pk")
    return [(row.act_label, row.owner_post_id) for row in rows]


def test_the_clerk_hands_the_paper_to_the_chairman(office, register, now):
    document = register()
    submit_to_leader(actor=office.actor("clerk"), uid=document.uid, leader_post_id=office.posts["chairman"].pk, now=now)

    document.refresh_from_db()
    assert (document.state, document.forwarded_at) == (State.WAITING, now)
    assert open_work() == [("Bút phê", office.posts["chairman"].pk)]
    assert Notice.objects.get().person_id == office.people["chairman"].pk


def test_several_papers_are_handed_up_at_once_or_none(office, register, now):
    first, second = register(code_number="1"), register(code_number="2")
    clerk, leader = office.actor("clerk"), office.posts["chairman"].pk
    void_number(actor=clerk, uid=second.uid, reason="Trùng", now=now)
    with pytest.raises(WrongState):
        submit_many(actor=clerk, uids=[first.uid, second.uid], leader_post_id=leader, now=now)
    assert Handling.objects.count() == 0
    assert submit_many(actor=clerk, uids=[first.uid], leader_post_id=leader, now=now) == 1


def test_papers_are_not_handed_up_to_a_specialist(office, register, now):
    with pytest.raises(BadTargets):
        submit_to_leader(
            actor=office.actor("clerk"), uid=register().uid, leader_post_id=office.posts["officer"].pk, now=now
        )


def test_the_chairman_gives_a_lead_supporters_and_readers(office, register, lead_and_support, now):
    document = register()
    submit_to_leader(actor=office.actor("clerk"), uid=document.uid, leader_post_id=office.posts["chairman"].pk, now=now)
    instruct(
        actor=office.actor("chairman"),
        uid=document.uid,
        text="Giao Phòng Tổng hợp chủ trì, trình trước 19/10.",
        targets=lead_and_support,
        now=now,
    )

    document.refresh_from_db()
    assert document.state == State.ASSIGNED
    assert document.handler_text == "Phòng Tổng hợp; Phòng Kinh tế; Đặng Thị Út, Chuyên viên"
    assert (document.lead_unit_id, document.due_at) == (office.units["general"].pk, now + timedelta(days=5))
    decided = Handling.objects.get(role=HandlingRole.DECIDE)
    assert (decided.state, decided.seen_by_name) == (HandlingState.DONE, "Nguyễn Văn Khải")
    assert list(decided.children.order_by("pk").values_list("role", "to_name")) == [
        ("lead", "Phòng Tổng hợp"),
        ("support", "Phòng Kinh tế"),
        ("info", "Đặng Thị Út, Chuyên viên"),
    ]
    assert open_work() == [
        ("Xử lý", office.posts["head"].pk),
        ("Xử lý", office.posts["econ_head"].pk),
        ("Xem", office.posts["econ_officer"].pk),
    ]
    act = AuditEntry.objects.get(code="documents.instructed")
    assert act.data["text"] == "Giao Phòng Tổng hợp chủ trì, trình trước 19/10."
    assert OutboxEvent.objects.filter(name="documents.DocumentGiven").count() == 1


def test_giving_opens_the_paper_to_the_receivers_in_search(office, register, lead_and_support, now):
    document = register()
    instruct(actor=office.actor("chairman"), uid=document.uid, text="", targets=lead_and_support, now=now)
    grants = set(SearchRow.objects.get().grants)
    general, economy, root = (office.units[name].pk for name in ("general", "economy", "office"))
    assert {
        f"unit:{general}:unit_leader",
        f"unit:{root}:unit_leader",
        f"unit:{economy}:unit_leader",
        f"post:{office.posts['econ_officer'].pk}",
    } <= grants
    assert f"unit:{general}" not in grants


@pytest.mark.parametrize("who", ["clerk", "head", "officer"])
def test_others_do_not_instruct(office, register, lead_and_support, now, who):
    document = register()
    with pytest.raises((NotAllowed, NotFound)):
        instruct(actor=office.actor(who), uid=document.uid, text="", targets=lead_and_support, now=now)
    assert Handling.objects.count() == 0


def test_the_chairman_of_another_agency_finds_nothing(office, other_office, register, lead_and_support, now):
    with pytest.raises(NotFound):
        instruct(actor=other_office.actor("chairman"), uid=register().uid, text="", targets=lead_and_support, now=now)


def test_units_of_another_agency_receive_nothing(office, other_office, register, now):
    target = Target(role=HandlingRole.LEAD, unit_id=other_office.units["general"].pk)
    with pytest.raises(BadTargets):
        instruct(actor=office.actor("chairman"), uid=register().uid, text="", targets=[target], now=now)


def test_an_empty_chair_is_refused_by_name(office, register, now):
    Assignment.objects.filter(post=office.posts["econ_head"]).update(valid_to="2026-01-01")
    target = Target(role=HandlingRole.LEAD, unit_id=office.units["economy"].pk)
    with pytest.raises(NobodyThere) as refusal:
        instruct(actor=office.actor("chairman"), uid=register().uid, text="", targets=[target], now=now)
    assert str(refusal.value) == "Phòng Kinh tế hiện không có người nhận việc. Chọn nơi khác."


def test_a_bút_phê_of_3000_letters_is_refused(office, register, lead_and_support, now):
    with pytest.raises(TextTooLong):
        instruct(actor=office.actor("chairman"), uid=register().uid, text="x" * 3000, targets=lead_and_support, now=now)


def test_a_secret_line_is_not_passed_on(office, register, lead_and_support, now):
    secret = register(secrecy=1)
    with pytest.raises(SecretStaysLine):
        submit_to_leader(
            actor=office.actor("clerk"), uid=secret.uid, leader_post_id=office.posts["chairman"].pk, now=now
        )
    with pytest.raises(NotFound):
        instruct(actor=office.actor("chairman"), uid=secret.uid, text="", targets=lead_and_support, now=now)


@pytest.fixture
def given(office, register, lead_and_support, now):
    """A paper that the chairman gave to the general division."""
    document = register()
    submit_to_leader(actor=office.actor("clerk"), uid=document.uid, leader_post_id=office.posts["chairman"].pk, now=now)
    instruct(actor=office.actor("chairman"), uid=document.uid, text="Chủ trì", targets=lead_and_support, now=now)
    document.refresh_from_db()
    return document


def handling(document: Document, role: str, **more: object) -> Handling:
    return Handling.objects.get(document=document, role=role, **more)


def test_opening_by_the_lead_starts_the_work_and_opening_by_others_does_not(office, given, now):
    assert mark_seen(actor=office.actor("econ_head"), uid=given.uid, now=now) == 1
    given.refresh_from_db()
    assert given.state == State.ASSIGNED
    assert mark_seen(actor=office.actor("head"), uid=given.uid, now=now) == 1
    given.refresh_from_db()
    assert given.state == State.IN_PROGRESS
    assert handling(given, "lead").seen_by_name == "Phan Thị Mỹ Hạnh"
    assert mark_seen(actor=office.actor("head"), uid=given.uid, now=now) == 0
    assert mark_seen(actor=office.actor("clerk"), uid=given.uid, now=now) == 0


def test_reading_is_all_that_the_informed_have_to_do(office, given, now):
    mark_seen(actor=office.actor("econ_officer"), uid=given.uid, now=now)
    assert handling(given, "info").state == HandlingState.DONE


def test_the_head_forwards_inside_her_unit_and_answers_for_it(office, given, now):
    lead = handling(given, "lead")
    forward(
        actor=office.actor("head"),
        handling_uid=lead.uid,
        text="Dự thảo báo cáo",
        targets=[Target(role=HandlingRole.LEAD, post_id=office.posts["officer"].pk)],
        now=now,
    )
    lead.refresh_from_db()
    given.refresh_from_db()
    assert (lead.state, lead.passed_at, given.state) == (HandlingState.OPEN, now, State.IN_PROGRESS)
    assert lead.children.get().to_post_id == office.posts["officer"].pk
    assert ("Xử lý", office.posts["officer"].pk) in open_work()


def test_the_head_does_not_forward_to_another_unit(office, given, now):
    with pytest.raises(BadTargets) as refusal:
        forward(
            actor=office.actor("head"),
            handling_uid=handling(given, "lead").uid,
            text="",
            targets=[Target(role=HandlingRole.LEAD, post_id=office.posts["econ_officer"].pk)],
            now=now,
        )
    assert str(refusal.value) == "Chỉ chuyển tiếp được trong đơn vị của bạn."


def test_somebody_else_does_not_forward(office, given, now):
    with pytest.raises((NotAllowed, NotFound)):
        forward(
            actor=office.actor("econ_head"),
            handling_uid=handling(given, "lead").uid,
            text="",
            targets=[Target(role=HandlingRole.LEAD, post_id=office.posts["econ_officer"].pk)],
            now=now,
        )


@pytest.fixture
def with_officer(office, given, now):
    forward(
        actor=office.actor("head"),
        handling_uid=handling(given, "lead").uid,
        text="",
        targets=[Target(role=HandlingRole.LEAD, post_id=office.posts["officer"].pk)],
        now=now,
    )
    return handling(given, "lead", to_post=office.posts["officer"].pk)


def test_the_officer_reports_progress_then_the_result(office, given, with_officer, now):
    officer = office.actor("officer")
    report_progress(actor=officer, handling_uid=with_officer.uid, percent=20, text="Đã có số liệu", now=now)
    with_officer.refresh_from_db()
    assert (with_officer.progress, with_officer.state) == (20, HandlingState.OPEN)
    with pytest.raises(ReasonNeeded):
        report_progress(actor=officer, handling_uid=with_officer.uid, percent=100, text=" ", now=now)
    report_progress(actor=officer, handling_uid=with_officer.uid, percent=100, text="Đã trình dự thảo", now=now)

    with_officer.refresh_from_db()
    given.refresh_from_db()
    assert (with_officer.state, given.state) == (HandlingState.DONE, State.REVIEW)
    told = Notice.objects.get(kind="documents.result")
    assert told.person_id == office.people["head"].pk
    with pytest.raises(WrongState):
        report_progress(actor=officer, handling_uid=with_officer.uid, percent=50, text="", now=now)


@pytest.mark.parametrize("percent", [-1, 101])
def test_progress_is_a_percentage(office, with_officer, now, percent):
    with pytest.raises(BadTargets):
        report_progress(
            actor=office.actor("officer"), handling_uid=with_officer.uid, percent=percent, text="x", now=now
        )


def test_the_deputy_of_another_unit_does_not_report(office, with_officer, now):
    with pytest.raises(NotAllowed):
        report_progress(actor=office.actor("head"), handling_uid=with_officer.uid, percent=10, text="", now=now)


def test_an_officer_below_the_lead_does_not_close_the_paper(office, given, with_officer, now):
    with pytest.raises(NotAllowed):
        finish(actor=office.actor("officer"), uid=given.uid, result="Xong", now=now)


def test_the_lead_closes_the_paper_without_an_answer_and_all_work_goes(office, given, with_officer, now):
    finish(actor=office.actor("head"), uid=given.uid, result="Để biết, không cần trả lời", now=now)
    given.refresh_from_db()
    assert (given.state, given.closing_note, given.closed_at) == (State.DONE, "Để biết, không cần trả lời", now)
    assert open_work() == []
    assert Handling.objects.filter(state=HandlingState.OPEN).count() == 0
    with pytest.raises(WrongState):
        finish(actor=office.actor("chairman"), uid=given.uid, result="Lại", now=now)


def outgoing(office, number: int = 1) -> Document:
    from congvu.documents.actions.registers import default_register
    from tests.conftest import NOW

    return Document.objects.create(
        direction="outgoing",
        agency=office.agency,
        register=default_register(agency_id=office.agency.pk, direction="outgoing", on=NOW.date()),
        year=2026,
        number=number,
        code_number="361",
        code_notation="BC-UBND",
        document_type=DocumentType.objects.get(code="bao-cao"),
        subject="Báo cáo kết quả",
        issuing_agency_name=office.agency.name,
        registered_at=NOW,
        state=State.NUMBERED,
        created_by_post=office.posts["clerk"],
    )


def test_an_issued_answer_closes_the_paper_and_links_both(office, given, now):
    answer = outgoing(office)
    finish_with_answer(actor=office.actor("clerk"), uid=given.uid, answer_id=answer.pk, now=now)
    finish_with_answer(actor=office.actor("clerk"), uid=given.uid, answer_id=answer.pk, now=now)
    given.refresh_from_db()
    assert (given.state, given.closing_note) == (State.DONE, "361/BC-UBND")
    link = DocumentLink.objects.get()
    assert (link.source_id, link.target_id, link.kind) == (answer.pk, given.pk, "answer")
    assert OutboxEvent.objects.filter(name="documents.DocumentFinished").count() == 1


def test_a_finished_paper_is_reopened_by_a_leader_with_a_reason(office, given, now):
    finish(actor=office.actor("head"), uid=given.uid, result="Xong", now=now)
    with pytest.raises((NotAllowed, NotFound)):
        reopen(actor=office.actor("officer"), uid=given.uid, reason="Chưa đủ", now=now)
    reopen(actor=office.actor("chairman"), uid=given.uid, reason="Chưa đủ số liệu", now=now)
    given.refresh_from_db()
    assert given.state == State.IN_PROGRESS


def test_the_lead_gives_it_back_and_the_chairman_decides_anew(office, given, with_officer, now):
    return_handling(
        actor=office.actor("head"), handling_uid=handling(given, "lead", to_post=None).uid, reason="Sai việc", now=now
    )
    given.refresh_from_db()
    assert given.state == State.WAITING
    assert ("Bút phê", office.posts["chairman"].pk) in open_work()
    with_officer.refresh_from_db()
    assert with_officer.state == HandlingState.WITHDRAWN
    assert Notice.objects.get(kind="documents.returned").person_id == office.people["chairman"].pk


def test_the_chairman_gives_it_back_to_the_clerks(office, register, now):
    document = register()
    submit_to_leader(actor=office.actor("clerk"), uid=document.uid, leader_post_id=office.posts["chairman"].pk, now=now)
    return_handling(
        actor=office.actor("chairman"), handling_uid=handling(document, "decide").uid, reason="Trình lại", now=now
    )
    document.refresh_from_db()
    assert document.state == State.REGISTERED
    assert open_work() == [("Trình", None)]


def test_after_a_return_another_lead_may_be_given(office, given, now):
    return_handling(actor=office.actor("head"), handling_uid=handling(given, "lead").uid, reason="Sai việc", now=now)
    instruct(
        actor=office.actor("chairman"),
        uid=given.uid,
        text="Giao Kinh tế",
        targets=[Target(role=HandlingRole.LEAD, unit_id=office.units["economy"].pk)],
        now=now,
    )
    given.refresh_from_db()
    assert (given.state, given.lead_unit_id) == (State.ASSIGNED, office.units["economy"].pk)


def test_the_clerk_returns_a_wrong_paper_to_its_sender(office, register, now):
    document = register()
    with pytest.raises(ReasonNeeded):
        return_to_sender(actor=office.actor("clerk"), uid=document.uid, reason="", now=now)
    return_to_sender(actor=office.actor("clerk"), uid=document.uid, reason="Sai thẩm quyền", now=now)
    document.refresh_from_db()
    assert (document.state, document.closing_note, document.number) == (State.RETURNED, "Sai thẩm quyền", 1)
    assert open_work() == []
    assert OutboxEvent.objects.get(name="documents.DocumentReturned").payload["reason"] == "Sai thẩm quyền"


def test_a_voided_number_stays_with_its_reason_and_is_not_used_again(office, register, now):
    document = register()
    void_number(actor=office.actor("clerk"), uid=document.uid, reason="Trùng số đến 4169", now=now)
    document.refresh_from_db()
    assert (document.state, document.number, document.closing_note) == (State.VOID, 1, "Trùng số đến 4169")
    assert register(code_number="88").number == 2
    with pytest.raises(WrongState):
        void_number(actor=office.actor("clerk"), uid=document.uid, reason="Lại", now=now)


def test_rights_taken_away_while_the_page_is_open_refuse_the_act(office, given, now):
    """The actor is made anew on each request; without the role the same act is refused and changes nothing."""
    before = Handling.objects.count()
    with pytest.raises(NotAllowed):
        instruct(
            actor=office.actor("chairman", roles=frozenset({"specialist"}), post_id=office.posts["econ_officer"].pk),
            uid=given.uid,
            text="",
            targets=[Target(role=HandlingRole.LEAD, unit_id=office.units["economy"].pk)],
            now=now,
        )
    assert Handling.objects.count() == before

"""One instruction's way: bút phê, task, work list, progress, answer, confirmation."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from congvu.directives import subscribers
from congvu.directives.api import accept, ask_extension, decide_extension, return_result, set_due, submit_result
from congvu.directives.models import Directive, Step
from congvu.directives.types import DueState, Follow, ReportData, Source, State, StepKind
from congvu.documents import events
from congvu.documents.api import finish, forward, instruct, report_progress
from congvu.documents.models import Handling
from congvu.documents.types import HandlingRole, Target
from congvu.kernel.events import decode
from congvu.kernel.models import OutboxEvent
from congvu.notices.models import Notice
from congvu.worklist.models import Entry
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
DUE_AT = datetime(2026, 10, 30, 10, 0, tzinfo=UTC)

HANDLERS = {
    events.DocumentGiven: subscribers.make_task,
    events.HandlingStarted: subscribers.receive_task,
    events.HandlingReported: subscribers.report_on_task,
    events.HandlingDueChanged: subscribers.move_deadline,
    events.DocumentFinished: subscribers.hand_in_result,
}


def deliver(times: int = 1) -> None:
    """Hand the news of documents to the handlers, each as often as asked: at least once means perhaps twice."""
    named = {f"documents.{cls.__name__}": handler for cls, handler in HANDLERS.items()}
    for row in OutboxEvent.objects.filter(name__in=named).order_by("pk"):
        for _n in range(times):
            named[row.name](decode(row.name, row.payload))


@pytest.fixture
def instructed(office, register):
    """A paper that the chairman gave to the economy division, with a deadline."""
    paper = register()
    instruct(
        actor=office.actor("chairman"),
        uid=paper.uid,
        text="Giao Phòng Kinh tế chủ trì, báo cáo trước 30/10.",
        targets=[
            Target(role=HandlingRole.LEAD, unit_id=office.units["economy"].pk, due_at=DUE_AT),
            Target(role=HandlingRole.SUPPORT, unit_id=office.units["general"].pk),
        ],
        now=NOW,
    )
    return paper


def test_a_leaders_words_become_a_task_with_lead_supporters_and_deadline(office, instructed):
    deliver(times=2)

    task = Directive.objects.get()
    assert task.source == Source.INSTRUCTION
    assert task.content == "Giao Phòng Kinh tế chủ trì, báo cáo trước 30/10."
    assert (task.lead_name, task.giver_name) == ("Phòng Kinh tế", "Nguyễn Văn Khải")
    assert task.due_on == date(2026, 10, 30)
    assert [s.name for s in task.supporters.all()] == ["Phòng Tổng hợp"]
    assert task.code == "NV-1/2026"
    assert task.source_note == "5412/BNV-CCHC, Bộ Nội vụ"


def test_the_work_stands_once_in_the_leads_list(office, instructed):
    deliver()

    mine = Entry.objects.filter(owner_post=office.posts["econ_head"], closed_at=None)
    assert [entry.key.split(":")[0] for entry in mine] == ["documents.handling"]


def test_what_is_done_on_the_paper_counts_for_the_task_and_the_giver_confirms(office, instructed):
    head, chairman = office.actor("econ_head"), office.actor("chairman")
    part = Handling.objects.get(document=instructed, role=HandlingRole.LEAD)
    deliver()
    report_progress(actor=head, handling_uid=part.uid, percent=40, text="Đã có số liệu 5 sở.", now=NOW)
    deliver(times=2)
    task = Directive.objects.get()
    assert (task.state, task.progress) == (State.RUNNING, 40)
    assert Step.objects.filter(directive=task, kind=StepKind.PROGRESS).count() == 1

    finish(actor=head, uid=instructed.uid, result="Đã gửi báo cáo qua trục.", now=NOW + timedelta(days=1))
    deliver(times=2)
    task.refresh_from_db()
    assert (task.state, task.result_on) == (State.REVIEW, date(2026, 10, 15))
    waiting = Entry.objects.get(owner_post=office.posts["chairman"], key=task.confirm_key, closed_at=None)
    assert waiting.act_label == "Xác nhận"

    accept(actor=chairman, uid=task.uid, note="Tốt.", now=NOW + timedelta(days=2))
    task.refresh_from_db()
    assert task.state == State.DONE
    assert not Entry.objects.filter(key__startswith="directives.", closed_at=None).exists()
    assert Notice.objects.filter(kind="directives.accepted", person=office.people["econ_head"]).count() == 1


def test_a_returned_result_comes_back_into_the_leads_list_since_her_paper_is_closed(office, instructed):
    deliver()
    finish(actor=office.actor("econ_head"), uid=instructed.uid, result="Xong.", now=NOW)
    deliver()
    task = Directive.objects.get()
    return_result(actor=office.actor("chairman"), uid=task.uid, reason="Thiếu số liệu 100% các xã.", now=NOW)

    task.refresh_from_db()
    assert (task.state, task.result_on, task.returned_count) == (State.RUNNING, None, 1)
    again = Entry.objects.get(owner_post=office.posts["econ_head"], key=task.work_key, closed_at=None)
    assert again.act_label == "Báo cáo"
    submit_result(
        actor=office.actor("econ_head"), uid=task.uid, data=ReportData(text="Đã bổ sung."), now=NOW + timedelta(days=3)
    )
    task.refresh_from_db()
    assert task.state == State.REVIEW


def test_a_report_from_below_is_progress_and_no_result(office, register):
    paper = register()
    lead = Target(role=HandlingRole.LEAD, unit_id=office.units["general"].pk, due_at=DUE_AT)
    instruct(actor=office.actor("chairman"), uid=paper.uid, text="Tham mưu.", targets=[lead], now=NOW)
    top = Handling.objects.get(document=paper)
    to = Target(role=HandlingRole.LEAD, post_id=office.posts["officer"].pk)
    forward(actor=office.actor("head"), handling_uid=top.uid, text="", targets=[to], now=NOW)
    below = Handling.objects.get(document=paper, to_post=office.posts["officer"])
    report_progress(actor=office.actor("officer"), handling_uid=below.uid, percent=100, text="Đã dự thảo.", now=NOW)
    deliver()

    task = Directive.objects.get()
    assert (task.state, task.progress) == (State.RUNNING, 100)


def test_a_deadline_moved_on_the_paper_moves_the_tasks(office, instructed):
    from congvu.documents.actions.ask import change_due

    deliver()
    part = Handling.objects.get(document=instructed, role=HandlingRole.LEAD)
    later = DUE_AT + timedelta(days=7)
    change_due(actor=office.actor("chairman"), handling_uid=part.uid, until=later, reason="Chờ sở ngành.", now=NOW)
    deliver(times=2)

    task = Directive.objects.get()
    assert (task.first_due_on, task.due_on, task.extended_count) == (date(2026, 10, 30), date(2026, 11, 6), 1)
    change = task.due_changes.get()
    assert (change.state, change.reason) == (DueState.AGREED, "Chờ sở ngành.")


def test_more_time_for_the_task_moves_the_papers_own_deadline_too(office, instructed):
    from congvu.documents.models import DueChange as PaperChange

    deliver()
    task = Directive.objects.get()
    ask_extension(
        actor=office.actor("econ_head"), uid=task.uid, until=date(2026, 11, 6), reason="Chờ sở, ngành.", now=NOW
    )
    decide_extension(actor=office.actor("chairman"), uid=task.uid, agree=True, until=None, answer="", now=NOW)
    deliver(times=2)

    task.refresh_from_db()
    part = Handling.objects.get(document=instructed, role=HandlingRole.LEAD)
    instructed.refresh_from_db()
    assert (task.due_on, task.extended_count) == (date(2026, 11, 6), 1)
    assert timezone.localdate(part.due_at) == timezone.localdate(instructed.due_at) == date(2026, 11, 6)
    kept = PaperChange.objects.get(handling=part)
    assert (kept.reason, kept.by_name, kept.old_due_at) == ("Chờ sở, ngành.", "Nguyễn Văn Khải, Chủ tịch", DUE_AT)
    assert task.due_changes.get().new_due_on == date(2026, 11, 6)
    assert Entry.objects.get(owner_post=office.posts["econ_head"], closed_at=None).due_at == part.due_at


def test_a_refused_extension_leaves_the_paper_and_a_closed_part_stays(office, instructed):
    deliver()
    task, part = Directive.objects.get(), Handling.objects.get(document=instructed, role=HandlingRole.LEAD)
    head, chairman = office.actor("econ_head"), office.actor("chairman")
    ask_extension(actor=head, uid=task.uid, until=date(2026, 11, 6), reason="Chờ", now=NOW)
    decide_extension(actor=chairman, uid=task.uid, agree=False, until=None, answer="Không", now=NOW)
    part.refresh_from_db()
    assert part.due_at == DUE_AT
    finish(actor=chairman, uid=instructed.uid, result="Đã xong", now=NOW)
    set_due(actor=chairman, uid=task.uid, due_on=date(2026, 11, 9), reason="Thêm báo cáo", now=NOW)
    part.refresh_from_db()
    assert part.due_at == DUE_AT


def test_words_without_a_deadline_are_offered_as_a_task_on_the_papers_page(office, register, client):
    paper = register()
    lead = Target(role=HandlingRole.LEAD, unit_id=office.units["economy"].pk)
    instruct(actor=office.actor("chairman"), uid=paper.uid, text="Xem xét, đề xuất.", targets=[lead], now=NOW)
    deliver()
    assert not Directive.objects.exists()
    url = reverse("directives:from_instruction", args=[paper.uid])
    client.force_login(office.accounts["chairman"])

    assert url in client.get(f"/van-ban/{paper.uid}/").content.decode()
    assert "Xem xét, đề xuất. Không thời hạn." in client.get(url).content.decode()
    assert not Directive.objects.exists()
    answer = client.post(url)
    task = Directive.objects.get()
    assert answer.url == reverse("directives:directive", args=[task.uid])
    assert (task.content, task.lead_name, task.kind) == ("Xem xét, đề xuất.", "Phòng Kinh tế", "open")
    assert url not in client.get(f"/van-ban/{paper.uid}/").content.decode()
    assert client.post(url).url == f"/van-ban/{paper.uid}/"
    assert Directive.objects.count() == 1
    client.force_login(office.accounts["econ_officer"])
    assert client.post(url).status_code in {403, 404}


@pytest.mark.parametrize(
    ("follow", "with_due", "made"),
    [(Follow.DUE, True, 1), (Follow.DUE, False, 0), (Follow.ALL, False, 1), (Follow.NONE, True, 0)],
    ids=["due-with", "due-without", "all-without", "none-with"],
)
def test_the_agency_says_which_words_become_tasks(office, register, follow, with_due, made):
    from congvu.directives.models import Setting

    Setting.objects.create(agency=office.agency, follow=follow)
    lead = Target(role=HandlingRole.LEAD, unit_id=office.units["economy"].pk, due_at=DUE_AT if with_due else None)
    instruct(actor=office.actor("chairman"), uid=register().uid, text="Xử lý.", targets=[lead], now=NOW)
    deliver()
    assert Directive.objects.count() == made

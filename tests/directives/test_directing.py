"""A paper that says that it directs waits for its tasks; an answer that comes back by code is the result."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from congvu.directives.actions.directing import offer_tasks
from congvu.directives.api import accept, give, return_result
from congvu.directives.models import DirectingPaper, Directive
from congvu.directives.queries.directing import of_document
from congvu.directives.rules import entry
from congvu.directives.types import DirectiveData, Party, State
from congvu.documents.actions.approve import approve_step, submit_draft
from congvu.documents.actions.instruct import instruct
from congvu.documents.actions.issue import issue_draft
from congvu.documents.actions.one_click import register_arrival
from congvu.documents.actions.sign import sign_draft
from congvu.documents.events import DocumentIssued
from congvu.documents.models import Document, DocumentType, Draft
from congvu.documents.types import Target
from congvu.exchange.models import Arrival
from congvu.kernel.api import publish
from congvu.kernel.outbox import deliver_pending
from congvu.signing import api as signing
from congvu.worklist.models import Entry
from tests.conftest import NOW
from tests.documents.drafts import LETTER, new_draft
from tests.documents.test_exchange import SENT, agencies
from tests.exchange.conftest import DISTRICT, PROVINCE, carry

__all__ = ["agencies"]
DUE = timezone.localdate(NOW) + timedelta(days=20)


@pytest.mark.parametrize(
    ("at", "days", "last"),
    [
        ("2026-10-01 09:00", 0, "2026-10-01"),
        ("2026-10-01 17:30", 0, "2026-10-02"),
        ("2026-10-02 09:00", 1, "2026-10-05"),
        ("2026-10-03 09:00", 0, "2026-10-05"),
        ("2026-10-02 16:00", 2, "2026-10-06"),
    ],
    ids=["same-day", "after-work", "over-the-weekend", "on-saturday", "two-days"],
)
def test_the_last_day_for_entering_tasks(at, days, last):
    found = entry.last_day(datetime.fromisoformat(at), days, lambda day: day.weekday() < 5)
    assert found == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("urgency", "receivers", "days"),
    [(0, 1, 1), (0, 2, 2), (1, 1, 0), (3, 9, 0)],
    ids=["ordinary", "many", "urgent", "express-to-many"],
)
def test_the_limit_follows_urgency_then_the_number_of_receivers(urgency, receivers, days):
    assert entry.days_for(entry.Limits(), urgency=urgency, receivers=receivers) == days


def issued(office, *, to: str, **changes: object) -> Document:
    """Take a paper of an agency through all steps and send it."""
    pk = new_draft(office, **changes)
    version = Draft.objects.get(pk=pk).latest_version
    submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=version, now=NOW)
    for who in ("head", "chief"):
        approve_step(actor=office.actor(who), draft_id=pk, read_version=version, now=NOW)
    sign_draft(actor=office.actor("chairman"), draft_id=pk, read_version=version, capacity="tm", now=NOW)
    done = issue_draft(actor=office.actor("clerk"), draft_id=pk, receivers=[to], now=SENT)
    carry(now=SENT)
    return Document.objects.get(pk=done.document_id)


def arrived(office, minutes: int = 20) -> Document:
    """Register what came last."""
    uid = Arrival.objects.filter(document_uid=None).latest("pk").uid
    done = register_arrival(actor=office.actor("clerk"), uid=uid, now=SENT + timedelta(minutes=minutes))
    deliver_pending()
    return Document.objects.get(pk=done.id)


@pytest.fixture
def both(agencies):
    """Both agencies with keys, so that each can sign and seal."""
    office, district = agencies
    signing.ensure_demo_keys(
        agencies=[district.agency.pk], people=[district.people["chairman"].pk], at=NOW - timedelta(days=1)
    )
    return office, district


@pytest.fixture
def directed(both):
    """A directing paper of the committee with a task led by the district, registered there."""
    office, district = both
    content = replace(LETTER, subject="tăng cường số hóa hồ sơ", send_to=("Ủy ban nhân dân huyện Cai Lậy",))
    sent = issued(office, to=DISTRICT, type_code="cong-dien", content=content)
    uid = give(
        actor=office.actor("chairman"),
        data=DirectiveData(
            content="Báo cáo kết quả số hóa hồ sơ của huyện",
            lead=Party(agency_id=district.agency.pk),
            due_on=DUE,
            source="document",
        ),
        document_uid=sent.uid,
        now=SENT,
    )
    return sent, arrived(district), Directive.objects.get(uid=uid)


@pytest.mark.django_db
def test_a_directing_paper_waits_for_its_tasks_with_a_limit(both, directed, client):
    _office, district = both
    _sent, paper, _task = directed
    waits = DirectingPaper.objects.get()
    work = Entry.objects.get(key=waits.work_key)
    assert (work.act_label, work.owner_role, work.due_at) == ("Tạo nhiệm vụ", "office_chief", waits.enter_by)
    offer = {"document_id": paper.pk, "uid": str(paper.uid), "agency_id": district.agency.pk, "at": SENT}
    assert not offer_tasks(**offer)

    Arrival.objects.update(head=Arrival.objects.get().head | {"due_on": f"{DUE}", "to_places": ["Phòng tổng hợp"]})
    client.force_login(district.accounts["chief"])
    page = client.get(f"/van-ban/{paper.uid}/").content.decode()
    assert f"{reverse('directives:new')}?van-ban={paper.uid}" in page
    form = client.get(reverse("directives:new"), {"van-ban": paper.uid})
    assert form.context["form"].initial["content"] == paper.subject
    assert form.context["picked"].lead == district.units["general"].pk * 3

    reason = reverse("directives:no_task", args=[paper.uid])
    assert client.post(reason, {"reason": ""}).status_code == 422
    assert client.post(reason, {"reason": "Đã có nhiệm vụ cùng nội dung"}).status_code == 302
    assert Entry.objects.get(key=waits.work_key).closed_at is not None
    assert client.post(reason, {"reason": "Lần nữa"}).status_code == 404
    client.force_login(district.accounts["officer"])
    assert client.get(reason).status_code == 403


@pytest.mark.django_db
def test_a_directing_paper_of_our_own_waits_for_its_tasks_from_its_issue_on(both, directed, client):
    office, _district = both
    sent, _paper, task = directed
    assert not DirectingPaper.objects.filter(document=sent).exists()  # its task was given before the news came
    Directive.objects.filter(pk=task.pk).update(document=None)
    news = DocumentIssued(
        sent.pk, str(sent.uid), office.agency.pk, sent.number, sent.year, "", "", sent.issued_on, sent.draft.pk, SENT
    )
    publish(news)
    publish(news)
    deliver_pending()

    waits = DirectingPaper.objects.get(document=sent)
    last = entry.last_day(timezone.localtime(SENT), 1, lambda day: day.weekday() < 5)
    assert timezone.localdate(waits.enter_by) == last
    work = Entry.objects.get(key=waits.work_key)
    assert (work.agency_id, work.owner_role, work.closed_at) == (office.agency.pk, "office_chief", None)
    client.force_login(office.accounts["chief"])
    assert "Đây là văn bản chỉ đạo của cơ quan." in client.get(f"/van-ban/{sent.uid}/").content.decode()
    form = client.get(reverse("directives:new"), {"van-ban": sent.uid}).context["form"]
    assert form.initial["content"] == sent.subject
    data = DirectiveData(content="Theo dõi chung", lead=Party(unit_id=office.units["general"].pk), due_on=DUE)
    give(actor=office.actor("chief"), data=data, document_uid=sent.uid, now=SENT)
    waits.refresh_from_db()
    assert waits.entered_at == SENT
    Document.objects.filter(pk=sent.pk).update(document_type=DocumentType.objects.get(code="bao-cao"))
    assert of_document(document_uid=sent.uid) is None


@pytest.mark.django_db
def test_an_answer_by_code_is_the_result_of_the_task_and_nobody_types_it(both, directed):
    office, district = both
    _sent, paper, task = directed
    instruct(
        actor=district.actor("chairman"),
        uid=paper.uid,
        targets=[Target(role="lead", post_id=district.posts["officer"].pk, due_at=NOW + timedelta(days=10))],
        text="Giao chuyên viên tham mưu báo cáo.",
        now=SENT + timedelta(minutes=40),
    )
    deliver_pending()
    there = Directive.objects.get(agency=district.agency)
    assert DirectingPaper.objects.get().entered_at is not None
    answer = issued(
        district,
        to=PROVINCE,
        content=replace(LETTER, subject="báo cáo kết quả số hóa hồ sơ"),
        answers_id=paper.pk,
    )
    came = arrived(office, minutes=90)
    carry(now=SENT + timedelta(days=1))
    deliver_pending()

    task.refresh_from_db()
    there.refresh_from_db()
    assert (task.state, task.progress, task.result_document_id) == (State.REVIEW, 100, came.pk)
    assert came.document_code == answer.document_code
    assert answer.full_code in task.result_text or task.steps.filter(text__contains=answer.full_code).exists()
    assert {step.by_name for step in task.steps.exclude(kind="given")} == {"Ủy ban nhân dân huyện Cai Lậy"}
    assert (there.state, there.result_document_id) == (State.REVIEW, answer.pk)

    chairman = office.actor("chairman")
    return_result(actor=chairman, uid=task.uid, reason="Thiếu số liệu của 3 xã", now=SENT + timedelta(days=2))
    task.refresh_from_db()
    assert task.state == State.RUNNING
    Directive.objects.filter(pk=task.pk).update(state=State.REVIEW)
    accept(actor=chairman, uid=task.uid, note="", now=SENT + timedelta(days=3))
    task.refresh_from_db()
    assert (task.state, task.result_document_id) == (State.DONE, came.pk)

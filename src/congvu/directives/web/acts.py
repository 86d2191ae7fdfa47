"""The forms of the acts on one directive, one page each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from congvu.documents import api as documents
from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.change import Edit, cancel, edit, pause, resume
from ..actions.confirm import accept, accept_many, return_result
from ..actions.due import ask_extension, decide_extension, set_due
from ..actions.receive import hand_on, receive, refuse
from ..actions.report import report_progress, submit_result
from ..errors import ChildrenOpen
from ..models import Directive
from ..queries import receivers
from ..queries.one import children_open, directive_or_404
from ..types import DueState
from .forms import (
    DecideDueForm,
    EditForm,
    ExtensionForm,
    HandOnForm,
    NoteForm,
    ProgressForm,
    ReasonForm,
    ResultForm,
    SetDueForm,
)
from .pages import Finder, form_page, try_act

MOST_DOCUMENTS = 30
MOST_AT_ONCE = 100
# Việc chỉ cần một lý do: tên đường dẫn → (hành động, câu hỏi, nút, đã xong).
REASONS: dict[str, tuple[Callable[..., Any], str | Promise, str | Promise, str | Promise]] = {
    "tra-lai": (
        refuse,
        gettext_lazy("Trả lại: không đúng nơi thực hiện"),
        gettext_lazy("Trả lại người giao"),
        gettext_lazy("Đã trả lại người giao."),
    ),
    "chua-dat": (
        return_result,
        gettext_lazy("Chưa xác nhận kết quả"),
        gettext_lazy("Trả lại để làm tiếp"),
        gettext_lazy("Đã trả lại để làm tiếp."),
    ),
    "tam-dung": (pause, gettext_lazy("Tạm dừng nhiệm vụ"), gettext_lazy("Tạm dừng"), gettext_lazy("Đã tạm dừng.")),
    "huy": (cancel, gettext_lazy("Hủy nhiệm vụ"), gettext_lazy("Hủy nhiệm vụ"), gettext_lazy("Đã hủy nhiệm vụ.")),
}


def page(
    request: OfficeRequest,
    found: Directive,
    form: forms.Form,
    act: Callable[[], object],
    *,
    question: str,
    label: str,
    done: str,
    sentence: str = "",
    upload: bool = False,
    finder: Finder | None = None,
) -> HttpResponse:
    """Show the form of one act on a directive."""
    return form_page(
        request,
        form,
        act,
        question=question,
        label=label,
        done=done,
        back=reverse("directives:directive", args=[found.uid]),
        crumb=f"{found.code} {found.content}",
        sentence=sentence,
        upload=upload,
        finder=finder,
    )


@office
@require_POST
def receiving(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Take the task over."""
    try_act(
        request,
        lambda: receive(actor=request.actor, uid=uid, now=timezone.now()),
        done=_("Đã tiếp nhận nhiệm vụ."),
    )
    return redirect("directives:directive", uid)


@office
@require_POST
def resuming(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Let a paused task go on."""
    try_act(
        request, lambda: resume(actor=request.actor, uid=uid, now=timezone.now()), done=_("Nhiệm vụ được làm tiếp.")
    )
    return redirect("directives:directive", uid)


@office
@require_http_methods(["GET", "POST"])
def with_reason(request: OfficeRequest, uid: UUID, what: str) -> HttpResponse:
    """Do an act that needs a reason and nothing else."""
    if what not in REASONS:
        raise NotFound
    found = directive_or_404(actor=request.actor, uid=uid)
    action, question, label, done = REASONS[what]
    may = policy.may_work_on if what == "tra-lai" else policy.may_decide
    may(request.actor, found).require()
    form = ReasonForm(request.POST or None)

    def act() -> None:
        action(actor=request.actor, uid=uid, reason=form.cleaned_data["reason"], now=timezone.now())

    return page(request, found, form, act, question=str(question), label=str(label), done=str(done))


@office
@require_http_methods(["GET", "POST"])
def progress(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Report how far the work is."""
    found = directive_or_404(actor=request.actor, uid=uid)
    policy.may_work_on(request.actor, found).require()
    form = ProgressForm(request.POST or None, request.FILES or None, initial={"percent": found.progress})

    def act() -> None:
        report_progress(actor=request.actor, uid=uid, data=form.data_of(), now=timezone.now())

    return page(
        request,
        found,
        form,
        act,
        question=_("Báo cáo tiến độ"),
        label=_("Gửi báo cáo"),
        done=_("Đã gửi báo cáo tiến độ."),
        upload=True,
    )


@office
@require_http_methods(["GET", "POST"])
def result(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Hand in the result."""
    found = directive_or_404(actor=request.actor, uid=uid)
    policy.may_work_on(request.actor, found).require()
    elsewhere = found.lead_agency_id is not None
    typed = request.GET.get("tim", "").strip()[:100]
    direction = "" if elsewhere else "outgoing"  # what another agency did comes as a paper of theirs
    lines = documents.find_to_file(actor=request.actor, typed=typed, direction=direction, most=MOST_DOCUMENTS)
    choices = [(str(line.uid), f"{line.full_code} {line.subject}"[:140]) for line in lines]
    known = {uid for uid, _label in choices}
    chosen = uids_of([request.POST.get("document", "")])  # perhaps found by an earlier search
    choices += [(str(one), str(one)) for one in chosen if str(one) not in known]
    form = ResultForm(
        request.POST or None,
        request.FILES or None,
        documents=choices,
        elsewhere=elsewhere,
        initial={"document": choices[0][0] if typed and len(choices) == 1 else ""},
    )

    def act() -> None:
        submit_result(
            actor=request.actor,
            uid=uid,
            data=form.data_of(),
            document_uid=form.document_uid(),
            result_on=form.cleaned_data.get("result_on"),
            now=timezone.now(),
        )

    return page(
        request,
        found,
        form,
        act,
        question=_("Báo cáo kết quả"),
        label=_("Gửi kết quả, chờ xác nhận"),
        done=_("Đã gửi kết quả, chờ người giao xác nhận."),
        sentence=_parts_first(found),
        upload=True,
        finder=Finder(_("Tìm văn bản kết quả"), typed, len(lines)),
    )


def _parts_first(found: Directive) -> str:
    """Say before anybody writes a result that parts of the task must be complete first; empty where none must."""
    waiting = children_open(found)
    return str(ChildrenOpen(count=waiting)) if waiting else ""


@office
@require_http_methods(["GET", "POST"])
def handing_on(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Give the work to somebody of the unit."""
    found = directive_or_404(actor=request.actor, uid=uid)
    policy.may_hand_on(request.actor, found).require()
    people = receivers.unit_people(
        agency_id=found.agency_id,
        unit_id=found.lead_unit_id or 0,
        on=timezone.localdate(),
        but_post_id=found.owner_post_id or 0,
    )
    form = HandOnForm(request.POST or None, people=people)

    def act() -> None:
        values = form.cleaned_data
        hand_on(actor=request.actor, uid=uid, post_id=values["post"], note=values["note"], now=timezone.now())

    return page(
        request,
        found,
        form,
        act,
        question=_("Phân công trong đơn vị"),
        label=_("Phân công"),
        done=_("Đã phân công."),
        sentence=_("Đơn vị vẫn chịu trách nhiệm chủ trì; người được phân công thấy việc này trong danh sách của mình."),
    )


@office
@require_http_methods(["GET", "POST"])
def extension(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Ask for more time."""
    found = directive_or_404(actor=request.actor, uid=uid)
    policy.may_work_on(request.actor, found).require()
    form = ExtensionForm(request.POST or None)

    def act() -> None:
        values = form.cleaned_data
        ask_extension(actor=request.actor, uid=uid, until=values["until"], reason=values["reason"], now=timezone.now())

    due = f"{found.due_on:%d/%m/%Y}" if found.due_on else ""
    return page(
        request,
        found,
        form,
        act,
        question=_("Xin gia hạn"),
        label=_("Gửi đề nghị"),
        done=_("Đã gửi đề nghị gia hạn."),
        sentence=_("Hạn đang có: %(day)s. Hạn chỉ đổi khi người giao đồng ý.") % {"day": due},
    )


@office
@require_http_methods(["GET", "POST"])
def deciding(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Answer a request for more time."""
    found = directive_or_404(actor=request.actor, uid=uid)
    policy.may_decide(request.actor, found).require()
    asked = found.due_changes.filter(state=DueState.WAITING).first()
    form = DecideDueForm(request.POST or None)

    def act() -> None:
        values = form.cleaned_data
        decide_extension(
            actor=request.actor,
            uid=uid,
            agree=values["agree"] == "1",
            until=values["until"],
            answer=values["answer"],
            now=timezone.now(),
        )

    sentence = ""
    if asked is not None and asked.wanted_on is not None:
        sentence = _("%(who)s xin gia hạn đến %(day)s. Lý do: %(why)s") % {
            "who": asked.asked_by_name,
            "day": f"{asked.wanted_on:%d/%m/%Y}",
            "why": asked.reason,
        }
    return page(
        request,
        found,
        form,
        act,
        question=_("Trả lời đề nghị gia hạn"),
        label=_("Ghi quyết định"),
        done=_("Đã trả lời đề nghị gia hạn."),
        sentence=sentence,
    )


@office
@require_http_methods(["GET", "POST"])
def due(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Move the deadline by the giver's decision."""
    found = directive_or_404(actor=request.actor, uid=uid)
    policy.may_decide(request.actor, found).require()
    form = SetDueForm(request.POST or None)

    def act() -> None:
        values = form.cleaned_data
        set_due(actor=request.actor, uid=uid, due_on=values["due_on"], reason=values["reason"], now=timezone.now())

    return page(request, found, form, act, question=_("Đổi hạn"), label=_("Đổi hạn"), done=_("Đã đổi hạn."))


@office
@require_http_methods(["GET", "POST"])
def accepting(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Confirm the result."""
    found = directive_or_404(actor=request.actor, uid=uid)
    policy.may_decide(request.actor, found).require()
    form = NoteForm(request.POST or None)

    def act() -> None:
        accept(actor=request.actor, uid=uid, note=form.cleaned_data["note"], now=timezone.now())

    return page(
        request,
        found,
        form,
        act,
        question=_("Xác nhận hoàn thành"),
        label=_("Xác nhận hoàn thành"),
        done=_("Đã xác nhận hoàn thành."),
        sentence=found.result_text,
    )


@office
@require_http_methods(["GET", "POST"])
def editing(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Correct the words of a task."""
    found = directive_or_404(actor=request.actor, uid=uid)
    policy.may_decide(request.actor, found).require()
    names = ("content", "urgency", "product", "product_note", "supervisor_post_id", "monitor_post_id")
    start = {name: getattr(found, name) for name in names}
    form = EditForm(
        request.POST or None,
        people=receivers.people(actor=request.actor, on=timezone.localdate()),
        initial={**start, "field": found.field.name if found.field else ""},
    )

    def act() -> None:
        edit(actor=request.actor, uid=uid, data=Edit(**form.cleaned_data), now=timezone.now())

    return page(request, found, form, act, question=_("Sửa nhiệm vụ"), label=_("Ghi"), done=_("Đã sửa."))


@office
@require_POST
def accepting_many(request: OfficeRequest) -> HttpResponse:
    """Confirm the results of chosen tasks, all or none."""
    chosen = uids_of(request.POST.getlist("nhiem-vu"))
    back = request.POST.get("ve", "")[:2000]
    try:
        done = accept_many(actor=request.actor, uids=chosen, note="", now=timezone.now())
    except DomainError as refusal:
        messages.error(request, _("Chưa xác nhận nhiệm vụ nào: %(reason)s") % {"reason": refusal})
    else:
        messages.success(request, _("Đã xác nhận %(n)d nhiệm vụ.") % {"n": done})
    return redirect(f"{reverse('directives:list')}{'?' + back if back and '://' not in back else ''}")


def uids_of(texts: list[str]) -> list[UUID]:
    """Return the marks among what a form sent; what is none is left out, and what is too much too."""
    found = []
    for text in texts[:MOST_AT_ONCE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found

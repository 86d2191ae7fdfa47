"""Taking back, handing on, asking, answering, moving a deadline: one page each."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.ask import answer_ask, ask_extension, ask_question, change_due
from ..actions.hand_on import hand_on
from ..actions.take_back import take_back
from ..desk_types import AskKind
from ..queries import desk
from ..queries.document import document_or_404, handling_of
from ..queries.receivers import picked, receivers
from .act_pages import END_OF_DAY, ReasonForm, form_page
from .forms import MomentField, shown_moment


class ExtensionForm(forms.Form):
    """Until when, and why."""

    until = MomentField(label=gettext_lazy("Xin hạn đến"), hour=END_OF_DAY)
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)


class DueForm(ExtensionForm):
    """A new deadline and why."""

    until = MomentField(label=gettext_lazy("Hạn mới"), hour=END_OF_DAY)


class QuestionForm(forms.Form):
    """A question."""

    text = forms.CharField(
        label=gettext_lazy("Điều cần làm rõ"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )


class AnswerForm(forms.Form):
    """The answer to a question."""

    text = forms.CharField(label=gettext_lazy("Trả lời"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)


class GrantForm(forms.Form):
    """Whether an extension is granted, until when, and the word that goes with it."""

    granted = forms.ChoiceField(
        label=gettext_lazy("Quyết định"),
        choices=[("yes", gettext_lazy("Đồng ý gia hạn")), ("no", gettext_lazy("Không đồng ý"))],
        widget=forms.RadioSelect,
    )
    until = MomentField(label=gettext_lazy("Hạn mới"), hour=END_OF_DAY, required=False)
    text = forms.CharField(
        label=gettext_lazy("Ý kiến"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=5000,
        help_text=gettext_lazy("Không đồng ý thì ghi lý do."),
    )


class HandOnForm(forms.Form):
    """To whom the whole part goes, and why."""

    to = forms.TypedChoiceField(label=gettext_lazy("Chuyển cho"), coerce=int)
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)


@office
@require_http_methods(["GET", "POST"])
def taking_back(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Take back what was given and nobody has opened; what was opened says by whom and when."""
    found = document_or_404(actor=request.actor, uid=uid)
    given = desk.given_by(actor=request.actor, document=found)
    address = reverse("documents:document", args=[uid])
    form = ReasonForm(request.POST or None)
    chosen = set(request.POST.getlist("phan"))
    if form.is_valid():
        wanted = [line.uid for line in given if str(line.uid) in chosen]
        try:
            count = take_back(
                actor=request.actor,
                uid=uid,
                handling_uids=wanted,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã thu hồi %(count)d nơi.") % {"count": count})
            still = policy.visible_documents(request.actor).filter(uid=uid).exists()
            return redirect(address if still else "documents:incoming")
    context: dict[str, Any] = {
        "document": found,
        "form": form,
        "given": given,
        "chosen": chosen,
        "question": _("Thu hồi văn bản đã giao"),
        "back": address,
        "some_unread": any(line.may for line in given),
    }
    return render(request, "documents/take_back.html", context, status=422 if form.is_bound else 200)


@office
@require_http_methods(["GET", "POST"])
def handing_on(request: OfficeRequest, handling_uid: UUID) -> HttpResponse:
    """Pass the whole of one's part on."""
    actor = request.actor
    found, _handling = handling_of(actor=actor, handling_uid=handling_uid)
    now = timezone.now()
    wide = desk.hands_on_widely(actor)
    units = receivers(actor=actor, on=timezone.localdate(now), inside_unit=None if wide else actor.unit_id)
    form = HandOnForm(request.POST or None)
    to = form.fields["to"]
    assert isinstance(to, forms.TypedChoiceField)
    to.choices = [
        (unit.id, f"{'– ' * unit.depth}{unit.label}{f', {unit.detail}' if unit.detail else ''}") for unit in units
    ]

    def act() -> None:
        post_id, unit_id = picked(form.cleaned_data["to"])
        reason = form.cleaned_data["reason"]
        hand_on(actor=actor, handling_uid=handling_uid, post_id=post_id, unit_id=unit_id, reason=reason, now=now)

    return form_page(
        request,
        found,
        form,
        act,
        question=_("Chuyển sang nơi khác"),
        label=_("Chuyển"),
        done=_("Đã chuyển."),
        sentence=_("Nơi nhận giữ nguyên vai trò và hạn của bạn; người giao việc được báo."),
    )


@office
@require_http_methods(["GET", "POST"])
def extension(request: OfficeRequest, handling_uid: UUID) -> HttpResponse:
    """Ask for a later deadline."""
    found, handling = handling_of(actor=request.actor, handling_uid=handling_uid)
    form = ExtensionForm(request.POST or None)

    def act() -> None:
        values = form.cleaned_data
        ask_extension(
            actor=request.actor,
            handling_uid=handling_uid,
            until=values["until"],
            reason=values["reason"],
            now=timezone.now(),
        )

    now_due = shown_moment(handling.due_at) or _("chưa có")
    return form_page(
        request,
        found,
        form,
        act,
        question=_("Xin gia hạn"),
        label=_("Gửi đề nghị"),
        done=_("Đã gửi đề nghị gia hạn."),
        sentence=_("Hạn hiện nay: %(due)s. Hạn chỉ đổi khi %(who)s đồng ý.")
        % {"due": now_due, "who": handling.instruction.from_name},
    )


@office
@require_http_methods(["GET", "POST"])
def asking(request: OfficeRequest, handling_uid: UUID) -> HttpResponse:
    """Ask whoever gave the work to make it clearer."""
    found, _handling = handling_of(actor=request.actor, handling_uid=handling_uid)
    form = QuestionForm(request.POST or None)

    def act() -> None:
        text = form.cleaned_data["text"]
        ask_question(actor=request.actor, handling_uid=handling_uid, text=text, now=timezone.now())

    return form_page(
        request,
        found,
        form,
        act,
        question=_("Đề nghị làm rõ"),
        label=_("Gửi câu hỏi"),
        done=_("Đã gửi câu hỏi cho người giao."),
        sentence=_("Câu hỏi và trả lời được giữ cùng văn bản. Hạn vẫn tính trong lúc chờ."),
    )


@office
@require_http_methods(["GET", "POST"])
def answering(request: OfficeRequest, ask_uid: UUID) -> HttpResponse:
    """Answer a request: grant or refuse more time, answer a question."""
    found, ask = desk.ask_to_answer(actor=request.actor, ask_uid=ask_uid)
    now = timezone.now()
    if ask.kind == AskKind.QUESTION:
        form: forms.Form = AnswerForm(request.POST or None)
    else:
        form = GrantForm(request.POST or None, initial={"until": shown_moment(ask.wanted_due_at)})

    def act() -> None:
        values = form.cleaned_data
        until: datetime | None = values.get("until")
        answer_ask(
            actor=request.actor,
            ask_uid=ask_uid,
            granted=values.get("granted") != "no",
            text=values["text"],
            until=until,
            now=now,
        )

    wanted = _(" Xin hạn đến %(until)s.") % {"until": shown_moment(ask.wanted_due_at)} if ask.wanted_due_at else ""
    return form_page(
        request,
        found,
        form,
        act,
        question=_("Trả lời đề nghị gia hạn") if wanted else _("Trả lời câu hỏi"),
        label=_("Ghi quyết định") if wanted else _("Trả lời"),
        done=_("Đã trả lời."),
        sentence=f"{ask.asked_name}: {ask.text}{wanted}",
    )


@office
@require_http_methods(["GET", "POST"])
def due(request: OfficeRequest, handling_uid: UUID) -> HttpResponse:
    """Move the deadline of a part that the actor gave."""
    found, handling = desk.part_of(actor=request.actor, handling_uid=handling_uid)
    if not policy.may_set_due(request.actor, handling):
        raise NotFound
    form = DueForm(request.POST or None)

    def act() -> None:
        values = form.cleaned_data
        change_due(
            actor=request.actor,
            handling_uid=handling_uid,
            until=values["until"],
            reason=values["reason"],
            now=timezone.now(),
        )

    return form_page(
        request,
        found,
        form,
        act,
        question=_("Đổi hạn của %(name)s") % {"name": handling.to_name},
        label=_("Đổi hạn"),
        done=_("Đã đổi hạn."),
        sentence=_("Hạn hiện nay: %(due)s.") % {"due": shown_moment(handling.due_at) or _("chưa có")},
    )

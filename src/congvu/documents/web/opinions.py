"""Opinions on a draft: the asking of several in an order, and the table of what was said and made of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.identity import api as identity
from congvu.kernel.errors import DomainError, NotAllowed
from congvu.search.api import export
from congvu.ui.api import DayField, OfficeRequest, office

from ..actions import opinion_table as table_acts
from ..actions import opinions
from ..drafting import opinions as query
from ..drafting import page, policy
from ..drafting.types import Asked, OpinionAnswer, OpinionOrder, OpinionRound
from ..models import Draft
from .draft_forms import number_of

MOST_ROWS = 12


class RoundForm(forms.Form):
    """How to ask: in which order, about what, until when."""

    order = forms.ChoiceField(
        label=gettext_lazy("Thứ tự hỏi"),
        choices=OpinionOrder.choices,
        widget=forms.RadioSelect,
        initial=OpinionOrder.TOGETHER,
        help_text=gettext_lazy("Lần lượt: người sau được hỏi khi người trước đã trả lời."),
    )
    question = forms.CharField(label=gettext_lazy("Cần góp ý về"), required=False, max_length=2000)
    due_on = DayField(label=gettext_lazy("Góp ý trước hết ngày"), required=False)
    days_each = forms.IntegerField(
        label=gettext_lazy("Hạn mỗi lượt, ngày làm việc"),
        required=False,
        min_value=1,
        max_value=opinions.MAX_DAYS_EACH,
        help_text=gettext_lazy("Chỉ dùng khi hỏi lần lượt."),
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="hoi-%s")

    def wanted(self, asked: tuple[Asked, ...]) -> OpinionRound:
        """Return what was typed as one asking."""
        day: date | None = self.cleaned_data["due_on"]
        return OpinionRound(
            asked=asked,
            order=OpinionOrder(self.cleaned_data["order"]),
            question=self.cleaned_data["question"],
            due_at=timezone.make_aware(datetime.combine(day, time(17))) if day else None,
            days_each=self.cleaned_data["days_each"],
        )


@office
@require_http_methods(["GET", "POST"])
def asking(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Ask posts and units for their opinion, at once or in turn."""
    now = timezone.now()
    row = page.draft_row(actor=request.actor, uid=uid)
    policy.may_submit(request.actor, row).require()
    chosen = [request.POST.get(f"ai-{place}", "")[:20] for place in range(1, MOST_ROWS + 1)]
    form = RoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = tuple(one for typed in chosen if (one := _asked(typed)) is not None)
        try:
            count = opinions.ask_round(actor=request.actor, draft_id=row.pk, wanted=form.wanted(asked), now=now)
        except NotAllowed:
            raise
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã xin ý kiến %(n)d nơi.") % {"n": count})
            return redirect("documents:draft_opinions", uid)
    context = {
        "draft": row,
        "form": form,
        "rows": list(enumerate(chosen, start=1)),
        "units": _units(request, timezone.localdate(now)),
        "people": _people(request, row, timezone.localdate(now)),
        "crumbs": _crumbs(row, _("Xin ý kiến")),
    }
    return render(request, "documents/opinion_ask.html", context, status=422 if form.errors else 200)


@office
@require_safe
def table(request: OfficeRequest, uid: UUID) -> HttpResponseBase:
    """Show the table of opinions, or give it as a file (`?tep=pdf`)."""
    now = timezone.now()
    row = page.draft_row(actor=request.actor, uid=uid)
    if kind := request.GET.get("tep"):
        return export(query.as_table(row, agency_name=request.actor.agency_name, now=now), kind=kind)
    mine = bool(policy.may_submit(request.actor, row))
    shown = page.draft_page(actor=request.actor, uid=uid, version=None, today=timezone.localdate(now))
    context = {
        "draft": row,
        "table": query.opinion_table(row, now=now),
        "answers": OpinionAnswer.choices,
        "may_answer": mine and query.may_answer(row),
        "may_go_on": mine and query.may_go_on(row),
        "may_ask": shown.acts.ask,
        "may_attach": mine and shown.acts.edit,
        "crumbs": _crumbs(row, _("Tổng hợp ý kiến")),
    }
    return render(request, "documents/opinion_table.html", context)


@office
@require_POST
def answer(request: OfficeRequest, uid: UUID, opinion_id: int) -> HttpResponse:
    """Accept or explain one opinion."""
    return _done(
        request,
        uid,
        lambda row: table_acts.answer_opinion(
            actor=request.actor,
            draft_id=row.pk,
            opinion_id=opinion_id,
            answer=request.POST.get("answer", "")[:20],
            note=request.POST.get("note", ""),
            now=timezone.now(),
        ),
        _("Đã ghi tiếp thu, giải trình."),
    )


@office
@require_POST
def go_on(request: OfficeRequest, uid: UUID, opinion_id: int) -> HttpResponse:
    """Stop waiting for one answer."""
    return _done(
        request,
        uid,
        lambda row: opinions.stop_waiting(
            actor=request.actor,
            draft_id=row.pk,
            opinion_id=opinion_id,
            reason=request.POST.get("reason", ""),
            now=timezone.now(),
        ),
        _("Không chờ ý kiến này nữa."),
    )


@office
@require_POST
def attach(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Put the table beside the draft."""
    return _done(
        request,
        uid,
        lambda row: table_acts.attach_opinion_table(
            actor=request.actor,
            draft_id=row.pk,
            read_version=number_of(request.POST.get("read_version")) or 0,
            now=timezone.now(),
        ),
        _("Đã kèm bảng tổng hợp vào dự thảo."),
    )


def _done(request: OfficeRequest, uid: UUID, act: Callable[[Draft], object], said: str) -> HttpResponse:
    row = page.draft_row(actor=request.actor, uid=uid)
    try:
        act(row)
    except NotAllowed:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("documents:draft_opinions", uid)


def _asked(typed: str) -> Asked | None:
    """Read "v12" (a post) or "d3" (a unit)."""
    number = number_of(typed[1:])
    if number is None:
        return None
    return {"v": Asked(post_id=number), "d": Asked(unit_id=number)}.get(typed[:1])


def _units(request: OfficeRequest, today: date) -> list[tuple[str, str]]:
    found = identity.unit_tree(agency_id=request.actor.agency_id, on=today)
    return [(f"d{unit.id}", f"{'– ' * unit.depth}{unit.name}") for unit in found]


def _people(request: HttpRequest, row: Draft, today: date) -> list[tuple[str, str]]:
    held = identity.posts(on=today, agency_id=row.agency_id)
    return [
        (f"v{card.id}", f"{card.person_name}, {card.title}, {card.unit_name}")
        for card in held
        if card.person_id is not None and card.id != row.drafter_post_id
    ]


def _crumbs(row: Draft, last: str) -> list[tuple[str, str]]:
    return [
        (_("Dự thảo, trình ký"), reverse("documents:drafts")),
        (row.subject or row.document_type.name, reverse("documents:draft", args=[row.uid])),
        (last, ""),
    ]

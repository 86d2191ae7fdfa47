"""What the forms of acts on a document share: a short form, and words with a tree of receivers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest, Picked, PickUnit, read_picked

from ..models import Document
from ..queries import setup
from ..queries.receivers import picked
from ..queries.setup import Phrase
from ..types import HandlingRole, Target
from .forms import MomentField, number_of

END_OF_DAY = time(17, 0)


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)


class ResultForm(forms.Form):
    """The result that closes a document."""

    reason = forms.CharField(
        label=gettext_lazy("Kết quả, hoặc vì sao không cần trả lời"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
    )


class ProgressForm(forms.Form):
    """How far the work is."""

    percent = forms.IntegerField(label=gettext_lazy("Tiến độ, phần trăm"), min_value=0, max_value=100)
    text = forms.CharField(
        label=gettext_lazy("Kết quả, vướng mắc"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        help_text=gettext_lazy("Khi xong (100%) phải ghi kết quả."),
    )


class LeaderForm(forms.Form):
    """The leader to whom a document goes up, with a note."""

    leader = forms.TypedChoiceField(label=gettext_lazy("Trình"), coerce=int)
    note = forms.CharField(
        label=gettext_lazy("Ý kiến đề xuất"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=5000
    )


class InstructForm(forms.Form):
    """Bút phê in words: own words, or a stock phrase where there are none."""

    text = forms.CharField(
        label=gettext_lazy("Ý kiến chỉ đạo"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=5000
    )
    stock = forms.TypedChoiceField(
        label=gettext_lazy("Câu mẫu"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("Dùng khi để trống ô ý kiến."),
    )

    def __init__(self, *args: Any, phrases: Sequence[Phrase], **more: Any) -> None:
        super().__init__(*args, **more)
        self.phrases = phrases
        stock = self.fields["stock"]
        assert isinstance(stock, forms.TypedChoiceField)
        stock.choices = [("", _("Không dùng")), *((str(n), one.text) for n, one in enumerate(phrases))]

    def words(self) -> str:
        """Return the typed words, else the stock phrase."""
        typed: str = self.cleaned_data["text"]
        stock: int | None = self.cleaned_data["stock"]
        return typed or (self.phrases[stock].text if stock is not None else "")


def form_page(
    request: OfficeRequest,
    found: Document,
    form: forms.Form,
    act: Callable[[], None],
    *,
    question: str,
    label: str,
    done: str,
    sentence: str = "",
) -> HttpResponse:
    """Show a short form; when it is right, act and go back to the document."""
    address = reverse("documents:document", args=[found.uid])
    if form.is_valid():
        try:
            act()
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(address)
    context = {
        "document": found,
        "form": form,
        "question": question,
        "label": label,
        "sentence": sentence,
        "back": address,
        "key": f"{request.resolver_match.url_name if request.resolver_match else ''}-{found.uid}",
    }
    return render(request, "documents/act.html", context, status=422 if form.is_bound else 200)


def giving_page(
    request: OfficeRequest,
    found: Document,
    units: list[PickUnit],
    act: Callable[[str, list[Target]], None],
    *,
    question: str,
    label: str,
    sentence: str = "",
    done: str = "",
) -> HttpResponse:
    """Show the words and the tree of receivers; when they are right, act and go back to the document."""
    address = reverse("documents:document", args=[found.uid])
    form = InstructForm(request.POST or None, phrases=setup.phrases(actor=request.actor))
    offered = {unit.id for unit in units}
    chosen = read_picked(request.POST, "to", offered) if request.method == "POST" else _quick(request, offered)
    faults = list(chosen.faults)
    if form.is_valid() and not faults:
        try:
            act(form.words(), targets_of(chosen))
        except (DomainError, ValidationError) as refusal:
            faults += refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        else:
            messages.success(request, done or _("Đã giao."))
            return redirect(address)
    context: dict[str, Any] = {
        "document": found,
        "form": form,
        "faults": faults,
        "units": units,
        "picked": chosen,
        "groups": setup.groups(actor=request.actor, on=timezone.localdate()) if request.method == "GET" else [],
        "sentence": sentence,
        "question": question,
        "label": label,
        "back": address,
        "key": f"{request.resolver_match.url_name if request.resolver_match else ''}-{found.uid}",
    }
    return render(request, "documents/giving.html", context, status=422 if form.is_bound else 200)


def _quick(request: OfficeRequest, offered: set[int]) -> Picked:
    """Return the receivers of the quick-send group that the address names, none without one."""
    group_id = number_of(request.GET.get("nhom"))
    if group_id is None:
        return Picked()
    return setup.picked_group(actor=request.actor, group_id=group_id, offered=offered, now=timezone.now())


def targets_of(chosen: Picked) -> list[Target]:
    """Return the receivers of a picker. Raises ValidationError for a deadline that is no date."""
    due: dict[int, datetime | None] = {
        number: MomentField(hour=END_OF_DAY, required=False).clean(typed) for number, typed in chosen.due.items()
    }

    def target(number: int, role: str) -> Target:
        post_id, unit_id = picked(number)
        return Target(role=role, post_id=post_id, unit_id=unit_id, due_at=due.get(number))

    return [
        *([target(chosen.lead, HandlingRole.LEAD)] if chosen.lead is not None else []),
        *(target(number, HandlingRole.SUPPORT) for number in sorted(chosen.support)),
        *(target(number, HandlingRole.INFO) for number in sorted(chosen.info)),
    ]

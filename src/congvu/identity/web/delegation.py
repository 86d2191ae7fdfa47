"""Pages of delegation: give, revoke, lists."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.errors import DomainError
from congvu.ui.api import DayField, OfficeRequest, office

from ..actions.delegation import DelegationTerms, give_delegation, revoke_delegation
from ..delegations import delegation_lists
from ..directory import search_people
from ..errors import DelegationRefused
from ..policy import may_delegate
from ..types import DelegationScope, PersonCard


class DelegationForm(forms.Form):
    """To whom, what, from when to when, on which paper."""

    to_person = forms.IntegerField(widget=forms.HiddenInput, required=False)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Việc được ủy quyền"),
        choices=DelegationScope.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        required=False,
    )
    starts_on = DayField(label=gettext_lazy("Từ ngày"))
    ends_on = DayField(label=gettext_lazy("Đến hết ngày"))
    document = forms.CharField(
        label=gettext_lazy("Giấy ủy quyền số"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Bắt buộc khi ủy quyền ký."),
    )
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=500, required=False)

    def terms(self, now: datetime) -> DelegationTerms:
        """Return the values as the act wants them: whole days in local time, from now when it begins today."""
        values: dict[str, Any] = self.cleaned_data
        zone = timezone.get_current_timezone()
        begins = datetime.combine(values["starts_on"], time.min, tzinfo=zone)
        today = timezone.localdate(now)
        return DelegationTerms(
            to_person_id=values["to_person"] or 0,
            scopes=frozenset(values["scopes"]),
            starts_at=now if values["starts_on"] == today else begins,
            ends_at=datetime.combine(values["ends_on"] + timedelta(days=1), time.min, tzinfo=zone),
            document=values["document"],
            reason=values["reason"],
        )


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show what was given and received."""
    lists = delegation_lists(actor=request.actor, now=timezone.now())
    return render(request, "identity/delegations.html", {"lists": lists, "may_give": bool(may_delegate(request.actor))})


@office
@require_http_methods(["GET", "POST"])
def give(request: OfficeRequest) -> HttpResponse:
    """Give a delegation; without a script the search for a person goes through the same form."""
    now = timezone.now()
    may_delegate(request.actor).require()
    form = DelegationForm(request.POST or None, initial={"starts_on": timezone.localdate(now)})
    if request.method == "POST" and "search" not in request.POST and form.is_valid():
        if not form.cleaned_data["to_person"]:
            form.add_error(None, _("Hãy tìm và chọn người được ủy quyền."))
        elif _give(request, form, now):
            messages.success(request, _("Đã ủy quyền. Người nhận thấy vị trí này khi đổi vị trí làm việc."))
            return redirect("identity:delegations")
    words = request.POST.get("q", "")
    shown = {"form": form, "q": words, "people": _choices(request, words), "chosen": request.POST.get("to_person", "")}
    return render(request, "identity/delegation_form.html", shown)


@office
@require_safe
def pick_person(request: OfficeRequest) -> HttpResponse:
    """Return the people whose names hold the words, as choices of a form (fragment)."""
    words = request.GET.get("q", "")
    return render(request, "identity/person_choices.html", {"people": _choices(request, words), "q": words})


@office
@require_POST
def revoke(request: OfficeRequest, delegation_id: int) -> HttpResponse:
    """Take a delegation back."""
    revoke_delegation(actor=request.actor, delegation_id=delegation_id, now=timezone.now())
    messages.success(request, _("Đã thu hồi ủy quyền."))
    return redirect("identity:delegations")


def _give(request: OfficeRequest, form: DelegationForm, now: datetime) -> bool:
    try:
        give_delegation(actor=request.actor, terms=form.terms(now), now=now)
    except DelegationRefused as refusal:
        for field, fault in refusal.data["faults"].items():
            form.add_error(field, fault)
        return False
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _choices(request: HttpRequest, words: str) -> list[PersonCard]:
    actor = request.actor  # type: ignore[attr-defined]
    found = search_people(actor=actor, words=words, on=timezone.localdate(), limit=10)
    return [person for person in found if person.id != actor.person_id]

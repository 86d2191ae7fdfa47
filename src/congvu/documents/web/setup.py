"""Setting up the desk (phrases, quick-send, absence, secretaries) and the registers of a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from congvu.identity import api as identity
from congvu.kernel.errors import DomainError
from congvu.ui.api import DayField, OfficeRequest, office, read_picked

from .. import policy
from ..actions.absence import cancel_absence, set_absence
from ..actions.desk import add_group, add_phrase, remove_group, remove_phrase
from ..actions.registers import add_register, close_register, open_year, reopen_register, set_default
from ..actions.secretary import appoint_secretary, end_secretary
from ..actions.submit import leaders_of
from ..queries import setup
from ..queries.receivers import receivers
from ..types import Direction
from .act_pages import targets_of
from .forms import MOST_NUMBER, MomentField, type_choices

OPENING, CLOSING = time(7, 30), time(17, 30)


class PhraseForm(forms.Form):
    """A stock phrase."""

    text = forms.CharField(label=gettext_lazy("Câu mẫu"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2}))
    for_agency = forms.BooleanField(label=gettext_lazy("Cho cả cơ quan"), required=False)


class GroupForm(forms.Form):
    """A quick-send group; its receivers come from the picker."""

    name = forms.CharField(label=gettext_lazy("Tên nhóm"), max_length=500)
    days = forms.IntegerField(label=gettext_lazy("Số ngày làm việc thường cho"), required=False)
    for_agency = forms.BooleanField(label=gettext_lazy("Cho cả cơ quan"), required=False)


class AbsenceForm(forms.Form):
    """Who is away, from when to when, and who takes her papers."""

    post = forms.TypedChoiceField(label=gettext_lazy("Người vắng"), coerce=int)
    starts_at = MomentField(label=gettext_lazy("Từ"), hour=OPENING)
    ends_at = MomentField(label=gettext_lazy("Đến hết"), hour=CLOSING)
    substitute = forms.TypedChoiceField(
        label=gettext_lazy("Người nhận thay, khi chưa ủy quyền"), coerce=int, required=False, empty_value=None
    )
    reason = forms.CharField(label=gettext_lazy("Lý do"), required=False, max_length=1000)


class SecretaryForm(forms.Form):
    """Who works for which leader, and what she may do."""

    leader = forms.TypedChoiceField(label=gettext_lazy("Lãnh đạo"), coerce=int)
    secretary = forms.TypedChoiceField(label=gettext_lazy("Thư ký, trợ lý"), coerce=int)
    may_prepare = forms.BooleanField(
        label=gettext_lazy("Soạn bút phê để lãnh đạo xác nhận"), required=False, initial=True
    )
    may_enter_oral = forms.BooleanField(label=gettext_lazy("Ghi ý kiến lãnh đạo nói trực tiếp"), required=False)
    valid_from = DayField(label=gettext_lazy("Từ ngày"))
    decision = forms.CharField(label=gettext_lazy("Căn cứ (số quyết định, phân công)"), required=False, max_length=1000)


class RegisterForm(forms.Form):
    """A register beside the default ones."""

    direction = forms.ChoiceField(label=gettext_lazy("Chiều"), choices=Direction)
    name = forms.CharField(label=gettext_lazy("Tên sổ"), max_length=1000)
    is_secret = forms.BooleanField(label=gettext_lazy("Sổ văn bản mật"), required=False)
    types = forms.MultipleChoiceField(label=gettext_lazy("Chỉ gồm các loại (để trống: mọi loại)"), required=False)


@office
@require_http_methods(["GET", "POST"])
def desk(request: OfficeRequest) -> HttpResponse:
    """Show and change stock phrases, quick-send groups, absences and secretaries."""
    actor, now = request.actor, timezone.now()
    on = timezone.localdate(now)
    doing = request.POST.get("lam", "")
    made = _desk_forms(request, doing)
    acts: dict[str, Callable[[], str]] = {
        "cau": lambda: _phrase(request, made["cau"]),
        "nhom": lambda: _group(request, made["nhom"]),
        "vang": lambda: _absence(request, made["vang"]),
        "thu-ky": lambda: _secretary(request, made["thu-ky"]),
        "bo-cau": lambda: _drop(request, remove_phrase, "phrase_id"),
        "bo-nhom": lambda: _drop(request, remove_group, "group_id"),
        "het-vang": lambda: _drop(request, cancel_absence, "absence_id"),
        "thoi": lambda: _drop(request, end_secretary, "secretary_id"),
    }
    if doing in acts and _acted(request, acts[doing], made.get(doing)):
        return redirect("documents:desk")
    units = receivers(actor=actor, on=on)
    context: dict[str, Any] = {
        "phrases": setup.phrases(actor=actor),
        "groups": setup.groups(actor=actor, on=on),
        "absences": setup.absences(actor=actor, now=now),
        "helpers": setup.helpers(actor=actor, on=on),
        "units": units,
        "picked": read_picked(request.POST, "to", {u.id for u in units}) if doing == "nhom" else None,
        "form_phrase": made["cau"],
        "form_group": made["nhom"],
        "form_absence": made["vang"],
        "form_secretary": made["thu-ky"] if policy.may_keep_secretaries(actor, actor.post_id) else None,
        "may_agency": bool(policy.may_keep_agency_desk(actor)),
    }
    return render(request, "documents/desk.html", context, status=422 if request.method == "POST" else 200)


def _desk_forms(request: OfficeRequest, doing: str) -> dict[str, forms.Form]:
    actor, now = request.actor, timezone.now()
    cards = [c for c in identity.posts(on=timezone.localdate(now), agency_id=actor.agency_id) if c.person_id]
    people = [(c.id, f"{c.person_name}, {c.title}") for c in cards]

    def data(name: str) -> Any:
        return request.POST if doing == name else None

    absence = AbsenceForm(data("vang"), initial={"post": actor.post_id}, prefix="vang")
    secretary = SecretaryForm(
        data("thu-ky"), prefix="tk", initial={"valid_from": f"{timezone.localdate(now):%d/%m/%Y}"}
    )
    leaders = [(c.id, f"{c.person_name}, {c.title}") for c in leaders_of(agency_id=actor.agency_id, now=now)]
    choices: list[tuple[forms.Form, str, list[Any]]] = [
        (absence, "post", people),
        (absence, "substitute", [("", _("Không ai")), *people]),
        (secretary, "leader", leaders),
        (secretary, "secretary", people),
    ]
    for form, name, options in choices:
        field = form.fields[name]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = options
    return {
        "cau": PhraseForm(data("cau"), prefix="cau"),
        "nhom": GroupForm(data("nhom"), prefix="nhom"),
        "vang": absence,
        "thu-ky": secretary,
    }


def _acted(request: OfficeRequest, act: Callable[[], str], form: forms.Form | None) -> bool:
    """Do one act of the page and say what was done; False, with the reason at its form, when it was refused."""
    if form is not None and not form.is_valid():
        return False
    try:
        done = act()
    except DomainError as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return True
        form.add_error(None, str(refusal))
        return False
    messages.success(request, done)
    return True


def _phrase(request: OfficeRequest, form: forms.Form) -> str:
    add_phrase(actor=request.actor, now=timezone.now(), **form.cleaned_data)
    return _("Đã thêm câu mẫu.")


def _group(request: OfficeRequest, form: forms.Form) -> str:
    now = timezone.now()
    units = receivers(actor=request.actor, on=timezone.localdate(now))
    chosen = read_picked(request.POST, "to", {u.id for u in units})
    add_group(actor=request.actor, targets=targets_of(chosen), now=now, **form.cleaned_data)
    return _("Đã thêm nơi nhận nhanh.")


def _absence(request: OfficeRequest, form: forms.Form) -> str:
    values = form.cleaned_data
    set_absence(
        actor=request.actor,
        post_id=values["post"],
        starts_at=values["starts_at"],
        ends_at=values["ends_at"],
        substitute_post_id=values["substitute"],
        reason=values["reason"],
        now=timezone.now(),
    )
    return _("Đã ghi vắng mặt.")


def _secretary(request: OfficeRequest, form: forms.Form) -> str:
    values = form.cleaned_data
    appoint_secretary(
        actor=request.actor,
        leader_post_id=values["leader"],
        secretary_post_id=values["secretary"],
        may_prepare=values["may_prepare"],
        may_enter_oral=values["may_enter_oral"],
        valid_from=values["valid_from"],
        decision=values["decision"],
        now=timezone.now(),
    )
    return _("Đã giao thư ký.")


def _drop(request: OfficeRequest, act: Callable[..., None], name: str) -> str:
    typed = request.POST.get("id", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and int(typed) <= MOST_NUMBER else 0
    act(actor=request.actor, now=timezone.now(), **{name: number})
    return _("Đã bỏ.")


@office
@require_http_methods(["GET", "POST"])
def registers(request: OfficeRequest) -> HttpResponse:
    """Show the registers of a year; open next year's in one act, add, close, reopen, choose the default."""
    actor, now = request.actor, timezone.now()
    policy.may_keep_registers(actor).require()
    this_year = timezone.localdate(now).year
    known = setup.years_of(actor=actor)
    typed = request.GET.get("nam", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else this_year
    doing = request.POST.get("lam", "")
    form = RegisterForm(request.POST if doing == "them" else None)
    types = form.fields["types"]
    assert isinstance(types, forms.MultipleChoiceField)
    types.choices = type_choices(empty="")[1:]
    acts: dict[str, Callable[[], str]] = {
        "mo-nam": lambda: _opened(request, year),
        "them": lambda: _added(request, form, year),
        "mac-dinh": lambda: _drop(request, set_default, "register_id") and _("Đã đổi sổ mặc định."),
        "khoa": lambda: _drop(request, close_register, "register_id") and _("Đã khóa sổ."),
        "mo-lai": lambda: _reopened(request),
    }
    if doing in acts and _acted(request, acts[doing], form if doing == "them" else None):
        return redirect(f"{reverse('documents:registers')}?nam={year}")
    context = {
        "year": year,
        "years": sorted({*known, this_year, this_year + 1}, reverse=True),
        "rows": setup.registers_of(actor=actor, year=year),
        "may_open": this_year - 1 <= year <= this_year + 1,
        "form": form,
    }
    return render(request, "documents/registers.html", context, status=422 if request.method == "POST" else 200)


def _opened(request: OfficeRequest, year: int) -> str:
    opened = open_year(actor=request.actor, year=year, now=timezone.now())
    if not opened:
        return _("Sổ năm %(year)d đã mở đủ.") % {"year": year}
    return _("Đã mở %(n)d sổ năm %(year)d.") % {"n": opened, "year": year}


def _added(request: OfficeRequest, form: forms.Form, year: int) -> str:
    values = form.cleaned_data
    add_register(
        actor=request.actor,
        direction=values["direction"],
        year=year,
        name=values["name"],
        is_secret=values["is_secret"],
        type_codes=values["types"],
        now=timezone.now(),
    )
    return _("Đã mở sổ.")


def _reopened(request: OfficeRequest) -> str:
    typed = request.POST.get("id", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and int(typed) <= MOST_NUMBER else 0
    reopen_register(actor=request.actor, register_id=number, reason=request.POST.get("ly-do", ""), now=timezone.now())
    return _("Đã mở lại sổ.")

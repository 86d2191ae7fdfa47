"""The working calendar: days and hours of an agency; agency 0 is the whole installation."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from congvu.kernel.api import worktime
from congvu.kernel.errors import NotFound
from congvu.ui.api import OfficeRequest

from ... import calendar as queries
from ...actions import calendar as acts
from ...policy import may_administer_installation
from .calendar_forms import DayForm, HoursForm
from .frame import administration, attempt, form_page, trail


@administration
@require_safe
def own(request: OfficeRequest) -> HttpResponse:
    """Lead to the calendar of the acting agency."""
    return redirect("identity:admin_calendar", request.actor.agency_id)


@administration
@require_safe
def year(request: OfficeRequest, agency_id: int) -> HttpResponse:
    """Show the days of a year and the working hours."""
    today = timezone.localdate()
    asked = request.GET.get("nam", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) == 4 else today.year
    page = queries.calendar_page(request.actor, agency_id or None, year=wanted, today=today)
    shown = {
        "page": page,
        "agency_id": agency_id,
        "before": wanted - 1 if wanted > queries.FIRST_YEAR else None,
        "after": wanted + 1 if wanted < queries.LAST_YEAR else None,
        "may_common": may_administer_installation(request.actor).allowed,
        "crumbs": trail((_("Lịch làm việc"), "")),
    }
    return render(request, "identity/admin/calendar.html", shown)


@administration
@require_http_methods(["GET", "POST"])
def add_day(request: OfficeRequest, agency_id: int) -> HttpResponse:
    """Enter a special day."""
    name = queries.calendar_name(request.actor, agency_id or None)
    form = DayForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: acts.enter_day(
            actor=request.actor, agency_id=agency_id or None, now=timezone.now(), **form.cleaned_data
        ),
    ):
        day = form.cleaned_data["day"]
        messages.success(request, _("Đã ghi ngày %(day)s vào lịch.") % {"day": f"{day:%d/%m/%Y}"})
        return _back(agency_id, day.year)
    return _form(request, agency_id, name, title=_("Thêm ngày vào lịch"), form=form, submit=_("Ghi vào lịch"))


@administration
@require_http_methods(["GET", "POST"])
def end_day(request: OfficeRequest, agency_id: int, override_id: int) -> HttpResponse:
    """Ask, then take a day out of the calendar."""
    name = queries.calendar_name(request.actor, agency_id or None)
    line = worktime.entered_day(override_id)
    if line.agency_id != (agency_id or None):
        raise NotFound
    if request.method == "POST":
        acts.withdraw_day(actor=request.actor, agency_id=agency_id or None, override_id=override_id, now=timezone.now())
        messages.success(request, _("Đã bỏ ngày %(day)s khỏi lịch.") % {"day": f"{line.day:%d/%m/%Y}"})
        return _back(agency_id, line.day.year)
    facts = {"day": f"{line.day:%d/%m/%Y}", "name": line.name}
    lede = _("Bỏ ngày %(day)s, “%(name)s”: ngày này trở lại như lịch chung. Mục đã nhập vẫn còn trong nhật ký.") % facts
    title = _("Bỏ ngày khỏi lịch")
    return _form(request, agency_id, name, title=title, form=forms.Form(), submit=_("Bỏ ngày này"), lede=lede)


@administration
@require_http_methods(["GET", "POST"])
def change_hours(request: OfficeRequest, agency_id: int) -> HttpResponse:
    """Set the hours of the week from a day on."""
    name = queries.calendar_name(request.actor, agency_id or None)
    week = queries.week_on(agency_id or None, timezone.localdate())
    form = HoursForm(request.POST or None, week=week)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(
            form,
            lambda: acts.set_hours(
                actor=request.actor,
                agency_id=agency_id or None,
                valid_from=values["valid_from"],
                valid_to=values["valid_to"],
                week=form.week(),
                decision=values["decision"],
                now=timezone.now(),
            ),
        ):
            messages.success(request, _("Đã ghi giờ làm việc."))
            return _back(agency_id, timezone.localdate().year)
    lede = _("Mỗi ngày ghi các ca, ví dụ 07:30-11:30, 13:30-17:00; ngày nghỉ để trống. Hạn đang chạy được tính lại.")
    title = _("Đặt giờ làm việc")
    return _form(request, agency_id, name, title=title, form=form, submit=_("Ghi giờ làm việc"), lede=lede)


def _back(agency_id: int, shown_year: int) -> HttpResponse:
    return redirect(f"{reverse('identity:admin_calendar', args=[agency_id])}?nam={shown_year}")


def _form(
    request: OfficeRequest, agency_id: int, name: str, *, title: str, form: forms.Form, submit: str, lede: str = ""
) -> HttpResponse:
    back = reverse("identity:admin_calendar", args=[agency_id])
    whose = name or _("Cả bản cài đặt, mọi cơ quan")
    words = f"{whose}. {lede}" if lede else f"{whose}."
    crumbs = [(_("Lịch làm việc"), back)]
    return form_page(request, title=title, form=form, submit=submit, back=back, crumbs=crumbs, lede=words)

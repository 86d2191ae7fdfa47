"""Agencies and their codes."""

from dataclasses import fields
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from congvu.ui.api import OfficeRequest

from ... import administration as queries
from ...actions import agencies as acts
from ...known_codes import suggestions
from ...models import Agency
from .forms import AgencyForm, CloseAgencyForm, CodeForm, LastDayForm
from .frame import Crumbs, administration, attempt, form_page, trail


@administration
@require_safe
def overview(request: OfficeRequest) -> HttpResponse:
    """Show the administered agencies as a tree."""
    return render(request, "identity/admin/overview.html", {"agencies": queries.agency_tree(request.actor)})


@administration
@require_safe
def agency(request: OfficeRequest, agency_id: int) -> HttpResponse:
    """Show one agency with its codes."""
    row = queries.agency_file(request.actor, agency_id)
    shown = {
        "agency": row,
        "facts": _facts(row),
        "codes": sorted(row.codes.all(), key=lambda code: (not code.is_primary, -code.pk)),
        "crumbs": trail((row.name, "")),
    }
    return render(request, "identity/admin/agency.html", shown)


@administration
@require_http_methods(["GET", "POST"])
def change(request: OfficeRequest, agency_id: int) -> HttpResponse:
    """Change the facts of an agency."""
    row = queries.agency_file(request.actor, agency_id)
    values = {field.name: getattr(row, field.name) for field in fields(acts.AgencyFacts)}
    form = AgencyForm(request.POST or None, initial=values)
    if form.is_valid():
        facts = acts.AgencyFacts(**form.cleaned_data)
        if attempt(
            form,
            lambda: acts.change_agency(actor=request.actor, agency_id=row.pk, facts=facts, now=timezone.now()),
        ):
            messages.success(request, _("Đã ghi thông tin cơ quan."))
            return redirect("identity:admin_agency", row.pk)
    title = _("Sửa thông tin cơ quan")
    return _page(request, title=title, form=form, submit=_("Ghi"), row=row)


@administration
@require_http_methods(["GET", "POST"])
def create(request: OfficeRequest, agency_id: int) -> HttpResponse:
    """Create an agency under this one."""
    row = queries.agency_file(request.actor, agency_id)
    form = AgencyForm(request.POST or None, initial={"place_name": row.place_name, "superior_name": row.name})
    if form.is_valid():
        facts = acts.AgencyFacts(**form.cleaned_data)
        if made := attempt(
            form,
            lambda: acts.create_agency(actor=request.actor, parent_id=row.pk, facts=facts, now=timezone.now()),
        ):
            messages.success(request, _("Đã lập cơ quan."))
            return redirect("identity:admin_agency", made[0])
    return _page(request, title=_("Thêm cơ quan trực thuộc"), form=form, submit=_("Lập cơ quan"), row=row)


@administration
@require_http_methods(["GET", "POST"])
def close(request: OfficeRequest, agency_id: int) -> HttpResponse:
    """Close an agency and name its successor."""
    row = queries.agency_file(request.actor, agency_id)
    others = [(line.id, line.name) for line in queries.agency_tree(request.actor) if line.id != row.pk]
    form = CloseAgencyForm(request.POST or None, agencies=others)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(
            form,
            lambda: acts.close_agency(
                actor=request.actor,
                agency_id=row.pk,
                last_day=values["last_day"],
                successor_id=values["successor"],
                now=timezone.now(),
            ),
        ):
            messages.success(request, _("Đã đóng cơ quan."))
            return redirect("identity:admin_agency", row.pk)
    lede = _("Cơ quan, mã và đơn vị của nó thôi hiệu lực sau ngày này. Văn bản cũ giữ tên cũ; không hàng nào bị xóa.")
    return _page(request, title=_("Đóng cơ quan"), form=form, submit=_("Đóng cơ quan"), row=row, lede=lede)


@administration
@require_http_methods(["GET", "POST"])
def add_code(request: OfficeRequest, agency_id: int) -> HttpResponse:
    """Give an agency a code, with suggestions from the national directory."""
    row = queries.agency_file(request.actor, agency_id)
    form = CodeForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: acts.add_code(actor=request.actor, agency_id=row.pk, now=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, _("Đã thêm mã."))
        return redirect("identity:admin_agency", row.pk)
    known = suggestions(name=row.name, on=timezone.localdate())
    return _page(request, title=_("Thêm mã định danh"), form=form, submit=_("Thêm mã"), row=row, known=known)


@administration
@require_http_methods(["GET", "POST"])
def close_code(request: OfficeRequest, agency_id: int, code_id: int) -> HttpResponse:
    """Close a code after a day."""
    row = queries.agency_file(request.actor, agency_id)
    form = LastDayForm(request.POST or None)
    if form.is_valid():
        day = form.cleaned_data["last_day"]
        if attempt(
            form,
            lambda: acts.close_code(actor=request.actor, code_id=code_id, last_day=day, now=timezone.now()),
        ):
            messages.success(request, _("Đã đóng mã."))
            return redirect("identity:admin_agency", row.pk)
    lede = _("Mã đã đóng vẫn được giữ, để văn bản mang mã ấy tìm được cơ quan.")
    return _page(request, title=_("Đóng mã định danh"), form=form, submit=_("Đóng mã"), row=row, lede=lede)


def _page(
    request: OfficeRequest, *, title: str, form: forms.Form, submit: str, row: Agency, lede: str = "", **more: Any
) -> HttpResponse:
    back = reverse("identity:admin_agency", args=[row.pk])
    crumbs: Crumbs = [(row.name, back)]
    return form_page(request, title=title, form=form, submit=submit, back=back, crumbs=crumbs, lede=lede, **more)


def _facts(row: Agency) -> list[tuple[str, str]]:
    pairs = [
        (_("Cấp"), row.get_tier_display()),
        (_("Ký hiệu"), row.abbreviation),
        (_("Chủ quản"), row.superior_name),
        (_("Trực thuộc"), row.parent.name if row.parent else ""),
        (_("Địa danh"), row.place_name),
        (_("Địa chỉ"), row.address),
        (_("Thư điện tử"), row.email),
        (_("Điện thoại"), row.phone),
        (_("Trang"), row.website),
        (_("Từ ngày"), f"{row.valid_from:%d/%m/%Y}" if row.valid_from else ""),
        (_("Đến hết"), f"{row.valid_to:%d/%m/%Y}" if row.valid_to else ""),
        (_("Kế thừa"), row.successor.name if row.successor else ""),
    ]
    return [(label, value) for label, value in pairs if value]

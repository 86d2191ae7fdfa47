"""Import and export of the tree of units and of people."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from congvu.kernel.errors import NotFound
from congvu.ui.api import OfficeRequest

from ... import administration as queries
from ...actions.imports import accept_sheet, upload_sheet
from ...imports import COLUMNS, people_rows, unit_rows
from ...sessions import reauthentication_url, recently_authenticated
from ...sheets import as_csv, as_xlsx
from .frame import administration, attempt, trail

KINDS = {"don-vi": "units", "can-bo": "people"}
TITLES = {
    "units": gettext_lazy("Nhập, xuất cây đơn vị"),
    "people": gettext_lazy("Nhập, xuất danh sách cán bộ"),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """A sheet."""

    sheet = forms.FileField(
        label=gettext_lazy("Tệp .xlsx hoặc .csv (UTF-8)"),
        help_text=gettext_lazy("Tối đa 10 MB, 20.000 dòng."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


@administration
@require_http_methods(["GET", "POST"])
def upload(request: OfficeRequest, agency_id: int, sheet: str) -> HttpResponse:
    """Take a sheet and show what it would do."""
    agency = queries.agency_file(request.actor, agency_id)
    kind = _kind(sheet)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["sheet"]
        made = attempt(
            form,
            lambda: upload_sheet(
                actor=request.actor,
                agency_id=agency_id,
                kind=kind,
                source=file.file,
                name=file.name,
                size=file.size,
                now=timezone.now(),
            ),
        )
        if made:
            return redirect("identity:import_preview", made[0].uid)
    shown = {
        "title": TITLES[kind],
        "form": form,
        "agency": agency,
        "sheet": sheet,
        "columns": COLUMNS[kind],
        "crumbs": trail((agency.name, reverse("identity:admin_agency", args=[agency_id])), (str(TITLES[kind]), "")),
    }
    return render(request, "identity/admin/upload.html", shown)


@administration
@require_http_methods(["GET", "POST"])
def preview(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show each bad row of an upload, and put a good one into force."""
    draft = queries.draft_file(request.actor, uid)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: accept_sheet(actor=request.actor, draft_id=draft.pk, now=timezone.now()))
        if done:
            messages.success(
                request,
                _("Đã nhận: %(new)d dòng mới, %(changed)d dòng thay đổi.")
                % {"new": done[0].get("new", 0), "changed": done[0].get("changed", 0)},
            )
            return redirect("identity:admin_units", draft.agency_id)
    sheet = next(key for key, kind in KINDS.items() if kind == draft.kind)
    back = reverse("identity:import", args=[draft.agency_id, sheet])
    heads = [str(column.head) for column in COLUMNS[draft.kind]]
    keys = [column.key for column in COLUMNS[draft.kind]]
    shown = {
        "draft": draft,
        "form": form,
        "back": back,
        "heads": heads,
        "sample": [(row["line"], [row[key] for key in keys]) for row in draft.rows[:20]],
        "crumbs": trail(
            (draft.agency.name, reverse("identity:admin_agency", args=[draft.agency_id])),
            (str(TITLES[draft.kind]), back),
            (_("Xem trước"), ""),
        ),
    }
    return render(request, "identity/admin/preview.html", shown)


@administration
@require_safe
def export(request: OfficeRequest, agency_id: int, sheet: str, extension: str) -> HttpResponse:
    """Give the list, or an empty sheet to fill (`?mau`)."""
    agency = queries.agency_file(request.actor, agency_id)
    kind = _kind(sheet)
    empty = "mau" in request.GET
    if kind == "people" and not empty and not recently_authenticated(request):
        return redirect(reauthentication_url(request))
    columns = COLUMNS[kind]
    rows = [] if empty else unit_rows(agency_id) if kind == "units" else people_rows(agency_id)
    heads = [str(column.head) for column in columns]
    if extension == "csv":
        body, media = as_csv(heads, rows), "text/csv; charset=utf-8"
    else:
        guide = [(str(c.head), _("Bắt buộc. ") * c.needed + str(c.hint)) for c in columns]
        body, media = as_xlsx(heads, rows, guide=guide), XLSX
    name = f"{sheet}-{'mau' if empty else agency.pk}.{extension}"
    return HttpResponse(body, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _kind(sheet: str) -> str:
    if sheet not in KINDS:
        raise NotFound
    return KINDS[sheet]

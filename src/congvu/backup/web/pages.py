"""The page of backups and restores, for the information centre."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from congvu.ui.api import OfficeRequest, office

from .. import policy, queries
from ..actions.ask import ask_for_backup, ask_for_check


@office
@require_safe
def overview(request: OfficeRequest) -> HttpResponse:
    """Show the schedule, the backups with their checks, the restores with their reports."""
    page = queries.backups(actor=request.actor, after=request.GET.get("sau", ""))
    may = bool(policy.may_back_up(request.actor))
    schedule = queries.schedule(timezone.now())
    context = {
        "page": page,
        "backups": queries.rows_of(list(page.rows), may_check=may),
        "restores": queries.restores(actor=request.actor),
        "schedule": schedule,
        "may_back_up": may and schedule.on,
    }
    return render(request, "backup/overview.html", context)


@office
@require_POST
def backing_up(request: OfficeRequest) -> HttpResponse:
    """Ask for a backup now."""
    ask_for_backup(actor=request.actor)
    messages.success(request, _("Đã xếp việc sao lưu; tiến trình việc nền làm ngay, kết quả hiện ở bảng dưới."))
    return redirect("backup:overview")


@office
@require_POST
def checking(request: OfficeRequest, backup_id: int) -> HttpResponse:
    """Ask for a full reading of one backup."""
    ask_for_check(actor=request.actor, backup_id=backup_id, now=timezone.now())
    messages.success(request, _("Đã xếp việc đọc lại toàn bộ bản sao lưu; kết quả hiện ở bảng dưới."))
    return redirect("backup:overview")

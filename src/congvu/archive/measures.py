"""Figures of the archive for plans and dashboards (domain/portal-and-operations 7.2)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import Actor, measures

from . import policy
from .models import CaseFile
from .types import FileForm, FileState


def _rows(queryset: QuerySet[CaseFile]) -> measures.Rows:
    return measures.Rows(queryset=queryset, show=_show, visible=_visible)


def _show(file: CaseFile) -> measures.MeasureRow:
    return measures.MeasureRow(
        title=file.title,
        url=reverse("archive:file", args=[file.uid]),
        meta=f"{file.code} · {file.keeper_name}",
        on=file.ended_on or file.started_on,
    )


def _visible(actor: Actor, queryset: QuerySet[Any]) -> QuerySet[Any]:
    return queryset.filter(pk__in=policy.visible_files(actor, today=timezone.localdate()).values("pk"))


def _electronic(agency_id: int, period: measures.Period) -> measures.Figure:
    """Files whose matter ended in the period: those made electronically, of all."""
    base = CaseFile.objects.filter(agency_id=agency_id, ended_on__range=(period.first, period.last))
    made = base.filter(form=FileForm.ELECTRONIC)
    return measures.Figure(made.count(), _rows(made), base.count(), _rows(base))


def _handed_over(agency_id: int, period: measures.Period) -> measures.Figure:
    """Files due for hand-over in the period: those that the archive has, of all."""
    base = CaseFile.objects.filter(agency_id=agency_id, handover_due_on__range=(period.first, period.last))
    done = base.filter(state__in=[FileState.ARCHIVED, FileState.DISPOSED])
    return measures.Figure(done.count(), _rows(done), base.count(), _rows(base))


measures.register("archive.electronic_files", _("Hồ sơ công việc lập điện tử"), "percent", _electronic)
measures.register("archive.handed_over", _("Hồ sơ đến hạn đã nộp lưu"), "percent", _handed_over)

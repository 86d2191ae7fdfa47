"""Figures of directives for plans (domain/portal-and-operations 7.2: target 2) and for managers."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import Actor, measures

from . import policy
from .models import Directive
from .queries import conditions
from .types import NOTED_AFTERWARDS, Level, Reported

# Chỉ đạo của lãnh đạo (chỉ tiêu 2): do lãnh đạo cơ quan, cấp trên giao; không gồm việc đơn vị tự chia.
OF_LEADERS = tuple(level for level in Level if level != Level.UNIT)


def _row(one: Directive) -> measures.MeasureRow:
    return measures.MeasureRow(
        title=one.content,
        url=reverse("directives:directive", args=[one.uid]),
        meta=f"{one.code}, {one.lead_name}",
        on=one.assigned_on,
    )


def _rows(rows: QuerySet[Directive]) -> measures.Rows:
    def visible(actor: Actor, found: QuerySet[Any]) -> QuerySet[Any]:
        return found.filter(pk__in=policy.visible_directives(actor).values("pk"))

    return measures.Rows(rows, _row, visible)


def _share(base: QuerySet[Directive], condition: Q) -> measures.Figure:
    counted = base.filter(condition)
    return measures.Figure(counted.count(), _rows(counted), base.count(), _rows(base))


def _given(agency_id: int, period: measures.Period) -> QuerySet[Directive]:
    return Directive.objects.filter(
        conditions.counted(), agency_id=agency_id, assigned_on__gte=period.first, assigned_on__lte=period.last
    )


def leaders_online(agency_id: int, period: measures.Period) -> measures.Figure:
    """Target 2 (90 %): leaders' directives that were given in the system, of all, those noted down afterwards too."""
    return _share(_given(agency_id, period).filter(level__in=OF_LEADERS), ~Q(source__in=NOTED_AFTERWARDS))


def done_in_time(agency_id: int, period: measures.Period) -> measures.Figure:
    """Completed on time, of all that were completed."""
    today = timezone.localdate()
    classes = conditions.classes(today)
    done = _given(agency_id, period).filter(classes[Reported.DONE_IN_TIME] | classes[Reported.DONE_LATE])
    return _share(done, classes[Reported.DONE_IN_TIME])


def done_of_due(agency_id: int, period: measures.Period) -> measures.Figure:
    """Completed, of what had fallen due: the headline rate of report 1270/BC-TCTTTg."""
    today = timezone.localdate()
    classes = conditions.classes(today)
    done = classes[Reported.DONE_IN_TIME] | classes[Reported.DONE_LATE]
    return _share(_given(agency_id, period).filter(done | classes[Reported.OPEN_LATE]), done)


def overdue(agency_id: int, period: measures.Period) -> measures.Figure:
    """How many tasks given in the period are past their deadline now."""
    late = _given(agency_id, period).filter(conditions.late(timezone.localdate()))
    return measures.Figure(late.count(), _rows(late))


measures.register("directives.leaders_online", _("Chỉ đạo của lãnh đạo được giao trên mạng"), "percent", leaders_online)
measures.register("directives.done_in_time", _("Nhiệm vụ hoàn thành đúng hạn"), "percent", done_in_time)
measures.register("directives.done_of_due", _("Nhiệm vụ đã đến hạn được hoàn thành"), "percent", done_of_due)
measures.register("directives.overdue", _("Nhiệm vụ quá hạn"), "count", overdue)

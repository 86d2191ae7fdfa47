"""Each giver is told how what she gave stands: once a week or a month, as the agency chose."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import worktime
from congvu.notices import api as notices

from ..models import Directive, Setting
from ..queries import conditions
from ..types import ReportEvery, State

MONDAY = 0


def send_summaries(*, now: datetime) -> int:
    """Send what is due today; return how many givers got one. A second run on the same day sends nothing."""
    today = timezone.localdate(now)
    agencies = Directive.objects.filter(is_open=True).order_by("agency_id").values_list("agency_id", flat=True)
    chosen = dict(Setting.objects.values_list("agency_id", "report_every"))
    return sum(
        _of_agency(agency_id, today=today, now=now)
        for agency_id in agencies.distinct()
        if is_due(chosen.get(agency_id, ReportEvery.WEEK), agency_id, today)
    )


def is_due(every: str, agency_id: int, today: date) -> bool:
    """Return whether the summaries of an agency go out today: on Mondays, or on the first working day of the month."""
    if every == ReportEvery.WEEK:
        return today.weekday() == MONDAY
    if every != ReportEvery.MONTH:
        return False
    calendar = worktime.calendar_for(agency_id)
    earlier = (today.replace(day=1) + timedelta(days=n) for n in range(today.day - 1))
    return worktime.is_working_day(today, calendar) and not any(worktime.is_working_day(d, calendar) for d in earlier)


@transaction.atomic
def _of_agency(agency_id: int, *, today: date, now: datetime) -> int:
    soon = conditions.soon(today, conditions.soon_until(agency_id, today))
    counted = (
        Directive.objects.filter(conditions.counted(), agency_id=agency_id, is_open=True)
        .order_by()
        .values("giver_post_id")
        .annotate(
            everything=Count("pk"),
            late=Count("pk", filter=conditions.late(today)),
            near=Count("pk", filter=soon),
            waiting=Count("pk", filter=Q(state=State.REVIEW)),
        )
    )
    told = 0
    for row in counted:
        text = _(
            "Nhiệm vụ bạn giao: %(everything)d đang mở, %(late)d quá hạn, %(near)d sắp đến hạn,"
            " %(waiting)d chờ xác nhận."
        )
        told += notices.send(
            f"directives.summary:{row['giver_post_id']}:{today:%Y%m%d}",
            to_post_ids=[row["giver_post_id"]],
            text=text % row,
            url=f"{reverse('directives:report')}?theo=don-vi",
            at=now,
            kind="directives.summary",
        )
    return told

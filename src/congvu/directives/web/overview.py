"""The leader's page and the reports; each number opens the list of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from congvu.kernel.api import Actor, audit, measures
from congvu.kernel.errors import Invalid
from congvu.search.api import Table, export
from congvu.ui.api import Figure, OfficeRequest, Tab, office

from .. import policy
from ..models import Directive
from ..queries import conditions, lists, overview, reports, tallies
from ..queries.lists import Asked
from ..queries.reports import Line, Month, Report
from .forms import day_of
from .lists import SITUATION_LABELS, VIEW_LABELS
from .pages import number_of

LONGEST_DAYS: Final = 366 * 5
BAR: Final = 72  # width of a month in the picture of the trend
TALL: Final = 120
GROUP_LABELS: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    reports.UNIT: (gettext_lazy("Theo đơn vị"), gettext_lazy("Đơn vị chủ trì")),
    reports.AGENCY: (gettext_lazy("Theo cơ quan"), gettext_lazy("Cơ quan chủ trì")),
    reports.GIVER: (gettext_lazy("Theo người giao"), gettext_lazy("Người giao")),
    reports.FIELD: (gettext_lazy("Theo lĩnh vực"), gettext_lazy("Lĩnh vực")),
}
HEADS: Final[tuple[str | Promise, ...]] = (
    gettext_lazy("Tổng"),
    gettext_lazy("Hoàn thành đúng hạn"),
    gettext_lazy("Hoàn thành quá hạn"),
    gettext_lazy("Chưa hoàn thành, trong hạn"),
    gettext_lazy("Chưa hoàn thành, quá hạn"),
    gettext_lazy("Đã gia hạn"),
    gettext_lazy("Bị trả lại kết quả"),
    gettext_lazy("Trễ trung bình, ngày"),
    gettext_lazy("Hoàn thành / đã đến hạn, %"),
    gettext_lazy("Quá hạn / đã đến hạn, %"),
    gettext_lazy("Hoàn thành / tổng, %"),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A month in the picture: two bars on each other, in pixels from the top."""

    x: int
    label: str
    in_time: int
    late: int
    top_good: int
    tall_good: int
    top_late: int
    tall_late: int
    url: str


def list_url(**values: object) -> str:
    """Return the list narrowed by these fields."""
    return f"{reverse('directives:list')}?{urlencode({k: v for k, v in values.items() if v is not None and v != ''})}"


@office
@require_safe
def page(request: OfficeRequest) -> HttpResponse:
    """Show the leader's page; its number of queries does not grow with the tasks."""
    policy.may_see_reports(request.actor).require()
    actor, today = request.actor, timezone.localdate()
    default = lists.ALL if actor.roles & policy.LEADERS else lists.TO_DO
    scope = request.GET.get("xem", default)
    scope = scope if scope in overview.SCOPES else default
    until = conditions.soon_until(actor.agency_id, today)
    spans = overview.weeks(today)
    found = tallies.piles(actor=actor, view=scope, today=today, soon_until=until)
    months = reports.trend(actor=actor, view=scope, today=today)
    late = lists.page(
        actor=actor, asked=Asked(view=scope, situation=lists.LATE), today=today, soon_until=until, after=None
    )
    context = {
        "scope": scope,
        "tabs": [Tab(str(VIEW_LABELS[one]), f"?xem={one}", None, one == scope) for one in overview.SCOPES],
        "figures": [
            Figure(n, str(SITUATION_LABELS[name]), list_url(xem=scope, tinh=name), "late" if name == lists.LATE else "")
            for name, n in tallies.figures(found)
        ],
        "units": overview.by_unit(found, actor=actor, today=today),
        "fields": overview.by_field(found, actor=actor),
        "heat": overview.heat(found, actor=actor, today=today),
        "weeks": spans,
        "bars": bars(months, scope),
        "chart_width": BAR * len(months) + 8,
        "late_rows": late.rows[:8],
        "today": today,
        "may_give": bool(policy.may_give(actor)),
        "may_set": bool(policy.may_set(actor)),
    }
    return render(request, "directives/overview.html", context)


def bars(months: Sequence[Month], scope: str) -> list[Bar]:
    """Return the picture of the trend; the fullest month fills the height."""
    most = max((m.in_time + m.late for m in months), default=0) or 1
    found = []
    for place, month in enumerate(months):
        good = round(month.in_time * TALL / most)
        late = round(month.late * TALL / most)
        found.append(
            Bar(
                x=4 + place * BAR,
                label=f"{month.first:%m/%y}",
                in_time=month.in_time,
                late=month.late,
                top_good=TALL - good,
                tall_good=good,
                top_late=TALL - good - late,
                tall_late=late,
                url=list_url(xem=scope, tinh=lists.DONE),
            )
        )
    return found


def period_of(request: OfficeRequest, today: date) -> measures.Period:
    """Return the days of a report, this year where nothing right was asked. Raises Invalid for a wrong order."""
    first = day_of(request.GET.get("tu")) or date(today.year, 1, 1)
    last = day_of(request.GET.get("den")) or date(today.year, 12, 31)
    if (last - first).days > LONGEST_DAYS:
        raise Invalid(reason=_("Kỳ báo cáo dài nhất là 5 năm."), field="den")
    return measures.Period(first, last)


@office
@require_safe
def report(request: OfficeRequest) -> HttpResponseBase:
    """Show a report by unit, agency, assigner or field; `tep` answers it as a file."""
    policy.may_see_reports(request.actor).require()
    actor, now = request.actor, timezone.now()
    today = timezone.localdate(now)
    group = request.GET.get("theo", reports.UNIT)
    group = group if group in reports.GROUPS else reports.UNIT
    fault = ""
    try:
        period = period_of(request, today)
    except Invalid as refusal:
        period, fault = measures.Period.year(today.year), str(refusal)
    found = reports.by(group, actor=actor, period=period, today=today)
    shown = f"{period.first:%d/%m/%Y} – {period.last:%d/%m/%Y}"
    kind = request.GET.get("tep", "")
    if kind:
        audit.record(actor, "directives.report_exported", Directive(pk=0), at=now, kind=kind[:10], by=group)
        return export(table_of(found, actor=actor, group=group, shown=shown), kind=kind)
    ahead = min(number_of(request.GET.get("ngay")) or 7, 366)
    days = {"tu": f"{period.first:%d/%m/%Y}", "den": f"{period.last:%d/%m/%Y}"}
    context = {
        "group": group,
        "groups": [(key, labels[0], key == group) for key, labels in GROUP_LABELS.items()],
        "first_head": GROUP_LABELS[group][1],
        "heads": HEADS,
        "lines": [(line, _cells(line, group, days)) for line in found.lines],
        "total": (found.total, _cells(found.total, "", days)),
        "period": period,
        "shown": shown,
        "query": urlencode({"theo": group, **days}),
        "days_query": urlencode(days),
        "fault": fault,
        "ahead": ahead,
        "ahead_url": list_url(
            xem=lists.ALL,
            tinh=lists.OPEN,
            **{"han-tu": f"{today:%d/%m/%Y}", "han-den": f"{today + timedelta(days=ahead):%d/%m/%Y}"},
        ),
        "late_url": list_url(xem=lists.ALL, tinh=lists.LATE),
        "kinds": ("xlsx", "docx", "pdf", "csv"),
    }
    return render(request, "directives/report.html", context, status=422 if fault else 200)


def _cells(line: Line, group: str, days: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return each cell of a line: its text, the address of its rows (empty for none), its tone."""
    key = {group: line.key} if group else {}

    def opened(situation: str) -> str:
        return list_url(xem=lists.ALL, tinh=situation, **days, **key)

    counted = line.counted
    numbers = [
        (counted.total, lists.COUNTED, ""),
        (counted.done_in_time, lists.DONE_IN_TIME, ""),
        (counted.done_late, lists.DONE_LATE, ""),
        (counted.open_in_time, lists.OPEN_IN_TIME, ""),
        (counted.open_late, lists.LATE, "late"),
        (line.extended, lists.EXTENDED, ""),
        (line.returned, lists.RETURNED, ""),
    ]
    cells = [(str(n), opened(name) if n else "", tone if n else "") for n, name, tone in numbers]
    shares = (line.delay, line.rates.done_of_due, line.rates.overdue_of_due, line.rates.done_of_all)
    return cells + [("" if value is None else f"{value}".replace(".", ","), "", "") for value in shares]


def table_of(found: Report, *, actor: Actor, group: str, shown: str) -> Table:
    """Return a report as a table for a file; also what is sent to assigners."""
    tab, first = GROUP_LABELS[group]
    lines = [*found.lines, found.total]
    return Table(
        title=_("Báo cáo tình hình thực hiện nhiệm vụ giao"),
        heads=[str(first), *(str(head) for head in HEADS)],
        rows=[[line.label, *(cell[0] for cell in _cells(line, "", {}))] for line in lines],
        widths=[4, *([1.3] * len(HEADS))],
        agency=actor.agency_name,
        lede=f"{tab}. {shown}.",
        note=_(
            "Hoàn thành / đã đến hạn = hoàn thành ÷ (hoàn thành + chưa hoàn thành quá hạn). Nhiệm vụ đã hủy không tính."
        ),
    )

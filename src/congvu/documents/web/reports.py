"""Reports: numbers by unit, person and type, each opening to its rows; the outputs of Phụ lục VI as files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from congvu.kernel.api import measures
from congvu.kernel.errors import Invalid, NotFound
from congvu.search.api import Table, export
from congvu.ui.api import DayField, OfficeRequest, office

from ..reports import papers, queries, rules
from ..reports.policy import may_see_reports, scope_of
from ..reports.types import Report
from .forms import number_of

LONGEST_DAYS: Final = 366 * 5
WORDS: Final[dict[str, str | Promise]] = {
    rules.WEEK: gettext_lazy("Tuần này"),
    rules.MONTH: gettext_lazy("Tháng này"),
    rules.LAST_MONTH: gettext_lazy("Tháng trước"),
    rules.QUARTER: gettext_lazy("Quý này"),
    rules.YEAR: gettext_lazy("Năm nay"),
    rules.LAST_YEAR: gettext_lazy("Năm trước"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One table of numbers: its title, and the head of the column that names its lines."""

    title: str | Promise
    first: str | Promise
    tab: str | Promise


KINDS: Final = {
    queries.INCOMING: Kind(
        gettext_lazy("Báo cáo tình hình giải quyết văn bản đến"),
        gettext_lazy("Đơn vị chủ trì"),
        gettext_lazy("Văn bản đến"),
    ),
    queries.PEOPLE: Kind(
        gettext_lazy("Báo cáo việc được giao theo người"), gettext_lazy("Người"), gettext_lazy("Theo người")
    ),
    queries.OUTGOING: Kind(
        gettext_lazy("Báo cáo văn bản đi"), gettext_lazy("Đơn vị soạn thảo"), gettext_lazy("Văn bản đi")
    ),
    queries.EXCHANGED: Kind(
        gettext_lazy("Thống kê gửi, nhận văn bản điện tử (QĐ 28/2018, Điều 11)"),
        gettext_lazy("Đơn vị"),
        gettext_lazy("Gửi, nhận điện tử"),
    ),
    queries.COUNTERPARTS: Kind(
        gettext_lazy("Thống kê gửi, nhận theo cơ quan (QĐ 28/2018, Điều 11)"),
        gettext_lazy("Cơ quan gửi hoặc nhận"),
        gettext_lazy("Gửi, nhận theo cơ quan"),
    ),
    queries.TYPES: Kind(
        gettext_lazy("Báo cáo văn bản đi theo tên loại"), gettext_lazy("Tên loại"), gettext_lazy("Theo tên loại")
    ),
    queries.ACCESS: Kind(
        gettext_lazy("Thống kê lượt truy cập"), gettext_lazy("Đơn vị của người mở"), gettext_lazy("Lượt truy cập")
    ),
}
REGISTERS: Final = {
    "theo-doi": gettext_lazy("Sổ theo dõi giải quyết văn bản đến"),
    "so-di": gettext_lazy("Sổ đăng ký văn bản đi"),
}


class PeriodForm(forms.Form):
    """From which day to which."""

    tu = DayField(label=gettext_lazy("Từ ngày"), required=False)
    den = DayField(label=gettext_lazy("đến hết ngày"), required=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """The period of the address, with the form that changes it."""

    period: measures.Period
    word: str
    form: PeriodForm

    @property
    def query(self) -> str:
        """The period as the words of an address."""
        if self.word:
            return urlencode({"ky": self.word})
        return urlencode({"tu": f"{self.period.first:%d/%m/%Y}", "den": f"{self.period.last:%d/%m/%Y}"})


def asked(request: OfficeRequest, today: date) -> Asked:
    """Return what the address asks for; what cannot be read is this month, with the form's sentence."""
    form = PeriodForm(request.GET if request.GET.get("tu") or request.GET.get("den") else None)
    word = request.GET.get("ky", "")
    if form.is_bound and form.is_valid():
        first, last = form.cleaned_data["tu"], form.cleaned_data["den"] or today
        first = first or last.replace(day=1)
        try:
            if (last - first).days > LONGEST_DAYS:
                raise Invalid(reason=_("Kỳ báo cáo dài nhất là năm năm."), field="den")
            return Asked(measures.Period(first, last), "", form)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
    word = word if word in rules.PERIODS else rules.MONTH
    return Asked(rules.period(word, today), word, form)


@office
@require_safe
def report(request: OfficeRequest, kind: str = queries.INCOMING) -> HttpResponseBase:
    """Show one table of numbers, or give it as a file (`?tep=xlsx`)."""
    may_see_reports(request.actor).require()
    if kind not in KINDS:
        raise NotFound
    now = timezone.now()
    wanted = asked(request, timezone.localdate(now))
    found = _report(request, kind, wanted.period, now)
    if file := request.GET.get("tep"):
        return export(_as_table(request, kind, found, wanted.period), kind=file)
    context = {
        "report": found,
        "kind": kind,
        "head": KINDS[kind],
        "kinds": KINDS,
        "opens": _opens(kind, found, wanted),
        "registers": REGISTERS,
        "words": [(word, label, word == wanted.word) for word, label in WORDS.items()],
        "asked": wanted,
        "shown": papers.shown_period(wanted.period),
        "scope": scope_of(request.actor, on=timezone.localdate(now)),
        "notes": _notes(request, kind, wanted.period),
    }
    return render(request, "documents/report.html", context, status=422 if wanted.form.errors else 200)


def _opens(kind: str, found: Report, wanted: Asked) -> dict[str, str]:
    """Return by figure the address of its rows: a table of thousands of numbers has a few addresses."""
    return {
        figure: f"{reverse('documents:report_rows', kwargs={'kind': kind, 'figure': figure})}?{wanted.query}"
        for figure, _label in found.figures
    }


@office
@require_safe
def rows(request: OfficeRequest, kind: str, figure: str) -> HttpResponse:
    """List the documents behind one number."""
    may_see_reports(request.actor).require()
    if kind not in KINDS:
        raise NotFound
    now = timezone.now()
    wanted = asked(request, timezone.localdate(now))
    asked_for = request.GET.get("dong")
    if kind == queries.ACCESS:
        return _openings(request, figure, number_of(asked_for), wanted, now)
    key = asked_for[:250] or None if kind == queries.COUNTERPARTS and asked_for else number_of(asked_for)
    page = queries.rows(
        actor=request.actor,
        table=kind,
        figure=figure,
        key=key,
        period=wanted.period,
        now=now,
        after=request.GET.get("sau"),
    )
    found = _report(request, kind, wanted.period, now)
    line = found.total if key is None else next((one for one in found.lines if one.key == key), None)
    kept = wanted.query + (f"&{urlencode({'dong': key})}" if key is not None else "")
    context = {
        "rows": [(one, papers.progress(one, now)) for one in page.rows],
        "line": line,
        "figure": dict(found.figures).get(figure, ""),
        "count": line.numbers.get(figure, 0) if line else 0,
        "head": KINDS[kind],
        "kind": kind,
        "asked": wanted,
        "shown": papers.shown_period(wanted.period),
        "next_url": f"?{kept}&{urlencode({'sau': page.next})}" if page.next else "",
    }
    return render(request, "documents/report_rows.html", context)


def _openings(request: OfficeRequest, figure: str, key: int | None, wanted: Asked, now: datetime) -> HttpResponse:
    page = queries.openings(
        actor=request.actor, figure=figure, key=key, period=wanted.period, now=now, after=request.GET.get("sau")
    )
    found = _report(request, queries.ACCESS, wanted.period, now)
    line = found.total if key is None else next((one for one in found.lines if one.key == key), None)
    kept = wanted.query + (f"&dong={key}" if key is not None else "")
    context = {
        "rows": page.rows,
        "line": line,
        "figure": dict(found.figures).get(figure, ""),
        "count": line.numbers.get(figure, 0) if line else 0,
        "head": KINDS[queries.ACCESS],
        "kind": queries.ACCESS,
        "asked": wanted,
        "shown": papers.shown_period(wanted.period),
        "next_url": f"?{kept}&{urlencode({'sau': page.next})}" if page.next else "",
    }
    return render(request, "documents/report_openings.html", context)


def _notes(request: OfficeRequest, kind: str, period: measures.Period) -> str:
    """Return what the numbers of a table leave out."""
    if kind != queries.ACCESS:
        return _("Không gồm văn bản mật và số đã hủy.")
    said = _("Mở lại trong vòng năm phút tính là một lượt.")
    since = queries.counted_since(request.actor.agency_id)
    if since is not None and since > period.first:
        said += " " + _("Hệ thống đếm lượt truy cập từ ngày %(day)s.") % {"day": f"{since:%d/%m/%Y}"}
    return said


@office
@require_safe
def register_file(request: OfficeRequest, name: str, kind: str) -> HttpResponseBase:
    """Give a register of Phụ lục VI for the period as a file."""
    may_see_reports(request.actor).require()
    now = timezone.now()
    wanted = asked(request, timezone.localdate(now))
    if name == "theo-doi":
        return export(papers.follow_up(actor=request.actor, period=wanted.period, now=now), kind=kind)
    if name == "so-di":
        return export(papers.outgoing_register(actor=request.actor, period=wanted.period), kind=kind)
    raise NotFound


def _report(request: OfficeRequest, kind: str, period: measures.Period, now: datetime) -> Report:
    make = {
        queries.INCOMING: queries.incoming_by_unit,
        queries.PEOPLE: queries.work_by_person,
        queries.OUTGOING: queries.outgoing_by_unit,
        queries.TYPES: queries.outgoing_by_type,
        queries.EXCHANGED: queries.exchanged_by_unit,
        queries.ACCESS: queries.opened_by_unit,
        queries.COUNTERPARTS: queries.exchanged_by_agency,
    }[kind]
    return make(actor=request.actor, period=period, now=now)


def _as_table(request: OfficeRequest, kind: str, found: Report, period: measures.Period) -> Table:
    head = KINDS[kind]
    return papers.of_numbers(found, title=str(head.title), first=str(head.first), actor=request.actor, period=period)

"""The lists of directives, and a filter's rows as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit, statements
from congvu.search import api as search
from congvu.ui.api import Chip, Figure, OfficeRequest, Tab, office

from .. import policy
from ..models import Directive
from ..queries import conditions, tallies
from ..queries import lists as query
from ..queries.lists import Asked
from ..types import DirectiveRow, Source
from .cells import Lines
from .forms import day_of
from .pages import kept, number_of, paged, with_query

VIEW_LABELS: dict[str, str | Promise] = {
    query.TO_DO: gettext_lazy("Tôi làm"),
    query.GIVEN: gettext_lazy("Tôi giao"),
    query.WATCHED: gettext_lazy("Tôi theo dõi"),
    query.SUPPORTED: gettext_lazy("Phối hợp"),
    query.ALL: gettext_lazy("Tất cả"),
}
SITUATION_LABELS: dict[str, str | Promise] = {
    query.OPEN: gettext_lazy("Đang mở"),
    query.NEW: gettext_lazy("Chưa tiếp nhận"),
    query.LATE: gettext_lazy("Quá hạn"),
    query.SOON: gettext_lazy("Sắp đến hạn"),
    query.REVIEW: gettext_lazy("Chờ xác nhận"),
    query.TROUBLED: gettext_lazy("Có vướng mắc"),
    query.PAUSED: gettext_lazy("Tạm dừng"),
    query.REFUSED: gettext_lazy("Trả lại, không đúng nơi"),
    query.DONE: gettext_lazy("Hoàn thành"),
    query.DONE_IN_TIME: gettext_lazy("Hoàn thành đúng hạn"),
    query.DONE_LATE: gettext_lazy("Hoàn thành quá hạn"),
    query.OPEN_IN_TIME: gettext_lazy("Chưa hoàn thành, trong hạn"),
    query.EXTENDED: gettext_lazy("Đã gia hạn"),
    query.RETURNED: gettext_lazy("Từng bị trả lại kết quả"),
    query.CANCELLED: gettext_lazy("Đã hủy"),
    query.COUNTED: gettext_lazy("Mọi nhiệm vụ tính vào báo cáo"),
    "": gettext_lazy("Mọi tình trạng"),
}
COLUMNS: list[tuple[str | Promise, float, Callable[[DirectiveRow], Any]]] = [
    (gettext_lazy("Mã"), 1.3, lambda row: row.code),
    (gettext_lazy("Nội dung nhiệm vụ"), 5, lambda row: row.content),
    (gettext_lazy("Căn cứ"), 2, lambda row: row.source_code or row.source_label),
    (gettext_lazy("Người giao"), 1.8, lambda row: row.giver_name),
    (gettext_lazy("Chủ trì"), 2, lambda row: row.lead_name),
    (gettext_lazy("Lĩnh vực"), 1.6, lambda row: row.field),
    (gettext_lazy("Ngày giao"), 1.2, lambda row: _day(row.assigned_on)),
    (gettext_lazy("Hạn"), 1.2, lambda row: _day(row.due_on)),
    (gettext_lazy("Tiến độ, %"), 0.8, lambda row: row.progress),
    (gettext_lazy("Ngày có kết quả"), 1.2, lambda row: _day(row.result_on)),
    (gettext_lazy("Trạng thái"), 1.5, lambda row: row.state_label),
    (gettext_lazy("Số ngày trễ"), 0.8, lambda row: row.days_late or ""),
]
USUAL_COLUMNS = sum(column.shown for column in query.COLUMNS)
FILE_KINDS = ("xlsx", "docx", "pdf", "csv")


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def read_asked(data: QueryDict, *, default_view: str = query.TO_DO) -> Asked:
    """Return a filter out of an address; what is not understood is no filter."""
    view = data.get("xem", "")
    source = data.get("nguon", "")
    situation = data.get("tinh", query.OPEN)
    return Asked(
        view=view if view in query.VIEWS else default_view,
        situation=situation if situation in {*query.SITUATIONS, ""} else query.OPEN,
        text=data.get("tim", "")[:200],
        unit_id=number_of(data.get("don-vi")),
        agency_id=number_of(data.get("co-quan")),
        field_id=number_of(data.get("linh-vuc")),
        giver_post_id=number_of(data.get("nguoi-giao")),
        source=source if source in Source.values else "",
        due_from=day_of(data.get("han-tu")),
        due_to=day_of(data.get("han-den")),
        given_from=day_of(data.get("tu")),
        given_to=day_of(data.get("den")),
        document_id=number_of(data.get("van-ban")),
    )


def default_view(actor: Actor) -> str:
    """Return the view with which an actor begins: leaders with what they gave, others with what they do."""
    return query.GIVEN if actor.roles & policy.LEADERS else query.TO_DO


@office
@require_safe
def directive_list(request: OfficeRequest) -> HttpResponse:
    """Show one page of the directives of a view."""
    policy.may_see_reports(request.actor).require()
    actor, today = request.actor, timezone.localdate()
    until = conditions.soon_until(actor.agency_id, today)
    asked = read_asked(request.GET, default_view=default_view(actor))
    shown = query.page(actor=actor, asked=asked, today=today, soon_until=until, after=request.GET.get("sau"))
    base = kept(request, "tinh")
    numbers = dict(tallies.figures_of_list(actor=actor, asked=asked, today=today, soon_until=until))
    found = numbers.get(asked.situation)  # counted already, and to the end
    if found is None:
        found = query.count(actor=actor, asked=asked, today=today, soon_until=until)
    tree, fields, bar = statements.together(
        lambda: identity.unit_tree(agency_id=actor.agency_id, on=today),
        lambda: query.field_choices(actor.agency_id),
        lambda: search.bar(actor=actor, page=query.PAGE, query=kept(request), counted=False),
    )
    picks = bool(actor.roles) and asked.situation in {query.LATE, query.SOON, query.OPEN, query.REVIEW}
    lines = Lines({column.key for column, chosen in bar.columns if chosen}, picks=picks)
    context = {
        "page": shown,
        "lines": lines.drawn(shown.rows),
        "cols": {column.key.replace("-", "_"): chosen for column, chosen in bar.columns},
        "asked": asked,
        "tabs": _tabs(request, asked),
        "figures": _figures(numbers, asked, base),
        "found": found if asked.situation in numbers or found <= query.COUNT_AT_MOST else f"{query.COUNT_AT_MOST}+",
        "may_give": bool(policy.may_give(actor)),
        "units": [(unit.id, f"{'– ' * unit.depth}{unit.name}") for unit in tree],
        "fields": fields,
        "situations": SITUATION_LABELS.items(),
        "sources": Source.choices,
        "chips": _chips(request, asked, dict((u.id, u.name) for u in tree), dict(fields)),
        "older_url": paged(request, shown.next),
        "newer_url": paged(request, shown.previous),
        "kept": kept(request),
        "kinds": FILE_KINDS,
        "saved_bar": bar,
        "is_wide": sum(chosen for _column, chosen in bar.columns) > USUAL_COLUMNS,
        "picks": picks,
    }
    return render(request, "directives/list.html", context)


def _tabs(request: HttpRequest, asked: Asked) -> list[Tab]:
    base = kept(request, "xem")
    return [
        Tab(str(label), with_query(base, xem=view), None, view == asked.view) for view, label in VIEW_LABELS.items()
    ]


def _figures(numbers: Mapping[str, int], asked: Asked, base: str) -> list[Figure]:
    tones = {query.LATE: "late"}
    return [
        Figure(
            number,
            str(SITUATION_LABELS[name]),
            with_query(base, tinh=name),
            tones.get(name, ""),
            asked.situation == name,
        )
        for name, number in numbers.items()
    ]


def _chips(request: HttpRequest, asked: Asked, units: dict[int, str], fields: dict[int, str]) -> list[Chip]:
    words: list[tuple[tuple[str, ...], str]] = [
        (("tim",), _("Tìm: %(text)s") % {"text": asked.text} if asked.text else ""),
        (("don-vi",), units.get(asked.unit_id or 0, _("Đơn vị cũ") if asked.unit_id else "")),
        (("co-quan",), _("Cơ quan khác chủ trì") if asked.agency_id else ""),
        (("linh-vuc",), fields.get(asked.field_id or 0, "")),
        (("nguoi-giao",), _("Một người giao") if asked.giver_post_id else ""),
        (("nguon",), str(Source(asked.source).label) if asked.source else ""),
        (("han-tu", "han-den"), _span(_("Hạn"), asked.due_from, asked.due_to)),
        (("tu", "den"), _span(_("Giao"), asked.given_from, asked.given_to)),
        (("van-ban",), _("Từ một văn bản") if asked.document_id else ""),
    ]
    if asked.situation not in {query.OPEN}:
        words.append((("tinh",), str(SITUATION_LABELS[asked.situation])))
    return [Chip(label, f"?{kept(request, *names)}") for names, label in words if label]


def _span(what: str, first: date | None, last: date | None) -> str:
    if first and last:
        return _("%(what)s %(first)s đến %(last)s") % {"what": what, "first": _day(first), "last": _day(last)}
    if first:
        return _("%(what)s từ %(first)s") % {"what": what, "first": _day(first)}
    return _("%(what)s đến %(last)s") % {"what": what, "last": _day(last)} if last else ""


@office
@require_safe
def exported(request: OfficeRequest, kind: str) -> HttpResponseBase:
    """Answer the rows of a filter as a file; the export is recorded with what was asked."""
    policy.may_see_reports(request.actor).require()
    actor, now = request.actor, timezone.now()
    today = timezone.localdate(now)
    until = conditions.soon_until(actor.agency_id, today)
    asked = read_asked(request.GET, default_view=default_view(actor))
    audit.record(actor, "directives.exported", Directive(pk=0), at=now, kind=kind[:10], asked=kept(request)[:500])
    table = search.Table(
        title=_("Danh sách nhiệm vụ"),
        heads=[str(label) for label, _width, _cell in COLUMNS],
        rows=(
            [cell(row) for _label, _width, cell in COLUMNS]
            for row in query.exported(actor=actor, asked=asked, today=today, soon_until=until)
        ),
        widths=[width for _label, width, _cell in COLUMNS],
        agency=actor.agency_name,
        lede=f"{VIEW_LABELS[asked.view]}. {SITUATION_LABELS[asked.situation]}.",
        note=_("Nhiều nhất %(most)d nhiệm vụ trong những gì %(who)s được xem, lúc %(at)s.")
        % {
            "most": query.MOST_EXPORTED,
            "who": actor.display_name,
            "at": timezone.localtime(now).strftime("%H:%M %d/%m/%Y"),
        },
    )
    return search.export(table, kind=kind)

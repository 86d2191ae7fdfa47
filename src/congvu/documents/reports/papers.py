"""The outputs of NĐ 30/2020 Phụ lục VI that are lists of documents: registers and follow-up, as tables for files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, measures
from congvu.search.api import Table

from .. import policy as documents_policy
from ..models import Addressee, Document, DocumentLink
from ..types import OPEN_STATES, LinkKind, State
from . import figures
from .types import Report

CHUNK = 500


def shown_period(period: measures.Period) -> str:
    """Return "Từ ngày 01/10/2026 đến ngày 31/10/2026"."""
    values = {"first": f"{period.first:%d/%m/%Y}", "last": f"{period.last:%d/%m/%Y}"}
    return _("Từ ngày %(first)s đến ngày %(last)s") % values


def follow_up(*, actor: Actor, period: measures.Period, now: datetime) -> Table:
    """Return the follow-up register of incoming documents (Điều 24, sổ theo dõi giải quyết văn bản đến)."""
    answers = (
        DocumentLink.objects.filter(target=OuterRef("pk"), kind=LinkKind.ANSWER)
        .order_by()
        .values("target")
        .annotate(
            codes=StringAgg(
                Concat("source__code_number", Value("/"), "source__code_notation"), delimiter="; ", order_by="source_id"
            )
        )
        .values("codes")
    )
    rows = _visible(actor, figures.incoming(actor.agency_id, period)).annotate(answered_by=Subquery(answers))
    return Table(
        title=_("Sổ theo dõi giải quyết văn bản đến"),
        agency=actor.agency_name,
        lede=shown_period(period),
        heads=[
            _("Số đến"),
            _("Tên loại, số, ký hiệu, ngày tháng, cơ quan ban hành"),
            _("Đơn vị hoặc người nhận"),
            _("Thời hạn giải quyết"),
            _("Tiến độ giải quyết"),
            _("Số, ký hiệu văn bản trả lời"),
            _("Ghi chú"),
        ],
        widths=[1.2, 6, 3.5, 2, 2.5, 2.5, 2.5],
        rows=_follow_up_rows(rows.order_by("register_id", "number", "id"), now),
    )


def _follow_up_rows(rows: QuerySet[Document], now: datetime) -> Iterator[list[str | int | None]]:
    for one in rows.select_related("document_type").iterator(chunk_size=CHUNK):
        day = _day(one.issued_on)
        what = ", ".join(filter(None, [one.document_type.name, one.full_code, day, one.issuing_agency_name]))
        yield [
            one.number,
            f"{what}. {one.subject}" if one.subject else what,
            one.handler_text,
            _moment_day(one.due_at),
            progress(one, now),
            getattr(one, "answered_by", "") or "",
            ". ".join(filter(None, [one.closing_note, one.note])),
        ]


def progress(one: Document, now: datetime) -> str:
    """Return how far a document is, with on time, late or overdue."""
    label = str(State(one.state).label)
    if one.state in {State.DONE, State.FILED} and one.closed_at is not None:
        late = one.due_at is not None and one.closed_at > one.due_at
        return f"{label} {_moment_day(one.closed_at)}, {_('trễ hạn') if late else _('đúng hạn')}"
    if one.state in OPEN_STATES and one.due_at is not None and one.due_at < now:
        return f"{label}, {_('quá hạn')}"
    return label


def outgoing_register(*, actor: Actor, period: measures.Period) -> Table:
    """Return the register of outgoing documents with its ten columns (NĐ 30/2020 Phụ lục IV)."""
    receivers = (
        Addressee.objects.filter(document=OuterRef("pk"))
        .order_by()
        .values("document")
        .annotate(names=StringAgg("name", delimiter="; ", order_by="position"))
        .values("names")
    )
    rows = _visible(actor, figures.outgoing(actor.agency_id, period)).annotate(
        receivers=Subquery(receivers), unit_name=F("drafting_unit__name")
    )
    return Table(
        title=_("Sổ đăng ký văn bản đi"),
        agency=actor.agency_name,
        lede=shown_period(period),
        heads=[
            _("Số, ký hiệu"),
            _("Ngày tháng văn bản"),
            _("Tên loại và trích yếu nội dung"),
            _("Người ký"),
            _("Nơi nhận"),
            _("Đơn vị, người nhận bản lưu"),
            _("Số lượng bản"),
            _("Ngày chuyển"),
            _("Ký nhận"),
            _("Ghi chú"),
        ],
        widths=[2, 1.6, 5, 2.2, 4, 2.4, 1, 1.6, 1.2, 2],
        rows=_outgoing_rows(rows.order_by("register_id", "number", "id")),
    )


def _outgoing_rows(rows: QuerySet[Document]) -> Iterator[list[str | int | None]]:
    for one in rows.select_related("document_type").iterator(chunk_size=CHUNK):
        yield [
            one.full_code,
            _day(one.issued_on),
            f"{one.document_type.name}. {one.subject}" if one.subject else one.document_type.name,
            one.signer_name,
            getattr(one, "receivers", "") or "",
            getattr(one, "unit_name", "") or "",
            one.copies,
            _moment_day(one.issued_at),
            "",
            ". ".join(filter(None, [_stated(one), one.note])),
        ]


def _stated(one: Document) -> str:
    return str(State(one.state).label) if one.state in {State.RECALLED, State.REPLACED} else ""


def of_numbers(report: Report, *, title: str, first: str, actor: Actor, period: measures.Period) -> Table:
    """Return a table of numbers for a file; `first` heads the column of the lines' names."""
    lines = [*report.lines, report.total]
    return Table(
        title=title,
        agency=actor.agency_name,
        lede=shown_period(period),
        heads=[_("STT"), first, *(label for _figure, label in report.figures)],
        widths=[0.8, 5, *(1.6 for _one in report.figures)],
        rows=[
            [place if line is not report.total else "", line.label, *(line.numbers[f] for f, _l in report.figures)]
            for place, line in enumerate(lines, start=1)
        ],
    )


def _visible(actor: Actor, rows: QuerySet[Document]) -> QuerySet[Document]:
    return rows.filter(pk__in=documents_policy.visible_documents(actor).values("pk"))


def _day(on: date | None) -> str:
    return f"{on:%d/%m/%Y}" if on else ""


def _moment_day(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y}" if at else ""

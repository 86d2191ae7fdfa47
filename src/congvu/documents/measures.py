"""Figures of documents for plans (domain/portal-and-operations 7.2: targets 2, 3, 6, 7, 25 and 32) and for managers."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.exchange import api as exchange
from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit, measures, worktime

from . import policy
from .models import Addressee, Document, Instruction
from .reports import figures
from .reports.types import ELECTRONIC, IncomingFigure, OutgoingFigure
from .types import DIRECTIVE_TYPES, AddresseeKind, Channel, InstructionKind

# Người "thường xuyên sử dụng": có việc nghiệp vụ ít nhất trong nửa số ngày làm việc của kỳ (design; chỉ tiêu 6 của
# QĐ 1755/QĐ-BNV không nêu ngưỡng).
REGULAR_SHARE: Final = 0.5


def _document(one: Document) -> measures.MeasureRow:
    return measures.MeasureRow(
        title=one.subject or one.full_code or str(one.number),
        url=reverse("documents:document", args=[one.uid]),
        meta=one.full_code,
        on=one.issued_on,
    )


def _documents(rows: QuerySet[Document]) -> measures.Rows:
    return measures.Rows(
        rows, _document, lambda actor, found: found.filter(pk__in=policy.visible_documents(actor).values("pk"))
    )


def _share(base: QuerySet[Document], condition: Q) -> measures.Figure:
    counted = base.filter(condition)
    return measures.Figure(counted.count(), _documents(counted), base.count(), _documents(base))


def on_time(agency_id: int, period: measures.Period) -> measures.Figure:
    """Incoming documents of the period that were finished, on time."""
    conditions = figures.incoming_conditions(timezone.now())
    finished = conditions[IncomingFigure.ON_TIME] | conditions[IncomingFigure.LATE]
    return _share(figures.incoming(agency_id, period).filter(finished), conditions[IncomingFigure.ON_TIME])


def signed_digitally(agency_id: int, period: measures.Period) -> measures.Figure:
    """Issued documents of the period that carry digital signatures."""
    return _share(figures.outgoing(agency_id, period), figures.outgoing_conditions()[OutgoingFigure.SIGNED])


def paperless(agency_id: int, period: measures.Period) -> measures.Figure:
    """Issued documents of the period that went to all their receivers without paper."""
    return _share(figures.outgoing(agency_id, period), figures.outgoing_conditions()[OutgoingFigure.PAPERLESS])


def directives_online(agency_id: int, period: measures.Period) -> measures.Figure:
    """Target 2: instructions that leaders gave in the system, of all that stand in it, spoken ones included."""
    first, after = figures.bounds(period)
    base = Instruction.objects.filter(
        document__agency_id=agency_id, kind=InstructionKind.INSTRUCT, given_at__gte=first, given_at__lt=after
    )
    online = base.filter(is_oral=False)
    return measures.Figure(online.count(), _instructions(online), base.count(), _instructions(base))


def _instructions(rows: QuerySet[Instruction]) -> measures.Rows:
    def show(one: Instruction) -> measures.MeasureRow:
        return measures.MeasureRow(
            title=one.text or one.document.subject,
            url=reverse("documents:document", args=[one.document.uid]),
            meta=f"{one.from_name}, {one.from_title}",
            on=timezone.localdate(one.given_at),
        )

    def visible(actor: Actor, found: QuerySet[Any]) -> QuerySet[Any]:
        return found.filter(document__in=policy.visible_documents(actor).values("pk"))

    return measures.Rows(rows.select_related("document"), show, visible)


def exchanged_electronically(agency_id: int, period: measures.Period) -> measures.Figure:
    """Target 3: sendings to agencies and units that were received electronically, signed, without paper, of all.

    Sent is not enough: of what left by exchange only that counts whose receiver's signed receipt is in.
    """
    issued = figures.outgoing(agency_id, period)
    signed = issued.filter(figures.outgoing_conditions()[OutgoingFigure.SIGNED])
    base = Addressee.objects.filter(document__in=issued.values("pk")).exclude(kind=AddresseeKind.FILE)
    base = base.exclude(channel="")
    electronic = base.filter(_received(), document__in=signed.values("pk"))
    return measures.Figure(electronic.count(), _sendings(electronic), base.count(), _sendings(base))


def _received() -> Q:
    """An addressee that provably has the paper: a unit of the agency, or a receiver that signed for the package."""
    receipt = exchange.receipts().filter(reference=OuterRef("document__uid"), receiver_code=OuterRef("exchange_code"))
    return Q(channel=Channel.INTERNAL) | (Q(channel=Channel.AXIS) & Q(Exists(receipt)))


def between_agencies(agency_id: int, period: measures.Period) -> measures.Figure:
    """Target 32: as target 3, for sendings to other agencies only, not to units of the agency."""
    issued = figures.outgoing(agency_id, period)
    signed = issued.filter(figures.outgoing_conditions()[OutgoingFigure.SIGNED])
    base = Addressee.objects.filter(document__in=issued.values("pk"), unit=None).exclude(agency_id=agency_id)
    base = base.exclude(kind=AddresseeKind.FILE).exclude(channel="")
    electronic = base.filter(_received(), document__in=signed.values("pk"))
    return measures.Figure(electronic.count(), _sendings(electronic), base.count(), _sendings(base))


def directing_received(agency_id: int, period: measures.Period) -> measures.Figure:
    """Target 25: papers that direct others, sent signed, to nobody on paper, whose every receiver signed a receipt.

    Those are the types that go as SteeringType 2 of edXML. Secret lines are not counted, as the target says.
    """
    base = figures.outgoing(agency_id, period).filter(document_type__code__in=DIRECTIVE_TYPES)
    signed = figures.outgoing_conditions()[OutgoingFigure.SIGNED]
    otherwise = figures.receivers().exclude(channel="").exclude(channel__in=[*ELECTRONIC])
    received = exchange.received_by_all("uid") & ~Q(Exists(otherwise))
    return _share(base, signed & received)


def _sendings(rows: QuerySet[Addressee]) -> measures.Rows:
    def show(one: Addressee) -> measures.MeasureRow:
        return measures.MeasureRow(
            title=one.name,
            url=reverse("documents:document", args=[one.document.uid]),
            meta=f"{one.document.full_code}, {one.get_channel_display()}",
            on=timezone.localdate(one.sent_at) if one.sent_at else None,
        )

    def visible(actor: Actor, found: QuerySet[Any]) -> QuerySet[Any]:
        return found.filter(document__in=policy.visible_documents(actor).values("pk"))

    return measures.Rows(rows.select_related("document"), show, visible)


def regular_users(agency_id: int, period: measures.Period) -> measures.Figure:
    """Target 6: officials who did work in the document system on at least half of the working days so far."""
    today = timezone.localdate()
    last = min(period.last, today)
    calendar = worktime.calendar_for(agency_id)
    span = (last - period.first).days + 1
    days = sum(worktime.is_working_day(period.first + timedelta(days=n), calendar) for n in range(max(0, span)))
    staff = identity.staff(agency_id=agency_id, on=max(period.first, last))
    first, after = figures.bounds(period)
    active = audit.active_days(
        people=staff.values_list("pk", flat=True), first=first, after=after, code_prefix="documents."
    )
    needed = max(1, math.ceil(days * REGULAR_SHARE))
    regular = staff.filter(pk__in=[person for person, count in active.items() if count >= needed])
    return measures.Figure(regular.count(), _people(regular), staff.count(), _people(staff))


def _people(rows: QuerySet[Any]) -> measures.Rows:
    def show(one: Any) -> measures.MeasureRow:
        return measures.MeasureRow(title=one.full_name, url="", meta=one.email)

    def visible(actor: Actor, found: QuerySet[Any]) -> QuerySet[Any]:
        return found.filter(pk__in=identity.visible_people(actor, on=timezone.localdate()).values("pk"))

    return measures.Rows(rows, show, visible)


def deployed_units(agency_id: int, period: measures.Period) -> measures.Figure:
    """Target 7: units that both handled an incoming document and drafted an issued one in the period."""
    units = identity.units_in_force(agency_id=agency_id, on=min(period.last, timezone.localdate()))
    led = figures.incoming(agency_id, period).exclude(lead_unit=None).values("lead_unit_id")
    drafted = figures.outgoing(agency_id, period).exclude(drafting_unit=None).values("drafting_unit_id")
    working = units.filter(pk__in=led).filter(pk__in=drafted)
    return measures.Figure(working.count(), _units(working), units.count(), _units(units))


def _units(rows: QuerySet[Any]) -> measures.Rows:
    def show(one: Any) -> measures.MeasureRow:
        return measures.MeasureRow(title=one.name, url="")

    def visible(actor: Actor, found: QuerySet[Any]) -> QuerySet[Any]:
        return found.filter(agency_id=actor.agency_id)

    return measures.Rows(rows, show, visible)


measures.register("documents.on_time", _("Văn bản đến xử lý đúng hạn"), "percent", on_time)
measures.register("documents.signed_digitally", _("Văn bản đi ký số"), "percent", signed_digitally)
measures.register("documents.paperless", _("Văn bản đi gửi hoàn toàn điện tử"), "percent", paperless)
measures.register("documents.directives_online", _("Chỉ đạo của lãnh đạo trên mạng"), "percent", directives_online)
measures.register(
    "documents.exchanged_electronically", _("Lượt gửi văn bản hoàn toàn điện tử"), "percent", exchanged_electronically
)
measures.register(
    "documents.between_agencies", _("Lượt gửi hoàn toàn điện tử giữa các cơ quan"), "percent", between_agencies
)
measures.register(
    "documents.directing_received", _("Văn bản chỉ đạo, điều hành đã gửi, nhận điện tử"), "percent", directing_received
)
measures.register("documents.regular_users", _("Cán bộ thường xuyên dùng phần mềm"), "percent", regular_users)
measures.register("documents.deployed_units", _("Đơn vị dùng phần mềm cho văn bản đi, đến"), "percent", deployed_units)

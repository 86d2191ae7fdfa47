"""Handling states go back to the sender by themselves as the receiving agency works (QĐ 28/2018 Điều 10.2; F1.8)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from congvu.exchange import api as exchange
from congvu.exchange.types import StaffCard, StatusCode

from ..models import Document, Handling
from ..types import HandlingRole


def _tell(uid: UUID, code: str, at: datetime, *, description: str = "", staff: StaffCard | None = None) -> None:
    arrival = exchange.arrival_of(uid)
    if arrival is not None:
        exchange.report_status(
            arrival_uid=arrival.uid, code=code, description=description, staff=staff or StaffCard(), now=at
        )


def assigned(*, uid: UUID, instruction_id: int, at: datetime) -> None:
    """State 04: a leader gave it on; who leads is told. Handing it up to a leader is no assignment yet."""
    lead = (
        Handling.objects.filter(instruction_id=instruction_id, role=HandlingRole.LEAD)
        .select_related("to_unit", "to_post__unit")
        .first()
    )
    unit = lead and (lead.to_unit or (lead.to_post and lead.to_post.unit))
    staff = StaffCard(department=unit.name) if unit else StaffCard()
    _tell(uid, StatusCode.ASSIGNED, at, description=_("Đã phân công"), staff=staff)


def started(*, uid: UUID, at: datetime) -> None:
    """State 05: the lead began."""
    _tell(uid, StatusCode.PROCESSING, at, description=_("Đang xử lý"))


def progressed(*, uid: UUID, parts: int, percent: int, text: str, at: datetime) -> None:
    """State 05 again: how far the work is. Only of whom the leader gave it to do the words go along; below is inside.

    `parts` counts the part reported on and those above it.
    """
    arrival = exchange.arrival_of(uid)
    if arrival is not None:
        said = text if parts == 1 else ""
        exchange.report_progress(arrival_uid=arrival.uid, percent=percent, text=said, now=at)


def finished(*, uid: UUID, answer_id: int | None, at: datetime) -> None:
    """State 06: done, by an answer or without."""
    answer = Document.objects.filter(pk=answer_id).first() if answer_id is not None else None
    said = _("Trả lời bằng văn bản %(code)s") % {"code": answer.full_code} if answer else _("Hoàn thành")
    _tell(uid, StatusCode.DONE, at, description=said)


def returned(*, uid: UUID, reason: str, at: datetime) -> None:
    """State 02 after registration: the document went back to its sender."""
    _tell(uid, StatusCode.REFUSED, at, description=reason)

"""Papers that direct, by SteeringType 2 of edXML or as a chỉ thị or công điện of our own, and what they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from congvu.documents import api as documents
from congvu.exchange import api as exchange

from ..models import DirectingPaper

# QCVN 102:2016, SteeringType: 1 không phải văn bản chỉ đạo, 2 văn bản chỉ đạo, 3 báo cáo việc thực hiện; 0 là chưa ghi.
DIRECTS: Final = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What a directing paper asks: until when, of whom (names and codes as the message writes them)."""

    sender_name: str
    subject: str
    due_on: date | None
    urgency: int
    receivers: frozenset[str]
    receiver_count: int


def of_document(*, document_uid: UUID) -> Asked | None:
    """Return what a paper asks that directs: one that came by the exchange and says so, or one that the agency issued.

    None for any other. Three queries at most.
    """
    arrival = exchange.arrival_of(document_uid)
    if arrival is None:
        return _of_issued(document_uid)
    if arrival.steering != DIRECTS:
        return None
    to = arrival.head.get("to", ())
    named = [one.get(part, "") for one in to for part in ("name", "code")]
    return Asked(
        sender_name=arrival.sender_name,
        subject=arrival.subject,
        due_on=arrival.due_on,
        urgency=arrival.urgency,
        receivers=frozenset(name for name in (*named, *arrival.head.get("to_places", ())) if name),
        receiver_count=len(to),
    )


def _of_issued(document_uid: UUID) -> Asked | None:
    paper = documents.directing_issued(document_uid)
    if paper is None:
        return None
    return Asked("", paper.subject, None, paper.urgency, frozenset(paper.receivers), len(paper.receivers))


def waiting(*, document_id: int) -> DirectingPaper | None:
    """Return the paper if it still waits for its tasks."""
    return DirectingPaper.objects.filter(document_id=document_id, entered_at=None, left_reason="").first()

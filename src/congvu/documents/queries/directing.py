"""Papers of this agency whose kind says that they direct: chỉ thị, công điện."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from ..models import Addressee, Document
from ..types import DIRECTIVE_TYPES, AddresseeKind, Direction, Secrecy, State


@dataclass(frozen=True, slots=True)
class DirectingIssued:
    """An issued paper that directs: what it is about, how urgent, and whom it directs."""

    subject: str
    urgency: int
    receivers: tuple[str, ...]


def directing_issued(uid: UUID) -> DirectingIssued | None:
    """Return what an issued paper directs, for who follows its tasks; None for any other paper. Two queries."""
    found = (
        Document.objects.filter(
            uid=uid,
            direction=Direction.OUTGOING,
            state=State.ISSUED,
            secrecy=Secrecy.NONE,
            document_type__code__in=DIRECTIVE_TYPES,
        )
        .values_list("pk", "subject", "urgency")
        .first()
    )
    if found is None:
        return None
    rows = Addressee.objects.filter(document_id=found[0]).exclude(
        kind__in=[AddresseeKind.FILE, AddresseeKind.INFO, AddresseeKind.REPORT]
    )
    return DirectingIssued(found[1], found[2], tuple(rows.order_by("position", "pk").values_list("name", flat=True)))

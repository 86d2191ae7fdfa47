"""What every carrier does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from congvu.kernel.api import StoredRef

from ..models import Partner
from ..types import Envelope, SignedReceipt


@dataclass(frozen=True, slots=True)
class Parcel:
    """A package ready to go: its envelope, its bytes, and to whom; `partner` None stays in this installation."""

    envelope: Envelope
    raw: StoredRef
    partner: Partner | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A carrier has the package under its own mark; whether the receiver has it, only a receipt says."""

    axis_id: str
    again_after: timedelta | None = None  # goes again when no receipt came by then


class Carrier(Protocol):
    """One way of carrying. A carrier never changes our rows: the durable core does."""

    def deliver(self, parcel: Parcel, *, now: datetime) -> SignedReceipt | Accepted:
        """Carry a package. Raises CarrierFailed (try again) or CarrierRefused (never again)."""
        ...

"""What every carrier does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from congvu.kernel.api import StoredRef
from congvu.kernel.errors import DomainError

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


@runtime_checkable
class Bundling(Protocol):
    """A carrier that takes several packages for one partner at once."""

    def deliver_all(self, parcels: Sequence[Parcel]) -> Sequence[SignedReceipt | Accepted | DomainError] | None:
        """Carry packages together; return each one's receipt, or what a single try returns or raises, in order.

        None where they must go one by one. Raises CarrierFailed where all failed alike.
        """
        ...


class Carrier(Protocol):
    """One way of carrying. A carrier never changes our rows: the durable core does."""

    def deliver(self, parcel: Parcel, *, now: datetime) -> SignedReceipt | Accepted:
        """Carry a package. Raises CarrierFailed (try again) or CarrierRefused (never again)."""
        ...

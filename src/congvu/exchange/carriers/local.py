"""Inside one installation: the receiver's side is called at once; the same checks, still a signed receipt."""

from __future__ import annotations

from datetime import datetime

from congvu.kernel.errors import DomainError

from ..actions.take_in import take_in
from ..errors import CarrierFailed, CarrierRefused
from ..types import CarrierKind, SignedReceipt
from .types import Parcel


class Local:
    """Hands packages from one agency of the installation to another."""

    def deliver(self, parcel: Parcel, *, now: datetime) -> SignedReceipt:
        """Take the package in on the receiver's side. Raises CarrierRefused with the receiver's reason."""
        try:
            return take_in(envelope=parcel.envelope, raw=parcel.raw, partner=None, carrier=CarrierKind.LOCAL, now=now)
        except CarrierFailed:
            raise
        except DomainError as refusal:
            raise CarrierRefused(reason=str(refusal)) from refusal

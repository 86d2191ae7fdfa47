"""How packages travel: one interface, one module a way."""

from .choose import carrier_of
from .types import Accepted, Carrier, Parcel

__all__ = ["Accepted", "Carrier", "Parcel", "carrier_of"]

"""How packages travel: one interface, one module a way."""

from .choose import carrier_of
from .types import Accepted, Bundling, Carrier, Parcel

__all__ = ["Accepted", "Bundling", "Carrier", "Parcel", "carrier_of"]

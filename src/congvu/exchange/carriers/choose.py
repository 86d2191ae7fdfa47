"""Which carrier goes to a partner."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..errors import CarrierFailed
from ..types import CarrierKind
from .axis import Axis
from .https import Https
from .jetstream import Jetstream
from .local import Local
from .types import Carrier


def carrier_of(kind: str) -> Carrier:
    """Return the carrier of a kind. Raises CarrierFailed for one that is not set up."""
    if kind == CarrierKind.LOCAL:
        return Local()
    if kind == CarrierKind.AXIS:
        return Axis()
    if kind == CarrierKind.HTTPS:
        return Https()
    if kind == CarrierKind.JETSTREAM:
        return Jetstream()
    raise CarrierFailed(reason=_("Đường truyền “%(kind)s” chưa được thiết lập.") % {"kind": kind})

"""Which packages go sealed to their receiver, and to which of its keys."""

from __future__ import annotations

from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _

from .. import keys, sealing
from ..errors import CardRefused, CarrierFailed
from .types import Parcel


@lru_cache(maxsize=1024)
def _card(text: str, public_key: str) -> sealing.Card:
    """Return a partner's card, which its key signed; both stay the same for a year."""
    return sealing.read_card(text, keys.read_public(public_key))


def sealer_for(parcel: Parcel, envelope_text: str) -> sealing.Sealer | None:
    """Return what seals a package to its receiver; None where the administrator wrote why it goes readable.

    A partner whose card is known never gets a readable package. Raises CarrierFailed.
    """
    partner = parcel.partner
    if partner is None or not partner.sealing_card:
        if partner is None or partner.plain_reason:
            return None
        raise CarrierFailed(reason=_("Chưa có thẻ khóa mã hóa của đối tác, và chưa ghi vì sao gửi không mã hóa."))
    try:
        card = _card(partner.sealing_card, partner.public_key)
    except (CardRefused, ValueError) as error:
        raise CarrierFailed(reason=_("Thẻ khóa mã hóa của đối tác không dùng được.")) from error
    key = card.key_on(timezone.localdate(parcel.envelope.sent_at))
    if key is None:
        raise CarrierFailed(reason=_("Khóa mã hóa của đối tác đã hết hạn; cần thẻ khóa mới."))
    return sealing.sealer(key, envelope_text)

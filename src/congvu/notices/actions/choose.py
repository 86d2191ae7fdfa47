"""Choose how to be told."""

from django.utils.translation import gettext as _

from congvu.kernel.api import Actor
from congvu.kernel.errors import Invalid

from ..models import Preference
from ..types import EmailChoice


def choose_channels(*, actor: Actor, email: str, sms: bool) -> None:
    """Keep the person's choice of channels; a preference of her own. Raises Invalid for an unknown word."""
    if email not in EmailChoice.values:
        raise Invalid(reason=_("Cách gửi thư này không có trong danh sách."), field="email")
    Preference.objects.update_or_create(person_id=actor.person_id, defaults={"email": email, "sms": sms})

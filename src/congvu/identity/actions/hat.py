"""Choosing the post to act in."""

from datetime import datetime

from django.db import transaction

from congvu.kernel.api import audit

from ..errors import NotYourPost
from ..hats import actor_in, hats
from ..models import Account
from ..types import Hat


@transaction.atomic
def choose_hat(*, account: Account, key: str, now: datetime, address: str = "") -> Hat:
    """Return the hat that the account will act in from now on. Raises NotYourPost."""
    chosen = next((hat for hat in hats(account, now=now) if hat.key == key), None)
    if chosen is None:
        raise NotYourPost
    actor = actor_in(account, key, now=now, address=address)
    audit.record(actor, "identity.post_chosen", account, at=now, hat=key)
    return chosen

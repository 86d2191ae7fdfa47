"""Second factors in the history."""

from datetime import datetime

from congvu.kernel.api import Actor, audit

from ..models import Account


def record_factor_change(*, actor: Actor | None, account_id: int, code: str, kind: str, now: datetime) -> None:
    """Write that a person added, removed or renewed a second factor of her account."""
    audit.record(actor, code, Account.objects.get(pk=account_id), at=now, kind=kind)

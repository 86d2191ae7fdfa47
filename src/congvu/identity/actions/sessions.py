"""Ending sessions."""

from collections.abc import Iterable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from congvu.kernel.api import Actor, audit

from ..models import Account
from ..sessions import session_keys


@transaction.atomic
def end_sessions(
    *,
    actor: Actor | None,
    account_id: int,
    now: datetime,
    ids: Iterable[int] | None = None,
    but: str | None = None,
) -> int:
    """End sessions of one account (all, or those of `ids`), never the one whose key is `but`; return how many."""
    account = Account.objects.get(pk=account_id)
    keys = session_keys(account_id, ids=ids, but=but)
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    if keys:
        audit.record(actor, "identity.sessions_ended", account, at=now, count=len(keys))
    return len(keys)

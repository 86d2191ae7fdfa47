"""Sessions of a person, and how long ago she proved who she is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.authentication import get_authentication_records
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import urlencode

REAUTHENTICATE = "/xac-nhan-lai/"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser that is signed in."""

    id: int
    address: str
    agent: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


def recently_authenticated(request: HttpRequest) -> bool:
    """Whether the person proved who she is within CONGVU_REAUTHENTICATION_SECONDS (15 minutes unless set).

    Ask before signing, handing out rights or exporting personal data; when False, redirect to
    `reauthentication_url(request)`: the person comes back to the same address.
    """
    records = get_authentication_records(request, request.user)
    if not records:
        return False
    age = timezone.now().timestamp() - float(records[-1]["at"])
    return age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def reauthentication_url(request: HttpRequest, after: str = "") -> str:
    """Return the address that asks for the password or a second factor again and then goes to `after`."""
    return f"{REAUTHENTICATE}?{urlencode({'next': after or request.get_full_path()})}"


def open_sessions(account_id: int, *, this_key: str | None) -> list[OpenSession]:
    """Return the live sessions of an account, the newest first, in two queries."""
    rows = list(UserSession.objects.filter(user_id=account_id).order_by("-created_at", "-pk")[:200])
    alive = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    return [
        OpenSession(row.pk, row.ip, row.user_agent, row.created_at, row.last_seen_at, row.session_key == this_key)
        for row in rows
        if row.session_key in alive
    ]


def session_keys(account_id: int, *, ids: Iterable[int] | None = None, but: str | None = None) -> list[str]:
    """Return the keys of sessions of an account: all, or those of `ids`; never the one named `but`."""
    rows = UserSession.objects.filter(user_id=account_id)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    return [key for key in rows.values_list("session_key", flat=True) if key != but]

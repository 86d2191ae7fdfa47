"""Reads of notices: a person sees her own, whatever post she acts in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from congvu.identity import api as identity
from congvu.kernel.api import Actor, statements

from . import policy
from .models import Notice, Preference
from .types import EmailChoice

BELL_SHOWN = 10
PAGE = 30
COUNT_LIMIT = 99


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as lists show it."""

    id: int
    text: str
    at: datetime
    is_read: bool
    has_address: bool


@dataclass(frozen=True, slots=True)
class Channels:
    """How a person wants to be told, and whether each way can reach her."""

    email: str
    sms: bool
    address: str
    phone: str


def sent(keys: Collection[str]) -> set[str]:
    """Return those keys under which somebody was told something, for callers that go through many."""
    return set(Notice.objects.filter(key__in=keys).values_list("key", flat=True).distinct())


def unread(actor: Actor) -> int:
    """Return how many notices the person has not read, at most COUNT_LIMIT."""
    counting = "select count(*) from (select 1 from notices_notice where person_id = %s and read_at is null limit %s) x"
    return int(statements.rows(counting, [actor.person_id, COUNT_LIMIT])[0][0])


def latest(actor: Actor) -> list[Line]:
    """Return the newest notices for the bell."""
    return _lines(actor, "", BELL_SHOWN)[0]


def page(actor: Actor, *, after: str = "", only_unread: bool = False) -> tuple[list[Line], str]:
    """Return one page of the person's notices, newest first, and where the next begins."""
    return _lines(actor, after, PAGE, only_unread=only_unread)


def channels(actor: Actor) -> Channels:
    """Return the person's choices and addresses."""
    chosen = Preference.objects.filter(person_id=actor.person_id).first()
    address, phone = identity.contact_of(actor.person_id)
    return Channels(
        email=chosen.email if chosen else EmailChoice.NO,
        sms=chosen.sms if chosen else False,
        address=address,
        phone=phone,
    )


def _lines(actor: Actor, after: str, size: int, *, only_unread: bool = False) -> tuple[list[Line], str]:
    rows = policy.visible_notices(actor)
    if only_unread:
        rows = rows.filter(read_at=None)
    if (place := _parse(after)) is not None:
        at, pk = place
        rows = rows.filter(at__lte=at).exclude(at=at, pk__gte=pk)
    found = list(rows.order_by("-at", "-pk").values_list("pk", "text", "at", "read_at", "url")[: size + 1])
    lines = [Line(pk, text, at, read_at is not None, bool(url)) for pk, text, at, read_at, url in found[:size]]
    more = len(found) > size
    return lines, (f"{int(lines[-1].at.timestamp() * 1_000_000)}.{lines[-1].id}" if more else "")


def _parse(text: str) -> tuple[datetime, int] | None:
    micro, _, pk = text.partition(".")
    if not (micro.isascii() and pk.isascii() and micro.isdigit() and pk.isdigit()) or len(text) > 40:
        return None
    seconds, rest = divmod(int(micro), 1_000_000)
    if seconds > 253_402_300_799 or int(pk) >= 2**63:
        return None
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), int(pk)

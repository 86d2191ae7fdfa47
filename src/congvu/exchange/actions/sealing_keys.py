"""Our sealing keys: made, turned in time, told to partners; and what partners tell of theirs."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, secrets

from .. import keys, policy, sealing
from ..carriers import jetstream
from ..errors import CardRefused, CarrierFailed, NotOpened
from ..models import Partner, SealingKey
from ..types import CarrierKind, Envelope


def own_card(*, now: datetime) -> str:
    """Return our card as it is given to partners; the first key is made when there is none in use."""
    return sealing.card(_in_use(now), at=issued_at(now=now))


def issued_at(*, now: datetime) -> datetime:
    """Return when our keys last changed: the moment that our card names."""
    _in_use(now)
    return SealingKey.objects.order_by("-made_at", "-pk")[0].made_at


def _in_use(now: datetime) -> list[sealing.PublicKey]:
    today = timezone.localdate(now)
    rows = list(SealingKey.objects.filter(valid_to__gte=today).order_by("-valid_to", "-pk")[: sealing.MOST_KEYS])
    if not rows:
        rows = [_first(now)]
    return [sealing.PublicKey(row.key_id, bytes(row.public), row.valid_from, row.valid_to) for row in rows]


@transaction.atomic
def _first(now: datetime) -> SealingKey:
    """Make a key where none is in use; of several processes that ask at once one makes it."""
    _lock()
    found = SealingKey.objects.filter(valid_to__gte=timezone.localdate(now)).order_by("-valid_to", "-pk").first()
    return found or _made(now)


@transaction.atomic
def turn_key(*, actor: Actor, now: datetime) -> str:
    """Make a new key at once; partners that were told seal to no other. Return its print. Raises NotAllowed.

    What was sealed to the older keys still opens for `sealing.OPENED`.
    """
    policy.may_keep_partners(actor).require()
    return _turned(actor, now)


@transaction.atomic
def turn_in_time(*, now: datetime) -> str:
    """Make the next key some time before the newest ends, and take apart keys long past; return its print or ""."""
    _lock()
    today = timezone.localdate(now)
    SealingKey.objects.filter(valid_to__lt=today - sealing.OPENED).exclude(private="").update(private="")
    newest = SealingKey.objects.aggregate(last=Max("valid_to"))["last"]
    if newest is None or newest >= today + sealing.RENEWED:
        return ""
    return _turned(None, now)


def _turned(actor: Actor | None, now: datetime) -> str:
    _lock()
    today = timezone.localdate(now)
    SealingKey.objects.filter(valid_to__gt=today).update(valid_to=today)
    row = _made(now)
    audit.record(actor, "exchange.sealing_key_made", row, at=now, key=row.key_id)
    return row.key_id


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('exchange.sealing_key', 0))")


def _made(now: datetime) -> SealingKey:
    private, today = X25519PrivateKey.generate(), timezone.localdate(now)
    public = private.public_key().public_bytes_raw()
    return SealingKey.objects.create(
        key_id=sealing.key_id(public),
        public=public,
        private=secrets.seal(base64.b64encode(private.private_bytes_raw()).decode()),
        made_at=now,
        valid_from=today,
        valid_to=today + sealing.USED,
    )


def opened(one: jetstream.Delivery, envelope: Envelope) -> jetstream.Delivery:
    """Return a package's message as its sender wrote it; a plain one as it came. Raises NotOpened."""
    header = one.headers.get(jetstream.SEALED)
    if header is None:
        return one
    private = _private(sealing.key_named(header))
    text, start = one.headers.get(jetstream.ENVELOPE, ""), one.headers.get(jetstream.START, "0")
    if not (start.isascii() and start.isdigit() and len(start) < 16):
        raise NotOpened(reason=_("không đúng dạng"))
    last = int(start) + len(one.data) - sealing.TAG == envelope.size
    return replace(one, data=sealing.open_piece(private, header, text, one.data, start=int(start), last=last))


@lru_cache(maxsize=64)
def _private(key_id: str) -> X25519PrivateKey:
    row = SealingKey.objects.filter(key_id=key_id).exclude(private="").first()
    if row is None:
        raise NotOpened(reason=_("mã hóa cho khóa không còn ở đây"))
    try:
        return X25519PrivateKey.from_private_bytes(base64.b64decode(secrets.open_sealed(row.private)))
    except (InvalidToken, ValueError) as error:
        raise NotOpened(reason=_("khóa của hệ thống này không mở được")) from error


def tell_partners(*, now: datetime) -> int:
    """Put our card into the inbox of each partner that was not told it yet; return how many were told."""
    text, at, count = own_card(now=now), issued_at(now=now), 0
    late = Partner.objects.filter(
        Q(told_card_at=None) | ~Q(told_card_at=at), active=True, carrier=CarrierKind.JETSTREAM
    )
    for partner in late.order_by("pk"):
        try:
            jetstream.link().publish(jetstream.about_keys(partner, text))
        except CarrierFailed:
            continue  # told by the next round
        Partner.objects.filter(pk=partner.pk).update(told_card_at=at)
        count += 1
    return count


@transaction.atomic
def take_card(data: bytes, *, now: datetime) -> int:
    """Keep the card that a partner told of itself, where it is newer; return for how many of its rows it was new.

    Raises CardRefused for what no partner signed.
    """
    text = _text(data)
    system, count, known = sealing.system_of(text), 0, False
    for partner in Partner.objects.select_for_update().filter(active=True).order_by("pk"):
        trusted = _trusted(partner)
        if not any(keys.print_of(key) == system for key in trusted):
            continue
        said, known = sealing.read_card(text, trusted), True
        if said.issued_at > now + sealing.RENEWED or not _is_newer(said, partner):
            continue
        partner.sealing_card, partner.plain_reason = text, ""
        partner.save(update_fields=["sealing_card", "plain_reason"])
        audit.record(
            None, "exchange.partner_card_taken", partner, at=now, keys=[one.key_id for one in said.keys]
        )  # fmt: skip
        count += 1
    if not known:
        raise CardRefused(reason=_("không của đối tác nào"))
    return count


def _is_newer(said: sealing.Card, partner: Partner) -> bool:
    """An old card that somebody puts in again must not bring a key back that was left."""
    try:
        return said.issued_at > sealing.read_card(partner.sealing_card, _trusted(partner)).issued_at
    except CardRefused:
        return True


def _trusted(partner: Partner) -> list[Ed25519PublicKey]:
    try:
        return keys.read_public(partner.public_key)
    except ValueError:
        return []


def _text(data: bytes) -> str:
    try:
        return data.decode("ascii")
    except UnicodeDecodeError as error:
        raise CardRefused(reason=_("không đọc được")) from error


def forget_told(partner: Partner) -> None:
    """Tell a partner our card again: it sealed to a key that is no longer here."""
    Partner.objects.filter(pk=partner.pk).update(told_card_at=None)

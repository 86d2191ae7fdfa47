"""NATS JetStream between installations: packages go into the receiver's inbox, signed answers come back into ours.

An inbox is one durable stream, `CONGVU_<inbox>`, with the subjects `congvu.<inbox>.package.<receiver>.<uid>.<start>`,
`congvu.<inbox>.answer.<uid>`, for the daily comparison `congvu.<inbox>.answer.day.<uid>`, and for a partner's sealing
keys `congvu.<inbox>.answer.keys.<uid>`. A partner's address is the name of its inbox. What goes into it is sealed to
the partner (`sealing`), unless the administrator wrote why not. That the stream has a package proves nothing, for
JetStream flushes late: only the receiver's signed receipt closes a mailing. Beside a leaf node all goes into the
leaf's outbox first (`streams`), with `congvu-out` for `congvu`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import ssl
import threading
from collections.abc import Coroutine, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import TimeoutError as Late
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, TypeVar
from uuid import UUID

import uuid6
from django.conf import settings
from django.utils.translation import gettext as _
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error
from nats.js import JetStreamContext
from nats.js.errors import APIError, NoStreamResponseError, NotFoundError

from congvu.kernel.api import files

from .. import envelopes
from ..errors import CarrierFailed, LineFailed
from ..models import Partner
from . import sealed, streams
from .connecting import connected
from .following import FOLLOWED, followers
from .types import Accepted, Parcel

PIECE: Final = 512 << 10  # a server takes 1 MiB a message unless told otherwise
AT_ONCE, MOST_AT_ONCE = 3 << 20, 32  # bytes and messages under way before the first is stored
SLOWEST: Final = 256 << 10  # bytes a second: so much longer a large package may be under way before it goes again
INBOX: Final = re.compile(r"^[A-Za-z0-9_-]{1,60}$")
DAY, KEYS, SEVERAL = "day", "keys", "several"
ENVELOPE, SIGNATURE, START, SEALED = "Congvu-Envelope", "Congvu-Signature", "Congvu-Start", "Congvu-Sealed"
MANY: Final = "Congvu-Many"  # in a package: its sender reads many answers in one message
CONNECT, PUBLISH, GRACE = 5.0, 5.0, 2.0
LONGEST_PAUSE: Final = 10.0
FULL: Final = 10077  # what a stream that is full answers to a message
NO_ROOM: Final = frozenset({10002, 10023, 10028, 10047})  # and a cluster without place for another one
KEPT = streams.KEPT
T = TypeVar("T")
log = logging.getLogger(__name__)


class Jetstream:
    """Carries packages into a partner's inbox."""

    def deliver(self, parcel: Parcel, *, now: datetime) -> Accepted:
        """Publish a package, large ones in pieces. Raises CarrierFailed; a resend has the same identifiers."""
        del now
        return self.deliver_all([parcel])[0]

    def deliver_all(self, parcels: Sequence[Parcel]) -> list[Accepted]:
        """Publish packages, many under way before the first is stored. Raises CarrierFailed where one is not."""
        if any(one.partner is None or not INBOX.match(one.partner.address) for one in parcels):
            raise CarrierFailed(reason=_("Chưa khai hộp nhận NATS của đối tác."))
        sequence = 0
        for some in some_at_once(message for one in parcels for message in _messages(one)):
            sequence = link().publish(some)
        return [Accepted(f"{_inbox(one)}:{sequence}", again_after=_patience(one)) for one in parcels]


def _inbox(parcel: Parcel) -> str:
    return parcel.partner.address if parcel.partner else ""


def _patience(parcel: Parcel) -> timedelta:
    """Return how long the receiver's receipt may take."""
    return timedelta(seconds=settings.NATS["again"] + parcel.raw.size / SLOWEST)


def answer(partner: Partner, uid: UUID, said: Mapping[str, str]) -> list[Outgoing]:
    """Return a signed answer about a package as it goes into a partner's inbox; none where the partner has no inbox."""
    if not INBOX.match(partner.address):
        log.warning("NATS: %s has no inbox to answer to", partner.name)
        return []
    return [Outgoing(f"congvu.{partner.address}.answer.{uid}", json.dumps(said).encode())]


def about_keys(partner: Partner, card: str) -> list[Outgoing]:
    """Return our card of sealing keys as it goes into a partner's inbox; none where the partner has no inbox."""
    if not INBOX.match(partner.address):
        return []
    uid = uuid6.uuid7()
    return [Outgoing(f"congvu.{partner.address}.answer.{KEYS}.{uid}", card.encode(), {"Nats-Msg-Id": str(uid)})]


def token(code: str) -> str:
    """Return an agency code as one part of a subject."""
    return "".join(mark if mark.isascii() and mark.isalnum() else f"_{ord(mark):x}_" for mark in code)


def lay_out(*, inboxes: Sequence[str], leaves: Sequence[str], sizes: streams.Sizes) -> None:
    """Make inboxes in the cluster, and let it take what lies in the outboxes of these leaves, and of no others.

    Raises CarrierFailed.
    """
    if wrong := next((name for name in (*inboxes, *leaves) if not INBOX.match(name)), None):
        raise CarrierFailed(reason=_("“%(name)s” không phải là tên hộp nhận hoặc nút lá.") % {"name": wrong})
    link().lay_out(inboxes, leaves, sizes)


def is_set_up() -> bool:
    """Whether this installation has an inbox to listen at."""
    return bool(settings.NATS["servers"]) and bool(INBOX.match(settings.NATS["inbox"]))


def _messages(parcel: Parcel) -> Iterator[Outgoing]:
    """Give the messages of a package, one for each piece."""
    text, signature = envelopes.seal(parcel.envelope)
    start, uid = 0, str(parcel.envelope.uid)
    subject = f"congvu.{_inbox(parcel)}.package.{token(parcel.envelope.receiver_code)}.{uid}"
    seal = sealed.sealer_for(parcel, text)
    with files.open_content(parcel.raw.sha256) as raw:
        while piece := raw.read(PIECE):
            name = f"{uid}.{start}" if parcel.raw.size > PIECE else uid
            headers = {ENVELOPE: text, SIGNATURE: signature, START: str(start), MANY: "1", "Nats-Msg-Id": name}
            end, data = start + len(piece), piece
            if seal is not None:
                headers[SEALED] = seal.header
                data = seal.piece(piece, start=start, last=end == parcel.raw.size)
            yield Outgoing(f"{subject}.{start}", data, headers)
            start = end


def some_at_once(messages: Iterable[Outgoing]) -> Iterator[list[Outgoing]]:
    """Give messages by the few: so many bytes are under way before the first is stored."""
    some: list[Outgoing] = []
    for one in messages:
        some.append(one)
        if len(some) >= MOST_AT_ONCE or sum(len(each.data) for each in some) >= AT_ONCE:
            yield some
            some = []
    if some:
        yield some


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be stored in a stream."""

    subject: str
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message of our inbox: what it is, and its place in the stream."""

    subject: str
    data: bytes
    headers: Mapping[str, str]
    stored_at: datetime
    times: int
    mark: Msg

    @property
    def is_answer(self) -> bool:
        """Whether it is about a package of ours."""
        return self.subject.split(".")[2:3] == ["answer"]

    @property
    def is_about_day(self) -> bool:
        """Whether it belongs to the daily comparison."""
        return self.subject.split(".")[2:4] == ["answer", DAY]

    @property
    def is_about_keys(self) -> bool:
        """Whether it is a partner's card of sealing keys."""
        return self.subject.split(".")[2:4] == ["answer", KEYS]

    @property
    def goes_on(self) -> bool:
        """Whether it is a piece that goes on where another one ended."""
        return not self.is_answer and self.headers.get(START, "0") != "0"

    @property
    def place(self) -> tuple[int, str]:
        """Where a piece begins, to be sorted by."""
        text = self.headers.get(START, "0")
        return len(text), text

    @property
    def is_several(self) -> bool:
        """Whether it holds several answers (`several`)."""
        return self.subject.split(".")[2:4] == ["answer", SEVERAL]

    @property
    def by_leaf(self) -> bool:
        """Whether it came by way of a leaf's outbox, where it may have waited for the line."""
        return streams.SOURCED in self.headers


class Link:
    """One kept connection of a process, on a thread of its own; it finds another server when one dies."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._client: Client | None = None
        self._inbox: JetStreamContext.PullSubscription | None = None
        self._connecting = asyncio.Lock()
        threading.Thread(target=self._loop.run_forever, name="nats", daemon=True).start()

    def publish(self, messages: Sequence[Outgoing]) -> int:
        """Store messages in their order; return the last one's place in the stream. Raises CarrierFailed."""
        return self._wait(self._publish(messages), CONNECT + PUBLISH)

    def lay_out(
        self, inboxes: Sequence[str], leaves: Sequence[str], sizes: streams.Sizes = streams.Sizes()
    ) -> None:  # fmt: skip
        """Make the cluster's streams, not larger than said. Raises CarrierFailed."""
        self._wait(self._lay_out(inboxes, leaves, sizes), CONNECT + PUBLISH * (1 + len(inboxes)))

    def next(self, *, seconds: float, most: int) -> list[Delivery]:
        """Return the next messages of our inbox as soon as there is one, none when none comes in time.

        Raises CarrierFailed.
        """
        return self._wait(self._next(seconds, most), CONNECT + PUBLISH + seconds)

    def done(self, deliveries: Sequence[Delivery]) -> None:
        """Say that messages were dealt with. Where the word is lost they come again, which does no harm."""
        self._wait(_acknowledged(deliveries), PUBLISH)

    @contextmanager
    def held(self, deliveries: Sequence[Delivery]) -> Iterator[None]:
        """Keep messages ours while they are dealt with, however long; a killed reader's are free after ACK_WAIT."""
        beating = asyncio.run_coroutine_threadsafe(_beat(deliveries), self._loop)
        try:
            yield
        finally:
            beating.cancel()

    def later(self, deliveries: Sequence[Delivery], *, seconds: float) -> None:
        """Ask for messages again after a while, which grows with their times."""
        self._wait(_put_off(deliveries, seconds), PUBLISH)

    def close(self) -> None:
        """End the connection."""
        if self._client is not None:
            client, self._client, self._inbox = self._client, None, None
            self._wait(client.close(), PUBLISH)

    def _wait(self, what: Coroutine[Any, Any, T], seconds: float) -> T:
        asked = asyncio.run_coroutine_threadsafe(what, self._loop)
        try:
            return asked.result(seconds + GRACE)
        except Late as error:
            asked.cancel()
            raise LineFailed(reason=_("Máy chủ NATS không trả lời kịp.")) from error
        except (NotFoundError, NoStreamResponseError) as error:
            self._inbox = None
            raise CarrierFailed(reason=_("Hộp nhận NATS của nơi nhận chưa được mở.")) from error
        except APIError as error:
            raise CarrierFailed(reason=_refused(error)) from error
        except (Error, OSError, ssl.SSLError, ValueError) as error:
            said = _("Không gửi được qua NATS (%(kind)s).") % {"kind": type(error).__name__}
            raise LineFailed(reason=said) from error

    async def _context(self, domain: str | None = None) -> JetStreamContext:
        async with self._connecting:
            if self._client is None or self._client.is_closed:
                self._inbox = None
                self._client = await asyncio.wait_for(connected(), CONNECT)
        if not self._client.is_connected:
            raise ConnectionError
        if domain is None and settings.NATS["api"]:
            return self._client.jetstream(prefix=settings.NATS["api"], timeout=PUBLISH)
        return self._client.jetstream(domain=domain or settings.NATS["domain"] or None, timeout=PUBLISH)

    async def _publish(self, messages: Sequence[Outgoing]) -> int:
        stream, leaf = await self._context(), settings.NATS["leaf"]
        try:
            return await _stored(stream, messages, leaf)
        except NoStreamResponseError:
            if not leaf:
                raise
        await streams.open_outbox(await self._context(leaf))
        return await _stored(stream, messages, leaf)

    async def _lay_out(self, inboxes: Sequence[str], leaves: Sequence[str], sizes: streams.Sizes) -> None:
        stream = await self._context()
        if leaves:
            await streams.gather(stream, leaves, sizes.outbox)
        for inbox in inboxes:
            await streams.ensure_inbox(stream, inbox, sizes.inbox)

    async def _next(self, seconds: float, most: int) -> list[Delivery]:
        stream = await self._context()
        if self._inbox is None:
            self._inbox = await streams.open_inbox(stream)
        try:
            found = await self._inbox.fetch(1, timeout=seconds)
        except TimeoutError:
            return []
        return [_delivery(one) for one in found + await followers(self._inbox, found[0], most - 1)]


def _refused(error: APIError) -> str:
    """Say why the streams did not take something."""
    if error.err_code == FULL:
        return _("Hộp nhận NATS của nơi nhận đã đầy; gói tin chờ ở đây và được gửi lại.")
    if error.err_code in NO_ROOM:
        return _("Cụm NATS không còn đủ chỗ cho hộp nhận cỡ này.")
    return _("Cụm NATS từ chối (%(what)s).") % {"what": error.description or error.err_code}


def _delivery(mark: Msg) -> Delivery:
    about = mark.metadata
    return Delivery(mark.subject, mark.data, mark.headers or {}, about.timestamp, about.num_delivered or 1, mark)


async def _stored(stream: JetStreamContext, messages: Sequence[Outgoing], leaf: str) -> int:
    """Store messages, all under way at once on one connection, which keeps their order; return the last one's place."""
    places = await asyncio.gather(
        *(
            stream.publish(
                f"congvu-out{one.subject.removeprefix('congvu')}" if leaf else one.subject,
                one.data, timeout=PUBLISH, headers={**one.headers, **({FOLLOWED: str(left)} if left else {})} or None,
            )
            for left, one in zip(range(len(messages) - 1, -1, -1), messages, strict=True)
        )
    )  # fmt: skip
    return int(places[-1].seq) if places else 0


async def _acknowledged(deliveries: Sequence[Delivery]) -> None:
    for one in deliveries:
        await one.mark.ack()


async def _put_off(deliveries: Sequence[Delivery], seconds: float) -> None:
    for one in deliveries:
        await one.mark.nak(delay=min(seconds * one.times, LONGEST_PAUSE))


@lru_cache(maxsize=2)
def _link_of(process: int) -> Link:
    del process
    return Link()


def link() -> Link:
    """Return this process's connection; it is made at the first call, and anew after a fork."""
    return _link_of(os.getpid())


async def _beat(deliveries: Sequence[Delivery]) -> None:
    while True:
        await asyncio.sleep(streams.ACK_WAIT / 3)
        for one in deliveries:
            with suppress(Error, OSError):
                await one.mark.in_progress()

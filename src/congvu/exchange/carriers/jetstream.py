"""NATS JetStream between installations: packages go into the receiver's inbox, signed answers come back into ours.

An inbox is one durable stream, `CONGVU_<inbox>`, with the subjects `congvu.<inbox>.package.<receiver>` and
`congvu.<inbox>.answer`. A partner's address is the name of its inbox. That the stream has a package proves nothing, for
JetStream flushes late: only the receiver's signed receipt closes a mailing.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import ssl
import threading
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import TimeoutError as Late
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import IO, Any, Final, TypeVar

import nats
from django.conf import settings
from django.utils.translation import gettext as _
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NoStreamResponseError, NotFoundError

from congvu.kernel.api import files

from .. import envelopes
from ..errors import CarrierFailed
from ..models import Partner
from .types import Accepted, Parcel

PIECE: Final = 512 << 10  # a server takes 1 MiB a message unless told otherwise
INBOX: Final = re.compile(r"^[A-Za-z0-9_-]{1,60}$")
ENVELOPE, SIGNATURE, START = "Congvu-Envelope", "Congvu-Signature", "Congvu-Start"
CONNECT, PUBLISH, GRACE = 5.0, 5.0, 2.0
ACK_WAIT, KEPT = 6.0, timedelta(days=14)
T = TypeVar("T")


class Jetstream:
    """Carries packages into a partner's inbox."""

    def deliver(self, parcel: Parcel, *, now: datetime) -> Accepted:
        """Publish a package, large ones in pieces. Raises CarrierFailed; a resend has the same identifiers."""
        del now
        if parcel.partner is None or not INBOX.match(parcel.partner.address):
            raise CarrierFailed(reason=_("Chưa khai hộp nhận NATS của đối tác."))
        text, signature = envelopes.seal(parcel.envelope)
        subject = f"congvu.{parcel.partner.address}.package.{token(parcel.envelope.receiver_code)}"
        sequence, uid = 0, str(parcel.envelope.uid)
        with files.open(parcel.raw.id) as raw:
            for start, piece in _pieces(raw):
                name = f"{uid}.{start}" if parcel.raw.size > PIECE else uid
                headers = {ENVELOPE: text, SIGNATURE: signature, START: str(start), "Nats-Msg-Id": name}
                sequence = link().publish(subject, piece, headers)
        return Accepted(f"{parcel.partner.address}:{sequence}", again_after=timedelta(seconds=settings.NATS["again"]))


def answer(partner: Partner, said: Mapping[str, str]) -> None:
    """Put a signed answer into a partner's inbox. Raises CarrierFailed."""
    if not INBOX.match(partner.address):
        raise CarrierFailed(reason=_("Chưa khai hộp nhận NATS của đối tác."))
    link().publish(f"congvu.{partner.address}.answer", json.dumps(said).encode(), {})


def token(code: str) -> str:
    """Return an agency code as one part of a subject."""
    return "".join(mark if mark.isascii() and mark.isalnum() else f"_{ord(mark):x}_" for mark in code)


def is_set_up() -> bool:
    """Whether this installation has an inbox to listen at."""
    return bool(settings.NATS["servers"]) and bool(INBOX.match(settings.NATS["inbox"]))


def _pieces(raw: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    start = 0
    while piece := raw.read(PIECE):
        yield start, piece
        start += len(piece)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message of our inbox: what it is, and its place in the stream."""

    subject: str
    data: bytes
    headers: Mapping[str, str]
    stored_at: datetime
    times: int
    mark: Msg


class Link:
    """One kept connection of a process, on a thread of its own; it finds another server when one dies."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._client: Client | None = None
        self._inbox: JetStreamContext.PullSubscription | None = None
        self._connecting = asyncio.Lock()
        threading.Thread(target=self._loop.run_forever, name="nats", daemon=True).start()

    def publish(self, subject: str, data: bytes, headers: dict[str, str]) -> int:
        """Store a message; return its place in the stream. Raises CarrierFailed."""
        return self._wait(self._publish(subject, data, headers), CONNECT + PUBLISH)

    def next(self, *, seconds: float) -> Delivery | None:
        """Return the next message of our inbox, None when none comes in time. Raises CarrierFailed."""
        return self._wait(self._next(seconds), CONNECT + PUBLISH + seconds)

    def done(self, delivery: Delivery) -> None:
        """Say that a message was dealt with. Raises CarrierFailed; then it comes again, which does no harm."""
        self._wait(delivery.mark.ack_sync(timeout=PUBLISH), PUBLISH)

    @contextmanager
    def held(self, delivery: Delivery) -> Iterator[None]:
        """Keep a message ours while it is dealt with, however long; a killed reader's is free after ACK_WAIT."""
        beating = asyncio.run_coroutine_threadsafe(_beat(delivery.mark), self._loop)
        try:
            yield
        finally:
            beating.cancel()

    def later(self, delivery: Delivery, *, seconds: float) -> None:
        """Ask for a message again after a while."""
        self._wait(delivery.mark.nak(delay=seconds), PUBLISH)

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
            raise CarrierFailed(reason=_("Máy chủ NATS không trả lời kịp.")) from error
        except (NotFoundError, NoStreamResponseError) as error:
            self._inbox = None
            raise CarrierFailed(reason=_("Hộp nhận NATS của nơi nhận chưa được mở.")) from error
        except (Error, OSError, ssl.SSLError, ValueError) as error:
            said = _("Không gửi được qua NATS (%(kind)s).") % {"kind": type(error).__name__}
            raise CarrierFailed(reason=said) from error

    async def _context(self) -> JetStreamContext:
        async with self._connecting:
            if self._client is None or self._client.is_closed:
                self._inbox = None
                self._client = await asyncio.wait_for(_connected(), CONNECT)
        if not self._client.is_connected:
            raise ConnectionError
        return self._client.jetstream(domain=settings.NATS["domain"] or None, timeout=PUBLISH)

    async def _publish(self, subject: str, data: bytes, headers: dict[str, str]) -> int:
        stream = await self._context()
        return int((await stream.publish(subject, data, timeout=PUBLISH, headers=headers or None)).seq)

    async def _next(self, seconds: float) -> Delivery | None:
        stream = await self._context()
        if self._inbox is None:
            self._inbox = await _opened(stream)
        try:
            (mark,) = await self._inbox.fetch(1, timeout=seconds)
        except TimeoutError:
            return None
        about = mark.metadata
        return Delivery(mark.subject, mark.data, mark.headers or {}, about.timestamp, about.num_delivered or 1, mark)


@lru_cache(maxsize=2)
def _link_of(process: int) -> Link:
    del process
    return Link()


def link() -> Link:
    """Return this process's connection; it is made at the first call, and anew after a fork."""
    return _link_of(os.getpid())


async def _beat(mark: Msg) -> None:
    while True:
        await asyncio.sleep(ACK_WAIT / 3)
        with suppress(Error, OSError):
            await mark.in_progress()


async def _quiet(_what: Exception) -> None:
    """The calls themselves say what failed."""


async def _connected() -> Client:
    """Connect to one of the servers; from then on the client finds its way back by itself."""
    at = settings.NATS
    if not at["servers"]:
        raise ConnectionError
    given: dict[str, Any] = {"user": at["user"], "password": at["password"]} if at["user"] else {}
    if at["ca"] or at["certificate"]:
        given["tls"] = _tls(at["ca"], at["certificate"], at["key"])
    return await nats.connect(
        at["servers"], name="congvu", connect_timeout=2, max_reconnect_attempts=-1, reconnect_time_wait=0.5,
        ping_interval=10, max_outstanding_pings=2, error_cb=_quiet, **given,
    )  # fmt: skip


def _tls(ca: str, certificate: str, key: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=ca or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate:
        context.load_cert_chain(certificate, key or None)
    return context


async def _opened(stream: JetStreamContext) -> JetStreamContext.PullSubscription:
    """Make our inbox where it is not there yet, and take its one durable reader.

    One message is out at a time, whatever the number of workers: so the order of a pair is that of the stream.
    """
    inbox, again = settings.NATS["inbox"], settings.NATS["again"]
    name = f"CONGVU_{inbox}"
    try:
        await stream.stream_info(name)
    except NotFoundError:
        await stream.add_stream(
            StreamConfig(
                name=name, subjects=[f"congvu.{inbox}.>"], retention=RetentionPolicy.WORK_QUEUE,
                storage=StorageType.FILE, discard=DiscardPolicy.NEW, num_replicas=settings.NATS["replicas"],
                duplicate_window=again * 0.4, max_age=KEPT.total_seconds(),
            )
        )  # fmt: skip
    config = ConsumerConfig(
        durable_name="office", ack_policy=AckPolicy.EXPLICIT, ack_wait=ACK_WAIT, max_deliver=-1, max_ack_pending=1
    )
    return await stream.pull_subscribe("", durable="office", stream=name, config=config)

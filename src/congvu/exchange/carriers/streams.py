"""The streams of NATS JetStream that packages lie in: our inbox, a leaf's outbox, and where leaves come together.

An installation beside a leaf node publishes into its leaf's own stream, which takes everything while the line to the
cluster is down. The cluster's stream of the same name sources from the leaves, and each inbox sources from that. Every
hand-over is the servers' own, in order, from where it ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DiscardPolicy,
    ExternalStream,
    RetentionPolicy,
    StorageType,
    StreamConfig,
    StreamSource,
    SubjectTransform,
)
from nats.js.errors import NotFoundError

NAMED: Final = "CONGVU_"  # so the names of our streams begin
OUTBOX: Final = NAMED + "OUT"
SOURCED: Final = "Nats-Stream-Source"  # a header of what came by way of an outbox
READER: Final = "office"
ACK_WAIT: Final = 6.0
MOST_OUT: Final = 64  # pieces of 512 KiB for all workers together
KEPT: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many bytes a stream of the cluster holds at most: each inbox, and what comes from the leaves.

    A full inbox takes nothing, and packages wait at their senders. Of what came from leaves the oldest goes, which has
    long been handed on or goes again from its sender.
    """

    inbox: int = 1 << 30
    outbox: int = 4 << 30


async def open_inbox(stream: JetStreamContext) -> JetStreamContext.PullSubscription:
    """Make our inbox where it is not there yet, and take its one durable reader.

    Several messages are out at once, to several workers: the order of a document's packages is kept by their senders,
    who wait for the receipt of one before the next, and pieces that come before their turn are asked for again.
    """
    inbox = settings.NATS["inbox"]
    name = f"{NAMED}{inbox}"
    await ensure_inbox(stream, inbox)
    config = ConsumerConfig(
        durable_name=READER, name=READER, ack_policy=AckPolicy.EXPLICIT, ack_wait=ACK_WAIT, max_deliver=-1,
        max_ack_pending=MOST_OUT,
    )  # fmt: skip
    reader = await stream.pull_subscribe("", durable=READER, stream=name, config=config)
    if (await reader.consumer_info()).config.max_ack_pending != MOST_OUT:  # made by an earlier version
        await stream.add_consumer(name, config)
    return reader


async def ensure_inbox(stream: JetStreamContext, inbox: str, size: int | None = None) -> None:
    """Make an inbox, or let it take from the leaves where that is new. What is right is only looked at.

    Of one that is there the size stays, unless one is named.
    """
    name, sources = f"{NAMED}{inbox}", await _leaves_source(stream, inbox)
    try:
        found = (await stream.stream_info(name)).config
    except NotFoundError:
        await stream.add_stream(
            StreamConfig(
                name=name, subjects=[f"congvu.{inbox}.>"], retention=RetentionPolicy.WORK_QUEUE,
                storage=StorageType.FILE, discard=DiscardPolicy.NEW, num_replicas=settings.NATS["replicas"],
                duplicate_window=_window(), max_age=KEPT.total_seconds(), sources=sources,
                max_bytes=size or Sizes().inbox,
            )
        )  # fmt: skip
        return
    if (sources and not found.sources) or (size is not None and found.max_bytes != size):
        found.sources, found.max_bytes = found.sources or sources, size or found.max_bytes
        await stream.update_stream(found)


async def open_outbox(stream: JetStreamContext) -> None:
    """Make our leaf's own stream. A package that goes again takes the place of its older copy."""
    await stream.add_stream(
        StreamConfig(
            name=OUTBOX, subjects=["congvu-out.>"], storage=StorageType.FILE, max_msgs_per_subject=1,
            duplicate_window=_window(), max_age=KEPT.total_seconds(),
        )
    )  # fmt: skip


async def gather(stream: JetStreamContext, leaves: Sequence[str], size: int) -> None:
    """Let the cluster's stream source from the outboxes of these leaves, by their domains, and of no others."""
    config = StreamConfig(
        name=OUTBOX, storage=StorageType.FILE, num_replicas=settings.NATS["replicas"], max_msgs_per_subject=1,
        duplicate_window=_window(), max_age=KEPT.total_seconds(), max_bytes=size,
        sources=[
            StreamSource(
                name=OUTBOX,
                external=ExternalStream(api=f"$JS.{leaf}.API", deliver=f"congvu-leaf.{leaf}"),
            )
            for leaf in leaves
        ],
    )  # fmt: skip
    try:
        await stream.stream_info(OUTBOX)
    except NotFoundError:
        await stream.add_stream(config)
    else:
        await stream.update_stream(config)


async def _leaves_source(stream: JetStreamContext, inbox: str) -> list[StreamSource] | None:
    """Return where packages of leaves come from; None where the cluster has no leaves."""
    try:
        await stream.stream_info(OUTBOX)
    except NotFoundError:
        return None
    ours = SubjectTransform(src=f"congvu-out.{inbox}.>", dest=f"congvu.{inbox}.>")
    return [StreamSource(name=OUTBOX, subject_transforms=[ours])]


def _window() -> float:
    """Return for how long a stream knows what it has: shorter than until a package goes again."""
    return float(settings.NATS["again"] * 0.4)

"""The way over NATS of `benchmarks.exchange`: a cluster of three with replicas 3, beside the bare stream.

    PYTHONPATH=src:. python -m benchmarks.exchange --nats [--no-https] [--count 300] [--megabytes 100,500]

The same letters as over HTTPS, signed inside, between the same two installations, in the same run. One in flight: from
the begin of a try until the receiver's signed receipt has closed the mailing, each side's inbox read by one process.
Sixteen in flight: both sides' workers as they run in an office, with the states that go back.
"""

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import nats
from nats.js.api import StreamConfig
from tests.exchange.nats import Server, cluster

from benchmarks.measure import Figures, table

TICK = os.sysconf("SC_CLK_TCK")


class Office(Protocol):
    """An installation of `benchmarks.exchange`."""

    code: str

    def ask(self, command: str, **arguments: object):
        """Let somebody inside act."""

    def work(self, *, jobs: int) -> None:
        """Start the worker."""

    def hold(self, *, jobs: int) -> None:
        """Start the worker, let it come to rest and hold it still."""

    def go(self) -> None:
        """Let a worker that was held still go on."""

    def cpu(self) -> float:
        """Return the seconds of CPU of web and worker."""


@contextmanager
def three(base: Path) -> Iterator[list[Server]]:
    """A cluster of three that runs while the context lasts."""
    nodes = cluster(base / "nats")[0]
    for node in nodes:
        node.start()
    try:
        yield nodes
    finally:
        for node in nodes:
            node.kill()


def environment(nodes: Sequence[Server], code: str) -> dict[str, str]:
    """Return the settings of an installation at the cluster."""
    return {
        "CONGVU_NATS_URL": ",".join(node.url for node in nodes), "CONGVU_NATS_INBOX": code,
        "CONGVU_NATS_DOMAIN": "hub", "CONGVU_NATS_REPLICAS": "3", "CONGVU_NATS_AGAIN": "600",
    }  # fmt: skip


def taken(pid: int) -> float:
    """Return the seconds of CPU of a process and of those that it has ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15])) / TICK


def with_children(pid: int) -> float:
    """Return the seconds of CPU of a process and all below it."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return taken(pid) + sum(taken(int(one)) for one in below if Path(f"/proc/{one}").exists())


class Clock:
    """Seconds of CPU by kind of process, from now on."""

    def __init__(self, a: Office, b: Office, nodes: Sequence[Server], postmaster: int) -> None:
        self._kinds: dict[str, Callable[[], float]] = {
            "sender": a.cpu,
            "receiver": b.cpu,
            "PostgreSQL": lambda: with_children(postmaster),
            "NATS": lambda: sum(taken(node.process.pid) for node in nodes if node.process is not None),
        }
        self._begun = {name: read() for name, read in self._kinds.items()}

    def each(self, count: int) -> str:
        """Return the milliseconds a letter of each kind, and together."""
        now = {name: (read() - self._begun[name]) / count * 1000 for name, read in self._kinds.items()}
        return ", ".join(f"{name} {took:.1f}" for name, took in now.items()) + f": {sum(now.values()):.1f} ms a letter"


def bare(url: str, count: int, size: int = 270_000) -> list[float]:
    """Return the milliseconds in which bytes like a letter's are stored in a stream of replicas 3 and read."""

    async def go() -> list[float]:
        client, found = await nats.connect(url), []
        stream = client.jetstream()
        await stream.add_stream(StreamConfig(name="BARE", subjects=["bare.>"], num_replicas=3))
        reader = await stream.pull_subscribe("bare.>", durable="bare")
        data = os.urandom(size)
        for number in range(count):
            begun = time.perf_counter()
            await stream.publish(f"bare.{number}", data)
            (one,) = await reader.fetch(1, timeout=10)
            await one.ack_sync()
            found.append((time.perf_counter() - begun) * 1000)
        await stream.delete_stream("BARE")
        await client.close()
        return found

    return asyncio.run(go())


def over_nats(a: Office, b: Office, *, first: int, count: int, nodes: Sequence[Server], postmaster: int) -> bool:
    """Carry signed letters one by one, then sixteen at once; print the figures and say whether all came as it should.

    The partners are described over NATS from here on; both workers run when it returns.
    """
    for each, other in ((a, b), (b, a)):
        each.ask("by_nats", address=other.code, sealing_card=other.ask("card"))
        each.ask("listen")
    a.ask("fill", first=first, count=count + 5, receiver=b.code)
    a.ask("carry_over_nats", most=5)  # warm
    clock = Clock(a, b, nodes, postmaster)
    inside = [each.ask("processor") for each in (a, b)]
    one = Figures("one in flight over NATS: try, take in, receipt", a.ask("carry_over_nats"), bar="p50 60 ms")
    ours, theirs = ((each.ask("processor") - was) / count * 1000 for each, was in zip((a, b), inside, strict=True))
    beside = clock.each(count)
    table([one, Figures("bare: stored by three, read, acknowledged", bare(nodes[0].url, 20))])
    print(
        f"  {1000 / one.median:.1f}/s one after the other; CPU of sending process {ours:.1f}, receiving {theirs:.1f} ms"
    )
    print(f"  and beside them {beside}")
    for each in (a, b):
        each.ask("stop_listening")
    _caught_up(a, b)
    before = a.ask("standing")["mailings"]["done"]
    a.hold(jobs=2)  # two bundles of eight, as over HTTPS
    a.ask("fill", first=first + count + 5, count=count, receiver=b.code)
    clock, begun = Clock(a, b, nodes, postmaster), time.perf_counter()
    a.go()
    while a.ask("standing")["mailings"]["done"] < before + count:
        time.sleep(0.2)
    took = time.perf_counter() - begun
    here, there = _caught_up(a, b)
    back = time.perf_counter() - begun
    print(f"16 in flight over NATS: {count} letters in {took:.1f} s = {count / took:.1f}/s (bar 40/s)")
    print(f"  states back {back:.1f} s; CPU {clock.each(count)}")
    right = there["arrivals"] == {"sound": here["told"]} and here["told"] == here["mailings"]["done"] == before + count
    if not right:
        print(here, there)
    return right


def _caught_up(a: Office, b: Office) -> tuple[dict, dict]:
    """Let both workers end what waits, on both sides; return what stands there."""
    for each in (a, b):
        each.work(jobs=2)
    end = time.monotonic() + 300
    while True:
        here, there = a.ask("standing"), b.ask("standing")
        done = set(here["mailings"]) == set(there["mailings"]) == {"done"}
        if (done and here["told"] == here["mailings"]["done"]) or time.monotonic() > end:
            return here, there
        time.sleep(0.2)

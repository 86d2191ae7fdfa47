"""Letters of 200 kB from installation A to B over NATS JetStream, receipts and states back; large ones and memory.

    PYTHONPATH=src:. python -m benchmarks.exchange_nats [--count 200] [--megabytes 24,100] [--servers 3]

The letters hold random bytes as PDF, without signatures inside. Two databases, two processes (each web, worker and
inbox in one), one `nats-server` or three with replicas 3. A letter counts from the clerk's act to the receipt that
closed it. Beside it the bare part: the same bytes published and read.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nats
import psycopg
from nats.js.api import StreamConfig
from psycopg.conninfo import make_conninfo
from tests.exchange.nats import Server, cluster, joined, single
from tests.exchange.pair import Installation, until

from benchmarks.measure import machine
from congvu.config.postgres import Postgres

SIZE = 200_000


class _Folders:
    """Makes folders below one, as the tests' factory does."""

    def __init__(self, base: Path) -> None:
        self.base = base

    def mktemp(self, name: str) -> Path:
        """Return a new folder."""
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.base))


@contextmanager
def sides(base: Path, servers: int) -> Iterator[tuple[str, Installation, Installation]]:
    """Two installations over one server, or over a cluster of three; with the servers' address."""
    nodes: list[Server] = cluster(base / "nats")[0] if servers == 3 else [single(base / "nats")]
    for node in nodes:
        node.start()
    url = ",".join(node.url for node in nodes)
    try:
        with joined(
            _Folders(base),
            url,
            url,
            CONGVU_NATS_REPLICAS=str(servers),
            CONGVU_NATS_AGAIN="600",
            CONGVU_LOG_LEVEL="ERROR",
        ) as (a, b):
            yield nodes[0].url, a, b
    finally:
        for node in nodes:
            node.kill()


def letters(a: Installation, first: int, count: int, size: int) -> tuple[float, float]:
    """Send letters; return the seconds until every receipt was in, and until every state was back."""
    before = a.ask("state")
    begun = time.perf_counter()
    a.ask("send", first=first, count=count, receiver="H20", size=size)
    done = before["mailings"].get("done", 0) + count
    until(lambda: a.ask("state")["mailings"] == {"done": done}, seconds=1200)
    took = time.perf_counter() - begun
    until(lambda: len(a.ask("state")["statuses"]) == len(before["statuses"]) + count, seconds=600)
    return took, time.perf_counter() - begun


def bare(url: str, count: int, servers: int) -> float:
    """Return the seconds in which the same bytes are published and read one by one, without any meaning."""

    async def go() -> float:
        client = await nats.connect(url)
        stream = client.jetstream()
        await stream.add_stream(StreamConfig(name="BARE", subjects=["bare.>"], num_replicas=servers))
        reader = await stream.pull_subscribe("bare.>", durable="bare")
        data = os.urandom(SIZE)
        begun = time.perf_counter()
        for number in range(count):
            await stream.publish(f"bare.{number}", data)
            (one,) = await reader.fetch(1, timeout=10)
            await one.ack_sync()
        took = time.perf_counter() - begun
        await stream.delete_stream("BARE")
        await client.close()
        return took

    return asyncio.run(go())


def over_nats(base: Path, *, count: int, megabytes: list[int], servers: int) -> bool:
    """Carry letters, then large files; print the figures and return whether everything came once and whole."""
    with sides(base, servers) as (url, a, b):
        letters(a, 1, 5, SIZE)  # warm
        took, back = letters(a, 100, count, SIZE)
        plain = bare(url, count, servers)
        print(
            f"{servers} servers, {count} letters of {SIZE // 1000} kB: receipts in {took:.1f} s = {count / took:.1f}/s"
        )
        print(f"  states back {back:.1f} s; bare publish, read, acknowledge {plain / count * 1000:.1f} ms a letter")
        total = 5 + count
        for number, size in enumerate(megabytes):
            held = [side.ask("memory") for side in (a, b)]
            took, _back = letters(a, 10**6 + number, 1, size << 20)
            grown = [(side.ask("memory") - before) / 1024 for side, before in zip((a, b), held, strict=True)]
            print(
                f"{size:>4} MiB: {took:6.1f} s = {size / took:.1f} MiB/s, grown by: "
                f"sender {grown[0]:.0f} MiB, receiver {grown[1]:.0f} MiB (bar 64)"
            )
            total += 1
        found = b.ask("state")
    return len(found["arrivals"]) == len(set(found["arrivals"])) == found["receipts"] == total and not found["refused"]


def main() -> None:
    """Run everything; exit with 1 when a result was wrong."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--count", type=int, default=200)
    asked.add_argument("--megabytes", default="24,100")
    asked.add_argument("--servers", type=int, choices=(1, 3), default=3)
    given = asked.parse_args()
    base = Path(tempfile.mkdtemp(prefix="cvn-"))
    server = Postgres(base, settings={"max_wal_size": "8GB", "shared_buffers": "256MB"})
    server.start()
    try:
        url = server.url("postgres")
        with psycopg.connect(url, autocommit=True) as link:
            link.execute("create database fresh")
        (base / "tmp").mkdir(exist_ok=True)
        env = os.environ | {"CONGVU_DATABASE_URL": make_conninfo(url, dbname="fresh"), "CONGVU_DATA": str(base)}
        subprocess.run([sys.executable, "-m", "congvu", "migrate"], env=env, check=True, stdout=subprocess.DEVNULL)
        os.environ |= {"CONGVU_DATABASE_URL": url, "CONGVU_TEST_TEMPLATE": "fresh"}
        machine(f"{given.count} letters of {SIZE // 1000} kB over NATS")
        sizes = [int(one) for one in given.megabytes.split(",") if one]
        right = over_nats(base, count=given.count, megabytes=sizes, servers=given.servers)
    finally:
        server.stop()
        shutil.rmtree(base, ignore_errors=True)
    print("right" if right else "WRONG")
    raise SystemExit(not right)


if __name__ == "__main__":
    main()

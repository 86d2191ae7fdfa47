"""Real NATS servers on this machine, from the wheel: one, or three of a cluster with a leaf."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import nats

from tests.exchange.pair import Installation, free_port, introduce, until

BINARY = Path(sys.executable).parent / "nats-server"


class Server:
    """A nats-server with its folder; may be killed, frozen and started again."""

    def __init__(self, folder: Path, name: str, config: str, port: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port, self.log = port, folder / f"{name}.log"
        self.config = folder / f"{name}.conf"
        self.config.write_text(f'server_name: {name}\nlisten: "127.0.0.1:{port}"\n{config}')
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> Server:
        self.process = subprocess.Popen(
            [str(BINARY), "-c", str(self.config)], stdout=self.log.open("ab"), stderr=subprocess.STDOUT
        )
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.log.read_text()[-2000:])

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def single(folder: Path) -> Server:
    """Return one server."""
    return Server(folder, "one", f'jetstream {{ store_dir: "{folder}/one" }}\n', free_port())


def cluster(folder: Path) -> tuple[list[Server], Server]:
    """Return three servers that replicate, and a leaf that leads to them."""
    ports, routes, leaves = ([free_port() for _ in range(3)] for _ in range(3))
    lines = ", ".join(f'"nats://127.0.0.1:{port}"' for port in routes)
    nodes = [
        Server(
            folder, f"n{n}",
            f'jetstream {{ domain: hub, store_dir: "{folder}/n{n}" }}\n'
            f'cluster {{ name: hub, listen: "127.0.0.1:{routes[n]}", routes: [{lines}] }}\n'
            f'leafnodes {{ listen: "127.0.0.1:{leaves[n]}" }}\n',
            ports[n],
        )
        for n in range(3)
    ]  # fmt: skip
    remotes = ", ".join(f'"nats://127.0.0.1:{port}"' for port in leaves)
    leaf = Server(folder, "leaf", f"leafnodes {{ reconnect: 1, remotes: [ {{ urls: [{remotes}] }} ] }}\n", free_port())
    return nodes, leaf


@contextmanager
def joined(tmp_path_factory, here: str, there: str, **extra: str) -> Iterator[list[Installation]]:
    """Two installations that know each other over the servers at two addresses."""
    place, template = os.environ["CONGVU_DATABASE_URL"], os.environ["CONGVU_TEST_TEMPLATE"]
    sides = [
        Installation(
            name, code, tmp_path_factory.mktemp(code), place, template,
            CONGVU_NATS_URL=url, CONGVU_NATS_INBOX=code, CONGVU_NATS_AGAIN="3", **extra,
        )
        for name, code, url in (
            ("Ủy ban nhân dân tỉnh Tiền Giang", "H58", here), ("Ủy ban nhân dân tỉnh Đồng Tháp", "H20", there),
        )
    ]  # fmt: skip
    introduce(*sides, carrier="jetstream")
    try:
        yield sides
    finally:
        for side in sides:
            side.stop()


def put(url: str, messages: Sequence[tuple[str, bytes, dict[str, str] | None]]) -> None:
    """Publish messages as anyone on the line could."""

    async def go() -> None:
        client = await nats.connect(url)
        for subject, data, headers in messages:
            await client.jetstream().publish(subject, data, headers=headers)
        await client.close()

    asyncio.run(go())


def all_done(side: Installation, count: int, *, seconds: float = 150) -> None:
    """Wait until every package of a side is done and the state of each has come back."""
    found: dict[str, list[object]] = {}

    def settled() -> bool:
        found.update(side.ask("state"))
        return found["mailings"] == {"done": count} and len(found["statuses"]) == count

    try:
        until(settled, seconds=seconds)
    except AssertionError as error:
        raise AssertionError({name: found.get(name) for name in ("mailings", "causes", "statuses")}) from error

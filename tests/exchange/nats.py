"""Real NATS servers on this machine, from the wheel: one, or three of a cluster with a leaf."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import nats

from tests.config.stack import in_this_network
from tests.exchange.pair import Installation, free_port, introduce, until

BINARY = Path(sys.executable).parent / "nats-server"


class Server:
    """A nats-server with its folder; may be killed, frozen and started again."""

    def __init__(
        self, folder: Path, name: str, config: str | Path, port: int, *, host: str = "127.0.0.1",
        within: Callable[..., Any] = in_this_network,
    ) -> None:  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        self.host, self.port, self.log, self.within = host, port, folder / f"{name}.log", within
        self.environment = {"NATS_NAME": name, "NATS_STORE": str(folder / f"store-{name}"), "NATS_KEY": "k0"}
        if isinstance(config, Path):
            self.config = config
        else:
            self.config = folder / f"{name}.conf"
            self.config.write_text(f'server_name: {name}\nlisten: "{host}:{port}"\n{config}')
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://{self.host}:{self.port}"

    def start(self) -> Server:
        with self.log.open("ab") as log:
            self.process = self.within(
                subprocess.Popen, [str(BINARY), "-c", str(self.config)], stdout=log, stderr=subprocess.STDOUT,
                env=self.environment,
            )  # fmt: skip
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if self.within(self._listens):
                return self
            time.sleep(0.05)
        raise AssertionError(self.log.read_text()[-2000:])

    def _listens(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=1):
                return True
        except OSError:
            return False

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def single(folder: Path) -> Server:
    """Return one server."""
    return Server(folder, "one", f'jetstream {{ store_dir: "{folder}/one" }}\n', free_port())


class Line:
    """A line between leaf and cluster that can be cut: what is under way stalls, as when a cable is out."""

    def __init__(self, targets: Sequence[int]) -> None:
        self.targets, self.cut = targets, False
        self.ends: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def heal(self) -> None:
        """Let it carry again; the connections that stalled are gone."""
        self.drop()
        self.cut = False

    def drop(self) -> None:
        """Break every connection."""
        ended, self.ends = self.ends, []
        for end in ended:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        while True:
            near, _where = self.listener.accept()
            self.ends.append(near)
            if self.cut or (far := self._reached()) is None:
                continue
            self.ends.append(far)
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _reached(self) -> socket.socket | None:
        for port in self.targets:
            with suppress(OSError):
                return socket.create_connection(("127.0.0.1", port), timeout=1)
        self.drop()
        return None

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            one.settimeout(None)
            while data := one.recv(65536):
                if self.cut:
                    return
                other.sendall(data)
            other.shutdown(socket.SHUT_RDWR)


def cluster(folder: Path) -> tuple[list[Server], Server, Line]:
    """Return three servers that replicate, a leaf of the domain xa1, and the line that leads from it to them."""
    ports, routes, leaves = ([free_port() for _ in range(3)] for _ in range(3))
    lines = ", ".join(f'"nats://127.0.0.1:{port}"' for port in routes)
    nodes = [
        Server(
            folder, f"n{n}",
            f'jetstream {{ domain: hub, store_dir: "{folder}/n{n}" }}\n'
            f'cluster {{ name: hub, listen: "127.0.0.1:{routes[n]}", routes: [{lines}] }}\n'
            f'leafnodes {{ listen: "127.0.0.1:{leaves[n]}", no_advertise: true }}\n',
            ports[n],
        )
        for n in range(3)
    ]  # fmt: skip
    line = Line(leaves)
    leaf = Server(
        folder, "leaf",
        f'jetstream {{ domain: xa1, store_dir: "{folder}/leaf" }}\n'
        f'leafnodes {{ reconnect: 1, remotes: [ {{ urls: ["nats://127.0.0.1:{line.port}"] }} ] }}\n',
        free_port(),
    )  # fmt: skip
    return nodes, leaf, line


@contextmanager
def joined(tmp_path_factory, here: str, there: str, *, leaf: str = "", **extra: str) -> Iterator[list[Installation]]:
    """Two installations that know each other over the servers at two addresses; the first may have a leaf."""
    place, template = os.environ["CONGVU_DATABASE_URL"], os.environ["CONGVU_TEST_TEMPLATE"]
    again = {"CONGVU_NATS_AGAIN": "3"}
    sides = [
        Installation(
            name, code, tmp_path_factory.mktemp(code), place, template,
            **({"CONGVU_NATS_URL": url, "CONGVU_NATS_INBOX": code, "CONGVU_NATS_LEAF": beside} | again | extra),
        )
        for name, code, url, beside in (
            ("Ủy ban nhân dân tỉnh Tiền Giang", "H58", here, leaf),
            ("Ủy ban nhân dân tỉnh Đồng Tháp", "H20", there, ""),
        )
    ]  # fmt: skip
    introduce(*sides, carrier="jetstream")
    try:
        yield sides
    finally:
        for side in sides:
            side.stop()


def heard(url: str, subject: str, meanwhile: Callable[[], None]) -> list[tuple[bytes, dict[str, str]]]:
    """Return the messages that passed while something was done, as a listener on the line has them."""

    async def go() -> list[tuple[bytes, dict[str, str]]]:
        client = await nats.connect(url)
        passing = await client.subscribe(subject)
        await client.flush()
        await asyncio.to_thread(meanwhile)
        found = [await passing.next_msg(1) for _ in range(passing.pending_msgs)]
        await client.close()
        return [(one.data, dict(one.headers or {})) for one in found]

    return asyncio.run(go())


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

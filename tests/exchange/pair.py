"""Two full installations on this machine: two databases, two data folders, two ports, two processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from tests.exchange.line import Line

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Installation:
    """A process that serves, works and answers; may be killed and started again."""

    def __init__(self, name: str, code: str, folder: Path, server: str, template: str, **extra: str) -> None:
        self.name, self.code, self.port = name, code, free_port()
        self.database = f"node_{code.lower()}_{os.getpid()}_{self.port}"
        with psycopg.connect(server, autocommit=True) as link:
            link.execute(f'create database "{self.database}" template "{template}"')
        self.server = server
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("CONGVU_")} | {
            "CONGVU_DATABASE_URL": make_conninfo(server, dbname=self.database),
            "CONGVU_DATA": str(folder),
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            **extra,
        }
        (folder / "tmp").mkdir(parents=True, exist_ok=True)
        self.log = folder / "log"
        self.line: Line | None = None
        self.process: subprocess.Popen[str] | None = None
        self.start()

    @property
    def address(self) -> str:
        """Where partners reach it: by a line that can be cut, where it has one."""
        return f"http://127.0.0.1:{self.line.port if self.line else self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.exchange.node", str(self.port)],
            cwd=ROOT, env=self.environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.log.open("a"),
        )  # fmt: skip
        assert self._answer() == "ready"

    def ask(self, command: str, **arguments: object):
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([command, arguments]) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self):
        assert self.process is not None
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"{self.name} died")
        return json.loads(line)

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()
        if self.line is not None:
            self.line.end()
        with psycopg.connect(self.server, autocommit=True) as link:
            link.execute(f'drop database if exists "{self.database}" with (force)')


def introduce(one: Installation, other: Installation, carrier: str = "https") -> None:
    """Let each know the other: code, address, public key."""
    keys = {each.code: each.ask("setup", name=each.name, code=each.code) for each in (one, other)}
    cards = {each.code: each.ask("card") if carrier == "jetstream" else "" for each in (one, other)}
    for each, there in ((one, other), (other, one)):
        address = there.address if carrier == "https" else there.code
        each.ask(
            "partner", name=there.name, code=there.code, address=address, public_key=keys[there.code], carrier=carrier,
            sealing_card=cards[there.code],
        )  # fmt: skip


def until(settled, *, seconds: float = 60) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not settled():
        assert time.monotonic() < end, "it did not settle"
        time.sleep(0.1)

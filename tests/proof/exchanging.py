"""Two running installations that write to each other over a line that can be cut, and somebody who kills at random."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from tests.config.stack import ROOT, Stack, free_port

KILLS = ("web", "worker", "postgres", "one web process", "one connection")


class Line:
    """A way to a port that can be cut: what is under way is torn, and nobody comes through until it is healed."""

    def __init__(self, to: int) -> None:
        self.to, self.whole, self.open = to, True, set()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        self.whole = False
        for one in list(self.open):
            _close(one)

    def heal(self) -> None:
        self.whole = True

    def _serve(self) -> None:
        while True:
            try:
                here, _who = self.server.accept()
            except OSError:
                return
            try:
                there = socket.create_connection(("127.0.0.1", self.to), timeout=5) if self.whole else None
            except OSError:
                there = None
            if there is None:
                _close(here)
                continue
            there.settimeout(None)
            self.open |= {here, there}
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(1 << 16):
                other.sendall(data)
        self.open -= {one, other}
        _close(one)
        _close(other)


def _close(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


class Side:
    """An installation, the line that leads to it, and its clerk."""

    def __init__(self, name: str, code: str, folder: Path) -> None:
        self.name, self.code = name, code
        self.stack = Stack(folder / code / "var", free_port())
        self.line = Line(self.stack.port)
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("CONGVU_", "PYTEST"))} | {
            "CONGVU_DATA": str(self.stack.data),
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        self.log = folder / code / "clerk.log"
        self.clerk: subprocess.Popen[str] | None = None
        self.sent = 0
        self.references: list[str] = []

    def ready(self) -> None:
        self.stack.wait_until_well(400)
        with self.log.open("a") as log:
            self.clerk = subprocess.Popen(
                [sys.executable, "-m", "tests.proof.exchange_acting"], cwd=ROOT, env=self.env, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip

    def ask(self, command: str, **arguments: object):
        assert self.clerk is not None
        assert self.clerk.stdin is not None
        assert self.clerk.stdout is not None
        self.clerk.stdin.write(json.dumps([command, arguments]) + "\n")
        self.clerk.stdin.flush()
        line = self.clerk.stdout.readline()
        assert line, self.log.read_text()[-3000:]
        return json.loads(line)

    def audit_verifies(self) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "congvu", "verify"], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        return "" if done.returncode == 0 else done.stdout + done.stderr

    def end(self) -> None:
        if self.clerk is not None:
            self.clerk.kill()
            self.clerk.wait()
        self.line.server.close()
        self.stack.stop(60)


class Traffic:
    """Letters both ways and letters taken back, while things die."""

    def __init__(self, here: Side, there: Side, *, seed: int) -> None:
        self.sides = (here, there)
        self.random = random.Random(seed)
        self.killed: dict[str, int] = {}

    def begin(self) -> None:
        keys = {each.code: each.ask("setup", name=each.name, code=each.code) for each in self.sides}
        for each, other in (self.sides, self.sides[::-1]):
            each.ask(
                "partner", name=other.name, code=other.code, address=f"http://127.0.0.1:{other.line.port}",
                public_key=keys[other.code],
            )  # fmt: skip

    def write(self, most: int = 4) -> None:
        """Let both clerks send some letters, and take some of them back at once."""
        for each, other in (self.sides, self.sides[::-1]):
            count = self.random.randint(1, most)
            given = each.ask("send", first=each.sent + 1, count=count, receiver=other.code)
            each.sent += count
            if self.random.random() < 0.4:
                each.ask("take_back", references=given[:1])
                each.references += given[:1]

    def kill(self, pause: tuple[float, float]) -> None:
        """Kill one process of a side, or cut its line for a moment."""
        side = self.random.choice(self.sides)
        what = self.random.choice((*KILLS, "line"))
        time.sleep(self.random.uniform(*pause))
        if what == "line":
            side.line.cut()
            time.sleep(self.random.uniform(0.1, 2))
            side.line.heal()
        else:
            pid = self._pid(side.stack, what)
            if pid is None:
                return
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                return
        self.killed[what] = self.killed.get(what, 0) + 1

    def _pid(self, stack: Stack, what: str) -> int | None:
        if what not in {"one web process", "one connection"}:
            return stack.pid_of(what)
        above = stack.pid_of("web" if what == "one web process" else "postgres")
        below = stack.children(above) if above else []
        return self.random.choice(below) if below else None

    def settle(self, seconds: float) -> list[dict]:
        """Wait until nothing is on its way; return what stands on each side."""
        end = time.monotonic() + seconds
        while True:
            states = [each.ask("state") for each in self.sides]
            if all(set(one["mailings"]) <= {"done"} and not one["undelivered"] for one in states):
                return states
            if time.monotonic() > end:
                return states
            time.sleep(2)

"""A whole installation under `congvu run`, driven from outside like an operator does."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """Return a port that is free together with the one after it."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


def in_this_network(act: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Do something in the network of this process."""
    return act(*args, **named)


class Stack:
    """One `congvu run --no-demo` on a data folder and a port of its own.

    `within` does an act in the network that the installation shall live in, `extra` adds to its environment.
    """

    def __init__(
        self, data: Path, port: int, *args: str, within: Callable[..., Any] = in_this_network, **extra: str
    ) -> None:
        self.data, self.port, self.args, self.within, self.extra = data, port, args, within, extra
        self.log = data.parent / f"run-{port}.log"
        self.start()

    def start(self) -> None:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("CONGVU_", "PYTEST", "DJANGO"))}
        if given := os.environ.get("CONGVU_POSTGRES_BIN"):
            env["CONGVU_POSTGRES_BIN"] = given
        command = [sys.executable, "-m", "congvu", "run", "--no-demo", "--data", self.data, "--port", str(self.port)]
        with open(self.log, "ab") as log:
            self.process = self.within(
                subprocess.Popen,
                [*command, *self.args],
                cwd=ROOT,
                env={**env, "PYTHONPATH": str(ROOT / "src"), "CONGVU_WEB_WORKERS": "1", **self.extra},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_for_end(self, seconds: float) -> int:
        return self.process.wait(seconds)

    def stop(self, seconds: float = 30) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(seconds)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def health(self) -> dict:
        return self.within(self._health)

    def _health(self) -> dict:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            try:
                return json.load(error)
            except ValueError:
                return {"ok": False, "parts": {}}
        except OSError:
            return {"ok": False, "parts": {}}

    def wait_until(self, true, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"không xong sau {seconds} giây:\n{self.output()[-3000:]}"
            assert self.process.poll() is None, f"đã dừng:\n{self.output()[-3000:]}"
            time.sleep(0.2)

    def wait_until_well(self, seconds: float) -> None:
        self.wait_until(lambda: self.health()["ok"], seconds)

    def children(self, parent: int | None = None) -> list[int]:
        parent = parent or self.process.pid
        try:
            begun_by = [*Path(f"/proc/{parent}/task").glob("*/children")] or [Path(f"/proc/{parent}/children")]
            return [int(pid) for one in begun_by for pid in one.read_text().split()]
        except OSError:  # not Linux, or gone
            pass
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
        return [pid for pid, above in pairs if above == parent]

    def pid_of(self, name: str) -> int | None:
        said = {"web": "congvu.config.wsgi", "events": "congvu.notices.live", "worker": "congvu work", "postgres": "-D"}
        return next((pid for pid in self.children() if said[name] in self._command(pid)), None)

    def _command(self, pid: int) -> str:
        try:
            return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        except OSError:
            pass
        return subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout

    def left(self) -> list[str]:
        """Return the processes of this machine that still speak of the data folder."""
        listed = subprocess.run(["ps", "axww", "-o", "pid=,command="], capture_output=True, text=True).stdout
        return [line for line in listed.splitlines() if str(self.data) in line]

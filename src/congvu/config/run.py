"""`congvu run`: a whole installation under one process (DESIGN 5, "out of the box")."""

import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from . import env, folders, keeping, orphans, processes
from .logs import Journal
from .postgres import Postgres, PostgresNotStarted
from .supervisor import Child, Supervisor

READY_SECONDS = 600  # recovery after a crash may take long; a server that ends meanwhile is noticed at once
WELL_SECONDS = 60
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class CannotRun(SystemExit):
    """The run cannot start; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """What `congvu run` was asked for."""

    host: str
    port: int
    demo: bool
    verbose: bool = False


def run(options: Options) -> int:
    """Start everything, look after it until asked to stop, and return the exit code."""
    data = folders.data_folder()
    folders.prepare(data)
    keeping.require_whole(data)
    supervisor = Supervisor(Journal(data / "log", echo=options.verbose), lambda line: print(line, flush=True))
    supervisor.listen()
    with only_run(data):
        if left := orphans.stop_orphans(data / "run"):
            print(f"Đã dừng {left} tiến trình còn lại của lần chạy trước.", flush=True)
        for port in (options.port, options.port + 1):
            _require_free(options.host, port)
        try:
            return _Run(data, options, supervisor).work()
        except PostgresNotStarted as error:
            raise CannotRun(str(error)) from error
        finally:
            if supervisor.children:
                print("Đang dừng…", flush=True)
            supervisor.stop()


class _Run:
    """The steps of one run, in order."""

    def __init__(self, data: Path, options: Options, supervisor: Supervisor) -> None:
        self.data, self.options, self.supervisor = data, options, supervisor
        self.begun = time.monotonic()
        self.env = {
            **os.environ,
            "CONGVU_DATA": str(data),
            "CONGVU_SUPERVISOR": str(os.getpid()),
            orphans.MARK: orphans.new_mark(data / "run"),
            "CONGVU_EVENTS_URL": env.text("EVENTS_URL") or f"http://{{host}}:{options.port + 1}/su-kien/",
            "PYTHONUNBUFFERED": "1",
        }
        self.address = f"http://{_reachable(options.host)}:{options.port}"
        self.env.setdefault("CONGVU_PUBLIC_URL", self.address)
        if options.host in LOOPBACK:  # nobody else calls this machine by another name, unless by DNS rebinding
            self.env.setdefault("CONGVU_HOSTS", "localhost,127.0.0.1,[::1]")
        if processes.events_exist():
            self.env.setdefault("CONGVU_EVENTS_ADDRESS", f"{_reachable(options.host)}:{options.port + 1}")

    def work(self) -> int:
        """Start in order, then stay."""
        if self.supervisor.stopping:
            return 0
        if not env.text("DATABASE_URL") and not self._database():
            return 0
        done = self.supervisor.run(self._congvu("prepare", "--demo" if self.options.demo else "--no-demo"), self.env)
        if done is None:
            return 0
        if done:
            raise CannotRun(f"Chưa chuẩn bị được dữ liệu (mã {done}); xem các dòng ở trên.")
        self._programs()
        self._announce()
        while not self.supervisor.stopping:
            self.supervisor.tick()
        return 0

    def _database(self) -> bool:
        """Start PostgreSQL and wait until it takes connections; False when asked to stop meanwhile."""
        print("→ Cơ sở dữ liệu", flush=True)
        server = Postgres(self.data / "postgres", port=env.number("POSTGRES_PORT", 5432, low=1, high=65535))
        server.release()
        server.create()
        child = self.supervisor.add(Child("postgres", server.spawn, stop_signal=signal.SIGINT, group=False))
        end = time.monotonic() + READY_SECONDS
        while not server.ready():
            if self.supervisor.stopping:
                return False
            if child.deaths > 8 or time.monotonic() > end:
                raise PostgresNotStarted(f"PostgreSQL không khởi động được; xem {self.data / 'log' / 'postgres.log'}.")
            self.supervisor.tick()
        return True

    def _programs(self) -> None:
        place = ("--host", self.options.host, "--port")
        self._add("web", "serve", *place, str(self.options.port))
        if processes.events_exist():
            self._add("events", "events", *place, str(self.options.port + 1))
        self._add("worker", "work")

    def _add(self, name: str, *args: str) -> None:
        command = self._congvu(*args)

        def spawn(output: int) -> "subprocess.Popen[bytes]":
            return subprocess.Popen(
                command, env=self.env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )

        self.supervisor.add(Child(name, spawn))

    def _announce(self) -> None:
        """Wait until /healthz says that all is well, then tell where to go."""
        end = time.monotonic() + WELL_SECONDS
        state: dict[str, object] | None = None
        while not self.supervisor.stopping and time.monotonic() < end:
            self.supervisor.tick()
            state = _health(self.address)
            if state and state.get("ok"):
                break
        if self.supervisor.stopping:
            return
        if not state or not state.get("ok"):
            print(f"! Chưa sẵn sàng hẳn sau {WELL_SECONDS} giây: xem {self.address}/healthz và {self.data / 'log'}.")
        if (table := self.data / "run" / "accounts.txt").exists():
            print(table.read_text(encoding="utf-8"))
        took = time.monotonic() - self.begun
        print(f"Công vụ đang chạy tại {self.address}  (khởi động {took:.1f} giây; Ctrl-C để dừng)")
        print(f"Dữ liệu: {self.data} · Nhật ký: {self.data / 'log'}", flush=True)

    def _congvu(self, *args: str) -> list[str]:
        return [sys.executable, "-m", "congvu", *args]


def _reachable(host: str) -> str:
    """Return how this machine reaches a server that listens on `host`, ready for an address."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 (named, not opened)
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _health(address: str) -> dict[str, object] | None:
    """Return what /healthz says, or None while nobody answers."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=3) as answer:  # noqa: S310 (our own address)
            body = answer.read()
    except urllib.error.HTTPError as error:
        body = error.read()
    except (OSError, ValueError):
        return None
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


class only_run:
    """Holds the data folder's lock for as long as the process lives; the system frees it after any death."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.file: IO[str] | None = None

    def __enter__(self) -> None:
        """Take the lock. Raises CannotRun when another run holds it."""
        self.file = open(self.data / "run" / "lock", "a+", encoding="ascii")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.file.seek(0)
            holder = self.file.read().strip() or "?"
            raise CannotRun(
                f"Công vụ đang chạy trên thư mục dữ liệu {self.data} (tiến trình {holder}). "
                "Hãy dừng lần chạy đó, hoặc chọn thư mục khác bằng --data."
            ) from error
        self.file.truncate(0)
        self.file.write(str(os.getpid()))
        self.file.flush()

    def __exit__(self, *_: object) -> None:
        """Give the lock back."""
        if self.file:
            self.file.close()


def _require_free(host: str, port: int) -> None:
    """Raise CannotRun when the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotRun(
                    f"Cổng {port} đã có chương trình khác dùng. Hãy chọn cổng khác bằng --port hoặc CONGVU_PORT "
                    "(cần cổng đó và cổng kế tiếp)."
                ) from error
            raise CannotRun(f"Không mở được {host}:{port}: {error.strerror or error}.") from error
        except OverflowError as error:
            raise CannotRun(f"Cổng {port} nằm ngoài khoảng cho phép.") from error

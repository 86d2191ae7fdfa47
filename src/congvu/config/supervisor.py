"""One process that starts the others, brings back those that die, and stops them all."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .logs import Journal, Say

TICK_SECONDS = 0.1
FIRST_DELAY, LONGEST_DELAY = 0.2, 20.0
STEADY_SECONDS = 30  # a process that lived this long starts afresh with the shortest delay
STOP_SECONDS = 10

Spawn = Callable[[int], "subprocess.Popen[bytes]"]


@dataclass
class Child:
    """One supervised process: how to start it and how it fares.

    `spawn` gets the file handle for its output. `stop_signal` asks it to end; `group` says that what is left of its
    process group is ended with it (PostgreSQL's own children must be left to themselves).
    """

    name: str
    spawn: Spawn
    stop_signal: signal.Signals = signal.SIGTERM
    group: bool = True
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    due: float = 0.0
    deaths: int = 0
    restarts: int = field(default=0)


def delay_after(deaths: int) -> float:
    """Return how long to wait before the next start, after so many deaths in a row."""
    return min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** max(0, deaths - 1))


class Supervisor:
    """Holds the children in the order in which they start; they stop in the reverse order."""

    def __init__(self, journal: Journal, say: Say) -> None:
        self.journal = journal
        self.say = say
        self.children: list[Child] = []
        self.stopping = False

    def listen(self) -> None:
        """Let Ctrl-C, SIGTERM and a closed terminal end the run."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup wants it ignored
            signal.signal(signal.SIGHUP, self._stop)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def add(self, child: Child) -> Child:
        """Take a child and start it."""
        self.children.append(child)
        self._start(child)
        return child

    def tick(self) -> None:
        """Look once after every child, then rest a moment."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.due:
                    self._start(child)
                    child.restarts += 1
            elif child.process.poll() is not None:
                self._died(child, now)
        time.sleep(TICK_SECONDS)

    def run(self, command: list[str], env: dict[str, str]) -> int | None:
        """Run a command to its end while looking after the children; None when the run was asked to stop."""
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, start_new_session=True)
        while process.poll() is None:
            if self.stopping:
                _end(process, signal.SIGTERM, group=True, seconds=STOP_SECONDS)
                return None
            self.tick()
        return process.returncode

    def stop(self) -> None:
        """Stop all: first those that use the database, together, then the database."""
        users = [child for child in self.children if child.group]
        for child in users:
            if child.process is not None and child.process.poll() is None:
                _signal(child.process, child.stop_signal)
        for child in [*users, *(child for child in reversed(self.children) if not child.group)]:
            if child.process is not None:
                _end(child.process, child.stop_signal, group=child.group, seconds=STOP_SECONDS)
                child.process = None

    def _start(self, child: Child) -> None:
        output = self.journal.pipe(child.name)
        try:
            child.process = child.spawn(output)
        except OSError as error:  # no memory, no process left: try again later
            child.process, child.deaths = None, child.deaths + 1
            child.due = time.monotonic() + delay_after(child.deaths)
            self.say(f"Chưa khởi động được {child.name}: {error.strerror}.")
        finally:
            os.close(output)
        child.started = time.monotonic()

    def _died(self, child: Child, now: float) -> None:
        process = child.process
        if process is None:
            return
        if child.group:
            _kill_group(process.pid)
        child.deaths = 1 if now - child.started > STEADY_SECONDS else child.deaths + 1
        child.due = now + delay_after(child.deaths)
        child.process = None
        line = f"Tiến trình {child.name} ({process.pid}) đã dừng ({_reason(process.returncode)}); đang khởi động lại."
        self.journal.write("run", line)
        self.say(line)


def _reason(code: int) -> str:
    """Return how a process ended, for people."""
    if code < 0:
        return signal.Signals(-code).name
    return f"mã {code}"


def _signal(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(number)


def _kill_group(leader: int) -> None:
    """End what a dead leader left in its group: web processes whose parent was killed still hold the port."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _end(process: "subprocess.Popen[bytes]", number: signal.Signals, *, group: bool, seconds: float) -> None:
    """Ask a process to end, wait, then end it by force."""
    if process.poll() is None:
        _signal(process, number)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL if group else signal.SIGQUIT)
        process.wait(seconds)
    if group:
        _kill_group(process.pid)

"""Two running installations that write to each other over lines that can be cut, and somebody who kills at random.

Each has two agencies: letters to the first of the other go by HTTPS, to the second by a NATS cluster of three. Where
the machine permits network namespaces each installation, and the cluster, lives in one of its own (`places`).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from congvu.config import orphans
from tests.config.stack import ROOT, Stack, free_port, in_this_network
from tests.exchange.line import Line
from tests.exchange.nats import Server
from tests.proof.places import WEATHERS, Country, Place, refusal

HERE, THERE = ("Tỉnh Tiền Giang", "H58", "H57"), ("Tỉnh Đồng Tháp", "H20", "H21")
# How often each dies. A kill of the last three costs a whole start of a program or a recovery of the database.
KILLS = {
    "nats node": 8, "one connection": 7, "one web process": 3, "one inbox reader": 3, "worker": 2, "web": 2,
    "postgres": 2,
}  # fmt: skip
# So many seconds a kind lives on a side before it dies again. What all deliveries of a side hang on dies only when a
# package of that side was done since: else nothing would be under way for long, and nothing proven.
RESTS = {
    "nats node": 5, "one web process": 10, "one inbox reader": 10, "web": 10, "worker": 5, "one connection": 5,
    "postgres": 5,
}  # fmt: skip
ABOVE = {"one web process": "web", "one inbox reader": "worker", "one connection": "postgres"}  # whose child it is
DATABASE = frozenset({"one connection", "postgres"})
HEAVY = DATABASE | {"worker", "web"}
FOLDER = "cvx-"
MOST_WAITING = 40  # letters of a side on their way: beyond that its clerks write no more for a while


class Side:
    """An installation of two agencies, and their clerk."""

    def __init__(self, names: tuple[str, str, str], folder: Path, place: Place | None, nats: list[Server]) -> None:
        self.name, self.code, self.second = names
        self.place, self.within = place, place.within if place else in_this_network
        self.folder = folder / self.code
        for each in (self.folder, self.folder / "tmp"):
            each.mkdir()
            each.chmod(0o755)
        said = {
            "CONGVU_NATS_URL": ",".join(node.url for node in nats), "CONGVU_NATS_INBOX": self.code,
            "CONGVU_NATS_REPLICAS": "3", "CONGVU_NATS_AGAIN": "15", "TMPDIR": str(self.folder / "tmp"),
        }  # fmt: skip
        self.stack = Stack(
            self.folder / "var", 8000 if place else free_port(), "--host", "0.0.0.0" if place else "127.0.0.1",
            within=self._begin, **said,
        )  # fmt: skip
        self.env = (
            {k: v for k, v in os.environ.items() if not k.startswith(("CONGVU_", "PYTEST"))}
            | said
            | {
                "CONGVU_DATA": str(self.stack.data),
                "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            }
        )
        self.line: Line | None = None  # that leads from here to the other side
        self.log = self.folder / "clerk.log"
        self.clerk: subprocess.Popen[str] | None = None
        self.sent = {self.code: 0, self.second: 0}
        self.taken_back: list[str] = []
        self.done = self.done_at_kill = 0  # packages

    def _begin(self, act: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return self.within(act, *(mortal(args) if act is subprocess.Popen else args), **named)

    def ready(self) -> None:
        self.stack.wait_until_well(900)
        with self.log.open("a") as log:
            self.clerk = subprocess.Popen(
                *mortal([[sys.executable, "-m", "tests.proof.exchange_acting"]], signal.SIGKILL), cwd=ROOT,
                env=self.env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip

    def join(self, other: Side) -> None:
        host = other.place.address if other.place else "127.0.0.1"
        self.line = self.within(Line, host, other.stack.port)

    def ask(self, command: str, **arguments: object) -> Any:
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
        """Stop all that is of this side, whatever state it is in."""
        if self.clerk is not None:
            self.clerk.kill()
            self.clerk.wait()
        if self.line is not None:
            self.line.end()
        try:
            self.stack.stop(60)
        except subprocess.TimeoutExpired:
            self.stack.kill()
        orphans.stop_orphans(self.stack.data / "run")
        for left in self.stack.left():
            with suppress(ProcessLookupError):
                os.kill(int(left.split()[0]), signal.SIGKILL)


def mortal(command: Any, number: signal.Signals = signal.SIGTERM) -> list[Any]:
    """Return arguments of Popen whose process gets a signal when whoever started it is killed (Linux)."""
    if not (found := shutil.which("setpriv")):
        return list(command)
    first, *rest = command
    return [[found, "--pdeathsig", number.name.removeprefix("SIG"), *map(str, first)], *rest]


@contextmanager
def landscape() -> Iterator[tuple[list[Side], list[Server], Country | None]]:
    """Two sides that run, the cluster between them, and the country; nothing of it stays, whatever fails."""
    for old in Path(tempfile.gettempdir()).glob(f"{FOLDER}*-*"):  # of a run that was killed with SIGKILL
        owner = old.name.removeprefix(FOLDER).split("-")[0]
        if owner.isdigit() and not Path("/proc", owner).exists() and Path("/proc/self").exists():
            shutil.rmtree(old, ignore_errors=True)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER}{os.getpid()}-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(signal.signal, signal.SIGTERM, signal.signal(signal.SIGTERM, signal.default_int_handler))
        folder.chmod(0o755)  # the database's own user walks through
        country = None
        if reason := refusal():
            print(f"Không mở được không gian tên mạng: {reason}. Đường truyền được cắt bằng trạm trung chuyển.")
        else:
            country = Country(3)
            stack.callback(country.end)
        places = country.places if country else [None] * 3
        nodes = cluster(folder, places[2])
        for node in nodes:
            stack.callback(node.kill)
            node.start()
        sides = []
        for names, place in zip((HERE, THERE), places, strict=False):
            sides.append(Side(names, folder, place, nodes))
            stack.callback(sides[-1].end)
        for side, other in (sides, sides[::-1]):
            side.ready()
            side.join(other)
        yield sides, nodes, country


def cluster(folder: Path, place: Place | None) -> list[Server]:
    """Return three servers that replicate."""
    host, within = (place.address, place.within) if place else ("127.0.0.1", in_this_network)

    def begin(act: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return within(act, *(mortal(args, signal.SIGKILL) if act is subprocess.Popen else args), **named)

    ports = [free_port() for _ in range(6)]
    routes = ", ".join(f'"nats://{host}:{port}"' for port in ports[3:])
    return [
        Server(
            folder, f"n{n}",
            f'jetstream {{ store_dir: "{folder}/n{n}" }}\n'
            f'cluster {{ name: hub, listen: "{host}:{ports[3 + n]}", routes: [{routes}] }}\n',
            ports[n], host=host, within=begin,
        )
        for n in range(3)
    ]  # fmt: skip


class Traffic:
    """Letters both ways by both carriers, and letters taken back, while things die."""

    def __init__(self, sides: list[Side], nodes: list[Server], country: Country | None, *, seed: int) -> None:
        self.sides, self.nodes, self.country = sides, nodes, country
        self.random = random.Random(seed)
        self.killed: dict[str, int] = dict.fromkeys(KILLS, 0)
        self.cuts: dict[str, int] = {}
        self._over = threading.Event()
        self._writers: list[threading.Thread] = []
        self._broken: list[BaseException] = []
        self._rests: dict[tuple[str, str], float] = {}
        self._dead: dict[Server, float] = {}
        self._weather: dict[Any, float] = {}

    def begin(self) -> None:
        keys: dict[str, str] = {}
        for each in self.sides:
            for number, code in enumerate(each.sent, 1):
                keys[each.code] = each.ask("setup", name=f"{each.name}, cơ quan {number}", code=code)
        for each, other in (self.sides, self.sides[::-1]):
            assert each.line is not None
            ways = (
                (other.code, "https", f"http://127.0.0.1:{each.line.port}"),
                (other.second, "jetstream", other.code),
            )
            for code, carrier, address in ways:
                each.ask(
                    "partner", name=f"{other.name} {code}", code=code, address=address,
                    public_key=keys[other.code], carrier=carrier,
                    sealing_card=other.ask("card") if carrier == "jetstream" else "",
                )  # fmt: skip
        for each, other in (self.sides, self.sides[::-1]):
            one = threading.Thread(target=self._write, args=(each, other, self.random.random()), daemon=True)
            one.start()
            self._writers.append(one)

    def _write(self, each: Side, other: Side, seed: float) -> None:
        """Let a side's clerks send letters until the end, and take some of them back at once."""
        chance = random.Random(seed)
        try:
            while not self._over.is_set():
                for sender, receiver in ((each.code, other.code), (each.second, other.second)):
                    count = chance.randint(1, 3)
                    given = each.ask(
                        "send", first=each.sent[sender] + 1, count=count, receiver=receiver, sender=sender
                    )  # fmt: skip
                    each.sent[sender] += count
                    if chance.random() < 0.4:
                        each.ask("take_back", references=given[:1], sender=sender)
                        each.taken_back += given[:1]
                waiting = MOST_WAITING
                while waiting >= MOST_WAITING and not self._over.wait(chance.uniform(0.5, 2)):
                    waiting, each.done = each.ask("under_way")
        except BaseException as error:  # noqa: BLE001  told by the thread that waits for this one
            self._broken.append(error)

    def disturb(self, kills: int, *, pause: tuple[float, float], say: Callable[[str], None] = print) -> None:
        """Kill so many processes, one after the other whatever else is down, and now and then spoil a line."""
        begun, told = time.monotonic(), 0
        while (done := sum(self.killed.values())) < kills:
            if self._broken:
                raise self._broken[0]
            if done >= told + 50:
                told = done
                sent, taken = [one.sent for one in self.sides], time.monotonic() - begun
                say(f"{done} {self.killed} {self.cuts} {sent} {taken:.0f} s")
            time.sleep(self.random.uniform(*pause))
            self._mend(time.monotonic())
            if self.random.random() < 0.15:
                self._spoil()
            for what in self.random.choices(list(KILLS), list(KILLS.values()), k=self.random.choice((1, 1, 2, 3))):
                self.kill(what)

    def finish(self) -> None:
        """End the writing, heal every line and start every node."""
        self._over.set()
        self._mend(float("inf"))
        for one in self._writers:
            one.join(400)
            assert not one.is_alive()
        if self._broken:
            raise self._broken[0]

    def kill(self, what: str) -> None:
        """Kill one process, where one of the kind lives and has lived for a while."""
        on = self.random.choice(self.nodes if what == "nats node" else self.sides)
        group = ("cluster", "") if what == "nats node" else (on.code, "database" if what in DATABASE else what)
        if time.monotonic() < self._rests.get(group, 0):
            return
        if isinstance(on, Server):
            if on in self._dead:
                return
            on.kill()
            self._dead[on] = time.monotonic() + self.random.uniform(0.1, 3)
        else:
            pid = self._pid(on.stack, what)
            try:
                if pid is None or (what in HEAVY and on.done <= on.done_at_kill):
                    return
                on.done_at_kill = on.done if what in HEAVY else on.done_at_kill
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                return
        self._rests[group] = time.monotonic() + self.random.uniform(0.3, 1.7) * RESTS[what]
        self.killed[what] += 1

    def _pid(self, stack: Stack, what: str) -> int | None:
        if what not in ABOVE:
            return stack.pid_of(what)
        above = stack.pid_of(ABOVE[what])
        below = stack.children(above) if above else []
        return self.random.choice(below) if below else None

    def _spoil(self) -> None:
        """Let the weather of a line change for some seconds."""
        until = time.monotonic() + self.random.uniform(0.3, 8)
        if self.country is None:
            one: Any = self.random.choice(self.sides).line
            kind = "cut"
            one.cut()
        else:
            one, kind = self.random.choice(self.country.places), self.random.choice(WEATHERS)
            one.turn(kind)
        self._weather[one] = until
        self.cuts[kind] = self.cuts.get(kind, 0) + 1

    def _mend(self, now: float) -> None:
        """Start the nodes and heal the lines whose time it is."""
        for node in [one for one, at in self._dead.items() if at <= now]:
            del self._dead[node]
            node.start()
        for one in [one for one, at in self._weather.items() if at <= now]:
            del self._weather[one]
            if self.country is None:
                one.heal()
            else:
                one.turn("fair")

    def settle(self, seconds: float) -> list[dict[str, Any]]:
        """Wait until nothing is on its way; return what stands on each side."""
        end = time.monotonic() + seconds
        while True:
            states = [each.ask("state") for each in self.sides]
            if all(set(one["mailings"]) <= {"done"} and not one["undelivered"] for one in states):
                return states
            if time.monotonic() > end:
                return states
            time.sleep(2)

"""A running installation, officials at work in it, and somebody who kills its processes at random."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.config.stack import ROOT, Stack
from tests.proof.acting import whole_lines

TARGETS = ("web", "worker", "postgres", "clerk", "one web process", "one connection")


class Scene:
    """Two clerks register `papers` papers into one register, others issue `issues`, while things die around them."""

    def __init__(self, stack: Stack, folder: Path, *, papers: int, issues: int, seed: int) -> None:
        self.stack, self.folder, self.papers, self.issues = stack, folder, papers, issues
        self.random = random.Random(seed)
        self.env = {key: value for key, value in os.environ.items() if not key.startswith(("CONGVU_", "PYTEST"))} | {
            "CONGVU_DATA": str(stack.data),
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        half = papers // 2
        self.shares = [("incoming", 1, half), ("incoming", half + 1, papers), ("outgoing", 1, issues)]
        self.clerks: list[subprocess.Popen] = []
        self.killed: dict[str, int] = dict.fromkeys(TARGETS, 0)

    def act(self, *args: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tests.proof.acting", *args], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def journal(self, share: int) -> Path:
        return self.folder / f"given-{share}"

    def begin(self, share: int) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.proof.acting", *map(str, self.shares[share])]
        log = open(self.folder / f"clerk-{share}.log", "ab")  # noqa: SIM115
        with log:
            return subprocess.Popen(
                [*command, str(self.journal(share))], cwd=ROOT, env=self.env, stdout=log, stderr=log
            )

    def run(self, *, pause: tuple[float, float], rounds: int, limit: float) -> None:
        """Let the clerks work to the end; meanwhile kill every target `rounds` times, in random order."""
        self.act("setup")
        self.clerks = [self.begin(share) for share in range(len(self.shares))]
        end = time.monotonic() + limit
        waiting: list[str] = []
        while self.working():
            assert time.monotonic() < end, self.complaint()
            time.sleep(self.random.uniform(*pause))
            if not waiting and rounds and self.given("incoming"):
                waiting, rounds = self.random.sample(TARGETS, len(TARGETS)), rounds - 1
            if waiting:
                self.kill(waiting.pop())
        assert [clerk.returncode for clerk in self.clerks] == [0] * len(self.clerks), self.complaint()
        for target in waiting:  # what the clerks were too quick for
            self.kill(target)

    def working(self) -> bool:
        """Return whether a clerk still works; one that was killed is replaced and goes on with the same forms."""
        for share, clerk in enumerate(self.clerks):
            if clerk.poll() == -signal.SIGKILL:
                self.clerks[share] = self.begin(share)
        return any(clerk.poll() is None for clerk in self.clerks)

    def complaint(self) -> str:
        logs = [*self.folder.glob("clerk-*.log"), self.stack.log]
        return "\n".join(log.read_text(encoding="utf-8", errors="replace")[-2000:] for log in logs)

    def kill(self, target: str) -> None:
        end = time.monotonic() + 20
        while (pid := self._pid(target)) is None:  # it is just being started again, or the clerks have gone home
            if target == "clerk" or time.monotonic() > end:
                return
            time.sleep(0.2)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.killed[target] += 1

    def _pid(self, target: str) -> int | None:
        if target == "clerk":
            return next((clerk.pid for clerk in self.clerks if clerk.poll() is None), None)
        if target in {"one web process", "one connection"}:
            above = self.stack.pid_of("web" if target == "one web process" else "postgres")
            below = self.stack.children(above) if above else []
            return self.random.choice(below) if below else None
        return self.stack.pid_of(target)

    def given(self, kind: str) -> dict[str, int]:
        """Return the numbers that were acknowledged, by form."""
        journals = [self.journal(share) for share, (name, *_) in enumerate(self.shares) if name == kind]
        lines = [line.split() for journal in journals for line in whole_lines(journal)]
        return {f"kill-{n}": int(number) for n, number in lines}

    def settled(self, seconds: float) -> dict:
        """Return what the database holds once all deliveries are done and no job is left."""
        end = time.monotonic() + seconds
        while True:
            state = json.loads(self.act("check"))
            if (not state["undelivered"] and not state["jobs"]) or time.monotonic() > end:
                return state
            time.sleep(2)

    def prove(self, seconds: float) -> None:
        """Nothing lost, nothing doubled, nothing half-done; the audit log verifies."""
        self.stack.wait_until_well(60)
        state = self.settled(seconds)
        for direction, count in (("incoming", self.papers), ("outgoing", self.issues)):
            assert state[direction] == {
                "numbers": list(range(1, count + 1)),
                "last": [count],
                **dict.fromkeys(("files", "audit", "events", "found"), count),
            }, (direction, state[direction])
        assert state["registered"] == self.given("incoming")
        assert state["issued"] == self.given("outgoing")
        assert state["unsound"] == []
        assert state["undelivered"] == 0
        assert state["jobs"] == {}
        done = subprocess.run(
            [sys.executable, "-m", "congvu", "verify"], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr

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
    """Two clerks register `papers` papers into one register while things die around them."""

    def __init__(self, stack: Stack, folder: Path, *, papers: int, seed: int) -> None:
        self.stack, self.folder, self.papers = stack, folder, papers
        self.random = random.Random(seed)
        self.env = {key: value for key, value in os.environ.items() if not key.startswith(("CONGVU_", "PYTEST"))} | {
            "CONGVU_DATA": str(stack.data),
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        half = papers // 2
        self.shares = [(1, half), (half + 1, papers)]
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
        first, last = self.shares[share]
        command = [sys.executable, "-m", "tests.proof.acting", "incoming", str(first), str(last)]
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
            if not waiting and rounds and self.given():
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
        pid = self._pid(target)
        if pid is None:
            return
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

    def given(self) -> dict[str, int]:
        """Return the numbers that were acknowledged to the clerks, by form."""
        journals = [self.journal(share) for share in range(len(self.shares))]
        lines = [line.split() for journal in journals if journal.exists() for line in whole_lines(journal)]
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
        every = list(range(1, self.papers + 1))
        assert state["numbers"] == every
        assert state["last"] == [self.papers]
        assert state["given"] == self.given()
        for part in ("files", "audit", "events", "worklist", "found"):
            assert state[part] == self.papers, part
        assert state["undelivered"] == 0
        assert state["jobs"] == {}
        done = subprocess.run(
            [sys.executable, "-m", "congvu", "verify"], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr

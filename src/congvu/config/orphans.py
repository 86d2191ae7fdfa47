"""Processes left behind by a run whose supervisor was killed. They carry its mark in their environment."""

import contextlib
import os
import secrets
import signal
import subprocess
import time
from pathlib import Path

MARK = "CONGVU_RUN_MARK"
GRACE_SECONDS = 8


def new_mark(folder: Path) -> str:
    """Write a fresh mark for this run's processes and return it."""
    mark = secrets.token_hex(16)
    (folder / "mark").write_text(mark, encoding="ascii")
    return mark


def stop_orphans(folder: Path) -> int:
    """Stop what the previous run left, first politely, and return how many processes that were."""
    file = folder / "mark"
    mark = file.read_text(encoding="ascii").strip() if file.exists() else ""
    if not mark:
        return 0
    found = marked(mark)
    for pid in found:
        _send(pid, signal.SIGTERM)
    end = time.monotonic() + GRACE_SECONDS
    while marked(mark) and time.monotonic() < end:
        time.sleep(0.1)
    for pid in marked(mark):
        _send(pid, signal.SIGKILL)
    return len(found)


def marked(mark: str) -> list[int]:
    """Return the processes of this machine, other than this one, that carry the mark."""
    wanted = f"{MARK}={mark}".encode()
    if Path("/proc/self/environ").exists():
        found = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _has(entry, wanted)]
    else:
        listed = subprocess.run(["ps", "axeww", "-o", "pid=,command="], capture_output=True).stdout
        found = [int(line.split()[0]) for line in listed.splitlines() if wanted in line]
    return [pid for pid in found if pid != os.getpid()]


def _has(entry: Path, wanted: bytes) -> bool:
    try:
        return wanted in (entry / "environ").read_bytes().split(b"\0")
    except OSError:  # gone, or another user's
        return False


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)

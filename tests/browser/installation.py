"""A whole installation for journeys: `congvu run --demo` on a data folder of its own, as a newcomer starts it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests.config.stack import free_port

START_LIMIT_SECONDS = 400


@dataclass(frozen=True, slots=True)
class Installation:
    """Where it answers and where its data lies."""

    address: str
    data: Path
    environment: dict[str, str]


def start(data: Path, port: int) -> subprocess.Popen[bytes]:
    """Start it and return when /healthz says that every part is well."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CONGVU_", "DJANGO_", "PYTEST_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "congvu", "run", "--demo", "--data", str(data), "--port", str(port)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=(data.parent / "run.log").open("ab"),
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    answered(process, address, data.parent / "run.log")
    return process


def answered(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    """Wait until /healthz says that every part is well. Raises AssertionError with the end of the log."""
    end = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.5)
    stop(process)
    raise AssertionError(log.read_text(encoding="utf-8")[-4000:])


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop it as Ctrl-C does."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def run_once():
    """Yield one installation; generator for a fixture."""
    with tempfile.TemporaryDirectory(prefix="cvj-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "var"
        data.mkdir()
        port = free_port()
        process = start(data, port)
        try:
            yield Installation(f"http://127.0.0.1:{port}", data, {})
        finally:
            stop(process)

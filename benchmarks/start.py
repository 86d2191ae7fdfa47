"""Start-up: from an empty data folder until /healthz is well, and again with its data. Bars: 60 s and 10 s (DESIGN 8).

`python -m benchmarks.start [--runs N] [--no-demo]`; each run uses a new data folder in the temporary folder.
"""

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from .measure import machine

ROOT = Path(__file__).resolve().parent.parent
LIMIT_SECONDS = 300
PORT = 8940
BARS = {"first": 60.0, "second": 10.0, "stop": 10.0}


def well(port: int) -> bool:
    """Return whether /healthz answers 200."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(json.load(answer)["ok"])
    except (OSError, ValueError):
        return False


def start(data: Path, demo: bool) -> tuple[subprocess.Popen[bytes], float]:
    """Start a run and return it with the seconds until it was well."""
    command = [sys.executable, "-m", "congvu", "run", "--data", str(data), "--port", str(PORT)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CONGVU_")}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--demo" if demo else "--no-demo"],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT / "src")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    while not well(PORT):
        if process.poll() is not None or time.perf_counter() - begun > LIMIT_SECONDS:
            process.kill()
            raise SystemExit(f"not well after {time.perf_counter() - begun:.0f} s; see {data / 'log'}")
        time.sleep(0.1)
    return process, time.perf_counter() - begun


def stop(process: subprocess.Popen[bytes]) -> float:
    """Stop a run and return the seconds it took."""
    begun = time.perf_counter()
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    return time.perf_counter() - begun


def main() -> None:
    """Measure and print; exit code 1 only when a run does not become well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--no-demo", action="store_true")
    options = parser.parse_args()
    figures: dict[str, list[float]] = {name: [] for name in BARS}
    for _ in range(options.runs):
        folder = Path(tempfile.mkdtemp(prefix="cvb-"))
        folder.chmod(0o755)
        try:
            for name in ("first", "second"):
                process, seconds = start(folder / "var", not options.no_demo)
                figures[name].append(seconds)
                figures["stop"].append(stop(process))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    machine("no demonstration" if options.no_demo else "the demonstration agencies")
    print(f"{'start, seconds':<20}{'median':>9}{'worst':>9}{'bar':>9}")
    for name, seconds in figures.items():
        print(f"{name:<20}{statistics.median(seconds):>9.2f}{max(seconds):>9.2f}{BARS[name]:>9.0f}")


if __name__ == "__main__":
    main()

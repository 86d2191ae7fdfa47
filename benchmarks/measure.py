"""How figures are taken: a warm-up, then runs; median, p95 and p99; CPU seconds and peak memory; the machine."""

import math
import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("Django", "psycopg", "granian", "pyhanko", "typst")


@dataclass(slots=True)
class Figures:
    """Milliseconds of one kind of work, with what the same machine needs for the bare part of it."""

    name: str
    milliseconds: list[float] = field(default_factory=list)
    right: bool = True
    bar: str = ""
    cpu: list[float] = field(default_factory=list)  # of this process, or with its database's, where it was taken

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds) if self.milliseconds else math.nan

    def percentile(self, share: float) -> float:
        rows = sorted(self.milliseconds)
        return math.nan if not rows else rows[min(len(rows) - 1, int(len(rows) * share))]


def timed(
    name: str, work: Callable[[int], object], *, runs: int = 5, each: int = 20, bar: str = "", right: object = None
) -> Figures:
    """Run `work(n)` in `runs` rounds of `each` after one warm-up round; `right` is what each call must return."""
    figures = Figures(name, bar=bar)
    for n in range(min(each, 5)):
        work(n)
    for n in range(runs * each):
        start = time.perf_counter()
        result = work(n)
        figures.milliseconds.append((time.perf_counter() - start) * 1000)
        if right is not None and result != right:
            figures.right = False
    return figures


class Processor:
    """Milliseconds of processor that this process and its database connection took: they hold on a busy machine."""

    def __init__(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            self._taken = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def now(self) -> float:
        """Return the milliseconds until now; only differences mean something."""
        return time.process_time() * 1000 + int(self._taken.read_text().split()[0]) / 1e6


def machine(data: str) -> None:
    """Print where and on what the figures were taken."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {libraries}")
    print(f"data: {data}")


def table(rows: Iterable[Figures]) -> None:
    """Print the figures, one line a kind of work."""
    print(f"{'work':<58}{'median':>9}{'p95':>9}{'p99':>9}{'CPU':>9}  {'right':<6}bar")
    for row in rows:
        cpu = f"{statistics.median(row.cpu):>7.1f}ms" if row.cpu else " " * 9
        print(
            f"{row.name:<58}{row.median:>7.1f}ms{row.percentile(0.95):>7.1f}ms{row.percentile(0.99):>7.1f}ms{cpu}  "
            f"{'yes' if row.right else 'NO':<6}{row.bar}"
        )
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(f"CPU {usage.ru_utime + usage.ru_stime:.1f} s, peak memory {usage.ru_maxrss / 1024:.0f} MiB")

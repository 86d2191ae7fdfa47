"""What the processes print: kept in the data folder, one rotating file each."""

import logging
import os
import sys
import threading
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

BYTES_A_FILE = 10 * 1024 * 1024
FILES_KEPT = 5
LONGEST_LINE = 16_384


class Journal:
    """Writes `<name>.log` in the log folder; `echo` shows each line on the console too."""

    def __init__(self, folder: Path, *, echo: bool) -> None:
        self.folder = folder
        self.echo = echo
        self._logs: dict[str, logging.Logger] = {}

    def pipe(self, name: str) -> int:
        """Return a file handle for a process to print to; its lines go to the journal until it ends."""
        reading, writing = os.pipe()
        threading.Thread(target=self._pump, args=(name, reading), name=f"log-{name}", daemon=True).start()
        return writing

    def write(self, name: str, line: str) -> None:
        """Write one line. A full disk must not stop the supervisor: the line is lost then."""
        self._log(name).info("%s", line)
        if self.echo:
            print(f"{name:<8} │ {line}", flush=True)

    def _pump(self, name: str, reading: int) -> None:
        with os.fdopen(reading, "r", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                self.write(name, line.rstrip()[:LONGEST_LINE])

    def _log(self, name: str) -> logging.Logger:
        if name not in self._logs:
            log = logging.Logger(name)
            handler = _QuietFile(
                self.folder / f"{name}.log", maxBytes=BYTES_A_FILE, backupCount=FILES_KEPT, encoding="utf-8"
            )
            handler.setFormatter(logging.Formatter(f"%(asctime)s {name} %(message)s"))
            log.addHandler(handler)
            self._logs[name] = log
        return self._logs[name]


class _QuietFile(RotatingFileHandler):
    """Does not print a traceback for each line when the disk is full."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Say it in one line and go on."""
        print(f"Không ghi được nhật ký {self.baseFilename}: {sys.exc_info()[1]}", file=sys.stderr, flush=True)


class Discreet(logging.Formatter):
    """Leaves out the lines in which PostgreSQL repeats the values of a row."""

    def formatException(self, ei: object) -> str:
        """Return the traceback without DETAIL and CONTEXT."""
        lines = super().formatException(ei).splitlines()  # type: ignore[arg-type]
        return "\n".join(line for line in lines if not line.startswith(("DETAIL:", "CONTEXT:")))


Say = Callable[[str], None]

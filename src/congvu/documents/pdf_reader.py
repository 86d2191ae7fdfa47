"""Words of PDFs, read by helper processes that stay: a hostile file kills a helper, never the web server."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

PROGRAM: Final = Path(__file__).with_name("pdf_words.py")
MOST_IDLE: Final = 2
MOST_PAPERS: Final = 500  # then a fresh helper, should one grow
MOST_ANSWER: Final = 32 << 20  # bytes
_CHUNK: Final = 1 << 18


class HelperFailed(Exception):
    """The helper died, hung or said too much over this file."""


class _Helper:
    """One process, asked by one thread at a time."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.papers = 0
        self.process = subprocess.Popen(
            [sys.executable, "-P", str(PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            bufsize=0,
        )

    def ask(self, question: list[str | int], seconds: float) -> dict[str, str | int]:
        """Return the answer. Raises HelperFailed; the helper is of no use afterwards."""
        assert self.process.stdin is not None
        self.papers += 1
        try:
            self.process.stdin.write(json.dumps(question).encode() + b"\n")
            found: dict[str, str | int] = json.loads(self._line(time.monotonic() + seconds))
        except (OSError, ValueError) as error:
            raise HelperFailed from error
        return found

    def _line(self, until: float) -> bytes:
        assert self.process.stdout is not None
        handle = self.process.stdout.fileno()
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        parts: list[bytes] = []
        size = 0
        while (left := until - time.monotonic()) > 0 and size < MOST_ANSWER:
            if not poll.poll(left * 1000):
                break
            part = os.read(handle, _CHUNK)
            if not part:
                break
            parts.append(part)
            size += len(part)
            if part.endswith(b"\n"):
                return b"".join(parts)
        raise HelperFailed

    def end(self) -> None:
        """Kill the process, whatever it is doing."""
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    @property
    def is_fit(self) -> bool:
        """Return whether it may be asked again: not by a forked child of the process that started it."""
        return self.owner == os.getpid() and self.papers < MOST_PAPERS and self.process.poll() is None


_idle: list[_Helper] = []
_guard = threading.Lock()


def read(path: str, *, most_pages: int, most_characters: int, seconds: float) -> tuple[str, int] | None:
    """Return text and pages of a PDF, None when pdfium cannot read it. Raises HelperFailed."""
    question: list[str | int] = [path, most_pages, most_characters]
    helper = _take()
    try:
        answer = helper.ask(question, seconds)
    except HelperFailed:
        helper.end()
        if helper.papers == 1:
            raise
        helper = _Helper()  # it may have been ill of an earlier paper
        try:
            answer = helper.ask(question, seconds)
        except HelperFailed:
            helper.end()
            raise
    _give_back(helper)
    return (str(answer["text"]), int(answer["pages"])) if answer else None


def _take() -> _Helper:
    with _guard:
        while _idle:
            helper = _idle.pop()
            if helper.is_fit:
                return helper
            if helper.owner == os.getpid():
                helper.end()
    return _Helper()


def _give_back(helper: _Helper) -> None:
    with _guard:
        if helper.is_fit and len(_idle) < MOST_IDLE:
            _idle.append(helper)
            return
    helper.end()

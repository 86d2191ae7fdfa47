"""The processes that read the NATS inbox live and end with their worker."""

import os
import signal
import sys
import time

import pytest

from congvu.config import readers

WAITS = "import time; time.sleep(60)"


@pytest.fixture
def started(tmp_path, monkeypatch):
    """Return the pids of readers so far, the oldest first; what a reader does is only to wait."""
    said = f"import os; open({str(tmp_path)!r} + f'/{{os.getpid()}}', 'w').close(); {WAITS}"
    monkeypatch.setattr(readers, "command", lambda: [sys.executable, "-c", said])
    monkeypatch.setenv("CONGVU_NATS_READERS", "2")
    monkeypatch.setattr(readers, "LOOK_SECONDS", 0.02)

    def pids(*, least):
        end = time.monotonic() + 20
        while len(found := sorted(tmp_path.iterdir(), key=lambda one: one.stat().st_mtime_ns)) < least:
            assert time.monotonic() < end
            time.sleep(0.02)
        return [int(one.name) for one in found]

    return pids


def lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_readers_live_as_long_as_the_worker_and_one_that_dies_is_brought_back(started):
    with readers.beside_worker():
        first, second = started(least=2)
        os.kill(first, signal.SIGKILL)
        third = started(least=3)[2]
        assert lives(second)
        assert lives(third)
    assert [pid for pid in (first, second, third) if lives(pid)] == []


def test_a_reader_that_does_not_end_when_asked_is_ended(started, monkeypatch):
    monkeypatch.setattr(readers, "STOP_SECONDS", 0.1)
    with readers.beside_worker():
        pids = started(least=2)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)  # takes no notice of SIGTERM
    assert [pid for pid in pids if lives(pid)] == []

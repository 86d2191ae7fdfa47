"""Readers of an inbox get the pieces of a large package by turns, and keep them in their order."""

from contextlib import nullcontext
from datetime import UTC, datetime

import pytest

from congvu.exchange import listening
from congvu.exchange.actions.inbox import Read
from congvu.exchange.carriers import jetstream

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)


class Stream:
    """What becomes of messages at the stream."""

    def __init__(self):
        self.forgotten, self.again = [], []

    def held(self, some):
        return nullcontext()

    def publish(self, some):
        raise AssertionError(some)

    def later(self, some, *, seconds):
        self.again += [one.subject for one in some]

    def done(self, some):
        self.forgotten += [one.subject for one in some]


def piece(start):
    headers = {jetstream.START: str(start)}
    return jetstream.Delivery(f"congvu.H20.package.H20.u.{start}", b"x", headers, AT, 1, object())


@pytest.fixture
def kept(monkeypatch):
    """Return the pieces kept so far; a piece is kept where it goes on, and another reader keeps every second one."""
    found, waits = [0], []

    def read(some, *, now):
        later = []
        for one in some:
            start = int(one.headers[jetstream.START])
            if start == len(found):
                found.append(start)
            elif start > len(found):
                later.append(one)
        return Read(later=later)

    def other_reader(seconds):
        waits.append(seconds)
        if len(found) % 2 and len(found) < 12:
            found.append(len(found))

    monkeypatch.setattr(listening.inbox, "read", read)
    monkeypatch.setattr(listening.time, "sleep", other_reader)
    return found, waits


def test_pieces_that_readers_got_by_turns_are_kept_in_their_order(kept):
    stream, some = Stream(), [piece(start) for start in (10, 2, 4, 6, 8)]
    listening._read(stream, some)
    assert kept[0] == list(range(11))
    assert stream.again == []
    assert len(stream.forgotten) == 5
    assert len(kept[1]) == 5  # one wait for each of the other reader's


def test_a_piece_whose_turn_does_not_come_goes_back_to_the_stream(kept):
    stream, some = Stream(), [piece(2), piece(14), piece(15)]
    listening._read(stream, some)
    assert stream.forgotten == [some[0].subject]
    assert stream.again == [one.subject for one in some[1:]]
    assert len(kept[1]) <= 2 * listening.TRIES

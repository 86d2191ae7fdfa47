"""Several answers in one message, for partners that say in their packages that they read that.

Each message in a stream of three replicas costs the servers as much as a small package, and answers are small. Every
answer keeps its own signature; the message around them proves nothing. An earlier version says nothing, and gets its
answers one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import uuid6

from .jetstream import MANY, SEVERAL, Delivery, Outgoing

MOST, MOST_BYTES = 32, 256 << 10
_ANSWER = re.compile(r"^(congvu\.[A-Za-z0-9_-]+\.answer)\.([0-9a-f-]{36})$")


def gathered(answers: Sequence[Outgoing], about: Sequence[Delivery]) -> list[Outgoing]:
    """Return answers as they are published: those to one inbox, about packages whose senders read many, together."""
    reading = {_uid(one) for one in about if MANY in one.headers}
    found: list[Outgoing] = []
    by_inbox: dict[str, list[Outgoing]] = {}
    for one in answers:
        match = _ANSWER.match(one.subject)
        if match is not None and match[2] in reading and not one.headers:
            by_inbox.setdefault(match[1], []).append(one)
        else:
            found.append(one)
    for inbox, some in by_inbox.items():
        found.extend(_one(inbox, few) for few in _few(some))
    return found


def _uid(one: Delivery) -> str:
    return (one.subject.split(".") + [""] * 5)[4]


def _few(some: Sequence[Outgoing]) -> Iterator[list[Outgoing]]:
    few: list[Outgoing] = []
    for one in some:
        if len(few) == MOST or sum(len(each.data) + 1 for each in few) + len(one.data) > MOST_BYTES:
            yield few
            few = []
        few.append(one)
    yield few


def _one(inbox: str, few: Sequence[Outgoing]) -> Outgoing:
    if len(few) == 1:
        return few[0]
    return Outgoing(f"{inbox}.{SEVERAL}.{uuid6.uuid7()}", b"\n".join(one.data for one in few))


def apart(some: Sequence[Delivery]) -> list[Delivery]:
    """Return messages as if each answer had come alone. What is no such message is left as it is."""
    found: list[Delivery] = []
    for one in some:
        if one.is_several and len(one.data) <= MOST_BYTES and one.data.count(b"\n") < MOST:
            found.extend(replace(one, data=each) for each in one.data.split(b"\n"))
        else:
            found.append(one)
    return found

"""Writes whose answers nobody waits for: gathered within an act and sent in one trip.

An act pays for every trip to the database, its history, events and work entries among them. `write` sends a statement
at once, unless the caller gathers: then it goes with the others at the end, in their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

_gathered: ContextVar[list[tuple[str, Sequence[Any]]] | None] = ContextVar("gathered", default=None)


def write(statement: str, values: Sequence[Any]) -> None:
    """Send a statement whose answer is not needed, now or with what is being gathered."""
    waiting = _gathered.get()
    if waiting is not None:
        waiting.append((statement, values))
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def gathered() -> Iterator[None]:
    """Send what is given to `write` meanwhile at the end, in one trip; nothing of it when an error ends the act.

    The caller is in a transaction, and reads nothing meanwhile that these statements change.
    """
    waiting: list[tuple[str, Sequence[Any]]] = []
    token = _gathered.set(waiting)
    try:
        yield
    finally:
        _gathered.reset(token)
    if waiting:
        with connection.cursor() as cursor:
            cursor.execute(";\n".join(cursor.mogrify(*one) for one in waiting))

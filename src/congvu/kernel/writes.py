"""Writes whose answers nobody waits for: gathered within an act and sent in one trip.

An act pays for every trip to the database, its history, events and work entries among them. `write` sends a statement
at once, unless the caller gathers: then it goes with the others at the end, in their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

from . import statements

_IDS = "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)"
_gathered: ContextVar[list[tuple[str, Sequence[Any]]] | None] = ContextVar("gathered", default=None)


def write(statement: str, values: Sequence[Any]) -> None:
    """Send a statement whose answer is not needed, now or with what is being gathered."""
    waiting = _gathered.get()
    if waiting is not None:
        waiting.append((statement, values))
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def ids(model: type[Model], count: int) -> list[int]:
    """Return ids for new rows, so that nobody waits for the answers of their inserts; may be read `together`."""
    return [row[0] for row in statements.rows(_IDS, [model._meta.db_table, count])] if count else []


def insert_all(rows: Sequence[Model]) -> None:
    """Insert rows of one model that have their ids, now or with what is being gathered; no signals are sent."""
    if not rows:
        return
    head, places = _inserting(type(rows[0]))
    fields = rows[0]._meta.concrete_fields
    values = [one.get_db_prep_save(one.pre_save(row, True), connection) for row in rows for one in fields]
    write(f"{head} values {', '.join([places] * len(rows))}", values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _inserting(model: type[Model]) -> tuple[str, str]:
    names = [one.column or one.attname for one in model._meta.concrete_fields]
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    return f"insert into {model._meta.db_table} ({quoted})", f"({', '.join(['%s'] * len(names))})"


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

"""Rows written by COPY: for bulk loads, several times quicker than INSERT with thousands of parameters."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any, TypeVar

from django.db import connection, models
from psycopg import sql

Row = TypeVar("Row", bound=models.Model)


def copy_in(rows: Sequence[Row]) -> list[Row]:
    """Write new rows of one model in their order, with keys from its sequence; returns them with their keys.

    Constraints hold as for any other writing; generated columns are computed by the database.
    """
    if not rows:
        return []
    meta = type(rows[0])._meta
    fields = [field for field in meta.concrete_fields if not field.generated]
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, %s)) from generate_series(1, %s)",
            [meta.db_table, meta.pk.column if meta.pk else "id", len(rows)],
        )
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
        for field in fields:
            if field.is_relation:
                for row in rows:
                    _settle(row, field)
        columns = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields)
        statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(meta.db_table), columns)
        names = [field.attname for field in fields]
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([_plain(getattr(row, name)) for name in names])
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias
    return list(rows)


def _settle(row: models.Model, field: Any) -> None:
    """Take over the key of a related row that was written after this one was built."""
    if getattr(row, field.attname) is None and field.is_cached(row):
        related = field.get_cached_value(row)
        setattr(row, field.attname, related.pk if related is not None else None)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value

"""How lists of texts are written for PostgreSQL: as psycopg does, without a step of Python for each quote in them.

Many rows go to the database as arrays, one for each column; columns of JSON are full of quotes.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.types.array import ListDumper


class TextsDumper(ListDumper):
    """Writes a flat list of texts in one go, every element in quotes; all other lists as psycopg does."""

    def dump(self, obj: list[Any]) -> Any:
        """Return the array's text. What PostgreSQL cannot hold is refused by psycopg, as before."""
        if not obj or any(type(one) is not str or "\x00" in one for one in obj):
            return super().dump(obj)
        quoted = (one.replace("\\", "\\\\").replace('"', '\\"') for one in obj)
        return ('{"' + '","'.join(quoted) + '"}').encode()


def register() -> None:
    """Write lists so on every connection that is made from now on."""
    psycopg.adapters.register_dumper(list, TextsDumper)

"""Writing the whole database, in one transaction: a restore is there whole or not at all.

Triggers of the tables must not fire (acts are in the log already, jobs are notified later), but their switch must
stand afterwards as it stood: the guards of the audit log are "always". Keys to other tables are taken off and set again
at the end, so that tables may come in any order and PostgreSQL itself checks every key once. Other indexes likewise,
for speed.
The owner of the tables may do all of this; no superuser is needed.
"""

from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from ..bundle.manifest import Head
from ..errors import BackupDamaged, VersionRefused
from .snapshot import TABLES

_KEYS = """
    select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
    where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0 order by 1, 2
"""
_INDEXES = """
    select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
    join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not i.indisunique
        and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by 1
"""
_TRIGGERS = """
    select t.tgrelid::regclass::text, t.tgname, t.tgenabled::text from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = 'public'::regnamespace and not t.tgisinternal order by 1, 2
"""
_SWITCH = {"O": "enable", "A": "enable always", "R": "enable replica", "D": "disable"}
# A row in one of these means that somebody works here.
SIGNS_OF_USE = {
    "identity_account": "tài khoản",
    "identity_agency": "cơ quan",
    "kernel_auditentry": "nhật ký",
    "kernel_storedcontent": "tệp",
}


def found_in_use(link: psycopg.Connection[Any]) -> str:
    """Return what says that the database holds data, or nothing."""
    there = {name for name, _ in link.execute(TABLES).fetchall()}
    for table, word in SIGNS_OF_USE.items():
        if table in there:
            query = sql.SQL("select exists (select from {})").format(sql.Identifier(table))
            if (link.execute(query).fetchone() or [False])[0]:
                return word
    return ""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is taken off while rows come in."""

    keys: list[tuple[str, str, str]]
    indexes: list[tuple[str, str]]
    triggers: list[tuple[str, str, str]]


class Loading:
    """Takes the rows of a backup into empty tables, inside the transaction of `link`."""

    def __init__(self, link: psycopg.Connection[Any], head: Head) -> None:
        self._link, self._head = link, head
        self._tables: dict[str, list[str]] = dict(link.execute(TABLES).fetchall())
        if different := self._differences():
            raise VersionRefused(what=", ".join(sorted(different)[:5]))
        self._table = ""
        self._open = ExitStack()
        self._copy: psycopg.Copy | None = None
        self._shape = self._take_off()

    def _differences(self) -> set[str]:
        names = self._tables.keys() ^ self._head.tables.keys()
        both = self._tables.keys() & self._head.tables.keys()
        return names | {name for name in both if set(self._tables[name]) != set(self._head.tables[name])}

    def _do(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self._link.execute(statement)  # names come from the catalogue, quoted by it

    def _take_off(self) -> _Shape:
        shape = _Shape(
            self._link.execute(_KEYS).fetchall(),
            self._link.execute(_INDEXES).fetchall(),
            self._link.execute(_TRIGGERS).fetchall(),
        )
        self._do(f'alter table {table} drop constraint "{name}"' for table, name, _ in shape.keys)
        self._do(f"alter table {table} disable trigger user" for table in sorted({row[0] for row in shape.triggers}))
        names = sql.SQL(", ").join(sql.Identifier(name) for name in sorted(self._tables))
        self._link.execute(sql.SQL("truncate {}").format(names))  # what migrations put in; the backup has it too
        self._do(f"drop index {name}" for name, _ in shape.indexes)
        return shape

    def rows(self, table: str, piece: bytes) -> None:
        """Take text of COPY for a table. Raises BackupDamaged for rows that do not fit."""
        try:
            if table != self._table:
                self._end_table()
                columns = sql.SQL(", ").join(map(sql.Identifier, self._head.tables[table]))
                query = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), columns)
                cursor = self._open.enter_context(self._link.cursor())
                self._copy, self._table = self._open.enter_context(cursor.copy(query)), table
            if self._copy is not None:
                self._copy.write(piece)
        except psycopg.DataError as error:
            raise BackupDamaged(reason=f"bảng {table} có dòng không đọc được.") from error

    def _end_table(self) -> None:
        self._copy = None
        self._open.close()

    def abandon(self, error: BaseException) -> None:
        """Leave a table in the middle: until the server knows, the connection takes no other statement."""
        with suppress(psycopg.Error):
            self._open.__exit__(type(error), error, error.__traceback__)

    def finish(self) -> dict[str, int]:
        """End the tables, set keys, indexes, triggers, sequences; return the number of rows of each table."""
        try:
            self._end_table()
            self._do(statement for _, statement in self._shape.indexes)
            self._do(f'alter table {table} add constraint "{name}" {what}' for table, name, what in self._shape.keys)
        except (psycopg.DataError, psycopg.IntegrityError) as error:
            raise BackupDamaged(reason="các dòng không khớp nhau (khóa giữa các bảng).") from error
        self._do(f'alter table {table} {_SWITCH[on]} trigger "{name}"' for table, name, on in self._shape.triggers)
        for name, (last, called) in self._head.sequences.items():
            self._link.execute("select setval(%s::regclass, %s, %s)", [f'"{name}"', last, called])
        if self._head.note:
            [database] = self._link.execute("select current_database()").fetchone() or [""]
            self._link.execute(
                sql.SQL("comment on database {} is {}").format(sql.Identifier(database), sql.Literal(self._head.note))
            )
        return {table: self._count(table) for table in self._tables}

    def _count(self, table: str) -> int:
        query = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
        return int((self._link.execute(query).fetchone() or [0])[0])

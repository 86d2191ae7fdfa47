"""Reading the whole database as it stood at one moment.

One read-only transaction of isolation "repeatable read" sees one state however long it takes; the acts of the office go
on meanwhile. The embedded PostgreSQL has no pg_dump that may be relied on (DESIGN 5), hence COPY.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import psycopg
from django.db import connection
from psycopg import sql

from ..bundle.manifest import AuditEnd
from ..errors import BackupRunning

LOCK = 0x636F6E67767502  # "congvu", 2: one backup at a time
TABLES = """
    select c.relname, array_agg(a.attname::text order by a.attnum)
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    group by c.relname order by c.relname
"""
_SEQUENCES = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' order by 1"
_MIGRATIONS = "select app || '.' || name from django_migrations order by 1"
_NOTE = "select coalesce(shobj_description(oid, 'pg_database'), '') from pg_database where datname = current_database()"
_AUDIT = """
    select coalesce(max(log), ''), count(*) from kernel_auditseal
"""


def address() -> dict[str, Any]:
    """Return how Django reaches the database, for a connection of one's own."""
    values = connection.get_connection_params()
    return {key: value for key, value in values.items() if key not in {"cursor_factory", "context"}}


@contextmanager
def lone_connection() -> Iterator[psycopg.Connection[Any]]:
    """Give a connection that holds the lock of backups until it ends. Raises BackupRunning."""
    with psycopg.connect(**address(), autocommit=True) as link:
        [taken] = link.execute("select pg_try_advisory_lock(%s)", [LOCK]).fetchone() or [False]
        if not taken:
            raise BackupRunning
        yield link


def is_running() -> bool:
    """Return whether some process holds the lock of backups."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from pg_locks where locktype = 'advisory' and classid = %s and objid = %s"
            " and database = (select oid from pg_database where datname = current_database()))",
            [LOCK >> 32, LOCK & 0xFFFFFFFF],
        )
        return bool(cursor.fetchone()[0])


class Snapshot:
    """The database at one moment. Made inside `taken`."""

    def __init__(self, link: psycopg.Connection[Any]) -> None:
        self._link = link
        self.tables: dict[str, list[str]] = dict(link.execute(TABLES).fetchall())
        self.migrations = [name for (name,) in link.execute(_MIGRATIONS).fetchall()]
        self.note = self._one(_NOTE)
        self.postgres = self._one("show server_version")
        self.sequences = {name: self._sequence(name) for (name,) in link.execute(_SEQUENCES).fetchall()}

    def _one(self, query: str) -> str:
        [value] = self._link.execute(query).fetchone() or [""]
        return str(value)

    def _sequence(self, name: str) -> tuple[int, bool]:
        query = sql.SQL("select last_value, is_called from {}").format(sql.Identifier(name))
        last, called = self._link.execute(query).fetchone() or (1, False)
        return int(last), bool(called)

    def rows(self, table: str) -> Iterator[bytes]:
        """Yield a table as text of COPY, each piece ending at the end of a row."""
        columns = sql.SQL(", ").join(map(sql.Identifier, self.tables[table]))
        query = sql.SQL("copy (select {} from {}) to stdout").format(columns, sql.Identifier(table))
        with self._link.cursor() as cursor, cursor.copy(query) as copy:
            for piece in copy:
                yield bytes(piece)

    def audit_end(self) -> AuditEnd:
        """Return where the log of acts ends."""
        log, seals = self._link.execute(_AUDIT).fetchone() or ("", 0)
        root = self._one("select encode(root, 'hex') from kernel_auditseal order by number desc limit 1")
        acts = self._one("select count(*) from kernel_auditentry")
        waiting = self._one("select count(*) from kernel_auditpending")
        return AuditEnd(str(log), int(seals), root, int(acts), int(waiting))

    def contents(self) -> "IO[bytes]":
        """Return a temporary file with SHA-256 and size of every stored content, for when the snapshot ended."""
        listed = tempfile.TemporaryFile()  # noqa: SIM115 (given to the caller)
        listing = "select sha256, size from kernel_storedcontent where destroyed_at is null order by sha256"
        with self._link.cursor() as cursor, cursor.copy(f"copy ({listing}) to stdout") as copy:
            for piece in copy:
                listed.write(bytes(piece))
        listed.seek(0)
        return listed


@contextmanager
def taken(link: psycopg.Connection[Any]) -> Iterator[Snapshot]:
    """Give a snapshot; its transaction ends with the block."""
    link.execute("begin isolation level repeatable read read only")
    try:
        yield Snapshot(link)
    finally:
        link.execute("rollback")

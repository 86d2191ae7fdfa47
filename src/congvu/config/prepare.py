"""What stands before the processes of an installation may start: database, tables, demonstration."""

import contextlib
import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql
from psycopg.conninfo import make_conninfo

MIGRATION_LOCK = 0x636F6E67767501  # "congvu", 1


def _say(line: str) -> None:
    print(line, flush=True)


def prepare_all(*, demo: bool) -> None:
    """Do all that `congvu run` needs; safe to repeat and to interrupt at any point."""
    create_database()
    migrate_all()
    if demo and not _demo_stands():
        load_demo()


def _address(database: str | None = None) -> str:
    found = settings.DATABASES["default"]
    values = {
        "dbname": database or found["NAME"],
        "user": found["USER"],
        "password": found["PASSWORD"],
        "host": found["HOST"],
        "port": found["PORT"],
    }
    return make_conninfo("", **{key: str(value) for key, value in values.items() if value})


def create_database() -> None:
    """Create the installation's database on the embedded server; a server of one's own has it already."""
    if os.environ.get("CONGVU_DATABASE_URL"):
        return
    name = str(settings.DATABASES["default"]["NAME"])
    with psycopg.connect(_address("postgres"), autocommit=True) as link:
        if link.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is None:
            link.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let only one process of the installation change the tables at a time."""
    with psycopg.connect(_address(), autocommit=True) as link:
        link.execute("select pg_advisory_lock(%s)", [MIGRATION_LOCK])
        yield


def open_migrations() -> list[str]:
    """Return the migrations of this code that the database has not seen."""
    return _plan(MigrationExecutor(connection))


def _plan(executor: MigrationExecutor) -> list[str]:
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate_all() -> None:
    """Bring the tables to this code's version, once, however many processes ask."""
    with _alone():
        executor = MigrationExecutor(connection)
        waiting = _plan(executor)
        if not waiting:
            executor.check_replacements()
            return
        _say(f"→ Bảng dữ liệu: {len(waiting)} bước")
        call_command("migrate", interactive=False, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("analyze")  # a column added to a year of rows has no statistics, and plans go astray


def migrate_to(names: Iterable[str]) -> list[str]:
    """Bring an empty database to the steps named (app.name), or return those that this code does not know.

    For a restore: the tables must be those of the backup. A newer code goes on with `migrate_all` afterwards.
    """
    with _alone():
        executor = MigrationExecutor(connection)
        wanted = {(app, name) for app, _, name in (one.partition(".") for one in names)}
        squashed = {old for migration in executor.loader.disk_migrations.values() for old in migration.replaces}
        nodes = set(executor.loader.graph.nodes)
        if unknown := sorted(".".join(one) for one in wanted - nodes - squashed):
            return unknown
        state = wanted & nodes
        leaves = [node for node in state if not any(child in state for child in _children(executor, node))]
        executor.migrate(sorted(leaves))
    return []


def _children(executor: MigrationExecutor, node: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the steps of the same app that stand on a step."""
    return [child.key for child in executor.loader.graph.node_map[node].children if child.key[0] == node[0]]


def load_demo() -> bool:
    """Load the demonstration agencies; False when this installation has none.

    The table of accounts stands in the data folder, for `congvu run` to print.
    """
    if importlib.util.find_spec("congvu.config.demo") is None:
        return False
    from congvu.config import demo

    with _alone():
        demo.load(lambda step: _say(f"→ Dữ liệu trình diễn: {step}"))
        with connection.cursor() as cursor:
            cursor.execute("analyze")  # the first pages must not wait for autovacuum to learn what was loaded
    _write_accounts([(shown.title, shown.person, shown.username, demo.PASSWORD) for shown in demo.accounts()])
    _mark_demo()
    return True


def _demo_mark() -> str:
    """Return what identifies the demonstration of this code."""
    digest = hashlib.sha256()
    for file in sorted((Path(__file__).parent / "demo").glob("**/*.py")):
        digest.update(file.read_bytes())
    return f"congvu-demo {digest.hexdigest()[:16]}"


def _demo_stands() -> bool:
    """Return whether this database holds the demonstration of this code; `congvu demo` looks at each row instead."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
        )
        return bool(cursor.fetchone() == (_demo_mark(),))


def _mark_demo() -> None:
    """Note on the embedded server's database that the demonstration is whole; a server of one's own keeps its notes."""
    if os.environ.get("CONGVU_DATABASE_URL"):
        return
    name = str(settings.DATABASES["default"]["NAME"])
    with psycopg.connect(_address(), autocommit=True) as link:
        link.execute(sql.SQL("comment on database {} is {}").format(sql.Identifier(name), sql.Literal(_demo_mark())))


def _write_accounts(rows: list[tuple[str, ...]]) -> None:
    """Keep the table of demonstration accounts: role, name, sign-in name, password."""
    head = ("Vị trí", "Họ tên", "Đăng nhập", "Mật khẩu")
    table = [head, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(head))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in table]
    file = Path(settings.DATA) / "run" / "accounts.txt"
    file.write_text("\n".join(["", lines[0], "─" * len(lines[0]), *lines[1:], ""]), encoding="utf-8")
    file.chmod(0o600)
    sys.stdout.flush()

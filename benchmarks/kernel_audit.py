"""What the audit log costs: `record()` beside the bare insert, and sealing, on a server of its own in one run.

    PYTHONPATH=src:. python benchmarks/kernel_audit.py [rows]

Bars (DESIGN 8): at least 1,500 acts/s sealed; of 10,000 rows that is well within a second and a half, the aim is one.
"""

import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import measure

MANY = 100
FIELDS = (
    "at, code, subject_type, subject_id, agency_id, person_id, person_name, post_id, post_title, delegation_id, "
    "address, data"
)
INSERT = f"insert into bare ({FIELDS}) values ({', '.join(['%s'] * 12)})"
NOW = datetime.now(UTC)
VALUES = [
    NOW, "documents.incoming_registered", "kernel.numberseries", 7, 1, 3, "Đỗ Thị Bé Ba", 4, "Văn thư", None, "",
    json.dumps({"number": 15}),
]  # fmt: skip


def start_server(folder):
    from congvu.config.postgres import Postgres

    server = Postgres(folder / "pg")
    server.start()
    os.environ.update(
        CONGVU_DATABASE_URL=server.url("postgres"),
        CONGVU_DATA=str(folder),
        CONGVU_DATABASE_POOL="0",
        DJANGO_SETTINGS_MODULE="congvu.config.settings",
    )
    (folder / "tmp").mkdir()
    return server


def prepare():
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("create table bare (like kernel_auditentry including all)")
        cursor.execute("create table bare_leaf (like kernel_auditleaf including all)")


def recording():
    """Yield the cost of one act's entry, alone and within the act's own transaction."""
    from django.db import connection, transaction

    from congvu.kernel.audit import record
    from congvu.kernel.models import NumberSeries
    from congvu.kernel.types import Actor

    actor = Actor(3, "Đỗ Thị Bé Ba", 4, "Văn thư", 5, "Văn phòng", (5, 2), 1, "Ủy ban nhân dân tỉnh", frozenset())
    subject = NumberSeries(pk=7)

    def bare(_n, count=1):
        with transaction.atomic(), connection.cursor() as cursor:
            for _ in range(count):
                cursor.execute(INSERT, VALUES)

    def recorded(_n, count=1):
        with transaction.atomic():
            for _ in range(count):
                record(actor, "documents.incoming_registered", subject, at=NOW, number=15)

    yield measure.timed("bare insert and commit", bare, each=40)
    yield measure.timed("record() and commit", recorded, each=40)
    yield measure.timed(f"{MANY} bare inserts in one transaction", lambda n: bare(n, MANY), each=5)
    yield measure.timed(f"{MANY} record() in one transaction", lambda n: recorded(n, MANY), each=5)


def sealing(rows):
    """Yield the cost of sealing a batch of acts, of writing its leaves alone, and of checking the whole log."""
    from django.db import connection, transaction

    from congvu.kernel.audit import keys, seal_now
    from congvu.kernel.audit.verifying import verify_database
    from congvu.kernel.models import AuditEntry

    seal_now(NOW)
    fill = (
        f"insert into kernel_auditentry ({FIELDS}) select {FIELDS} from bare, generate_series(1, 10 + %s / 100) "
        "limit %s"
    )
    figures = measure.Figures(f"seal_now of {rows} acts", bar="1.0 s for 10,000")
    for turn in range(6):
        with connection.cursor() as cursor:
            cursor.execute(fill, [rows, rows])
        begin = time.perf_counter()
        figures.right &= seal_now(NOW) == rows
        if turn:  # the first is the warm-up
            figures.milliseconds.append((time.perf_counter() - begin) * 1000)
    yield figures

    def leaves(_n):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("truncate bare_leaf")
            cursor.execute("insert into bare_leaf select * from kernel_auditleaf limit %s", [rows])

    yield measure.timed(f"bare: {rows} leaves copied in SQL", leaves, each=1)
    total = AuditEntry.objects.count()
    yield measure.timed(
        f"verify the whole log of {total} acts",
        lambda _n: all(part.ok for part in verify_database(keys.trusted_keys(), NOW)), runs=1, each=1, right=True,
    )  # fmt: skip


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="cvb-") as name:
        Path(name).chmod(0o755)
        server = start_server(Path(name))
        try:
            prepare()
            figures = [*recording(), *sealing(rows)]
            measure.machine(f"{rows} acts a seal run")
            measure.table(figures)
        finally:
            server.stop()
    raise SystemExit(0 if all(one.right for one in figures) else 1)


if __name__ == "__main__":
    main()

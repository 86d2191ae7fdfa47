"""Officials at work for the kill test, in processes of their own that may be killed at any instant.

`python -m tests.proof.acting setup|incoming|check …` on the data folder named by CONGVU_DATA.
"""

import json
import os
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

NOON = datetime(2026, 10, 14, 10, 20, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
PATIENCE_SECONDS = 120
BETWEEN_PAPERS_SECONDS = 0.1  # so that there is work to interrupt


def setup() -> None:
    """Write one agency with its people."""
    from tests.documents.conftest import build_office

    build_office()


def office():
    """Return the agency that `setup` wrote, as the tests of documents know it."""
    from congvu.identity.models import Account, Agency, Post, Unit
    from tests.documents.conftest import Office

    posts = {
        account.username: Post.objects.get(assignments__person=account.person) for account in Account.objects.all()
    }
    people = {account.username: account.person for account in Account.objects.select_related("person")}
    accounts = {account.username: account for account in Account.objects.all()}
    return Office(Agency.objects.get(), {unit.name: unit for unit in Unit.objects.all()}, posts, people, accounts)


def incoming(first: int, last: int, acknowledged: Path) -> None:
    """Register papers first…last, each once, writing down each number that was given."""
    from congvu.documents.api import NewFile, register_incoming
    from tests.documents.conftest import docx
    from tests.documents.conftest import incoming as letter

    def register(n: int) -> int:
        import io

        return register_incoming(
            actor=office().actor("clerk"),
            data=letter(code_number=str(n), arrived_at=NOON),
            files=[NewFile(stream=io.BytesIO(docx(f"Công văn số {n}")), name=f"cong-van-{n}.docx")],
            now=NOON,
            once_key=f"kill-{n}",
        ).number

    _each(register, first, last, acknowledged)


def _each(act, first: int, last: int, acknowledged: Path) -> None:
    done = {int(line.split()[0]) for line in whole_lines(acknowledged)}
    with open(acknowledged, "a", encoding="ascii") as journal:
        for n in range(first, last + 1):
            if n not in done:
                journal.write(f"{n} {_patiently(act, n)}\n")
                journal.flush()
                os.fsync(journal.fileno())
                time.sleep(BETWEEN_PAPERS_SECONDS)


def _patiently(act, n: int) -> int:
    """Try again while the database is away, as a person would."""
    from django.db import InterfaceError, OperationalError, connection
    from psycopg_pool import PoolTimeout

    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return act(n)
        except (OperationalError, InterfaceError, PoolTimeout):
            connection.close()
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def whole_lines(file: Path) -> list[str]:
    """Return the whole lines of a journal; a line cut by a kill is not an acknowledgement."""
    return file.read_text(encoding="ascii").split("\n")[:-1] if file.exists() else []


def check() -> None:
    """Print what the database holds, as JSON."""
    from django.db import connection

    from congvu.documents.models import Document
    from congvu.kernel.models import AuditEntry, Delivery, NumberSeries, OutboxEvent
    from congvu.search.models import Entry as SearchEntry
    from congvu.worklist.models import Entry

    def count(rows) -> int:
        return rows.count()

    with connection.cursor() as cursor:
        cursor.execute("select status::text, count(*) from procrastinate_jobs group by 1")
        jobs = dict(cursor.fetchall())
    documents = Document.objects.filter(direction="incoming")
    print(
        json.dumps(
            {
                "numbers": sorted(documents.values_list("number", flat=True)),
                "given": {d.once_key: d.number for d in documents},
                "last": list(NumberSeries.objects.values_list("last", flat=True)),
                "files": count(documents.filter(files__role="main")),
                "audit": count(AuditEntry.objects.filter(code="documents.incoming_registered")),
                "events": count(OutboxEvent.objects.filter(name="documents.IncomingRegistered")),
                "undelivered": count(Delivery.objects.filter(done_at=None)),
                "worklist": count(Entry.objects.filter(closed_at=None)),
                "found": count(SearchEntry.objects.all()),
                "jobs": jobs,
            }
        )
    )


def main() -> None:
    """Run the part that was asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()
    name, *args = sys.argv[1:]
    if name == "incoming":
        incoming(int(args[0]), int(args[1]), Path(args[2]))
    else:
        {"setup": setup, "check": check}[name]()


if __name__ == "__main__":
    main()

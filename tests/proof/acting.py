"""Officials at work for the kill test, in processes of their own that may be killed at any instant.

`python -m tests.proof.acting setup|incoming|outgoing|check …` on the data folder named by CONGVU_DATA.
"""

import io
import json
import os
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import timezone

NOON = datetime(2026, 10, 14, 10, 20, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
PATIENCE_SECONDS = 120
BETWEEN_PAPERS_SECONDS = 0.1  # so that there is work to interrupt


def setup() -> None:
    """Write one agency with its people and their keys."""
    from congvu.signing.api import ensure_demo_keys
    from tests.documents.conftest import build_office

    made = build_office()
    ensure_demo_keys(
        agencies=[made.agency.pk], people=[made.people["chairman"].pk], at=timezone.now() - timedelta(days=1)
    )


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
        return register_incoming(
            actor=office().actor("clerk"),
            data=letter(code_number=str(n), arrived_at=NOON),
            files=[NewFile(stream=io.BytesIO(docx(f"Công văn số {n}")), name=f"cong-van-{n}.docx")],
            now=NOON,
            once_key=f"kill-{n}",
        ).number

    _each(register, first, last, acknowledged)


def outgoing(first: int, last: int, acknowledged: Path) -> None:
    """Draft, approve, sign, number, seal and issue papers first…last, each once, going on where a kill cut in."""
    from congvu.documents.api import approve_step, create_draft, issue_draft, sign_draft, submit_draft
    from congvu.documents.models import Draft
    from tests.documents.drafts import LETTER

    def issue(n: int) -> int:
        at = office()
        now = timezone.now()
        pk = create_draft(
            actor=at.actor("officer"),
            type_code="cong-van",
            content=replace(LETTER, subject=f"trả lời công văn số {n}"),
            signer_post_id=at.posts["chairman"].pk,
            now=now,
            once_key=f"kill-{n}",
        )
        steps = {
            "drafting": lambda read: submit_draft(actor=at.actor("officer"), draft_id=pk, read_version=read, now=now),
            "head": lambda read: approve_step(actor=at.actor("head"), draft_id=pk, read_version=read, now=now),
            "form": lambda read: approve_step(actor=at.actor("chief"), draft_id=pk, read_version=read, now=now),
            "signing": lambda read: sign_draft(
                actor=at.actor("chairman"), draft_id=pk, read_version=read, capacity="tm", now=now
            ),
            "signed": lambda _read: issue_draft(actor=at.actor("clerk"), draft_id=pk, now=now),
        }
        while (draft := Draft.objects.select_related("document").get(pk=pk)).state != "issued":
            steps[draft.state](draft.latest_version)
        return draft.document.number

    _each(issue, first, last, acknowledged)


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
    """Print what the database holds, as JSON: for each direction, and what is still to be done."""
    from django.db import connection

    from congvu.documents.models import Document
    from congvu.kernel.models import AuditEntry, Delivery, NumberSeries, OutboxEvent

    with connection.cursor() as cursor:
        cursor.execute("select status::text, count(*) from procrastinate_jobs group by 1")
        jobs = dict(cursor.fetchall())

    def direction(name: str, act: str, event: str) -> dict[str, object]:
        documents = Document.objects.filter(direction=name)
        taken = NumberSeries.objects.filter(
            key__in={d.register.series_key for d in documents.select_related("register")}
        )
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from search_entry where key = any(%s)", [[d.search_key for d in documents]])
            [found] = cursor.fetchone()
        return {
            "numbers": sorted(documents.values_list("number", flat=True)),
            "last": list(taken.values_list("last", flat=True)),
            "files": documents.filter(files__role="main").count(),
            "audit": AuditEntry.objects.filter(code=act).count(),
            "events": OutboxEvent.objects.filter(name=event).count(),
            "found": found,
        }

    print(
        json.dumps(
            {
                "incoming": direction("incoming", "documents.incoming_registered", "documents.IncomingRegistered"),
                "outgoing": direction("outgoing", "documents.document_issued", "documents.DocumentIssued"),
                "registered": {d.once_key: d.number for d in Document.objects.filter(direction="incoming")},
                "issued": {d.draft.once_key: d.number for d in Document.objects.filter(direction="outgoing")},
                "unsound": _unsound(),
                "undelivered": Delivery.objects.filter(done_at=None).count(),
                "jobs": jobs,
            }
        )
    )


def _unsound() -> list[int]:
    """Return the numbers of issued papers whose two signatures are not both valid."""
    from congvu.documents.models import Document
    from congvu.kernel import files
    from congvu.signing import api as signing

    found = []
    for document in Document.objects.filter(direction="outgoing"):
        pdf = files.read_bytes(document.files.get(role="main").file_id)
        report = signing.check_bytes(pdf, at=timezone.now())
        if [s.verdict for s in report.signatures] != ["valid", "valid"]:
            found.append(document.number)
    return found


def main() -> None:
    """Run the part that was asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()
    name, *args = sys.argv[1:]
    if args:
        {"incoming": incoming, "outgoing": outgoing}[name](int(args[0]), int(args[1]), Path(args[2]))
    else:
        {"setup": setup, "check": check}[name]()


if __name__ == "__main__":
    main()

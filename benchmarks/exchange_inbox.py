"""The exchange desk at a million arrivals and a million documents sent, with their statuses, files and receipts.

    PYTHONPATH=src:. python -m benchmarks.exchange_inbox [rows] [--keep FOLDER] [--only WORDS] [--runs 5]

Starts a PostgreSQL of its own in a temporary folder, or in FOLDER, which is filled once (benchmarks.exchange_data, some
4 GB) and brought up to date and measured again at each later call. Asks every page of the desk as clerk of an agency
that got 300,000 documents, as clerk of a small one, of one that leaves its arrivals lying, and as information centre;
then what the worker asks in the background, rolled back. "right": the page showed the very rows that plain SQL gives.
Below the table stand statements of more than 20 ms, and tables that were read from end to end.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.measure import Figures, Processor, machine, table
from congvu.config.postgres import Postgres

asked_for = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
asked_for.add_argument("rows", nargs="?", type=int, default=1_000_000)
asked_for.add_argument("--keep", type=Path)
asked_for.add_argument("--fill-only", action="store_true")
asked_for.add_argument("--only", default="", help="questions whose name holds this")
asked_for.add_argument("--runs", type=int, default=5, help="rounds of five askings")
ARGUMENTS = asked_for.parse_args()
BAR, SLOW = "p95 100 ms", 20.0
base: Path = ARGUMENTS.keep or Path(tempfile.mkdtemp(prefix="cvbench-"))
server = Postgres(
    base,
    settings={
        "fsync": "off", "shared_buffers": "512MB", "max_wal_size": "512MB", "maintenance_work_mem": "256MB",
        "wal_level": "minimal", "max_wal_senders": "0",
    },
)  # fmt: skip
server.start()
(base / "data-folder" / "tmp").mkdir(parents=True, exist_ok=True)
os.environ["CONGVU_DATABASE_URL"] = server.url("postgres")
os.environ["CONGVU_DATA"] = str(base / "data-folder")
os.environ["CONGVU_DATABASE_POOL"] = "0"
os.environ["CONGVU_REQUIRE_ADMIN_MFA"] = "0"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.html import escape  # noqa: E402

from benchmarks import exchange_data  # noqa: E402
from congvu.exchange.actions import carry, deliver, inbox, reconcile, remind  # noqa: E402
from congvu.exchange.models import Arrival, Mailing  # noqa: E402
from congvu.exchange.queries import status  # noqa: E402
from congvu.identity.models import Account, Agency  # noqa: E402
from congvu.kernel.api import paging  # noqa: E402

LARGE, SMALL, LYING, CENTRE = 0, exchange_data.AGENCIES - 1, exchange_data.LAZY_AGENCY, exchange_data.AGENCIES
NAMES = {LARGE: "large", SMALL: "small", LYING: "lying", CENTRE: "centre"}
UID = r"[0-9a-f]{8}-[0-9a-f-]{27}"
DONE_WITH = "agency_id = %s and state <> 'arrived'"
UNDER_WAY = "sender_agency_id = %s and state in ('waiting', 'sent')"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: `act` asks it, `right` judges what came back; pages are judged by their text."""

    name: str
    act: Callable[[], Any]
    right: Callable[[Any], bool]
    bar: str = BAR
    keeps: bool = False  # the first asking, which is not counted, stays; all others are rolled back


def sql(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


class Person:
    """Somebody signed in, with the agency and its key."""

    def __init__(self, number: int) -> None:
        self.name = NAMES[number]
        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(
            Account.objects.get(username=f"u{number}"), backend="django.contrib.auth.backends.ModelBackend"
        )
        first = Agency.objects.earliest("pk").pk
        self.agency: int = first if number == CENTRE else first + number

    def page(self, name: str, path: str, right: Callable[[str], bool], *, bar: str = BAR) -> Asked:
        """Return the asking of a page."""

        def ask() -> str:
            answer = self.client.get(path)
            return answer.content.decode() if answer.status_code == 200 else f"status {answer.status_code}"

        return Asked(f"{self.name}: {name}", ask, right, bar)


def shows(found: str, pattern: str, wanted: list[str]) -> bool:
    """Whether a page shows exactly these, in this order."""
    return list(dict.fromkeys(re.findall(pattern, found))) == list(dict.fromkeys(wanted))


def rows_of(statement: str, *values: Any) -> Callable[[str], bool]:
    """Judge a list of arrivals by their addresses."""
    return lambda found: shows(
        found, rf'href="/lien-thong/den/({UID})/"', [str(row[0]) for row in sql(statement, *values)]
    )


def sent_rows(statement: str, *values: Any) -> Callable[[str], bool]:
    """Judge a list of mailings by document and receiver."""

    def right(found: str) -> bool:
        body = found[found.find("out-list") :]
        seen = re.findall(r'(000\.\d+\.2026\.\d+)</span></span></th><td>.*?cv-num">(G\d\d\.\d+)<', body)
        return seen == [tuple(row) for row in sql(statement, *values)]

    return right


def deep(rows: Any, share: float) -> str:
    """Return the cursor of a page that begins far in a list of newest first."""
    low, high = rows.order_by("id").first().pk, rows.order_by("-id").first().pk
    at = high - int((high - low) * share)
    return paging.page(rows.filter(pk__lte=at), "-id").next or ""


def first_of(cursor: str, rows: Any) -> int:
    """Return the first key of the page behind a cursor."""
    return paging.page(rows, "-id", after=cursor).rows[0].pk


def desk_of(who: Person) -> Iterator[Asked]:
    """Ask the lists of one desk, first pages and deep ones."""
    came, sent, a = "/lien-thong/den/", "/lien-thong/di/", who.agency
    arrived = "select uid from exchange_arrival where agency_id = %s and state = 'arrived' order by id limit 50"
    yield who.page("waiting", came, rows_of(arrived, a))
    done = Arrival.objects.filter(agency_id=a).exclude(state="arrived")
    listed = f"select uid from exchange_arrival where {DONE_WITH} and id <= %s order by id desc limit 50"
    yield who.page("done with", f"{came}?xem=xong", rows_of(listed, a, 2**40))
    for share in (0.5, 0.95):
        at = deep(done, share)
        name = f"done with, {share:.0%} down"
        yield who.page(name, f"{came}?xem=xong&sau={at}", rows_of(listed, a, first_of(at, done)))
    wished = (
        "select a.uid from exchange_arrival a where agency_id = %s and exists (select from exchange_changewish w"
        " where w.arrival_id = a.id and w.state = 'waiting') order by id desc limit 50"
    )
    yield who.page("wished back", f"{came}?xem=yeu-cau", rows_of(wished, a))
    yield from sent_of(who, sent)


def sent_of(who: Person, sent: str) -> Iterator[Asked]:
    """Ask what was sent, is under way, could not be sent."""
    a = who.agency
    rows = Mailing.objects.filter(sender_agency_id=a, kind="edoc")
    listed = "select document_code, receiver_code from exchange_mailing where {} and id <= %s order by id desc limit 50"
    everything = listed.format("sender_agency_id = %s and kind = 'edoc'")
    yield who.page("sent", sent, sent_rows(everything, a, 2**40))
    for share in (0.5, 0.95):
        at = deep(rows, share)
        yield who.page(f"sent, {share:.0%} down", f"{sent}?sau={at}", sent_rows(everything, a, first_of(at, rows)))
    open_ones = Mailing.objects.filter(sender_agency_id=a, state__in=["waiting", "sent"])
    under_way, dead = listed.format(UNDER_WAY), listed.format("sender_agency_id = %s and state = 'dead'")
    yield who.page("under way", f"{sent}?xem=dang-gui", sent_rows(under_way, a, 2**40))
    if open_ones.count() > 100:
        at = deep(open_ones, 0.5)
        right = sent_rows(under_way, a, first_of(at, open_ones))
        yield who.page("under way, 50% down", f"{sent}?xem=dang-gui&sau={at}", right)
    yield who.page("could not be sent", "/lien-thong/khong-gui-duoc/", sent_rows(dead, a, 2**40))


def pages() -> Iterator[Asked]:
    """Ask every page of the desk as four people."""
    large, small, lying, centre = (Person(number) for number in NAMES)
    for who in (large, small, lying):
        yield from desk_of(who)
    for who in (large, small):
        uid = sql("select uid, subject from exchange_arrival where agency_id = %s and id %% 97 = 3 limit 1", who.agency)
        yield who.page(
            "one arrival", f"/lien-thong/den/{uid[0][0]}/", lambda found, uid=uid: escape(uid[0][1]) in found
        )
    yield from papers(large)
    yield from sent_of(centre, "/lien-thong/di/")
    total = f"{sql('select count(*) from exchange_directoryagency')[0][0]:,}".replace(",", ".")
    yield centre.page("partners", "/quan-tri/lien-thong/", lambda found: shown_partners(found))
    uid = sql("select uid from exchange_partner order by id limit 1")[0][0]
    yield centre.page("one partner", f"/quan-tri/lien-thong/{uid}/", lambda found: "Hệ thống số 0" in found)
    yield centre.page("refused and desk's figures", "/lien-thong/den/", lambda found: "Chữ ký của gói tin" in found)
    yield large.page(
        "directory", "/lien-thong/danh-ba/?q=co+quan+so+12", lambda found: "Cơ quan số 12<" in found and total in found
    )


def shown_partners(found: str) -> bool:
    """Whether each partner's packages that wait, and those that are dead, are counted on the page."""
    counted = sql(
        "select count(*) filter (where state <> 'dead'), count(*) filter (where state = 'dead') from exchange_mailing"
        " where state in ('waiting', 'sent', 'dead') group by partner_id"
    )
    return all(re.search(rf"\b{n}\b", found) for row in counted for n in row if n)


def papers(who: Person) -> Iterator[Asked]:
    """Ask a paper's page and way, and the statistics of QĐ 28/2018 Điều 11."""
    uid = sql(
        "select uid from documents_document where direction = 'outgoing' and agency_id = %s order by id desc limit 1",
        who.agency,
    )[0][0]
    names = [row[0] for row in sql("select receiver_name from exchange_mailing where reference = %s", uid)]
    yield who.page("a sent paper", f"/van-ban/{uid}/", lambda found: all(name in found for name in names))
    yield who.page("its way", f"/van-ban/{uid}/duong-di/", lambda found: all(name in found for name in names))
    came = sql(
        "select document_uid, sender_name from exchange_arrival where agency_id = %s and document_uid is not null"
        " order by id desc limit 1",
        who.agency,
    )[0]
    yield who.page("the way of one that came", f"/van-ban/{came[0]}/duong-di/", lambda found: came[1] in found)
    for kind in ("dien-tu", "dien-tu-co-quan"):
        for period in ("thang", "nam"):
            yield who.page(
                f"Điều 11 {kind}, {period}", f"/bao-cao/{kind}/?ky={period}", lambda found: "Cộng" in found, bar="none"
            )


def background() -> Iterator[Asked]:
    """Ask what the worker asks, each rolled back."""
    now = timezone.now()
    waiting = sql("select count(*) from exchange_mailing where state = 'waiting' and next_at < now()")[0][0]
    yield Asked("worker: due now", lambda: deliver.due_now(now=now), lambda found: len(found) <= waiting)
    yield Asked("worker: without receipt again", lambda: inbox.send_unreceipted_again(now=now), lambda n: n == 0)
    partner = sql("select partner_id from exchange_mailing where state = 'waiting' limit 1")[0][0]
    asked = {"code": "G99.999", "partner_id": partner, "now": now}
    yield Asked("worker: the lease of a bundle", lambda: list(carry._small(True, **asked)), lambda rows: len(rows) > 0)
    yield Asked("worker: reminders of clocks", lambda: remind.remind(now=now), lambda n: n >= 0, "none", keeps=True)
    day = timezone.localdate(now) - timedelta(days=1)
    pairs = sql(
        "select sender_code, receiver_code, count(*) from exchange_mailing where state = 'done' and"
        " (received_at at time zone 'Asia/Ho_Chi_Minh')::date = %s group by 1, 2 order by 3 desc, 1, 2",
        day,
    )
    listed = sql(
        "select distinct sender_code, receiver_code from exchange_mailing where state = 'done' and"
        " (received_at at time zone 'Asia/Ho_Chi_Minh')::date between %s and %s order by 1, 2",
        day - reconcile.QUIET,
        day,
    )
    yield Asked("worker: pairs to be compared", lambda: reconcile.pairs_of_day(day), lambda found: found == listed)
    sender, receiver, count = pairs[0]
    yield Asked(
        "worker: busiest pair, what we sent",
        lambda: reconcile.packages_of_day(str(day), sender_code=sender, receiver_code=receiver, given=False),
        lambda found: len(found.packages) == count,
    )
    taken = sql(
        "select sender_code, receiver_code, count(*) from exchange_givenreceipt where"
        " (received_at at time zone 'Asia/Ho_Chi_Minh')::date = %s group by 1, 2 order by 3 desc limit 1",
        day,
    )[0]
    yield Asked(
        "worker: busiest pair, what we took",
        lambda: reconcile.packages_of_day(str(day), sender_code=taken[0], receiver_code=taken[1], given=True),
        lambda found: len(found.packages) == taken[2],
    )
    states = dict(sql("select state, count(*) from exchange_arrival group by 1"))
    rest = sum(states.values()) - states["arrived"]
    yield Asked(
        "congvu exchange status",
        lambda: status.status(now=now),
        lambda found: (
            found["arrivals"]["arrived"] == states["arrived"]
            and abs(found["arrivals"].get("closed_about", rest) - rest) < rest * 0.05
        ),
    )


@contextmanager
def watched(slow: list[str]) -> Iterator[None]:
    """Note the statements that take long."""

    def timing(execute: Any, statement: str, *rest: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(statement, *rest)
        finally:
            took = (time.perf_counter() - begun) * 1000
            if took > SLOW:
                slow.append(f"{took:.0f} ms: {statement[:1500]}")

    with connection.execute_wrapper(timing):
        yield


def read_whole() -> dict[str, int]:
    """Return how many rows of each large table were read without an index so far."""
    sql("select pg_stat_force_next_flush()")
    return dict(
        sql("select relname, seq_tup_read from pg_stat_user_tables where n_live_tup > 5000 and relname like '%%_%%'")
    )


def measure(asked: Asked) -> tuple[Figures, list[str]]:
    """Ask with a warm-up; elapsed time, processor of both sides, and once what was slow or read whole."""
    figures, processor, slow = Figures(asked.name, bar=asked.bar), Processor(), []
    with transaction.atomic():
        figures.right = asked.right(asked.act())
        transaction.set_rollback(not asked.keeps)
    before = read_whole()
    with transaction.atomic(), watched(slow):
        begun = time.perf_counter()
        asked.act()
        first = time.perf_counter() - begun
        transaction.set_rollback(True)
    after = read_whole()
    slow += [f"reads {after[name] - n:,} rows of {name}" for name, n in before.items() if after[name] - n > 5000]
    for _ in range(ARGUMENTS.runs * 5 if first < 1 else 2):
        with transaction.atomic():
            begun, cpu = time.perf_counter(), processor.now()
            asked.act()
            figures.milliseconds.append((time.perf_counter() - begun) * 1000)
            figures.cpu.append(processor.now() - cpu)
            transaction.set_rollback(True)
    print(f"{asked.name}: {figures.median:.0f} ms", flush=True)
    return figures, slow


def main() -> None:
    """Fill, or bring up to date, and ask; exit code 1 when an answer was wrong."""
    call_command("migrate", verbosity=0)
    if not Arrival.objects.exists():
        exchange_data.fill(ARGUMENTS.rows, timezone.now())
    if ARGUMENTS.fill_only:
        return
    size = sql("select pg_size_pretty(pg_database_size(current_database()))")[0][0]
    counts = [sql(f"select count(*) from exchange_{name}")[0][0] for name in ("arrival", "mailing")]
    machine(f"{counts[0]:,} arrivals, {counts[1]:,} mailings, {size}; load {os.getloadavg()[0]:.1f}")
    taken = [measure(one) for one in (*pages(), *background()) if ARGUMENTS.only in one.name]
    table([figures for figures, _slow in taken])
    for figures, slow in taken:
        for line in slow:
            print(f"{figures.name}: {line}")
    print(f"load {os.getloadavg()[0]:.1f}")
    if wrong := [figures.name for figures, _slow in taken if not figures.right]:
        raise SystemExit("wrong: " + "; ".join(wrong))


if __name__ == "__main__":
    try:
        main()
    finally:
        connection.close()
        server.stop()
        if not ARGUMENTS.keep:
            shutil.rmtree(base, ignore_errors=True)

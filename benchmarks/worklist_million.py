"""The work list at a million open entries, beside the bare SQL of the same rows.

    PYTHONPATH=src:. python benchmarks/worklist_million.py [rows]

2,000 posts, a shared queue of the records clerks with 20,000 open entries, one post with 50,000. Prints median, p95
and p99 of the page's content (all counters, groups, side list, working time) without the template, of the page as the
web process answers it, of the rail's number, and of put and close.
"""

import os
import platform
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from congvu.config.postgres import Postgres

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
RUNS = 5
POSTS, QUEUE, HEAVY = 2000, 20_000, 50_000
NOW = datetime(2026, 10, 14, 10, 20, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

base = Path(tempfile.mkdtemp(prefix="cvbench-"))
server = Postgres(
    base, settings={"fsync": "off", "shared_buffers": "512MB", "max_wal_size": "8GB", "maintenance_work_mem": "512MB"}
)
server.start()
(base / "data-folder" / "tmp").mkdir(parents=True)
os.environ["CONGVU_DATABASE_URL"] = server.url("postgres")
os.environ["CONGVU_DATA"] = str(base / "data-folder")
os.environ["CONGVU_DATABASE_POOL"] = "0"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from congvu.identity.api import actor_in  # noqa: E402
from congvu.identity.models import Account, Agency, Assignment, Person, Post, Unit  # noqa: E402
from congvu.worklist import api, queries  # noqa: E402
from congvu.worklist.models import SEEN_BY_ALL  # noqa: E402
from congvu.worklist.rules import NO_DEADLINE  # noqa: E402
from congvu.worklist.types import Choice, WorkEntry  # noqa: E402
from congvu.worklist.web import home  # noqa: E402

KINDS = ["handle", "handle", "instruct", "approve", "sign", "inform"]
COLUMNS = (
    "key, agency_id, owner_post_id, owner_role, kind, role_label, act_label, title, meta, url, given_by, given_by_post,"
    " giver_post_id, urgency, arrived_at, started_at, due_at, due_sort, seen_at, seen_by, owner, closed_by"
)
TITLE = "Báo cáo tình hình thực hiện Nghị quyết về cải cách hành chính quý III năm 2026, việc số"


def people() -> tuple[int, list[int]]:
    agency = Agency.objects.create(
        name="UBND tỉnh Tiền Giang", abbreviation="UBND", tier="province", place_name="Tiền Giang"
    )
    units = Unit.objects.bulk_create([Unit(agency=agency, name=f"Đơn vị {n}") for n in range(20)])
    roles = [["records_clerk"] if n == 1 else ["specialist"] for n in range(POSTS)]
    posts = Post.objects.bulk_create(
        [Post(unit=units[n % 20], title="Chuyên viên", roles=roles[n]) for n in range(POSTS)]
    )
    persons = Person.objects.bulk_create([Person(full_name=f"Nguyễn Văn {n}") for n in range(POSTS)])
    Assignment.objects.bulk_create(
        [
            Assignment(person=person, post=post, valid_from=date(2020, 1, 1))
            for person, post in zip(persons, posts, strict=True)
        ]
    )
    Account.objects.bulk_create([Account(person=person, username=f"u{n}") for n, person in enumerate(persons)])
    return agency.pk, [post.pk for post in posts]


def fill(agency: int, posts: list[int]) -> None:
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "select indexname, indexdef from pg_indexes"
            " where tablename = 'worklist_entry' and indexname like 'worklist_%'"
        )
        indexes = [row for row in cursor.fetchall() if row[0] not in ("worklist_entry_pkey",)]
        for name, _definition in indexes:
            cursor.execute(f"drop index {name}")
        with cursor.copy(f"copy worklist_entry ({COLUMNS}) from stdin") as copy:
            for n in range(ROWS):
                post = None if n < QUEUE else posts[0] if n < QUEUE + HEAVY else random.choice(posts)
                due = None if n % 9 == 0 else NOW + timedelta(minutes=random.randint(-3000, 60_000))
                copy.write_row(
                    (
                        f"b:{n}", agency, post, "" if post else "records_clerk", KINDS[n % 6], "Chủ trì",
                        "Soạn trả lời", f"{TITLE} {n}", f"{n}/BNV-CCHC · Bộ Nội vụ", f"/van-ban/{n}/", "Lê Hoàng Phúc",
                        "Chánh Văn phòng", posts[(n * 7) % POSTS], n % 3, NOW - timedelta(minutes=n % 50_000),
                        NOW - timedelta(days=9), due, due or NO_DEADLINE, None if n % 4 else NOW,
                        [] if n % 4 else [SEEN_BY_ALL],
                        f"post:{post}" if post else f"role:{agency}:records_clerk", "",
                    )
                )  # fmt: skip
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("vacuum analyze worklist_entry")
        cursor.execute("select pg_size_pretty(pg_total_relation_size('worklist_entry'))")
        print(f"filled {ROWS:,} rows in {time.perf_counter() - started:.0f} s, {cursor.fetchone()[0]}", flush=True)


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def show(name: str, acts, warm: int = 1) -> None:
    took = []
    for act in acts:
        for _ in range(warm):
            act()
        for _ in range(RUNS):
            begun = time.perf_counter()
            act()
            took.append((time.perf_counter() - begun) * 1000)
    print(f"{name:44}{statistics.median(took):9.1f}{quantile(took, 0.95):9.1f}{quantile(took, 0.99):9.1f}", flush=True)


def bare(owners: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, title, meta, due_at, kind from worklist_entry where owner = any(%s) and closed_at is null"
            " order by due_sort, id limit 41",
            [owners],
        )
        cursor.fetchall()


def right(actor) -> bool:
    """Whether the counters of the page are those of a plain count (of one tray at most 10,000 are counted)."""
    page = home.home(actor=actor, choice=Choice(), now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from worklist_entry where owner = %s and due_at < %s and closed_at is null",
            [f"post:{actor.post_id}", NOW],
        )
        late = cursor.fetchone()[0]
    return page.figures[0].value == late and sum(len(group.rows) for group in page.groups) == min(
        queries.PAGE, sum(group.count for group in page.groups)
    )


def measure(agency: int, posts: list[int]) -> None:
    accounts = {name: Account.objects.get(username=name) for name in ("u0", "u1", *(f"u{n}" for n in range(100, 120)))}
    actors = {name: actor_in(account, "", now=NOW) for name, account in accounts.items()}
    many = [actors[f"u{n}"] for n in range(100, 120)]
    print("counters right:", all(right(actor) for actor in many))
    print(f"{'ms':44}{'median':>9}{'p95':>9}{'p99':>9}")

    def page(actor, **choice):
        return lambda: home.home(actor=actor, choice=Choice(**choice), now=NOW)

    show("page, 20 officials of ~450 entries", [page(actor) for actor in many])
    show("  bare SQL of its rows", [lambda a=actor: bare([f"post:{a.post_id}"]) for actor in many])
    show("page, post of 50,000 entries", [page(actors["u0"])], warm=2)
    show("page, clerk with queue of 20,000", [page(actors["u1"])], warm=2)
    show("  bare SQL of its rows", [lambda: bare([f"post:{posts[1]}", f"role:{agency}:records_clerk"])])
    show("page, words “1234”, official", [page(actor, text="1234") for actor in many])
    show("page, words “1234”, queue of 20,000", [page(actors["u1"], text="1234")])
    show("page, sorted by urgency, queue", [page(actors["u1"], sort="urgency")])
    show("page, unread, 50,000", [page(actors["u0"], unread=True)])
    show("rail's number, official", [lambda a=actor: api.count_for(a) for actor in many])
    show("rail's number, 50,000", [lambda: api.count_for(actors["u0"])])

    def answer(name):
        client = Client(headers={"host": "localhost"})
        client.force_login(accounts[name], backend="django.contrib.auth.backends.ModelBackend")

        def ask():
            assert client.get("/").status_code == 200

        return ask

    show("GET / whole answer with template, officials", [answer(f"u{n}") for n in range(100, 110)])
    show("GET / whole answer, post of 50,000", [answer("u0")])
    numbers = iter(range(10**6))

    def put():
        n = next(numbers)
        api.put(
            WorkEntry(
                f"new:{n}", agency, posts[5], None, "handle", "Chủ trì", "Mở", TITLE, "", "/", "", "", 0, NOW, NOW, NOW
            )
        )

    show("put", [put] * 20)
    closing = iter(range(10**6))
    show("close", [lambda: api.close(f"new:{next(closing)}", NOW)] * 20)


if __name__ == "__main__":
    random.seed(20261014)
    try:
        with connection.cursor() as cursor:
            cursor.execute("select version()")
            print(
                platform.platform(),
                os.cpu_count(),
                "cores;",
                cursor.fetchone()[0].split(",")[0],
                "; Python",
                platform.python_version(),
            )
        call_command("migrate", verbosity=0)
        agency_id, post_ids = people()
        fill(agency_id, post_ids)
        cpu = time.process_time()
        measure(agency_id, post_ids)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"CPU of this process while measuring {time.process_time() - cpu:.1f} s, its peak memory {peak:.0f} MB")
    finally:
        connection.close()
        server.stop()
        shutil.rmtree(base, ignore_errors=True)

"""Lists, the leader's page and the reports at a million tasks of one agency, beside the bare SQL of their rows.

    PYTHONPATH=src:. python benchmarks/directives.py [rows] [--keep FOLDER]

Starts a PostgreSQL of its own in a temporary folder, or in FOLDER, which is filled once and brought up to date and
measured again at each later call. 40 units, 400 posts, five years of tasks, 8 % of them open, one unit head with 5 % of
everything, a leader who supports 2 %. Prints median, p95, p99 of whole pages, the processor that each takes of the web
process and of PostgreSQL together (which hold on a busy machine too), and whether they showed their rows. Of a kept
folder it takes some two minutes.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.measure import Figures, Processor, machine, table
from congvu.config.postgres import Postgres

asked_for = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
asked_for.add_argument("rows", nargs="?", type=int, default=1_000_000)
asked_for.add_argument("--keep", type=Path)
asked_for.add_argument("--fill-only", action="store_true")
ARGUMENTS = asked_for.parse_args()
ROWS: int = ARGUMENTS.rows
UNITS, POSTS, LEADERS, FIELDS = 40, 400, 4, 12
ONCE = 5

base: Path = ARGUMENTS.keep or Path(tempfile.mkdtemp(prefix="cvbench-"))
server = Postgres(
    base, settings={"fsync": "off", "shared_buffers": "512MB", "max_wal_size": "8GB", "maintenance_work_mem": "512MB"}
)
server.start()
(base / "data-folder" / "tmp").mkdir(parents=True, exist_ok=True)
os.environ["CONGVU_DATABASE_URL"] = server.url("postgres")
os.environ["CONGVU_DATA"] = str(base / "data-folder")
os.environ["CONGVU_DATABASE_POOL"] = "0"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from congvu.directives.models import Directive, Field, Supporter  # noqa: E402
from congvu.identity.models import Account, Agency, Assignment, Person, Post, Unit  # noqa: E402

# Bốn phần: 8 % đang mở (hạn quanh hôm nay), còn lại đã xong qua năm năm; một phần mười hai xong trễ.
FILL = """
insert into directives_directive (uid, agency_id, year, number, depth, source, source_note, level, field_id, content,
  kind, repeat, urgency, product, product_note, giver_post_id, giver_name, giver_title, entered_by_name,
  supervisor_name,
  monitor_name, lead_key, lead_name, lead_unit_id, owner_post_id, owner_name, grants, assigned_at, assigned_on,
  first_due_on, due_on, result_on, result_text, state, progress, has_difficulties, extended_count, returned_count,
  remind_step)
select gen_random_uuid(), %(agency)s, 2022 + n %% 5, n, 0, 'hand', 'TB ' || n || '/TB-UBND', 'chairman',
  %(field)s + n %% %(fields)s,
  'Rà soát, báo cáo tiến độ thực hiện nhiệm vụ được giao theo kết luận số ' || n || ' của lãnh đạo',
  'deadline', '', n %% 3, 'report', '', %(leader)s + n %% %(leaders)s, 'Nguyễn Văn Khải', 'Chủ tịch', '', '', '',
  'unit:' || u, 'Đơn vị ' || u, u, p, 'Chuyên viên', array['post:' || p, 'unit:' || u || ':unit_leader',
  'post:' || (%(leader)s + n %% %(leaders)s)], d, d::date, d::date + 30, d::date + 30,
  case when open then null else d::date + 20 + (n %% 12 = 0)::int * 20 end, '',
  case when open then (array['new','received','running','running','review'])[1 + n %% 5] else 'done' end,
  case when open then n %% 90 else 100 end, n %% 50 = 0, (n %% 9 = 0)::int, (n %% 17 = 0)::int, 0
from (select n, n %% 100 < 8 as open, %(unit)s + case when n %% 20 = 0 then 0 else n %% %(units)s end as u,
  %(post)s + n %% %(posts)s as p,
  now() - case when n %% 100 < 8 then n %% 60 else 60 + n %% 1800 end * interval '1 day' as d
  from generate_series(1, %(rows)s) n) x
"""


# Vài nghìn việc mà một lãnh đạo phối hợp.
SUPPORT = """
insert into directives_supporter (directive_id, key, name)
select id, 'post:' || %(leader)s, 'Nguyễn Văn Khải' from directives_directive where number %% 50 = 3
"""


def people() -> dict[str, int]:
    """Write the agency; ids of units, posts and fields lie in a row."""
    agency = Agency.objects.create(name="UBND tỉnh Tiền Giang", abbreviation="UBND", tier="province", place_name="TG")
    units = Unit.objects.bulk_create([Unit(agency=agency, name=f"Đơn vị {n}") for n in range(UNITS)])
    leaders = [Post(unit=units[0], title="Phó Chủ tịch", roles=["agency_leader"]) for _n in range(LEADERS)]
    heads = [Post(unit=unit, title="Trưởng phòng", roles=["unit_leader"]) for unit in units]
    others = [Post(unit=units[n % UNITS], title="Chuyên viên", roles=["specialist"]) for n in range(POSTS)]
    posts = Post.objects.bulk_create([*leaders, *heads, *others])
    persons = Person.objects.bulk_create([Person(full_name=f"Nguyễn Văn {n}") for n in range(len(posts))])
    Assignment.objects.bulk_create(
        [
            Assignment(person=who, post=post, valid_from=date(2020, 1, 1))
            for who, post in zip(persons, posts, strict=True)
        ]
    )
    Account.objects.bulk_create([Account(person=person, username=f"u{n}") for n, person in enumerate(persons)])
    fields = Field.objects.bulk_create([Field(agency=agency, name=f"Lĩnh vực {n}") for n in range(FIELDS)])
    return {
        "agency": agency.pk,
        "unit": units[0].pk,
        "leader": posts[0].pk,
        "post": posts[LEADERS + UNITS].pk,
        "field": fields[0].pk,
    }


def fill(ids: dict[str, int]) -> None:
    """Write the tasks, then their indexes."""
    started = time.perf_counter()
    values = {**ids, "rows": ROWS, "units": UNITS, "posts": POSTS, "leaders": LEADERS, "fields": FIELDS}
    with connection.cursor() as cursor:
        cursor.execute(
            "select indexname, indexdef from pg_indexes where tablename = 'directives_directive'"
            " and indexname like 'directives\\_%%' and indexdef not like '%%UNIQUE%%'"
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"drop index {name}")
        cursor.execute(FILL, values)
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute(SUPPORT, values)
        cursor.execute("vacuum analyze directives_directive, directives_supporter")
        cursor.execute("select pg_size_pretty(pg_total_relation_size('directives_directive'))")
        print(f"filled {ROWS:,} tasks in {time.perf_counter() - started:.0f} s, {cursor.fetchone()[0]}", flush=True)


def client_of(number: int) -> Client:
    """Return the browser of somebody, signed in."""
    client = Client()
    client.force_login(Account.objects.get(username=f"u{number}"))
    return client


def page(client: Client, path: str, wanted: str):
    """Return an asking that says whether the page came and held what it must."""

    def ask(_n: int) -> bool:
        answer = client.get(path)
        return answer.status_code == 200 and wanted in answer.content.decode()

    return ask


def bare(statement: str):
    """Return an asking of the bare statement."""

    def ask(_n: int) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.fetchall()
        return True

    return ask


def timed(name: str, work: Callable[[int], bool], *, each: int = ONCE, bar: str = "") -> Figures:
    """Ask `each` times in five rounds after a warm-up, and take elapsed time and the processor of both sides."""
    figures, processor = Figures(name, bar=bar), Processor()
    for n in range(min(each, 3)):
        work(n)
    for n in range(5 * each):
        begun, cpu = time.perf_counter(), processor.now()
        figures.right = work(n) and figures.right
        figures.milliseconds.append((time.perf_counter() - begun) * 1000)
        figures.cpu.append(processor.now() - cpu)
    return figures


ALL, MINE = "/nhiem-vu/?xem=tat-ca", "/nhiem-vu/?xem=toi-lam"


def lists_of_a_leader(leader: Client, ids: dict[str, int]) -> list[tuple[str, Client, str, str]]:
    """Return a leader's lists: each view, each situation, each filter, and what the reports open."""
    unit, field = f"{ALL}&don-vi={ids['unit'] + 4}", f"{ALL}&linh-vuc={ids['field'] + 3}"
    month = "01/10/2026", "31/10/2026"
    paths = {
        "all open": ALL,
        "what she gave": "/nhiem-vu/?xem=toi-giao",
        "supporting": "/nhiem-vu/?xem=phoi-hop",
        "late": f"{ALL}&tinh=qua-han",
        "near": f"{ALL}&tinh=sap-den-han",
        "not yet received": f"{ALL}&tinh=chua-nhan",
        "waiting for her": f"{ALL}&tinh=cho-xac-nhan",
        "with difficulties": f"{ALL}&tinh=vuong-mac",
        "in time": f"{ALL}&tinh=trong-han",
        "everything ever": f"{ALL}&tinh=",
        "completed late": f"{ALL}&tinh=xong-tre",
        "extended": f"{ALL}&tinh=gia-han",
        "one unit": unit,
        "one unit, completed late": f"{unit}&tinh=xong-tre",
        "one field": field,
        "one field, completed": f"{field}&tinh=hoan-thanh",
        "due in a month": f"{ALL}&han-tu={month[0]}&han-den={month[1]}",
        "given in a month": f"{ALL}&tu={month[0]}&den={month[1]}",
        "words among the open": f"{ALL}&tim=ket+luan+so+104",
    }
    dated = {"due in a month", "given in a month"}
    return [(f"leader: {name}", leader, path, "" if name in dated else "NV-") for name, path in paths.items()]


def ids_of_filled() -> dict[str, int]:
    """Return the first ids of a kept folder, as `people` wrote them."""
    units = Unit.objects.order_by("pk")
    posts = Post.objects.order_by("pk")
    return {
        "agency": Agency.objects.earliest("pk").pk,
        "unit": units[0].pk,
        "leader": posts[0].pk,
        "post": posts[LEADERS + UNITS].pk,
        "field": Field.objects.earliest("pk").pk,
    }


def main() -> None:
    """Fill, or bring up to date, and ask every page."""
    call_command("migrate", verbosity=0)
    if Directive.objects.exists():
        ids = ids_of_filled()
        if not Supporter.objects.exists():
            with connection.cursor() as cursor:
                cursor.execute(SUPPORT, ids)
                cursor.execute("vacuum analyze directives_supporter")
    else:
        ids = people()
        fill(ids)
    if ARGUMENTS.fill_only:
        return
    with connection.cursor() as cursor:
        cursor.execute("analyze directives_directive")  # as `congvu migrate` does after a change of tables
    machine(f"{ROWS:,} tasks, {ROWS * 8 // 100:,} open; load {os.getloadavg()[0]:.1f}")
    leader, head, officer = client_of(0), client_of(LEADERS), client_of(LEADERS + UNITS + 7)
    bar, row = "p50 40, p95 100 ms", "NV-"
    asked = [
        *lists_of_a_leader(leader, ids),
        ("head of 5 %: all she sees", head, f"{ALL}", row),
        ("head of 5 %: hers to do", head, MINE, row),
        ("head of 5 %: hers to do, late", head, f"{MINE}&tinh=qua-han", row),
        ("head of 5 %: hers to do, near (none)", head, f"{MINE}&tinh=sap-den-han", ""),
        ("head of 5 %: hers to do, one field", head, f"{MINE}&linh-vuc={ids['field'] + 1}", ""),
        ("head of 5 %: hers, completed", head, f"{MINE}&tinh=hoan-thanh", row),
        ("head of 5 %: hers, everything ever", head, f"{MINE}&tinh=", row),
        ("specialist: hers to do", officer, MINE, row),
        ("leader's page: all", leader, "/nhiem-vu/tong-quan/?xem=tat-ca", "Đơn vị"),
        ("leader's page: what she gave", leader, "/nhiem-vu/tong-quan/?xem=toi-giao", "Đơn vị"),
        ("head's page: hers to do", head, "/nhiem-vu/tong-quan/?xem=toi-lam", "Đơn vị"),
        ("head's page: all she sees", head, "/nhiem-vu/tong-quan/?xem=tat-ca", "Đơn vị"),
    ]
    rows = [timed(name, page(client, path, wanted), bar=bar) for name, client, path, wanted in asked]
    report = page(leader, "/nhiem-vu/bao-cao/?theo=don-vi", "Cộng")
    rows.append(timed("report of this year by unit", report, each=2, bar="no bar"))
    plain = (
        "select * from directives_directive where agency_id = {agency} and is_open order by due_sort, id limit 26"
    ).format(**ids)
    rows.append(timed("  bare: 26 open rows by deadline", bare(plain)))
    table(rows)
    print(f"load {os.getloadavg()[0]:.1f}")
    if not all(one.right for one in rows):
        raise SystemExit(1)


if __name__ == "__main__":
    try:
        main()
    finally:
        connection.close()
        server.stop()
        if not ARGUMENTS.keep:
            shutil.rmtree(base, ignore_errors=True)

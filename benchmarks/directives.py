"""Lists, the leader's page and the reports at a million tasks of one agency, beside the bare SQL of their rows.

    PYTHONPATH=src:. python benchmarks/directives.py [rows]

40 units, 400 posts, five years of tasks, 8 % of them open, one unit head with 5 % of everything. Prints median, p95 and
p99 of whole pages as the web process answers them, and whether they showed the right number of rows.
"""

import os
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.measure import machine, table, timed
from congvu.config.postgres import Postgres

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
UNITS, POSTS, LEADERS, FIELDS = 40, 400, 4, 12
ONCE = 10

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

from congvu.directives.models import Field  # noqa: E402
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


def fill(ids: dict[str, int]) -> list[str]:
    """Write the tasks and every index but that of words, which takes longest; return its definition."""
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
        words = [definition for name, definition in indexes if name == "directives_fold"]
        for name, definition in indexes:
            if name != "directives_fold":
                cursor.execute(definition)
        cursor.execute("vacuum analyze directives_directive")
        cursor.execute("select pg_size_pretty(pg_total_relation_size('directives_directive'))")
        print(f"filled {ROWS:,} tasks in {time.perf_counter() - started:.0f} s, {cursor.fetchone()[0]}", flush=True)
    return words


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


def main() -> None:
    call_command("migrate", verbosity=0)
    ids = people()
    words = fill(ids)
    machine(f"{ROWS:,} tasks, {ROWS * 8 // 100:,} open")
    leader, head, officer = client_of(0), client_of(LEADERS), client_of(LEADERS + UNITS + 7)
    bar, row = "p50 40, p95 100 ms", "NV-"
    asked = [
        ("list of a leader, all open", leader, "/nhiem-vu/?xem=tat-ca", row),
        ("list of a leader, what she gave", leader, "/nhiem-vu/?xem=toi-giao", row),
        ("list of a leader, late", leader, "/nhiem-vu/?xem=tat-ca&tinh=qua-han", row),
        ("list of a leader, of one unit", leader, f"/nhiem-vu/?xem=tat-ca&don-vi={ids['unit'] + 3}", row),
        ("list of a leader, everything ever", leader, "/nhiem-vu/?xem=tat-ca&tinh=", row),
        ("list of a head of 5 %, all she sees", head, "/nhiem-vu/?xem=tat-ca", row),
        ("list of a specialist, hers to do", officer, "/nhiem-vu/?xem=toi-lam", row),
        ("leader's page", leader, "/nhiem-vu/tong-quan/?xem=tat-ca", "Đơn vị"),
        ("leader's page, what she gave", leader, "/nhiem-vu/tong-quan/?xem=toi-giao", "Đơn vị"),
    ]
    rows = [
        timed(name, page(client, path, wanted), each=ONCE, bar=bar, right=True) for name, client, path, wanted in asked
    ]
    rows.append(
        timed(
            "report of this year by unit",
            page(leader, "/nhiem-vu/bao-cao/?theo=don-vi", "Cộng"),
            runs=3,
            each=3,
            bar="no bar",
            right=True,
        )
    )
    plain = (
        "select * from directives_directive where agency_id = {agency} and is_open order by due_sort, id limit 26"
    ).format(**ids)
    rows.append(timed("  bare: 26 open rows by deadline", bare(plain), each=ONCE, right=True))
    table(rows)
    with connection.cursor() as cursor:
        for definition in words:
            cursor.execute(definition)
    path = "/nhiem-vu/?xem=tat-ca&tim=ket+luan+so+104"
    rows.append(
        timed("list of a leader, words among the open", page(leader, path, row), each=ONCE, bar=bar, right=True)
    )
    table(rows[-1:])
    if not all(one.right for one in rows):
        raise SystemExit(1)


if __name__ == "__main__":
    try:
        main()
    finally:
        connection.close()
        server.stop()
        shutil.rmtree(base, ignore_errors=True)

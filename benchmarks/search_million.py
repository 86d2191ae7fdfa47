"""Search over a million entries with rights applied, beside the bare SQL of the same answer.

    PYTHONPATH=src:. python benchmarks/search_million.py [--rows 1000000] [--keep FOLDER]

Starts a PostgreSQL of its own in a temporary folder (or in FOLDER, which is filled once and measured again at the next
call), fills it by COPY and prints, for a records clerk (sees every
entry), a unit leader (one in ten) and a specialist (one in eight hundred), the median, p95 and p99 of five runs
after a warm-up. "bare" is the newest twenty by one plain statement, without rank, highlights or paging.
"""

import argparse
import os
import platform
import random
import resource
import shutil
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from congvu.config.postgres import Postgres

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--rows", type=int, default=1_000_000)
parser.add_argument("--keep", type=Path, help="fill this folder once, leave it, and measure it again next time")
options = parser.parse_args()
ROWS = options.rows
RUNS = 5
PEOPLE, UNITS = 2000, 20
NOW = datetime(2026, 10, 14, 3, 20, tzinfo=UTC)

base = options.keep.resolve() if options.keep else Path(tempfile.mkdtemp(prefix="cvbench-"))
FILLED = base / "filled"
server = Postgres(
    base, settings={"fsync": "off", "shared_buffers": "512MB", "max_wal_size": "8GB", "maintenance_work_mem": "512MB"}
)
server.start()
os.environ["CONGVU_DATABASE_URL"] = server.url("postgres")
os.environ["CONGVU_DATA"] = str(base / "data-folder")
os.environ["CONGVU_DATABASE_POOL"] = "0"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from congvu.kernel.types import Actor  # noqa: E402
from congvu.search import api, matching  # noqa: E402
from congvu.search.rules.lexemes import vector  # noqa: E402
from congvu.search.rules.question import parse  # noqa: E402

PHRASES = [
    "thủ tục hành chính", "cải cách hành chính", "ủy ban nhân dân", "báo cáo kết quả", "công nghệ thông tin",
    "giải quyết hồ sơ", "chuyển đổi số", "cán bộ công chức viên chức", "môi trường điện tử", "phát triển kinh tế",
]  # fmt: skip
OFFICES, PARTS = ("BNV", "BTTTT", "UBND", "SNV", "VPCP"), ("CCHC", "VP", "KTN")
INITIALS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()
RHYMES = "a ai am an ang anh ao ay âm ân âng âu ăn ăng e en eo ê ên ênh i ia iên iêu inh o oa oan oi on ong ô ôi ông ơ ơi ơn u ua ui un ung uô uôn ư ưa ưng ươi ương y yên".split()  # noqa: E501


def vocabulary() -> tuple[list[str], list[float]]:
    """About 1,400 syllables whose frequencies fall as those of a language do (Zipf)."""
    words = [a + b for a in INITIALS for b in RHYMES]
    random.shuffle(words)
    return words, [1 / (n + 3) for n in range(len(words))]


def entries():
    """Rows for COPY: titles of 14 words, bodies of 80, numbers, and who may see them."""
    words, weights = vocabulary()
    pool = random.choices(words, weights, k=400_000)
    for n in range(ROWS):
        at = random.randrange(len(pool) - 120)
        phrase, second = random.choice(PHRASES), random.choice(PHRASES)
        title = f"Về việc {phrase} {' '.join(pool[at : at + 9])}"
        body = f"Kính gửi {' '.join(pool[at + 9 : at + 80])} {second} mã hs{n:07d}"
        unit = random.randrange(UNITS)
        grants = ["agency:1:records_clerk", f"unit:{unit}:unit_leader", f"unit:{(unit + 7) % UNITS}:unit_leader"]
        grants += [f"post:{random.randrange(PEOPLE)}" for _ in range(random.randint(1, 4))]
        moment = NOW - timedelta(minutes=n * 2.5)
        number = f"{n % 9000 + 1}/{random.choice(OFFICES)}-{random.choice(PARTS)}"
        kind = "documents.outgoing" if n % 4 == 0 else "documents.incoming"
        words = vector(" ".join((title, number, body)))
        yield (f"b:{n}", kind, 1, title, number, body, f"/van-ban/{n}/", moment, grants, "{}", words)


def fill() -> None:
    call_command("migrate", verbosity=0)
    if FILLED.exists():
        return
    started = time.perf_counter()
    with connection.cursor() as cursor:
        for index in ("search_found_in", "search_recent", "search_number"):
            cursor.execute(f"select pg_get_indexdef('{index}'::regclass)")
            INDEXES.append(cursor.fetchone()[0])
            cursor.execute(f"drop index {index}")
        rows = sorted(entries(), key=lambda row: row[7])  # papers come in day by day
        with cursor.copy(
            "copy search_entry (key, kind, agency_id, title, number, body, url, at, grants, extra, doc) from stdin"
        ) as copy:
            for row in rows:
                copy.write_row(row)
        print(f"filled {ROWS:,} rows in {time.perf_counter() - started:.0f} s", flush=True)
        for definition in INDEXES:
            cursor.execute(definition)
        cursor.execute("vacuum analyze search_entry")
        cursor.execute(
            "select pg_size_pretty(pg_total_relation_size('search_entry')),"
            " pg_size_pretty(pg_relation_size('search_found_in'))"
        )
        print(
            f"indexed after {time.perf_counter() - started:.0f} s; table with indexes %s, words %s" % cursor.fetchone(),
            flush=True,
        )
    FILLED.touch()


INDEXES: list[str] = []
BARE = (
    "select id from search_entry where doc @@ to_tsquery('simple', %s) and grants && %s"
    " order by at desc, id desc limit 20"
)


def actor(post: int, unit: int, *roles: str) -> Actor:
    return Actor(
        person_id=post, person_name="", post_id=post, post_title="", unit_id=unit, unit_name="", unit_ids=(unit, 9999),
        agency_id=1, agency_name="", roles=frozenset(roles),
    )  # fmt: skip


ACTORS = {
    "clerk (sees all)": actor(1, 999, "records_clerk"),
    "unit leader (1/10)": actor(2, 3, "unit_leader"),
    "specialist (1/800)": actor(3, 999, "specialist"),
}
QUERIES = {
    "common words": ["báo cáo ", "thủ tục hành chính ", "về việc ", "kính gửi "],
    "two words": ["nhân dân chuyển đổi ", "hồ sơ công chức ", "thông tin kinh tế "],
    "phrase": ['"cải cách hành chính"', '"môi trường điện tử"'],
    "unfinished word": ["thu tuc hanh ch", "cong nghe th", "bao ca"],
    "rare": ["hs0004711", "hs0123456 ", "hs0777777 "],
    "number": ["5412/BNV-CCHC", "77/UBND-VP", "8123"],
    "nothing": ["zzzkhongco ", "hs9999999 báo cáo ", "qqq www "],
    "with filter": ["báo cáo ", "hồ sơ "],
}


def timed(act) -> tuple[float, object]:
    begun = time.perf_counter()
    answer = act()
    return (time.perf_counter() - begun) * 1000, answer


def bare(who: Actor, q: str) -> list[int]:
    with transaction.atomic(), connection.cursor() as cursor:
        matching.steady_plans()
        cursor.execute(BARE, [parse(q).tsquery(), api.grants_of(who)])
        return [row[0] for row in cursor.fetchall()]


def right(who: Actor, q: str, found, **limits: str) -> bool:
    """Whether all results hold the words and are granted, and as many were found as there are, up to a page."""
    keys = [one.key for one in found.found]
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from search_entry"
            " where key = any(%s) and doc @@ to_tsquery('simple', %s) and grants && %s",
            [keys, parse(q).tsquery(), api.grants_of(who)],
        )
        good = cursor.fetchone()[0] == len(keys)
    return good and (bool(limits) or len(keys) == min(20, len(bare(who, q))))


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure() -> None:
    print(f"{'':22}{'':18}{'median':>9}{'p95':>9}{'p99':>9}{'bare med':>10}{'bare p95':>10}  right")
    every: list[float] = []
    for who_name, who in ACTORS.items():
        for name, questions in QUERIES.items():
            limits = {"kind": "documents.outgoing"} if name == "with filter" else {}
            ours: list[float] = []
            plain: list[float] = []
            good = True
            for q in questions:
                good &= right(who, q, api.search(actor=who, q=q, **limits), **limits)
                ours += [timed(lambda: api.search(actor=who, q=q, **limits))[0] for _ in range(RUNS)]  # noqa: B023
                plain += [timed(lambda: bare(who, q))[0] for _ in range(RUNS)]  # noqa: B023
            every += ours
            print(
                f"{who_name:22}{name:18}{statistics.median(ours):9.1f}"
                f"{quantile(ours, 0.95):9.1f}{quantile(ours, 0.99):9.1f}"
                f"{statistics.median(plain):10.1f}{quantile(plain, 0.95):10.1f}  {'yes' if good else 'NO'}",
                flush=True,
            )
    print(f"all questions: median {statistics.median(every):.1f} ms, p95 {quantile(every, 0.95):.1f} ms (bar: 50 ms)")


def found_at_once() -> None:
    """How soon a new entry is found: put and searched in one go, as a person would."""
    took = []
    for n in range(20):
        word = f"tươi{n:05d}"
        entry = api.SearchEntry(
            f"new:{n}", "documents.incoming", 1, f"Giấy mời {word}", "nội dung " * 300, "/", NOW,
            frozenset({"agency:1:records_clerk"}),
        )  # fmt: skip

        def act(entry=entry, word=word):
            api.put(entry)
            return [one.key for one in api.search(actor=ACTORS["clerk (sees all)"], q=word).found]

        ms, keys = timed(act)
        assert keys == [f"new:{n}"]
        took.append(ms)
    print(f"put and found: median {statistics.median(took):.1f} ms, p95 {quantile(took, 0.95):.1f} ms")


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
                f"; load {os.getloadavg()[0]:.1f}",
            )
        fill()
        cpu = time.process_time()
        measure()
        found_at_once()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"CPU of this process while measuring {time.process_time() - cpu:.1f} s, its peak memory {peak:.0f} MB")
    finally:
        connection.close()
        server.stop()
        if not options.keep:
            shutil.rmtree(base, ignore_errors=True)

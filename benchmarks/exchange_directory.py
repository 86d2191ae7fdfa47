"""The directory of 110,000 agencies: read from a file, accepted, read again changed, and searched while typing.

    PYTHONPATH=src:. python -m benchmarks.exchange_directory [rows] [--keep FOLDER]

Prints how long reading (with preview) and accepting take for XLSX, CSV and JSON, the processor of this process and of
its database connection together, the memory that reading adds, and
median, p95 and p99 of the quick search as the picker of receivers asks it.
"""

import argparse
import io
import json
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from congvu.config.postgres import Postgres

asked_for = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
asked_for.add_argument("rows", nargs="?", type=int, default=110_000)
asked_for.add_argument("--keep", type=Path, help="fill this folder once; later calls only search it")
ARGUMENTS = asked_for.parse_args()
ROWS: int = ARGUMENTS.rows
NOW = datetime(2026, 10, 14, 10, 20, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
HEADS = ("code", "code102", "name", "pcode", "mail", "validTo", "successor")

base: Path = ARGUMENTS.keep or Path(tempfile.mkdtemp(prefix="cvbench-"))
server = Postgres(base)
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
from openpyxl import Workbook  # noqa: E402

from benchmarks.measure import Figures, Processor, machine, table, timed  # noqa: E402
from congvu.exchange import directory_files  # noqa: E402
from congvu.exchange.actions.directory_load import lay_beside, take_over  # noqa: E402
from congvu.exchange.models import DirectoryAgency, DirectoryLoad  # noqa: E402
from congvu.exchange.queries.directory import MOST_WEIGHED, find_agencies  # noqa: E402
from congvu.kernel.api import text  # noqa: E402

KINDS = (
    "Ủy ban nhân dân xã", "Ủy ban nhân dân phường", "Trường Tiểu học", "Trường Trung học cơ sở", "Trạm Y tế xã",
    "Đảng ủy xã", "Hội đồng nhân dân xã", "Chi cục Thuế khu vực", "Phòng Kinh tế xã", "Bảo hiểm xã hội cơ sở",
)  # fmt: skip
NAMES = (
    "Đông Hòa Hiệp", "Cái Bè", "Mỹ Phước Tây", "Tân Hương", "Long Định", "Bình Trưng", "Thạnh Phú", "Vĩnh Kim",
    "Nhị Bình", "Phước Thạnh", "Hữu Đạo", "Dưỡng Điềm", "Kim Sơn", "Phú Phong", "Song Thuận", "Bàn Long",
)  # fmt: skip


def rows(shift: int = 0) -> list[dict[str, str]]:
    """Return a directory: 63 provinces, agencies below them; one in forty is closed with its successor."""
    random.seed(5)
    found = [
        {"code": f"H{p:02}", "code102": f"000.00.00.H{p:02}", "name": f"Ủy ban nhân dân tỉnh số {p}", "pcode": "",
         "mail": "", "validTo": "", "successor": ""}
        for p in range(1, 64)
    ]  # fmt: skip
    for n in range(ROWS - 63):
        p, above = n % 63 + 1, n // 63
        closed = n % 40 == 7
        place = f"{random.choice(NAMES)} {above // 160 + 1}"
        found.append(
            {
                "code": f"H{p:02}.{above // 100 + 10}.{above % 100:02}",
                "code102": "",
                "name": f"{KINDS[(n + shift * (n % 50 == 0)) % 10]} {place}",
                "pcode": f"H{p:02}",
                "mail": f"vanthu{n}@h{p:02}.gov.vn",
                "validTo": "30/06/2025" if closed else "",
                "successor": f"H{p:02}" if closed else "",
            }
        )
    return found


def as_csv(found: list[dict[str, str]]) -> bytes:
    lines = [";".join(HEADS), *(";".join(one[head] for head in HEADS) for one in found)]
    return "\n".join(lines).encode()


def as_xlsx(found: list[dict[str, str]]) -> bytes:
    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("Danh bạ")
    sheet.append(HEADS)
    for one in found:
        sheet.append([one[head] for head in HEADS])
    book.save(out)
    return out.getvalue()


def as_json(found: list[dict[str, str]]) -> bytes:
    return json.dumps({"status": "OK", "items": found}, ensure_ascii=False).encode()


def load(kind: str, data: bytes) -> None:
    """Read and accept one file, and print what it took."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, cpu, taken = time.perf_counter(), time.process_time(), Processor()
    everything = taken.now()
    one = lay_beside(directory_files.rows(io.BytesIO(data), size=len(data)), name=kind, now=NOW)
    read = time.perf_counter() - start
    changed = take_over(DirectoryLoad.objects.get(pk=one.pk), by="", now=NOW)
    whole, cpu = time.perf_counter() - start, time.process_time() - cpu
    everything = (taken.now() - everything) / 1000
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(  # in one piece, at once
        f"{kind:<6}{len(data) / 1e6:>7.1f} MB  read {read:>6.1f} s, accept {whole - read:>6.1f} s, both {whole:>6.1f}"
        f" (bar 60), CPU {everything:.1f} s, {cpu:.1f} of it this process, memory +{grown} MB;"
        f" rows {one.row_count}, bad {one.bad_count}, new {one.new_count}, changed {changed}",
        flush=True,
    )
    if one.row_count != ROWS or DirectoryAgency.objects.count() != ROWS:
        sys.exit("wrong number of agencies")


WORDS = (
    "so noi vu", "uy ban nhan dan xa cai be 3", "H20.15", "truong tieu hoc", "tram y te kim son", "xa",
    "chi cuc thue", "dong hoa hiep 7", "phuong tan huong", "000.00.00.H41", "khong co ai ten nhu vay",
    "uy ban nhan dan", "t", "u", "1", "b", "ph", "ubnd", "song thu", "h20", "uy ban nhan dan xa ban lo", "uy ban nhan",
    "so 4", "hoi dong nhan dan xa tan huong 12",
)  # fmt: skip
MARKS = dict.fromkeys(map(ord, ".,;:()[]{}<>/|-–—_&+*\"''“”‘’!?@#%"), " ")


Agency = tuple[str, int, str, set[str]]


def all_words() -> list[Agency]:
    """Return of every agency in force what is its own, how long its name is, its code and its words."""
    today, found = NOW.date(), []
    for code, old, name, above, begin, end in DirectoryAgency.objects.values_list(
        "code", "old_code", "name", "parent_name", "valid_from", "valid_to"
    ):
        if (begin is None or begin <= today) and (end is None or end >= today):
            whole = text.fold(f"{code} {old} {name} {above}")
            own = text.fold(f"{code} {old} {name}")
            found.append((own, len(name), code, {*whole.split(), *whole.translate(MARKS).split()}))
    return found


def fitting(known: list[Agency], typed: str) -> list[tuple[bool, int, str]]:
    """Return the agencies that a search may give, best first, by looking at every one."""
    parts = text.fold(typed).split()
    return sorted(
        (" ".join(parts) not in own, length, code)
        for own, length, code, words in known
        if all(any(one.startswith(part) for one in words) for part in parts)
    )


def is_right(known: list[Agency], typed: str, found: list[str]) -> bool:
    """Whether the best were found; where more fit than are weighed, whether 20 were found that fit."""
    fits = [code for _own, _length, code in fitting(known, typed)]
    if len(fits) > MOST_WEIGHED:
        return len(found) == 20 and set(found) <= set(fits)
    return found == fits[:20]


def searches() -> list[Figures]:
    """Ask each of the words, and look at every agency to judge the answer."""
    today, known = NOW.date(), all_words()
    asked = []
    for word in WORDS:
        one = timed(f"  “{word}”", lambda _n, word=word: find_agencies(word, on=today), runs=1, each=20)
        one.right = is_right(known, word, [row.code for row in find_agencies(word, on=today)])
        asked.append(one)
    every = timed("quick search, every word in turn", lambda n: find_agencies(WORDS[n % len(WORDS)], on=today), each=96)
    return [every, *asked]


def main() -> int:
    """Load three kinds of files where there are no agencies yet, then search; 1 when an answer was wrong."""
    call_command("migrate", verbosity=0)
    machine(f"{ROWS:,} agencies; load {os.getloadavg()[0]:.1f}")
    if not DirectoryAgency.objects.exists():
        load("csv", as_csv(rows()))
        load("json", as_json(rows(1)))
        load("xlsx", as_xlsx(rows(2)))
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze exchange_directoryagency")
    figures = searches()
    table(figures)
    return 0 if all(one.right for one in figures) else 1


if __name__ == "__main__":
    try:
        outcome = main()
    finally:
        connection.close()
        server.stop()
        if not ARGUMENTS.keep:
            shutil.rmtree(base, ignore_errors=True)
    raise SystemExit(outcome)

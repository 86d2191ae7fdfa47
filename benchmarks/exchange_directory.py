"""The directory of 110,000 agencies: read from a file, accepted, read again changed, and searched while typing.

    PYTHONPATH=src:. python -m benchmarks.exchange_directory [rows]

Prints how long reading (with preview) and accepting take for XLSX, CSV and JSON, the processor of this process and of
its database connection together, the memory that reading adds, and
median, p95 and p99 of the quick search as the picker of receivers asks it.
"""

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

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 110_000
NOW = datetime(2026, 10, 14, 10, 20, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
HEADS = ("code", "code102", "name", "pcode", "mail", "validTo", "successor")

base = Path(tempfile.mkdtemp(prefix="cvbench-"))
server = Postgres(base)
server.start()
(base / "data-folder" / "tmp").mkdir(parents=True)
os.environ["CONGVU_DATABASE_URL"] = server.url("postgres")
os.environ["CONGVU_DATA"] = str(base / "data-folder")
os.environ["CONGVU_DATABASE_POOL"] = "0"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from openpyxl import Workbook  # noqa: E402

from benchmarks.measure import Processor, machine, table, timed  # noqa: E402
from congvu.exchange import directory_files  # noqa: E402
from congvu.exchange.actions.directory_load import lay_beside, take_over  # noqa: E402
from congvu.exchange.models import DirectoryAgency, DirectoryLoad  # noqa: E402
from congvu.exchange.queries.directory import find_agencies  # noqa: E402

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


try:
    call_command("migrate", verbosity=0)
    machine(f"{ROWS:,} agencies; load {os.getloadavg()[0]:.1f}")
    first = rows()
    load("csv", as_csv(first))
    load("json", as_json(rows(1)))
    load("xlsx", as_xlsx(rows(2)))
    words = [
        "so noi vu", "uy ban nhan dan xa cai be 3", "H20.15", "truong tieu hoc", "tram y te kim son", "xa",
        "chi cuc thue", "dong hoa hiep 7", "phuong tan huong", "000.00.00.H41", "khong co ai ten nhu vay",
        "uy ban nhan dan",
    ]  # fmt: skip
    today = NOW.date()
    table(
        [
            timed("quick search, twelve words in turn", lambda n: find_agencies(words[n % 12], on=today), each=60),
            *(
                timed(f"  “{word}”", lambda _n, word=word: find_agencies(word, on=today), runs=1, each=20)
                for word in words
            ),
        ]
    )
finally:
    server.stop()
    shutil.rmtree(base, ignore_errors=True)

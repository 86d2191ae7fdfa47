"""The office at a million documents: whole pages, registration by the API, signing; beside the bare work of each.

    PYTHONPATH=src python -m benchmarks.office_million [--rows 1000000] [--runs 5] [--short] [--keep FOLDER]

Starts a PostgreSQL of its own in a temporary folder, or in FOLDER, which is filled once and measured again at the next
call; fills it (benchmarks.office_data), asks each page through Django's test client as a clerk (sees all), a leader, a
unit's head (sees one in twenty) and a specialist (sees one in a thousand or so), and prints median, p95 and p99 beside
the SQL that gives the same rows. "right" says whether the page showed those very rows. Then the web server itself with
16 users, papers of 200 kB registered by the API until full text finds them, and a signature beside pyHanko's. Exit code
1 when an answer was wrong; never because of time.
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

from congvu.config.postgres import Postgres

from . import office_data
from .measure import Figures, machine, table
from .office_pages import pages

SETTINGS = {"fsync": "off", "shared_buffers": "1GB", "max_wal_size": "8GB", "maintenance_work_mem": "512MB"}
PAGE_BAR, USERS_BAR, ENTRY_BAR = "p50 40, p95 100", "p95 150", "p50 100, 15/s"
USERS = 16
RUN = f"{int(time.time()):x}"  # a kept folder holds the papers of earlier runs


def take(act: Callable[[], object], runs: int, figures: Figures) -> None:
    """Ask twice to warm up, then `runs` times four."""
    for n in range(2 + runs * 4):
        begun, cpu = time.perf_counter(), time.process_time()
        act()
        if n >= 2:
            figures.milliseconds.append((time.perf_counter() - begun) * 1000)
            figures.cpu.append((time.process_time() - cpu) * 1000)


def measure_pages(office: office_data.Office, runs: int) -> list[Figures]:
    """Ask every page as each of three people."""
    from django.test import Client
    from django.utils import timezone

    from congvu.identity import api as identity
    from congvu.identity.models import Account

    figures = []
    for who, username in (("clerk", "u0-5"), ("leader", "u0-0"), ("unit head", "u3-99"), ("specialist", "u1-3")):
        client = Client(headers={"host": "localhost"})
        account = Account.objects.get(username=username)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        actor = identity.actor_in(account, "", now=timezone.now())
        for asked in pages(office, actor):
            page = Figures(f"{who}: {asked.name}", bar=PAGE_BAR)
            bare = Figures(f"{who}:   its rows by bare SQL")
            answer = client.get(asked.address)
            page.right = answer.status_code == 200 and asked.right(answer.content.decode(), asked.bare())
            take(lambda: client.get(asked.address), runs, page)  # noqa: B023
            take(asked.bare, runs, bare)
            figures += [page, bare]
    return figures


def papers(count: int) -> list[tuple[str, bytes]]:
    """Make PDF/A papers of about 200 kB, each with a word of its own."""
    import typst
    from PIL import Image

    from congvu.signing.paper import fonts

    compiler = typst.Compiler(font_paths=[str(fonts.find_font(fonts.REGULAR).parent)], ignore_system_fonts=True)
    made = []
    for n in range(count):
        picture = io.BytesIO()
        noise = bytes(((i * 7919 % 251) ^ (i >> 7) ^ n) & 255 for i in range(240 * 240 * 3))
        Image.frombytes("RGB", (240, 240), noise).save(picture, "PNG")
        word = f"duynhat{RUN}n{n:04d}"
        source = (
            '#set page(paper: "a4")\n#set text(font: ("Tinos", "Liberation Serif"))\n'
            f"Kính gửi Ủy ban nhân dân tỉnh {word}\n#lorem(3000)\n"
            f"#image(bytes({tuple(picture.getvalue())}), width: 4cm)"
        )
        made.append((word, compiler.compile(input=source.encode(), format="pdf", pdf_standards=["a-2b"])))
    return made


def token(office: office_data.Office) -> str:
    """Issue a token that acts in the clerk's post."""
    from django.utils import timezone

    from congvu.identity import api as identity
    from congvu.identity.actions.tokens import issue_token

    now = timezone.now()
    clerk = identity.acting(office.clerk, now=now)
    assert clerk is not None
    assert clerk.account_id is not None
    return issue_token(
        actor=replace(clerk, roles=frozenset({"administrator"})), owner_id=clerk.account_id, post_id=office.clerk,
        name="bench", scopes=[], expires_at=now + timedelta(days=1), now=now,
    )  # fmt: skip


def measure_entry(office: office_data.Office, secret: str, made: list[tuple[str, bytes]]) -> Figures:
    """Register papers by the API until full text finds each; the first two warm up."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from django.utils import timezone

    from congvu.identity import api as identity
    from congvu.search import api as search

    clerk = identity.acting(office.clerk, now=timezone.now())
    assert clerk is not None
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {secret}"})
    figures = Figures(f"API: {len(made[0][1]) // 1000} kB PDF registered and found", bar=ENTRY_BAR)
    for n, (word, pdf) in enumerate(made):
        values = {"metadata": metadata(f"A{n}"), "file": SimpleUploadedFile("a.pdf", pdf, "application/pdf")}
        begun, cpu = time.perf_counter(), time.process_time()
        answer = client.post("/api/v1/documents/incoming", values)
        found = search.search(actor=clerk, q=word).found
        took = (time.perf_counter() - begun) * 1000
        right = answer.status_code == 201 and [f.key for f in found] == [f"document:{answer.json()['uid']}"]
        figures.right &= right
        if n >= 2:
            figures.milliseconds.append(took)
            figures.cpu.append((time.process_time() - cpu) * 1000)
    return figures


def metadata(code: str) -> str:
    """Return the registration of one paper as JSON."""
    from django.utils import timezone

    return json.dumps({
        "document_type": "cong-van", "issuing_agency_name": "Bộ Nội vụ", "subject": f"Về việc đo lường {code}",
        "full_code": f"{RUN}{code}/BNV-DO", "issued_on": str(timezone.localdate()),
    })  # fmt: skip


class Served:
    """The web server as an installation runs it, on the scratch database."""

    def __enter__(self) -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4",
                "--no-ws", "--host", "127.0.0.1", "--port", str(self.port), "congvu.config.wsgi:application",
            ],
            env={**os.environ, "CONGVU_DATABASE_POOL": "1"},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            try:
                if ask(self.port, "GET", "/healthz", {})[0] in (200, 503):
                    return self.port
            except OSError:
                time.sleep(0.2)
        raise SystemExit("the web server did not answer")

    def __exit__(self, *fault: object) -> None:
        self.process.terminate()
        self.process.wait(30)


def ask(port: int, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> tuple[int, bytes]:
    """Ask the web server over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def measure_users(port: int, seconds: float) -> list[Figures]:
    """Let 16 users open work list, register and search, each one page a second each."""
    from django.test import Client

    from congvu.identity.models import Account

    figures = Figures(f"{USERS} users, a page each a second", bar=USERS_BAR)
    guard, end = threading.Lock(), time.monotonic() + seconds
    cookies = []
    for n in range(USERS):
        client = Client(headers={"host": "localhost"})
        account = Account.objects.get(username=f"u{n + 1}-{n}")
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        cookies.append(client.cookies["congvu"].value)

    def user(n: int) -> None:
        headers = {"Cookie": f"congvu={cookies[n]}", "Host": "localhost"}
        places = ("/", "/van-ban-den/", "/tim-kiem/?q=chuy%E1%BB%83n+%C4%91%E1%BB%95i+s%E1%BB%91")
        time.sleep(n / USERS)
        turn = n
        while time.monotonic() < end:
            begun = time.perf_counter()
            status, _body = ask(port, "GET", places[turn % 3], headers)
            took = (time.perf_counter() - begun) * 1000
            turn += 1
            with guard:
                figures.right &= status == 200
                if turn > n + 1:
                    figures.milliseconds.append(took)
            time.sleep(max(0.0, 1 - took / 1000))

    threads = [threading.Thread(target=user, args=(n,)) for n in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [figures]


def entry_rate(port: int, secret: str, made: list[tuple[str, bytes]]) -> Figures:
    """Register the papers by four programs at a time and print the rate."""
    figures = Figures("API: the same by 4 programs at a time, each call", bar="15/s")
    left, guard = list(enumerate(made)), threading.Lock()

    def program() -> None:
        while True:
            with guard:
                if not left:
                    return
                n, (_word, pdf) = left.pop()
            parts = [
                b'--cv\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n' + metadata(f"B{n}").encode(),
                b'\r\n--cv\r\nContent-Disposition: form-data; name="file"; filename="b.pdf"\r\n'
                b"Content-Type: application/pdf\r\n\r\n" + pdf + b"\r\n--cv--\r\n",
            ]
            headers = {"Authorization": f"Bearer {secret}", "Content-Type": "multipart/form-data; boundary=cv"}
            begun = time.perf_counter()
            status, _body = ask(port, "POST", "/api/v1/documents/incoming", headers, b"".join(parts))
            took = (time.perf_counter() - begun) * 1000
            with guard:
                figures.right &= status == 201
                figures.milliseconds.append(took)

    begun = time.perf_counter()
    threads = [threading.Thread(target=program) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"API, 4 programs at a time: {len(made) / (time.perf_counter() - begun):.1f} papers/s (bar: 15/s)")
    return figures


def measure_signing(count: int) -> list[Figures]:
    """Sign a paper of 200 kB (B-B) here and by pyHanko's simple signer, one process."""
    from . import signing

    signing.prepare_all()
    figures = []
    for name, act in (("signing B-B", signing.ours_sign), ("  pyHanko's SimpleSigner", signing.pyhanko_sign)):
        one = Figures(name, bar="20 (50/s, two cores)" if act is signing.ours_sign else "")
        act()
        for _ in range(count):
            begun, cpu = time.perf_counter(), time.process_time()
            one.right &= bool(act())
            one.milliseconds.append((time.perf_counter() - begun) * 1000)
            one.cpu.append((time.process_time() - cpu) * 1000)
        figures.append(one)
    return figures


def main() -> None:
    """Fill, measure, print; exit code 1 when an answer was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--short", action="store_true", help="fewer papers, users for fewer seconds")
    parser.add_argument("--keep", type=Path, help="fill this folder once, leave it, and measure it again next time")
    parser.add_argument("--fill-only", action="store_true", help="with --keep: fill and stop")
    options = parser.parse_args()
    base = options.keep.resolve() if options.keep else Path(tempfile.mkdtemp(prefix="cvbench-"))
    server = Postgres(base, settings=SETTINGS)
    server.start()
    try:
        figures = run(base, server, options)
    finally:
        server.stop()
        if not options.keep:
            shutil.rmtree(base, ignore_errors=True)
    if not all(one.right for one in figures):
        raise SystemExit("wrong: " + "; ".join(one.name for one in figures if not one.right))


def run(base: Path, server: Postgres, options: argparse.Namespace) -> list[Figures]:
    """Set Django up on the scratch database, fill it and take all figures."""
    set_up(base, server.url("postgres"))
    from django.db import connection

    office = filled(base, server.url("postgres"), options.rows)
    try:
        return [] if options.fill_only else take_all(office, runs=options.runs, short=options.short)
    finally:
        connection.close()


def filled(base: Path, address: str, rows: int) -> office_data.Office:
    """Return the office of this folder, migrated to today's tables; fill it when that has not been done."""
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    note = base / "office.json"
    if note.exists():
        office_data.settle(address)
        return office_data.recalled(json.loads(note.read_text(encoding="utf-8")))
    office = office_data.people()
    office_data.fill(office, rows, timezone.localtime(), address)
    note.write_text(json.dumps(asdict(office)), encoding="utf-8")
    return office


def set_up(base: Path, address: str) -> None:
    """Start Django with an installation of its own."""
    (base / "data" / "tmp").mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "CONGVU_DATABASE_URL": address, "CONGVU_DATA": str(base / "data"), "CONGVU_DATABASE_POOL": "1",
        "CONGVU_SECRET_KEY": "only-for-benchmarks-" + base.name,
    }  # fmt: skip
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()


def take_all(office: office_data.Office, *, runs: int, short: bool) -> list[Figures]:
    """Take and print all figures of a filled office."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version'), pg_size_pretty(pg_database_size(current_database()))")
        version, size = cursor.fetchone()
    data = f"{office.rows:,} documents of one agency, {office_data.UNITS} units, {office_data.PEOPLE:,} people, {size}"
    print(f"{platform.platform()}, PostgreSQL {version}, load {os.getloadavg()[0]:.1f}; {', '.join(office.notes)}")
    machine(data)
    figures = measure_pages(office, runs)
    table(figures)
    print(f"load {os.getloadavg()[0]:.1f}; further figures follow, with these again", flush=True)
    made = papers(5 if short else 32)
    secret = token(office)
    figures.append(measure_entry(office, secret, made))
    with Served() as port:
        figures += measure_users(port, 4 if short else 20)
        figures.append(entry_rate(port, secret, made))
    figures += measure_signing(5 if short else 30)
    table(figures)
    print(f"load at the end {os.getloadavg()[0]:.1f}", flush=True)
    return figures


if __name__ == "__main__":
    main()

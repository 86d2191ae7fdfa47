"""Wrong persons at each step: what they ask for directly, what they are told, and that nothing changed."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape

import psycopg
from playwright.sync_api import Page
from psycopg import sql

from ..installation import Installation
from .desks import Desks

HIDDEN = "Không tìm thấy, hoặc bạn không có quyền xem."
FORBIDDEN, NOT_FOUND = 403, 404
STATUS = {HIDDEN: NOT_FOUND}


@dataclass(frozen=True, slots=True)
class Wrong:
    """An act by somebody who has not the right to it, and the sentence that says so."""

    who: str
    act: str  # phần cuối địa chỉ, sau địa chỉ của văn bản, dự thảo hay lượt xử lý
    sentence: str
    by_page: bool = True  # việc có trang riêng: mở trang ấy cũng bị từ chối


LEADERS_ONLY = "Chỉ lãnh đạo cơ quan hoặc Chánh Văn phòng được bút phê"
CLERK_ONLY = "Chỉ văn thư của cơ quan được"
NUMBERS_ONLY = "Chỉ văn thư cơ quan được cấp số, đóng dấu và phát hành văn bản."
WAITS = "Dự thảo đang chờ"
NEW = (
    Wrong("chuyenvien", "/van-ban-den/dang-ky/", CLERK_ONLY + " đăng ký văn bản đến."),
    Wrong("lanhdao", "/van-ban-den/dang-ky/", CLERK_ONLY + " đăng ký văn bản đến."),
    Wrong("bientap", "/van-ban-den/dang-ky/", CLERK_ONLY + " đăng ký văn bản đến."),
)
REGISTERED = (
    Wrong("lanhdao", "trinh/", "Chỉ văn thư hoặc Chánh Văn phòng trình văn bản đến."),
    Wrong("lanhdao", "sua/", CLERK_ONLY + " sửa thông tin đăng ký."),
    Wrong("lanhdao", "huy-so/", CLERK_ONLY + " hủy số."),
    Wrong("lanhdao", "tra-noi-gui/", CLERK_ONLY + " trả lại nơi gửi."),
    Wrong("chuyenvien", "trinh/", HIDDEN),
    Wrong("kiemtoan", "", HIDDEN),
)
HANDED_UP = (
    Wrong("vanthu", "but-phe/", LEADERS_ONLY),
    Wrong("truongphong", "but-phe/", HIDDEN),
    Wrong("kiemtoan", "but-phe/", HIDDEN),
)
GIVEN = (
    Wrong("vanthu", "chuyen/", HIDDEN),
    Wrong("lanhdao", "chuyen/", HIDDEN),
    Wrong("chuyenvien", "chuyen/", HIDDEN),
    Wrong("chuyenvien", "tra-lai/", HIDDEN),
)
FORWARDED = (
    Wrong("truongphong", "tien-do/", HIDDEN),
    Wrong("vanthu", "tien-do/", HIDDEN),
    Wrong("chuyenvien", "chuyen/", "Chỉ lãnh đạo đơn vị được chuyển tiếp"),
)
FORWARDED_DOCUMENT = (
    Wrong("chuyenvien", "ket-thuc/", "Chỉ lãnh đạo hoặc đơn vị chủ trì được kết thúc văn bản."),
    Wrong("vanthu", "ket-thuc/", "Chỉ lãnh đạo hoặc đơn vị chủ trì được kết thúc văn bản."),
    Wrong("truongphong", "mo-lai/", LEADERS_ONLY),
)
DRAFTED = (
    Wrong("truongphong", "trinh/", "Chỉ người soạn", by_page=False),
    Wrong("truongphong", "huy/", "Chỉ người soạn", by_page=False),
    Wrong("vanthu", "trinh/", HIDDEN, by_page=False),
    Wrong("tochuc", "sua/", HIDDEN),
)
AT_HEAD = (
    Wrong("chuyenvien", "duyet/", WAITS, by_page=False),
    Wrong("chuyenvien", "tra-lai/", WAITS, by_page=False),
    Wrong("chanhvanphong", "duyet/", WAITS, by_page=False),
    Wrong("lanhdao", "duyet/", WAITS, by_page=False),
    Wrong("lanhdao", "ky/", WAITS),
)
AT_FORM = (
    Wrong("truongphong", "duyet/", WAITS, by_page=False),
    Wrong("lanhdao", "ky/", WAITS),
    Wrong("vanthu", "duyet/", HIDDEN, by_page=False),
)
AT_SIGNATURE = (
    Wrong("chanhvanphong", "ky/", WAITS),
    Wrong("truongphong", "ky/", WAITS),
    Wrong("chuyenvien", "ky/", WAITS),
    Wrong("phochutich", "ky/", HIDDEN),
    Wrong("vanthu", "phat-hanh/", HIDDEN),
)
SIGNED = (
    Wrong("lanhdao", "phat-hanh/", NUMBERS_ONLY),
    Wrong("chanhvanphong", "phat-hanh/", NUMBERS_ONLY),
    Wrong("chuyenvien", "phat-hanh/", NUMBERS_ONLY),
    Wrong("chuyenvien", "tra-lai/", NUMBERS_ONLY, by_page=False),
    Wrong("tochuc", "phat-hanh/", HIDDEN),
)
ISSUED = (
    Wrong("kiemtoan", "", HIDDEN),
    Wrong("motcua", "", HIDDEN),
    Wrong("lanhdao", "huy-so/", CLERK_ONLY + " hủy số."),
)


def refuse(seats: Desks, installation: Installation, base: str, table: tuple[Wrong, ...]) -> None:
    """Let each wrong person post the act directly and open its page; expect the sentence and an unchanged database."""
    with worker_at_rest(installation):
        tried(seats, installation, base, table)


def tried(seats: Desks, installation: Installation, base: str, table: tuple[Wrong, ...]) -> None:
    """As `refuse`, where whatever works in the background is at rest already."""
    before = everything(installation)
    for one in table:
        page = seats.of(one.who)
        address = seats.address + one.act if one.act.startswith("/") else base + one.act
        if one.act:
            told(page, address, one, post=True)
        if one.by_page:
            told(page, address, one, post=False)
        after = everything(installation)
        changed = [name for name in before if after[name] != before[name]]
        assert not changed, f"{one.who} {one.act}: có hàng đã thay đổi trong {', '.join(changed)}"


def told(page: Page, address: str, one: Wrong, *, post: bool) -> None:
    """Ask and expect the status and the sentence."""
    if post:
        form = {"csrfmiddlewaretoken": token(page), "read_version": "1", "reason": "Thử", "note": "", "percent": "50"}
        answer = page.request.post(address, form=form, max_redirects=0)
    else:
        answer = page.request.get(address, max_redirects=0)
    asked = f"{one.who} {'POST' if post else 'GET'} {address}"
    assert answer.status == STATUS.get(one.sentence, FORBIDDEN), f"{asked}: {answer.status}"
    assert one.sentence in unescape(re.sub(r"<[^>]+>", "", answer.text())), asked


def token(page: Page) -> str:
    """Return the token that this profile's forms carry."""
    return page.locator("input[name=csrfmiddlewaretoken]").first.input_value()


UNDER_WAY = """
select exists (select 1 from kernel_delivery where done_at is null)
    or exists (select 1 from procrastinate_jobs
               where status = 'doing' or status = 'todo' and coalesce(scheduled_at, now()) <= now())
    or exists (select 1 from pg_stat_activity where pid <> pg_backend_pid() and xact_start is not null
               and datname = current_database() and backend_type = 'client backend')
"""


@contextmanager
def worker_at_rest(installation: Installation) -> Iterator[None]:
    """Hold the worker still, between two jobs, so that whatever changes is the doing of who asks.

    Waits until the news of earlier, rightful acts has reached its subscribers, who write rows of their own.
    Raises AssertionError when work is still under way after half a minute.
    """
    worker, until = worker_of(installation), time.monotonic() + 30
    with database(installation) as link:
        while True:
            os.kill(worker, signal.SIGSTOP)
            if link.execute(UNDER_WAY).fetchone() == (False,):
                break
            os.kill(worker, signal.SIGCONT)
            assert time.monotonic() < until, "còn việc nền chưa xong"
            time.sleep(0.2)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)


def worker_of(installation: Installation) -> int:
    """Return the number of the process that does the installation's background jobs."""
    supervisor = (installation.data / "run" / "lock").read_text()
    asked = ["ps", "-ww", "--ppid", supervisor, "-o", "pid=,command="]
    listed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()
    (worker,) = [int(line.split()[0]) for line in listed if "congvu work" in line]
    return worker


def database(installation: Installation) -> psycopg.Connection:
    """Return a connection to the installation's database, each statement in a transaction of its own."""
    if address := installation.environment.get("CONGVU_DATABASE_URL"):
        return psycopg.connect(address, autocommit=True)
    folder = installation.data / "postgres"
    where = {"host": str(folder / "run"), "port": 5432, "user": "congvu", "dbname": "congvu"}
    return psycopg.connect(**where, password=(folder / "password").read_text(), autocommit=True)


def everything(installation: Installation) -> dict[str, str]:
    """Return a digest of every table that acts on documents write to, the audit log among them.

    Left out: views and texts of files, which jobs still make while somebody else acts.
    """
    with database(installation) as link:
        rows = link.execute(
            "select table_name from information_schema.tables where table_schema = 'public' "
            "and table_name not in ('documents_documentfile', 'documents_filetext') "
            "and (table_name like 'documents\\_%' or table_name like 'worklist\\_%' "
            "or table_name like 'directives\\_%' or table_name like 'exchange\\_%' "
            "or table_name in ('kernel_auditentry', 'notices_notice'))"
        )
        return {name: digest(link, name) for (name,) in rows.fetchall()}


def digest(link: psycopg.Connection, table: str) -> str:
    """Return the digest of a table's rows in whatever order they lie."""
    question = sql.SQL("select coalesce(sum(hashtextextended(t::text, 0)), 0)::text from {} t")
    row = link.execute(question.format(sql.Identifier(table))).fetchone()
    assert row is not None
    return str(row[0])

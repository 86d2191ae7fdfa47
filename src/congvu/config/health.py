"""The parts that every installation has: database, tables, storage, worker, live events, interface, mail, clock."""

import http.client
import os
import shutil
import smtplib
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from congvu.kernel.api import health
from congvu.kernel.types import Finding, Look

from . import env
from .prepare import open_migrations

OLDEST_POSTGRES = 150000  # DESIGN 5
EXTENSIONS = frozenset({"pg_trgm", "btree_gin"})
HEARTBEAT_SECONDS = 60  # procrastinate writes one every ten
LEAST_FREE_BYTES = 1024**3
LARGEST_DRIFT = timedelta(seconds=5)
SEAL_SECONDS = 600  # the worker seals every minute
ANSWER_SECONDS = 3
AWAY = Finding(
    False, "cơ sở dữ liệu không trả lời", "Khởi động PostgreSQL; kiểm tra CONGVU_DATABASE_URL và nhật ký của nó."
)


def _rows(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


@health.part("database", asks_database=True)
def database(_now: datetime) -> Finding:
    """The server answers and is new enough."""
    [(version, shown)] = _rows("select current_setting('server_version_num')::int, current_setting('server_version')")
    if int(str(version)) < OLDEST_POSTGRES:
        return Finding(False, f"PostgreSQL {shown} quá cũ", "Nâng PostgreSQL lên bản 15 trở lên.")
    return Finding(True, f"PostgreSQL {shown}")


@health.part("extensions", probe=False, asks_database=True)
def extensions(_now: datetime) -> Finding:
    """What search needs is installed in the database."""
    found = {str(name) for (name,) in _rows("select extname from pg_extension")}
    if missing := sorted(EXTENSIONS - found):
        return Finding(
            False,
            f"thiếu {', '.join(missing)}",
            "Cài gói postgresql-contrib, rồi chạy `congvu migrate`.",
        )
    return Finding(True, ", ".join(sorted(EXTENSIONS)))


@health.part("migrations", asks_database=True)
def migrations(_now: datetime) -> Finding:
    """The tables are those of this code."""
    if waiting := open_migrations():
        return Finding(False, f"còn {len(waiting)} bước chưa chạy, trước hết {waiting[0]}", "Chạy `congvu migrate`.")
    return Finding(True, "đúng phiên bản")


@health.part("storage")
def storage(now: datetime) -> Finding:
    """Files can be written, read back and removed."""
    name = f"health/{os.getpid()}-{now.timestamp():.6f}"
    remedy = "Kiểm tra dung lượng, quyền ghi của thư mục dữ liệu (hoặc kho S3)."
    try:
        kept = default_storage.save(name, ContentFile(b"ok"))
        with default_storage.open(kept) as stream:
            good = stream.read() == b"ok"
        default_storage.delete(kept)
    except OSError as error:
        return Finding(False, f"không ghi được ({error.strerror or 'lỗi kho'})", remedy)
    return Finding(True, "ghi và đọc được") if good else Finding(False, "đọc lại không đúng", remedy)


@health.part("space", probe=False)
def space(_now: datetime) -> Finding:
    """There is room for more files."""
    if not isinstance(default_storage, FileSystemStorage) and not isinstance(
        getattr(default_storage, "_wrapped", None), FileSystemStorage
    ):
        return Finding(True, "kho ngoài, không đo ở đây")
    free = shutil.disk_usage(settings.DATA if Path(settings.DATA).exists() else ".").free
    shown = f"còn {free / 1024**3:.1f} GiB"
    if free < LEAST_FREE_BYTES:
        return Finding(False, shown, "Giải phóng đĩa hoặc chuyển CONGVU_DATA sang đĩa lớn hơn.")
    return Finding(True, shown)


@health.part("worker", asks_database=True)
def worker(_now: datetime) -> Finding:
    """A worker has shown a sign of life lately."""
    [(age,)] = _rows("select extract(epoch from now() - max(last_heartbeat))::int from procrastinate_workers")
    remedy = "Chạy `congvu work` (hoặc `congvu run`) và xem nhật ký của nó."
    if age is None:
        return Finding(False, "chưa có tiến trình việc nền nào", remedy)
    seconds = int(str(age))
    if seconds > HEARTBEAT_SECONDS:
        return Finding(False, f"im lặng đã {seconds} giây", remedy)
    return Finding(True, f"thấy {seconds} giây trước")


@health.part("audit", probe=False, asks_database=True)
def audit_seals(_now: datetime) -> Finding:
    """No act waits long for its seal."""
    [(count, age)] = _rows(
        "select count(*), extract(epoch from now() - min(e.at))::bigint"
        " from kernel_auditpending p join kernel_auditentry e on e.id = p.entry_id"
    )
    if age is not None and int(str(age)) > SEAL_SECONDS:
        return Finding(False, f"{count} việc chờ niêm phong, lâu nhất {age} s", "Xem nhật ký của tiến trình việc nền.")
    return Finding(True, f"{count} việc chờ niêm phong")


@health.part("events", needed=False)
def events(_now: datetime) -> Finding:
    """The live events process answers; asked only where CONGVU_EVENTS_ADDRESS says where it stands."""
    host, _, port = env.text("EVENTS_ADDRESS").rpartition(":")
    if not port:
        return Finding(True, "không theo dõi (CONGVU_EVENTS_ADDRESS trống)")
    link = http.client.HTTPConnection(host.strip("[]") or "127.0.0.1", int(port), timeout=ANSWER_SECONDS)
    try:
        link.request("GET", "/healthz")
        good = link.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        good = False
    finally:
        link.close()
    if good:
        return Finding(True, "đang trả lời")
    return Finding(False, "không trả lời", "Chạy `congvu events` và xem nhật ký của nó.")


@health.part("secrets", probe=False)
def private_files(_now: datetime) -> Finding:
    """No other user of the machine can read the installation's secrets."""
    data = Path(settings.DATA)
    secrets = [data / "secret-key", data / "postgres/password", *(data / "keys").glob("*.key")]
    if open_to_others := [file.name for file in secrets if file.exists() and file.stat().st_mode & 0o077]:
        return Finding(False, f"người khác đọc được {', '.join(open_to_others)}", "Chạy `chmod 600` cho các tệp đó.")
    return Finding(True, "chỉ chủ sở hữu đọc được")


@health.part("interface", probe=False)
def interface(_now: datetime) -> Finding:
    """Styles, scripts and fonts are built."""
    if missing := missing_assets():
        return Finding(False, f"thiếu {', '.join(missing)}", "Chạy `make assets`.")
    return Finding(True, "đã dựng")


def missing_assets() -> list[str]:
    """Return the built files of the interface that are not there."""
    wanted = ("ui/dist/office.css", "ui/dist/office.js", "ui/dist/public.css", "ui/dist/public.js")
    return [name for name in wanted if finders.find(name) is None]


@health.part("clock", probe=False, asks_database=True)
def clock(_now: datetime) -> Finding:
    """This machine and the database agree on the time."""
    _rows("select 1")  # connected before the clocks are compared
    here = timezone.now()
    [(there,)] = _rows("select clock_timestamp()")
    if not isinstance(there, datetime):
        return Finding(False, "không đọc được giờ của cơ sở dữ liệu")
    drift = abs(there - here)
    shown = f"lệch cơ sở dữ liệu {drift.total_seconds():.1f} giây"
    return Finding(drift <= LARGEST_DRIFT, shown, "Bật đồng bộ giờ (NTP) trên cả hai máy.")


@health.part("mail", needed=False, probe=False)
def mail(_now: datetime) -> Finding:
    """The mail server takes connections."""
    if not env.text("SMTP_HOST"):
        return Finding(True, "chưa cấu hình (CONGVU_SMTP_HOST trống): không gửi thư")
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=ANSWER_SECONDS) as link:
            link.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Finding(
            False, f"máy chủ thư không trả lời ({type(error).__name__})", "Kiểm tra CONGVU_SMTP_HOST, CONGVU_SMTP_PORT."
        )
    return Finding(True, "máy chủ thư trả lời")


def _program(name: str, ask: str, package: str) -> Look:
    def look(_now: datetime) -> Finding:
        path = shutil.which(name)
        if path is None:
            return Finding(False, "không có trên máy này", f"Cài gói {package} để có chức năng này.")
        shown = subprocess.run([path, ask], capture_output=True, text=True, timeout=60)
        first = (shown.stdout or shown.stderr).strip().splitlines()
        return Finding(True, first[0][:80] if first else "có")

    return look


health.part("libreoffice", needed=False, probe=False)(_program("soffice", "--version", "libreoffice-writer-nogui"))
health.part("poppler", needed=False, probe=False)(_program("pdftoppm", "-v", "poppler-utils"))


def report(now: datetime, *, probe_only: bool) -> list[tuple[str, bool, Finding]]:
    """Look at every part (or only at the quick ones) and return name, whether it is needed, and the finding.

    When the database does not answer once, it is not asked again: each question would wait for its own time-out.
    """
    found: list[tuple[str, bool, Finding]] = []
    away = False
    for part in health.parts():
        if probe_only and not part.probe:
            continue
        if away and part.asks_database:
            finding = Finding(False, "chưa biết: cơ sở dữ liệu không trả lời")
        else:
            try:
                finding = part.look(now)
            except (DatabaseError, InterfaceError):
                away, finding = True, AWAY
        found.append((part.name, part.needed, finding))
    return found

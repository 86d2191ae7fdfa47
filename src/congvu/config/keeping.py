"""`congvu backup` and `congvu restore`: what they do before and after the app `backup` does its part."""

import contextlib
import getpass
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from . import env, folders
from .postgres import Postgres, PostgresNotStarted


class Refused(SystemExit):
    """A sentence on standard error, exit code 1."""


def passphrase(file: Path | None, *, ask: bool) -> str:
    """Return the passphrase: of the file, of CONGVU_BACKUP_PASSPHRASE, or typed when `ask`. Never a plain argument."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(f"Không đọc được tệp mật khẩu {file}.") from error
    if given := env.text("BACKUP_PASSPHRASE"):
        return given
    return getpass.getpass("Mật khẩu sao lưu: ") if ask and sys.stdin.isatty() else ""


def is_encrypted(file: Path) -> bool:
    """Return whether a backup wants a passphrase."""
    from congvu.backup.types import ENCRYPTED

    try:
        with open(file, "rb") as opened:
            return opened.read(len(ENCRYPTED)) == ENCRYPTED
    except OSError as error:
        raise Refused(f"Không mở được tệp sao lưu {file} ({error.strerror}).") from error


@contextlib.contextmanager
def database() -> Iterator[None]:
    """Have the database answer: a server of one's own does; the embedded one is started, and stopped, if need be."""
    if env.text("DATABASE_URL"):
        yield
        return
    data = folders.data_folder()
    try:
        server = Postgres(data / "postgres", port=env.number("POSTGRES_PORT", 5432, low=1, high=65535))
        if server.ready():
            yield
            return
        server.release()
        server.start()
    except PostgresNotStarted as error:
        raise Refused(str(error)) from error
    try:
        yield
    finally:
        server.stop()


def back_up(*, out: Path, secret: str, with_files: bool) -> int:
    """Make a backup, read it again, print what came of it; 0 when nothing is wrong."""
    with database():
        _setup()
        from django.utils import timezone

        from congvu.backup import api as backup
        from congvu.kernel.errors import DomainError

        wanted = backup.Wanted(
            out=out,
            reason=backup.BackupReason.COMMAND,
            passphrase=secret,
            with_files=with_files,
            asked_by=getpass.getuser() if os.environ.get("USER") else "",
        )
        if not secret:
            print(
                "Không có mật khẩu sao lưu: tệp không mã hóa và không gồm khóa của bản cài (xem docs/operator.md, 4)."
            )
        try:
            made = backup.make_backup(wanted=wanted, clock=timezone.now, say=_say)
            good = backup.check_backup(backup_id=made.id, passphrase=secret, clock=timezone.now, at=made.file)
        except DomainError as refusal:
            raise Refused(str(refusal)) from refusal
        except OSError as error:
            raise Refused(f"Không ghi được tệp sao lưu: {error.strerror or error}.") from error
    print("Đã đọc lại toàn bộ: đúng." if good else "Đọc lại: CÓ ĐIỀU SAI, xem trang Sao lưu.")
    return 0 if good else 1


def check(*, file: Path, secret: str) -> int:
    """Read a backup in full without any database; 0 when nothing is wrong."""
    _setup()
    from congvu.backup import api as backup
    from congvu.kernel.errors import DomainError

    try:
        outcome = backup.read(file, backup.Sink(), secret)
    except DomainError as refusal:
        raise Refused(str(refusal)) from refusal
    manifest = outcome.manifest
    print(f"Lập lúc {outcome.head.made_at}, Công vụ {outcome.head.product}, PostgreSQL {outcome.head.postgres}")
    print(
        f"{len(manifest.tables)} bảng, {backup.number(manifest.rows)} dòng; "
        f"{backup.number(manifest.files)} tệp, {backup.number(manifest.file_bytes)} byte"
    )
    log = manifest.audit
    print(f"Nhật ký: {backup.number(log.acts)} việc, {backup.number(log.seals)} con dấu, gốc {log.root}")
    for lost in manifest.lost:
        print(f"Thiếu từ lúc sao lưu: {lost.sha256} ({backup.number(lost.size)} byte): {lost.reason}")
    for fault in outcome.faults:
        print(f"SAI: {fault}")
    print("Bản sao lưu đúng như bảng kê." if outcome.ok else "Bản sao lưu CÓ ĐIỀU SAI.")
    return 0 if outcome.ok else 1


def restore(*, file: Path, secret: str) -> int:
    """Restore into this empty installation and print the report; 0 when all is as it was backed up."""
    from .run import only_run

    data = folders.data_folder()
    folders.prepare(data)
    with only_run(data), database():
        _setup()
        from django.utils import timezone

        from congvu.backup import api as backup
        from congvu.kernel.errors import DomainError

        from . import prepare

        try:
            head = backup.read_head(file, secret)
            prepare.create_database()
            backup.require_empty()
            if unknown := prepare.migrate_to(head.migrations):
                raise Refused(
                    f"Bản sao lưu có những bước bảng dữ liệu mà mã nguồn này chưa biết ({', '.join(unknown[:3])}). "
                    "Hãy dùng mã nguồn cùng phiên bản hoặc mới hơn."
                )
            report = backup.restore_backup(file=file, passphrase=secret, now=timezone.now(), say=_say)
        except DomainError as refusal:
            raise Refused(str(refusal)) from refusal
        except OSError as error:
            raise Refused(
                f"Chưa phục hồi được: {error.strerror or error}. Chạy lại lệnh này để làm lại từ đầu."
            ) from error
        prepare.migrate_all()
        kept = data / "log" / f"restore-{timezone.localtime():%Y%m%d-%H%M%S}.txt"
        kept.write_text("\n".join(report.lines()) + "\n", encoding="utf-8")
    print("\n".join(report.lines()))
    print(f"Báo cáo: {kept}")
    return 0 if report.ok else 1


def require_whole(data: Path) -> None:
    """Refuse to start on a data folder into which a restore was begun and not ended."""
    mark = data / "run" / "restore.json"
    try:
        found = json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    if isinstance(found, dict) and found.get("state") == "unfinished":
        raise Refused(
            f"Lần phục hồi từ {found.get('file', '?')} chưa xong; cơ sở dữ liệu còn trống. Hãy chạy lại "
            f"`congvu restore`; hoặc xóa {mark} để dùng bản cài trống này."
        )


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()


def _say(line: str) -> None:
    print(f"→ {line}", flush=True)

"""Promise 8: a whole installation leaves as one file and stands again elsewhere, with its people, papers and log."""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from congvu.backup.actions.check import check_backup
from congvu.backup.actions.make import Wanted, make_backup, number
from congvu.backup.errors import BackupRunning
from congvu.backup.models import Backup, BackupReason, BackupState
from congvu.config import demo
from congvu.identity.models import Account
from congvu.kernel.api import audit, files
from congvu.kernel.files import place as storage
from congvu.kernel.models import AuditEntry
from congvu.kernel.models.files import content_path

from .conftest import PASSPHRASE
from .elsewhere import ROOT, congvu

PAPER = b"%PDF-1.7\n" + "Quyết định số 12/QĐ-UBND".encode() * 50 + b"\n%%EOF\n"
pytestmark = [pytest.mark.whole, pytest.mark.django_db(transaction=True)]

LOOK = """
import json, django; django.setup()
from django.test import Client
from django.db import connection
from congvu.kernel.api import files
from congvu.kernel.models import StoredFile
from congvu.identity.models import Account
client = Client()
signed_in = client.post("/dang-nhap/", {"name": "vanthu", "password": %r}).status_code
page = client.get("/").status_code
paper = StoredFile.objects.get(name="quyet-dinh.pdf")
with connection.cursor() as cursor:
    cursor.execute("select nextval(pg_get_serial_sequence('identity_account', 'id'))")
    [following] = cursor.fetchone()
    cursor.execute("select tgname, tgenabled::text from pg_trigger where not tgisinternal order by 1")
    triggers = cursor.fetchall()
    cursor.execute("select indexname, tablename from pg_indexes where schemaname = 'public' order by 1")
    indexes = cursor.fetchall()
    cursor.execute("select conname, pg_get_constraintdef(oid) from pg_constraint where contype = 'f' order by 1, 2")
    keys = cursor.fetchall()
print(json.dumps({"signed_in": signed_in, "page": page, "paper": files.read_bytes(paper.pk).hex(),
    "accounts": Account.objects.count(), "fresh": following > max(Account.objects.values_list("pk", flat=True)),
    "triggers": triggers, "indexes": indexes, "keys": keys}))
"""


SLOW = """
import sys, time, django; django.setup()
from pathlib import Path
from django.utils import timezone
from congvu.backup.actions import restore
quick = restore._Into.rows
def slow(self, table, piece):
    quick(self, table, piece)
    time.sleep(0.5)
restore._Into.rows = slow
restore.restore_backup(file=Path(sys.argv[1]), passphrase="", now=timezone.now())
"""


@pytest.fixture
def office():
    """Agencies with accounts, a stored paper, sealed acts and one that waits."""
    demo.load_agencies()
    paper = files.store(io.BytesIO(PAPER), name="quyet-dinh.pdf")
    account = Account.objects.get(username="vanthu")
    audit.record(None, "tests.first", account, at=timezone.now(), what="dấu\tvà\nxuống dòng")
    audit.seal_now(timezone.now())
    audit.record(None, "tests.second", account, at=timezone.now())
    return paper


def made(folder, passphrase="", **wanted):
    return make_backup(
        wanted=Wanted(out=folder, reason=BackupReason.COMMAND, passphrase=passphrase, **wanted), clock=timezone.now
    )


def test_an_office_leaves_as_one_file_and_works_elsewhere(office, elsewhere, tmp_path):
    accounts, acts = Account.objects.count(), AuditEntry.objects.count()
    backup = made(tmp_path / "out", PASSPHRASE)
    row = Backup.objects.get(pk=backup.id)
    assert (row.state, row.files, row.lost, row.encrypted) == (BackupState.DONE, 1, 0, True)
    assert row.sha256 == hashlib.sha256(backup.file.read_bytes()).hexdigest()
    assert row.root == audit.last_root() != ""
    assert check_backup(backup_id=backup.id, passphrase=PASSPHRASE, clock=timezone.now, at=backup.file) is True

    (tmp_path / "pass").write_text(PASSPHRASE)
    restore = ("-m", "congvu", "restore", str(backup.file), "--passphrase-file", str(tmp_path / "pass"))
    code, said = congvu(elsewhere, *restore)
    assert code == 0, said
    assert "Đúng như bản sao lưu." in said
    assert "gốc con dấu cuối đúng" in said

    code, said = congvu(elsewhere, "-c", LOOK % demo.PASSWORD)
    assert code == 0, said
    there = json.loads(said.splitlines()[-1])
    assert (there["signed_in"], there["page"]) == (302, 200)
    assert bytes.fromhex(there["paper"]) == PAPER
    assert (there["accounts"], there["fresh"]) == (accounts, True)
    with connection.cursor() as cursor:
        cursor.execute("select tgname, tgenabled::text from pg_trigger where not tgisinternal order by 1")
        there["triggers"] = [row for row in there["triggers"] if not row[0].endswith("_whole")]
        assert there["triggers"] == [list(row) for row in cursor.fetchall() if not row[0].endswith("_whole")]
        cursor.execute("select indexname, tablename from pg_indexes where schemaname = 'public' order by 1")
        assert there["indexes"] == [list(row) for row in cursor.fetchall()]
        cursor.execute("select conname, pg_get_constraintdef(oid) from pg_constraint where contype = 'f' order by 1, 2")
        assert there["keys"] == [list(row) for row in cursor.fetchall()]

    code, said = congvu(elsewhere, "-m", "congvu", "verify")
    assert code == 0, said
    with psycopg.connect(elsewhere["CONGVU_DATABASE_URL"]) as link:
        codes = [code for (code,) in link.execute("select code from kernel_auditentry order by id").fetchall()]
        assert codes[acts:] == ["backup.restored"]
        assert link.execute("select ok from backup_restore").fetchall() == [(True,)]

    code, said = congvu(elsewhere, *restore)
    assert code == 1
    assert "đã có dữ liệu" in said


def test_a_damaged_backup_changes_nothing_and_leaves_a_clear_state(office, elsewhere, tmp_path):
    backup = made(tmp_path / "out")
    data = bytearray(backup.file.read_bytes())
    table = data.index(b"tables/identity_account/") + 1000
    data[table : table + 64] = bytes(64)
    backup.file.write_bytes(data)
    code, said = congvu(elsewhere, "-m", "congvu", "restore", str(backup.file))
    assert code == 1
    assert "Tệp sao lưu không dùng được" in said
    with psycopg.connect(elsewhere["CONGVU_DATABASE_URL"]) as link:
        assert link.execute("select count(*) from identity_account").fetchone() == (0,)
        assert link.execute("select count(*) from kernel_holiday").fetchone() != (0,)
    code, said = congvu(elsewhere, "-m", "congvu", "run", "--no-demo")
    assert code == 1
    assert "chưa xong" in said


def test_a_restore_that_is_killed_begins_anew(office, elsewhere, tmp_path):
    backup = made(tmp_path / "out")
    killed = subprocess.Popen([sys.executable, "-c", SLOW, str(backup.file)], cwd=ROOT, env=elsewhere)
    mark = Path(elsewhere["CONGVU_DATA"]) / "run" / "restore.json"
    end = time.monotonic() + 60
    while not mark.exists():
        assert killed.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
    time.sleep(1)  # amid the tables
    killed.kill()
    killed.wait()
    assert json.loads(mark.read_text())["state"] == "unfinished"
    code, said = congvu(elsewhere, "-m", "congvu", "restore", str(backup.file))
    assert code == 0, said
    assert json.loads(mark.read_text())["state"] == "done"


def test_a_lost_file_is_named_when_backed_up_and_when_restored(office, elsewhere, tmp_path):
    path = content_path(office.sha256)
    folder = Path(settings.DATA) / "files"
    shutil.move(folder / path, tmp_path / "aside")
    try:
        backup = made(tmp_path / "out")
    finally:
        shutil.move(tmp_path / "aside", folder / path)
    assert storage.holds(path)
    assert Backup.objects.get(pk=backup.id).lost == 1
    code, said = congvu(elsewhere, "-m", "congvu", "restore", str(backup.file))
    assert code == 1
    assert f"THIẾU TỆP: quyet-dinh.pdf ({number(len(PAPER))} byte, {office.sha256}): không có trong kho" in said


def test_one_backup_at_a_time_and_a_killed_one_is_closed(office, tmp_path):
    left = Backup.objects.create(
        started_at=datetime(2026, 10, 1, tzinfo=timezone.get_current_timezone()),
        state=BackupState.RUNNING, reason=BackupReason.SCHEDULED,
    )  # fmt: skip
    (tmp_path / "congvu-20261001-000000.tar.part").write_bytes(b"half")
    with psycopg.connect(**_address(), autocommit=True) as other:
        other.execute("select pg_advisory_lock(%s)", [0x636F6E67767502])
        with pytest.raises(BackupRunning):
            made(tmp_path)
    backup = made(tmp_path)
    left.refresh_from_db()
    assert (left.state, left.trouble) == (BackupState.FAILED, "bị ngắt giữa chừng")
    assert [file.name for file in tmp_path.iterdir()] == [backup.file.name]
    assert backup.file.stat().st_mode & 0o077 == 0


def _address():
    from congvu.backup.database.snapshot import address

    return address()

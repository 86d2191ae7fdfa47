"""NĐ 30/2020/NĐ-CP Phụ lục VI, F5 and F9: backups, scheduled and asked for, and restore with a report."""

import psycopg
from django.utils import timezone

from congvu.backup import tasks
from congvu.backup.models import Backup, BackupReason
from tests.backup.elsewhere import congvu

from .scene import proves


def backed_up(settings, folder, job, *args):
    settings.BACKUP_FOLDER = str(folder)
    job(*args)
    return Backup.objects.latest("pk")


@proves("F5.10")
def test_backups_are_made_each_day_and_when_asked_for(db, settings, tmp_path):
    assert tasks.CRON == "30 18 * * *"  # 01:30 in Vietnam
    daily = backed_up(settings, tmp_path, tasks.back_up_today, 0)
    asked = backed_up(settings, tmp_path, tasks.back_up_now, "Nguyễn Thị Mười")
    assert [(row.reason, row.is_good) for row in (daily, asked)] == [
        (BackupReason.SCHEDULED, True), (BackupReason.PAGE, True)
    ]  # fmt: skip
    assert {file.name for file in tmp_path.iterdir()} == {daily.name, asked.name}


@proves("F9.3")
def test_a_restore_reports_what_came_back(db, settings, tmp_path, elsewhere):
    row = backed_up(settings, tmp_path, tasks.back_up_now, "Nguyễn Thị Mười")
    code, said = congvu(elsewhere, "-m", "congvu", "restore", str(tmp_path / row.name))
    assert code == 0, said
    with psycopg.connect(elsewhere["CONGVU_DATABASE_URL"]) as link:
        [(report, at)] = link.execute("select report, restored_at from backup_restore").fetchall()
    assert report["lines"][-1] == "Đúng như bản sao lưu."
    assert report["rows"] == row.rows
    assert at <= timezone.now()

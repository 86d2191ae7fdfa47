"""The page of the information centre: what it shows, who may open it, what it may ask the worker for."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.backup.health import backup as doctor_line
from congvu.backup.models import Backup, BackupReason, BackupState, Restore
from congvu.config import demo
from congvu.identity.models import Account

ADDRESS = "/quan-tri/sao-luu/"


@pytest.fixture
def agencies(db, settings):
    settings.REQUIRE_ADMIN_MFA = False
    return demo.load_agencies()


def signed_in(client, name):
    client.force_login(Account.objects.get(username=name))
    return client


def made(hours, **changes):
    at = timezone.now() - timedelta(hours=hours)
    values = {
        "started_at": at, "finished_at": at, "state": BackupState.DONE, "reason": BackupReason.SCHEDULED,
        "name": f"congvu-2026100{hours % 10}-010000.tar.enc", "in_folder": True, "sha256": "ab" * 32, "rows": 78452,
        "checked_at": at,
    }  # fmt: skip
    return Backup.objects.create(**{**values, **changes})


def test_the_page_shows_backups_with_their_checks_and_restores(client, agencies, settings, tmp_path):
    settings.BACKUP_FOLDER = str(tmp_path)
    made(1)
    made(30, faults=["bảng x: nội dung khác bảng kê"])
    made(50, state=BackupState.RUNNING, finished_at=None, checked_at=None)
    Restore.objects.create(
        restored_at=timezone.now(), name="cu.tar", made_at=timezone.now(),
        report={"lines": ["Đã phục hồi: 9 bảng"]}, ok=True,
    )  # fmt: skip
    page = signed_in(client, "quantri").get(ADDRESS).content.decode()
    for words in (
        "78.452 dòng",
        "bảng x: nội dung khác bảng kê",
        "bị ngắt giữa chừng",
        "Đã phục hồi: 9 bảng",
        "Sao lưu ngay",
    ):
        assert words in page
    assert "36 giờ" not in page


@pytest.mark.parametrize(("name", "status"), [("quantri", 200), ("anninh", 200), ("vanthu", 403), ("lanhdao", 403)])
def test_only_those_who_guard_the_installation_see_it(client, agencies, name, status):
    assert signed_in(client, name).get(ADDRESS).status_code == status


def test_a_backup_is_asked_for_once_and_only_by_an_administrator(client, agencies, settings, tmp_path):
    settings.BACKUP_FOLDER = str(tmp_path)
    assert signed_in(client, "anninh").post(ADDRESS + "lam/").status_code == 403
    assert signed_in(client, "quantri").post(ADDRESS + "lam/").status_code == 302
    assert client.post(ADDRESS + "lam/").status_code == 409
    jobs = ProcrastinateJob.objects.filter(task_name="congvu.backup.tasks.back_up_now")
    assert [job.args for job in jobs] == [{"asked_by": Account.objects.get(username="quantri").person.full_name}]


def test_without_a_folder_nothing_is_asked_for(client, agencies, settings):
    settings.BACKUP_FOLDER = ""
    answer = signed_in(client, "quantri").post(ADDRESS + "lam/")
    assert answer.status_code == 422
    assert "CONGVU_BACKUP_FOLDER" in answer.content.decode()


@pytest.mark.parametrize("rows", [10, 20], ids=str)
def test_the_page_asks_the_database_a_bounded_number_of_times(client, agencies, rows, django_assert_max_num_queries):
    for number in range(rows):
        made(number)
    signed_in(client, "quantri").get(ADDRESS)
    with django_assert_max_num_queries(24):
        client.get(ADDRESS)


def test_the_doctor_says_when_the_last_good_backup_was_made(db, settings):
    now = timezone.now()
    settings.BACKUP_FOLDER = ""
    assert "chưa đặt lịch" in doctor_line(now).text
    settings.BACKUP_FOLDER = "/somewhere"
    assert not doctor_line(now).ok
    made(40)
    assert not doctor_line(now).ok
    made(3, faults=["x"])
    assert not doctor_line(now).ok
    made(2)
    assert doctor_line(now).ok

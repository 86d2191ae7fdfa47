"""`congvu doctor` and /healthz over parts that are well and parts that are not."""

import json
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.utils import timezone

from congvu.config import doctor, health
from congvu.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    """A data folder whose secrets are private."""
    settings.DATA = tmp_path
    secret = tmp_path / "secret-key"
    secret.write_text("x")
    secret.chmod(0o600)
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    return tmp_path


@pytest.fixture
def worker():
    """A worker that has just shown a sign of life."""
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values")


def found(*, probe_only=False):
    return {name: finding for name, _, finding in health.report(timezone.now(), probe_only=probe_only)}


def test_a_healthy_installation_passes(worker, monkeypatch, capsys):
    monkeypatch.setattr(health, "missing_assets", list)
    assert doctor.examine(as_json=False) == 0
    said = capsys.readouterr().out
    assert "✓ database" in said
    assert "chưa cấu hình" in said  # mail


def test_without_a_worker_it_fails_and_says_how_to_mend(monkeypatch, capsys):
    monkeypatch.setattr(health, "missing_assets", list)
    assert doctor.examine(as_json=False) == 1
    said = capsys.readouterr().out
    assert "✗ worker" in said
    assert "congvu work" in said


def test_json_names_every_part(worker, monkeypatch, capsys):
    monkeypatch.setattr(health, "missing_assets", lambda: ["ui/dist/office.css"])
    assert doctor.examine(as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    parts = {row["part"]: row for row in told["parts"]}
    assert told["ok"] is False
    assert parts["interface"] == {
        "part": "interface",
        "ok": False,
        "needed": True,
        "text": "thiếu ui/dist/office.css",
        "remedy": "Chạy `make assets`.",
    }
    assert {"database", "migrations", "storage", "space", "clock", "signing", "audit", "mail"} <= set(parts)


def test_a_silent_worker_is_noticed(worker):
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '5 minutes'")
    assert (found()["worker"].ok, found()["worker"].text) == (False, "im lặng đã 300 giây")


def test_acts_that_wait_too_long_for_their_seal_are_noticed():
    AuditEntry.objects.create(
        at=timezone.now() - timedelta(hours=1), code="tests.act", subject_type="identity.post", subject_id=1
    )
    assert found()["audit"].ok is False
    assert found()["audit"].text.startswith("1 việc chờ niêm phong")


def test_a_secret_that_others_can_read_is_noticed(place):
    (place / "secret-key").chmod(0o644)
    assert (found()["secrets"].ok, found()["secrets"].text) == (False, "người khác đọc được secret-key")


def test_a_full_disk_is_noticed(monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    finding = found()["storage"]
    assert (finding.ok, finding.text) == (False, "không ghi được (No space left on device)")


def test_a_mail_server_that_does_not_answer_is_noticed(monkeypatch, settings):
    monkeypatch.setenv("CONGVU_SMTP_HOST", "127.0.0.1")
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert found()["mail"].ok is False


def test_healthz_shows_the_quick_parts_without_remedies(client, worker):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer["Cache-Control"].startswith("max-age=0")
    body = answer.json()
    assert body["ok"] is True
    assert {"database", "migrations", "storage", "worker", "signing"} <= set(body["parts"])
    assert set(body["parts"]["worker"]) == {"ok", "text"}
    assert "mail" not in body["parts"]


def test_healthz_is_503_when_one_part_is_broken(client):
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["worker"]["ok"] is False

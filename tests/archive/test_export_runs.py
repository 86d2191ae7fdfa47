"""One PDF of a large file is made aside: asked once, followed, told, downloaded by who asked, taken away in time."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from pypdf import PdfReader

from congvu.archive.actions import export_runs
from congvu.archive.models import ExportRun
from congvu.archive.web import exports
from congvu.identity.models import Assignment
from congvu.notices.models import Notice
from tests.archive.test_long_lists import fill
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(office, case_file, register, monkeypatch, client):
    """A file with more papers than are made at once, and its keeper signed in."""
    file = case_file("officer")
    fill(file, register, papers=3, sheets=2)
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    client.force_login(office.accounts["officer"])
    return file


def made(run):
    export_runs.make_export(run_id=run.pk, clock=lambda: NOW)
    run.refresh_from_db()
    return run


def asked(office, file):
    uid = export_runs.ask_export(actor=office.actor("officer"), uid=file.uid, now=NOW)
    return ExportRun.objects.get(uid=uid)


def test_it_is_asked_once_followed_and_downloaded(large, client):
    address = f"/ho-so/{large.uid}/mot-pdf/"
    assert client.get(f"/ho-so/{large.uid}/xuat/pdf/")["Location"] == address
    assert "Dựng tệp PDF" in client.get(address).content.decode()
    client.post(address)
    client.post(address)
    run = ExportRun.objects.get()
    assert 'hx-trigger="every 2s"' in client.get(address, headers={"HX-Request": "true"}).content.decode()

    export_runs.make_export(run_id=run.pk, clock=lambda: run.asked_at + timedelta(minutes=1))

    whole = client.get(f"{address}{run.uid}/")
    assert whole["Content-Disposition"].startswith("attachment")
    reader = PdfReader(default_storage.open(ExportRun.objects.get().path))
    assert b"".join(whole.streaming_content).startswith(b"%PDF")
    assert [one["/Title"].split(" ")[0] for one in reader.outline] == ["Mục", "1.", "2.", "3.", "4.", "5."]
    assert [reader.get_destination_page_number(one) for one in reader.outline] == [0, 1, 2, 3, 4, 5]
    assert "TỜ 1" in reader.pages[5].extract_text().upper()
    assert "dựng xong" in Notice.objects.get(key=f"archive.export:{run.pk}").text


def test_a_small_file_opened_by_address_is_offered_at_once(office, case_file, register, client):
    file = case_file("officer")
    fill(file, register, papers=1, sheets=1)
    client.force_login(office.accounts["officer"])
    page = client.get(f"/ho-so/{file.uid}/mot-pdf/").content.decode()
    assert "dựng nền" not in page
    assert f'href="/ho-so/{file.uid}/xuat/pdf/"' in page


def test_nobody_else_downloads_it(office, large, client):
    run = made(asked(office, large))
    client.force_login(office.accounts["clerk"])
    assert client.get(f"/ho-so/{large.uid}/mot-pdf/{run.uid}/").status_code == 404


def test_it_is_taken_away_after_three_days(office, large):
    run = made(asked(office, large))
    assert export_runs.take_away_old(NOW + timedelta(days=2, hours=23)) == 0
    assert export_runs.take_away_old(NOW + timedelta(days=3, minutes=1)) == 1
    path, state = run.path, ExportRun.objects.get().state
    assert (default_storage.exists(path), state) == (False, "expired")


def test_a_run_that_a_killed_worker_left_is_taken_up_again(office, large):
    run = asked(office, large)
    ExportRun.objects.filter(pk=run.pk).update(state="running", touched_at=NOW - timedelta(minutes=11))
    assert export_runs.left_behind(NOW) == [run.pk]
    assert made(run).state == "done"
    assert export_runs.left_behind(NOW + timedelta(hours=1)) == []


def test_a_run_being_made_is_left_to_who_makes_it(office, large):
    run = asked(office, large)
    ExportRun.objects.filter(pk=run.pk).update(state="running", touched_at=NOW)
    assert made(run).state == "running"


def test_who_lost_the_post_meanwhile_gets_nothing(office, large):
    run = asked(office, large)
    Assignment.objects.filter(post=office.posts["officer"]).update(valid_to=NOW.date() - timedelta(days=1))
    run = made(run)
    assert (run.state, run.path) == ("failed", "")
    assert "quyền" in run.said

"""Packages from pages and from the command line."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congvu.archive.commands import documents
from congvu.archive.models import CaseFile, KeptFile, Package
from congvu.archive.packages import web
from congvu.archive.packages.types import Kind
from congvu.archive.packages.writer import Order, write_package
from tests.archive.packages.made import AT, Shelf
from tests.archive.packages.made import case_file as made_up


@pytest.fixture
def archivist(client, office):
    client.force_login(office.accounts["archivist"])
    return client


def upload(place: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("goi.zip", Path(place).read_bytes(), content_type="application/zip")


def test_a_package_is_looked_at_then_taken_in_then_made_again(archivist, packages, monkeypatch):
    monkeypatch.setattr(web, "DOCUMENTS_SHOWN", 0)
    page = archivist.post(reverse("archive:package_import"), {"package": upload(packages["zip"].path)})
    assert f"Còn {len(page.context['file'].documents)} dòng nữa" in page.content.decode()
    assert "Gói đạt" in page.content.decode()
    assert "Hồ sơ báo cáo kết quả" in page.content.decode()
    assert CaseFile.objects.count() == 0
    done = archivist.post(reverse("archive:package_import"), {"dong-y": "1"})
    file = CaseFile.objects.get()
    assert done.url == reverse("archive:file", args=[file.uid])
    assert KeptFile.objects.count() == 2
    shown = archivist.get(done.url).content.decode()
    assert "Gói bảo quản AIP" in shown
    assert "Dương mở hồ sơ" in shown
    made = archivist.post(reverse("archive:package", args=[file.uid, "aip"]))
    with zipfile.ZipFile(io.BytesIO(b"".join(made.streaming_content))) as archive:
        assert sum(name.endswith(".pdf") for name in archive.namelist()) == 2
    listed = archivist.get(reverse("archive:packages")).content.decode()
    assert listed.count("urn:H58:uuid:") == 2
    assert (
        "Chưa có gói nào chờ nhập"
        in archivist.post(reverse("archive:package_import"), {"dong-y": "1"}, follow=True).content.decode()
    )


def test_a_bad_package_is_refused_with_a_sentence(archivist, tmp_path):
    place = tmp_path / "x.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("g/METS.xml", "<a/>")
        archive.writestr("g/../../x", "x")
    page = archivist.post(reverse("archive:package_import"), {"package": upload(str(place))})
    assert "không được phép" in page.content.decode()
    assert "_auth_user_id" in archivist.session
    assert "archive.package" not in archivist.session


def test_others_do_not_see_packages(client, office):
    client.force_login(office.accounts["officer"])
    assert client.get(reverse("archive:packages")).status_code == 403


def test_the_list_asks_as_often_for_ten_as_for_twenty(archivist, office, case_file, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def rows(first: int, last: int) -> None:
        file = CaseFile.objects.first() or case_file("chief")
        Package.objects.bulk_create(
            Package(agency=office.agency, file=file, is_import=False, kind="AIP", objid=f"urn:{n}", files=1, size=1,
                    at=AT, by="Lưu", content_sha256="0" * 64)
            for n in range(first, last)
        )  # fmt: skip

    rows(0, 10)
    archivist.get(reverse("archive:packages"))
    with CaptureQueriesContext(
        connection,
    ) as ten:
        archivist.get(reverse("archive:packages"))
    rows(10, 20)
    with CaptureQueriesContext(connection) as twenty:
        archivist.get(reverse("archive:packages"))
    assert len(ten) == len(twenty)


def test_the_command_checks_imports_and_exports(office, tmp_path):
    shelf = Shelf()
    place = write_package(made_up(shelf), Order(Kind.AIP, AT), tmp_path, open_file=shelf.open).path
    user = office.accounts["archivist"].username

    def run(*words: str):
        return CliRunner().invoke(documents, list(words))

    looked = run("import-package", place, "--check", "--user", user)
    assert (looked.exit_code, "Gói đạt: AIP" in looked.output, CaseFile.objects.count()) == (0, True, 0)
    assert run("import-package", place, "--user", user).exit_code == 0
    again = run("import-package", place, "--user", user)
    assert (again.exit_code, "không thay đổi gì" in again.output) == (0, True)
    out = tmp_path / "ra"
    made = run("export-file", "H58.2026.01.TH", "--package", "dip", "--out", str(out), "--user", user)
    assert made.exit_code == 0
    assert [(one / "index.html").exists() for one in out.iterdir()] == [True]
    nobody = run("export-file", "X.2026.1", "--package", "dip", "--out", str(out), "--user", "khong-co")
    assert (nobody.exit_code, "Không có tài khoản" in nobody.output) == (1, True)
    assert "MÃ-HỒ-SƠ" in run("export-file", "--help").output

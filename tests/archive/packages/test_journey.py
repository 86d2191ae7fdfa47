"""A closed case file becomes a SIP, is accepted, becomes an AIP, and stands again in another installation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from congvu.archive import api as archive
from congvu.archive.actions.handover import offer_handover, prepare_handover
from congvu.archive.actions.receive import accept_handover, take_handover
from congvu.archive.models import CaseFile, FileEntry, Material, Package
from congvu.archive.packages.checking import check
from congvu.archive.packages.errors import FileKnown, KindNotImported, PackageKnown, PackageNotMade, PackageRefused
from congvu.archive.packages.export import export_package, uid_of_code
from congvu.archive.packages.importing import import_package, preview_package
from congvu.archive.packages.source import open_source
from congvu.archive.packages.types import Kind
from congvu.archive.packages.writer import Order, write_package
from congvu.archive.queries.export import export_of
from congvu.documents.models import Document
from congvu.kernel.api import files
from congvu.kernel.errors import NotAllowed
from congvu.kernel.models import StoredFile
from tests.archive.packages.made import AT, Shelf
from tests.archive.packages.made import case_file as made_up
from tests.conftest import NOW


@pytest.fixture
def kept(office, filled):
    """A case file of two papers that the archive has accepted; its SIP was made before."""

    def run(folder: Path) -> tuple[CaseFile, Path]:
        file = filled()
        archive.close_file(actor=office.actor("chief"), uid=file.uid, ended_on=date(2026, 3, 2), now=NOW)
        sip = export_package(actor=office.actor("chief"), uid=file.uid, kind=Kind.SIP, folder=folder, now=NOW)
        uid = prepare_handover(
            actor=office.actor("chief"), file_uids=[file.uid], reason="", is_permanent=False, now=NOW
        )
        offer_handover(actor=office.actor("chief"), uid=uid, now=NOW)
        take_handover(actor=office.actor("archivist"), uid=uid, now=NOW)
        accept_handover(actor=office.actor("archivist"), uid=uid, conclusion="", now=NOW)
        file.refresh_from_db()
        return file, Path(sip.path)

    return run


def sound(place: Path) -> None:
    with open_source(place) as source:
        verdict, _content = check(source)
    assert verdict.errors == ()


def test_a_file_goes_from_one_installation_to_another(office, kept, tmp_path, other_office):
    with transaction.atomic():
        file, sip = kept(tmp_path)
        sound(sip)
        archivist = office.actor("archivist")
        before = export_of(actor=archivist, uid=file.uid, now=NOW)
        aip = export_package(actor=archivist, uid=file.uid, kind=Kind.AIP, folder=tmp_path, now=NOW)
        sound(Path(aip.path))
        assert sip.name in (Path(aip.path) / "metadata/preservation/PREMIS.xml").read_text()
        assert len(before.documents) == 2
        transaction.set_rollback(True)  # what follows stands in an installation without any of these rows
    assert (CaseFile.objects.count(), Document.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    keeper = other_office.actor("archivist")
    preview = preview_package(actor=keeper, place=Path(aip.path), now=NOW)
    assert (preview.verdict.is_sound, preview.known, CaseFile.objects.count()) == (True, "", 0)
    done = import_package(actor=keeper, place=Path(aip.path), now=NOW)
    assert (done.is_new, done.documents) == (True, 2)
    after = export_of(actor=keeper, uid=done.file_uid, now=NOW)
    for name in ("uid", "file_code", "arc_file_code", "title", "retention", "usage", "language_code", "started_on",
                 "ended_on", "keyword", "description", "creator", "doc_total", "page_total", "state"):  # fmt: skip
        assert getattr(after, name) == getattr(before, name), name
    plain = [replace(one, files=()) for one in after.documents]
    assert plain == [replace(one, files=()) for one in before.documents]
    for new, old in zip(after.documents, before.documents, strict=True):
        assert [(f.name, f.sha256, f.size, f.role) for f in new.files] == [
            (f.name, f.sha256, f.size, f.role) for f in old.files if f.role != "pdf_view"
        ]
        assert all(files.ref(f.file_id).sha256 == f.sha256 for f in new.files)
    assert after.history[: len(before.history)] == before.history
    assert after.history[-1].type == "archive.package_imported"
    assert Document.objects.count() == 0
    again = import_package(actor=keeper, place=Path(aip.path), now=NOW)
    assert (again.is_new, again.file_uid, CaseFile.objects.count()) == (False, done.file_uid, 1)


def test_a_package_is_not_imported_where_its_file_stands(office, kept, tmp_path):
    file, _sip = kept(tmp_path)
    aip = export_package(actor=office.actor("archivist"), uid=file.uid, kind=Kind.AIP, folder=tmp_path, now=NOW)
    with pytest.raises(FileKnown):
        import_package(actor=office.actor("archivist"), place=Path(aip.path), now=NOW)


def test_two_packages_with_one_identifier_and_other_content(office, tmp_path):
    shelf = Shelf()
    one = write_package(made_up(shelf), Order(Kind.AIP, AT), tmp_path, open_file=shelf.open)
    import_package(actor=office.actor("archivist"), place=Path(one.path), now=NOW)
    (tmp_path / "b").mkdir()
    other = write_package(
        made_up(shelf, title="Tiêu đề khác"), Order(Kind.AIP, AT), tmp_path / "b", open_file=shelf.open
    )
    mets = Path(other.path) / "METS.xml"
    mets.write_text(mets.read_text().replace(other.objid, one.objid))
    with pytest.raises(PackageKnown):
        import_package(actor=office.actor("archivist"), place=Path(other.path), now=NOW)
    assert Package.objects.count() == 1


def test_only_the_archivist_imports_and_a_dip_is_for_reading(office, packages):
    with pytest.raises(NotAllowed):
        import_package(actor=office.actor("officer"), place=Path(packages["AIP"].path), now=NOW)
    with pytest.raises(KindNotImported):
        import_package(actor=office.actor("archivist"), place=Path(packages["DIP"].path), now=NOW)
    assert CaseFile.objects.count() == 0


def test_a_zip_is_imported_and_a_broken_one_leaves_nothing(office, packages, tmp_path):
    place = tmp_path / "goi.zip"
    content = bytearray(Path(packages["zip"].path).read_bytes())
    content[content.index(b"%PDF") + 200] ^= 1
    place.write_bytes(content)
    with pytest.raises(PackageRefused, match="Không đọc được hết"):
        import_package(actor=office.actor("archivist"), place=place, now=NOW)
    assert (CaseFile.objects.count(), Material.objects.count(), FileEntry.objects.count()) == (0, 0, 0)
    done = import_package(actor=office.actor("archivist"), place=Path(packages["zip"].path), now=NOW)
    assert (done.is_new, done.documents) == (True, 2)


def test_the_codes_of_a_file_find_it(office, kept, tmp_path):
    file, _sip = kept(tmp_path)
    chief = office.actor("chief")
    assert uid_of_code(actor=chief, code=file.code, today=NOW.date()) == file.uid
    assert uid_of_code(actor=chief, code=file.arc_file_code, today=NOW.date()) == file.uid


def test_a_conditional_file_needs_permission_for_a_dip(office, kept, tmp_path):
    file, _sip = kept(tmp_path)
    CaseFile.objects.filter(pk=file.pk).update(usage="02")
    with pytest.raises(PackageNotMade, match="có điều kiện"):
        export_package(actor=office.actor("archivist"), uid=file.uid, kind=Kind.DIP, folder=tmp_path, now=NOW)
    assert not [one for one in tmp_path.iterdir() if "dip" in one.name]


def test_an_open_file_gives_no_package(office, filled, tmp_path):
    file = filled()
    with pytest.raises(PackageNotMade, match="kết thúc hồ sơ"):
        export_package(actor=office.actor("chief"), uid=file.uid, kind=Kind.SIP, folder=tmp_path, now=NOW)
    with pytest.raises(NotAllowed):
        export_package(actor=office.actor("chief"), uid=file.uid, kind=Kind.AIP, folder=tmp_path, now=NOW)
    assert list(tmp_path.iterdir()) == []

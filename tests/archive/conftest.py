"""An agency with an archivist, and case files in it."""

from __future__ import annotations

from datetime import date

import pytest

from congvu.archive import api as archive
from congvu.archive.models import CaseFile
from congvu.archive.types import FileData
from congvu.identity.models import Account, AgencyCode, Assignment, Person, Post
from congvu.identity.types import Role
from tests.conftest import NOW
from tests.documents.conftest import Office, build_office, docx, incoming, new_file, own_files, register

__all__ = ["Office", "docx", "incoming", "new_file", "own_files", "register"]


def with_archivist(office: Office, code: str) -> Office:
    """Give an agency its identification code and a seat for the archivist."""
    AgencyCode.objects.create(
        agency=office.agency, scheme="qd20", value=code, valid_from=date(2020, 1, 1), is_primary=True
    )
    person = Person.objects.create(full_name="Nguyễn Thị Lưu")
    post = Post.objects.create(unit=office.units["office"], title="Lưu trữ viên", roles=[Role.ARCHIVIST], rank=72)
    Assignment.objects.create(person=person, post=post, valid_from=date(2020, 1, 1))
    office.people["archivist"], office.posts["archivist"] = person, post
    office.accounts["archivist"] = Account.objects.create(username=f"{code}-archivist".lower(), person=person)
    return office


@pytest.fixture
def office(db) -> Office:
    """The committee."""
    return with_archivist(build_office(), "H58")


@pytest.fixture
def other_office(db) -> Office:
    """Another agency, whose people must see nothing of the first."""
    return with_archivist(build_office("Ủy ban nhân dân huyện Cai Lậy", prefix="cl-"), "H58.23")


def file_data(**changes: object) -> FileData:
    """Return the fields of an ordinary case file."""
    values: dict[str, object] = {
        "title": "Hồ sơ về việc báo cáo kết quả giải quyết thủ tục hành chính năm 2026",
        "notation": "01.TH",
        "retention": "20",
        "started_on": date(2026, 1, 5),
    }
    return FileData(**{**values, **changes})


@pytest.fixture
def case_file(office):
    """Return a function that opens a case file kept by the officer and gives its row."""

    def run(who: str = "officer", **changes: object) -> CaseFile:
        uid = archive.open_file(actor=office.actor(who), data=file_data(**changes), now=NOW)
        return CaseFile.objects.get(uid=uid)

    return run


@pytest.fixture
def filled(office, case_file, register):
    """Return a function that opens a file of the chief with papers in it, which she may read, and gives its row."""

    def run(*codes: str, who: str = "chief", **changes: object) -> CaseFile:
        file = case_file(who, **changes)
        papers = [register(code_number=code) for code in codes or ("5412", "5413")]
        archive.put_documents(actor=office.actor(who), uid=file.uid, document_uids=[p.uid for p in papers], now=NOW)
        for change in file.changes.all():
            archive.decide_change(
                actor=office.actor("chairman"), uid=file.uid, change_id=change.pk, confirm=True, now=NOW
            )
        file.refresh_from_db()
        return file

    return run

"""The demonstration's archive: a plan in force and files in every state."""

import io
from collections import Counter
from datetime import timedelta

import pytest

from congvu.archive.models import CaseFile, Disposal, FilePlan, Handover, Loan
from congvu.config import demo
from congvu.config.demo.archive import load_archive
from congvu.documents.api import IncomingData, NewFile, register_incoming
from congvu.identity import api as identity
from tests.conftest import NOW
from tests.documents.conftest import docx


@pytest.mark.django_db
def test_thirty_files_in_every_state_and_once_only(settings, tmp_path):
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = storages
    loaded = demo.load_agencies()
    clerk = identity.acting(loaded.posts["vanthu"], now=NOW)
    for number in range(6):
        data = IncomingData(
            document_type="cong-van",
            issuing_agency_name="Bộ Nội vụ",
            subject=f"Về việc báo cáo {number}",
            arrived_at=NOW - timedelta(hours=1),
            code_number=str(number + 1),
            code_notation="BNV-VP",
            issued_on=NOW.date(),
        )
        files = [NewFile(io.BytesIO(docx(f"Số {number}")), "a.docx")] if number == 0 else []
        register_incoming(actor=clerk, data=data, files=files, now=NOW)
    for _again in range(2):
        load_archive(home=loaded.agencies["H58"], posts=loaded.posts, now=NOW)
    states = Counter(CaseFile.objects.values_list("state", flat=True))
    assert sum(states.values()) == 30
    assert set(states) == {
        "new",
        "running",
        "paused",
        "cancelled",
        "closed",
        "offered",
        "checking",
        "archived",
        "disposed",
    }
    assert FilePlan.objects.get().state == "issued"
    assert Counter(Handover.objects.values_list("state", flat=True)) == {
        "waiting": 1,
        "checking": 1,
        "failed": 1,
        "passed": 1,  # its minutes wait for their signatures
    }
    assert sorted(Disposal.objects.values_list("state", flat=True)) == ["done", "draft"]
    assert sorted(Loan.objects.values_list("state", flat=True)) == ["asked", "lent"]

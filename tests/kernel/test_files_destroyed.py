"""Destroying bytes by decision: whatever names them, in a column or inside JSON, keeps them."""

import io
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from django.db import transaction

from congvu.backup.models import Backup
from congvu.kernel.api import files, statements, writes
from congvu.kernel.models import AuditEntry

NOW = datetime(2026, 10, 14, 3, 20, tzinfo=UTC)


@pytest.fixture
def stored(db):
    return [files.store(io.BytesIO(f"Nội dung {n}".encode()), name=f"{n}.txt") for n in (1, 2)]


def row(**changes):
    return Backup.objects.create(started_at=NOW, state="done", reason="page", **changes)


@pytest.mark.parametrize(
    "shape",
    [
        lambda pk: [{"file_id": pk}],
        lambda pk: {"word": {"file_id": pk, "name": "du-thao.docx"}},
        lambda pk: {"pages": [{"scan_file_id": pk}]},
    ],
    ids=["list", "nested", "prefixed"],
)
def test_a_file_named_in_json_stays(stored, shape):
    row(faults=shape(stored[0].id))
    gone = files.destroy([one.id for one in stored], now=NOW)
    assert [(one.is_gone, one.used_by) for one in gone] == [(False, ("backup.backup",)), (True, ())]
    assert files.destroyed_among([one.sha256 for one in stored]) == {stored[1].sha256}


@pytest.mark.parametrize(
    "shape",
    [
        lambda pk: [pk],
        lambda pk: {"profile_id": pk},
        lambda pk: {"file_id": str(pk)},
        lambda pk: {"file_id": pk + 1000},
    ],
    ids=["no key", "another key", "text", "another file"],
)
def test_other_numbers_in_json_keep_nothing(stored, shape):
    row(faults=shape(stored[0].id))
    assert files.destroy([stored[0].id], now=NOW)[0].is_gone


def test_logs_and_what_was_made_from_the_file_keep_nothing(stored):
    AuditEntry.objects.create(at=NOW, code="x", subject_type="x", subject_id=1, data={"file_id": stored[0].id})
    row(faults=[{"file_id": stored[0].id}])
    assert files.destroy([stored[0].id], now=NOW, derived=["backup.backup"])[0].is_gone


def test_files_kept_with_reserved_ids_are_those_that_others_would_have_made(stored):
    files.destroy([stored[1].id], now=NOW)
    texts = [("1.txt", "Nội dung 1"), ("2.txt", "Nội dung 2"), ("ba.txt", "Nội dung 1"), ("bốn.txt", "Nội dung 4")]
    with ExitStack() as stack, transaction.atomic():
        came = [
            stack.enter_context(files.checked(io.BytesIO(text.encode()), name=name))
            for name, text in [*texts, texts[-1]]
        ]
        found = statements.together(*files.reads_of(came))
        with writes.gathered():
            kept = files.keep_found(came, found)
    assert kept[:2] == stored
    assert kept[3] == kept[4]
    assert [files.read_bytes(one.id).decode() for one in kept[:4]] == [text for _name, text in texts]
    assert files.refs([one.id for one in kept]) == {one.id: one for one in kept}
    assert [files.store(io.BytesIO(text.encode()), name=name) for name, text in texts] == kept[:4]

"""Putting documents and other material into case files, and taking out (NĐ 30/2020 Điều 30.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from congvu.documents import api as documents
from congvu.documents.api import FiledLine
from congvu.kernel.api import Actor, audit, files
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy, rules
from ..errors import FieldsInvalid, NothingToFile, TooManyAtOnce
from ..models import CaseFile, FileEntry, Material
from ..types import MaterialData, RemovalReason
from . import rights
from .locked import lock_file, move, words

# Đánh số lại theo ngày tài liệu, rồi theo thứ tự đưa vào (Phụ lục VI, F4: tự động sắp xếp văn bản trong hồ sơ).
_RENUMBER = """
    with wanted as (
        select id, row_number() over (order by dated_on, id) as place
        from archive_fileentry where file_id = %s and removed_at is null
    )
    update archive_fileentry e set ordinal = wanted.place
    from wanted where e.id = wanted.id and e.ordinal <> wanted.place
"""


@transaction.atomic
def put_documents(*, actor: Actor, uid: UUID, document_uids: Sequence[UUID], now: datetime) -> int:
    """Put documents that the actor sees into a case file; return how many came new.

    A document stands in any number of files, and once in each. Where people of the file cannot read a document yet, a
    change of rights waits for confirmation; nothing opens before. Raises NotFound, NotAllowed, WrongState,
    NothingToFile or TooManyAtOnce.
    """
    if len(document_uids) > rules.MOST_AT_ONCE:
        raise TooManyAtOnce(most=rules.MOST_AT_ONCE, found=len(document_uids))
    file = lock_file(actor, uid, policy.may_keep, now=now)
    state = move(file, rules.Act.ADD)
    lines = documents.lines_to_file(actor=actor, uids=document_uids)
    if not lines:
        raise NothingToFile
    there = set(file.entries.filter(removed_at=None, document_id__isnull=False).values_list("document_id", flat=True))
    fresh = [line for line in lines if line.id not in there]
    if not fresh:
        return 0
    FileEntry.objects.bulk_create([_entry(file, line, actor=actor, now=now) for line in fresh])
    settle(file)
    file.state = state
    file.save(update_fields=["state"])
    audit.record(actor, "archive.documents_added", file, at=now, documents=[str(line.uid) for line in fresh])
    rights.warn_of_opening(actor=actor, file=file, document_ids=[line.id for line in fresh], now=now)
    documents.refresh_facets(*(line.id for line in fresh))
    return len(fresh)


@transaction.atomic
def put_material(
    *,
    actor: Actor,
    uid: UUID,
    data: MaterialData,
    now: datetime,
    stream: BinaryIO | None = None,
    name: str = "",
) -> UUID:
    """Put pictures, sound, film, papers or data into a case file; with or without a file of bytes.

    Raises NotFound, NotAllowed, WrongState, FieldsInvalid or the File… refusals of kernel.errors.
    """
    lines: dict[str, Any] = {
        key: vn.clean_line(getattr(data, key)) for key in ("title", "author", "made_at_place", "medium", "note")
    }
    today = timezone.localdate(now)
    clean = MaterialData(**{**{f: getattr(data, f) for f in data.__dataclass_fields__}, **lines})
    if problems := rules.material_problems(clean, has_file=stream is not None, today=today):
        raise FieldsInvalid(problems)
    file = lock_file(actor, uid, policy.may_keep, now=now)
    state = move(file, rules.Act.ADD)
    stored: dict[str, Any] = {}
    if stream is not None:
        ref = files.store(stream, name=name)
        stored = {
            "file_id": ref.id,
            "file_name": ref.name,
            "media_type": ref.media_type,
            "size": ref.size,
            "sha256": ref.sha256,
        }
    columns = {f: getattr(clean, f) for f in clean.__dataclass_fields__}
    material = Material.objects.create(**columns, **stored)
    FileEntry.objects.create(
        file=file,
        material=material,
        ordinal=0,
        dated_on=clean.made_on or today,
        pages=clean.sheets,
        added_at=now,
        added_by=actor.display_name,
    )
    settle(file)
    file.state = state
    file.save(update_fields=["state"])
    audit.record(actor, "archive.material_added", file, at=now, kind=clean.kind, title=clean.title[:200])
    return material.uid


@transaction.atomic
def take_out(*, actor: Actor, uid: UUID, entry_ids: Iterable[int], removal: str, now: datetime) -> int:
    """Take entries out of an open file, for a reason of the law; the documents themselves stay where they are.

    Raises NotFound, NotAllowed, WrongState or FieldsInvalid.
    """
    if removal not in RemovalReason.values:
        raise FieldsInvalid({"removal": str(RemovalReason.MISPLACED.label)})
    file = lock_file(actor, uid, policy.may_keep, now=now)
    move(file, rules.Act.EDIT)
    wanted = list(entry_ids)
    rows = list(file.entries.filter(pk__in=wanted, removed_at=None).select_for_update(of=("self",)))
    if len(rows) != len(set(wanted)):
        raise NotFound
    for row in rows:
        row.removed_at, row.removed_by, row.removal = now, actor.display_name, removal
        row.save(update_fields=["removed_at", "removed_by", "removal"])
    settle(file)
    audit.record(
        actor, "archive.entries_taken_out", file, at=now, ordinals=sorted(r.ordinal for r in rows), removal=removal
    )
    documents.refresh_facets(*(row.document_id for row in rows if row.document_id is not None))
    return len(rows)


@transaction.atomic
def note_entry(*, actor: Actor, uid: UUID, entry_id: int, sheets: str, note: str, now: datetime) -> None:
    """Write sheet numbers and a note beside an entry (Phụ lục V: Tờ số, Ghi chú)."""
    file = lock_file(actor, uid, policy.may_keep, now=now)
    move(file, rules.Act.EDIT)
    entry = file.entries.filter(pk=entry_id, removed_at=None).first()
    if entry is None:
        raise NotFound
    entry.sheet_text = words(sheets, limit=40)
    entry.note = words(note, limit=500)
    entry.save(update_fields=["sheet_text", "note"])
    audit.record(actor, "archive.entry_noted", file, at=now, ordinal=entry.ordinal)


def settle(file: CaseFile) -> None:
    """Number the entries anew by their dates, and count documents and pages (fields 9 and 10 of Phụ lục VI)."""
    with connection.cursor() as cursor:
        cursor.execute(_RENUMBER, [file.pk])
    there = file.entries.filter(removed_at=None)
    file.doc_total = there.count()
    file.page_total = there.aggregate(n=Sum(F("pages")))["n"] or 0
    file.save(update_fields=["doc_total", "page_total"])


def _entry(file: CaseFile, line: FiledLine, *, actor: Actor, now: datetime) -> FileEntry:
    return FileEntry(
        file=file,
        document_id=line.id,
        ordinal=0,
        dated_on=_day(line, now),
        pages=line.pages,
        added_at=now,
        added_by=actor.display_name,
    )


def _day(line: FiledLine, now: datetime) -> date:
    return line.dated_on or timezone.localdate(now)

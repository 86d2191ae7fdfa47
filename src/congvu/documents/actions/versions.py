"""Versions of a draft: written, restored, with the files that go with them (NĐ 30/2020 Phụ lục VI: all are kept)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, files, text

from ..drafting import policy
from ..drafting.errors import DraftInvalid
from ..drafting.hold import current_step, locked, newest, require_possible, require_read
from ..drafting.rules import DraftAct
from ..drafting.types import MAX_ATTACHMENTS, AttachmentKind, AttachmentLine, DraftContent, WordFile
from ..extraction import DOCX, PDF, page_count
from ..models import Draft, DraftFile, DraftVersion
from ..papers import inside, wordcheck

MOST_BYTES: Final = 200_000_000  # all files of one version together
INSIDE_TYPES: Final = frozenset({PDF})  # pages of the paper itself can only come from a PDF


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file to put beside a draft."""

    stream: Any  # anything with read(size)
    name: str
    kind: AttachmentKind = AttachmentKind.SEPARATE
    title: str = ""


def take_word(stream: Any, *, name: str) -> WordFile:
    """Keep an uploaded Word file and read its text, before any row is locked.

    Raises the File… refusals of kernel.errors, or a Word… refusal of papers.errors.
    """
    ref = files.store(stream, name=name or "van-ban.docx", accept={DOCX})
    return WordFile(ref.id, ref.name, ref.sha256, ref.size, wordcheck.paragraphs(files.read_bytes(ref.id)))


def write_version(
    actor: Actor,
    draft: Draft,
    number: int,
    content: DraftContent,
    word: WordFile | None,
    *,
    attachments: Sequence[AttachmentLine] = (),
    restored_from: int | None = None,
    note: str,
    now: datetime,
) -> DraftVersion:
    """Write one version of a draft whose row is locked."""
    return DraftVersion.objects.create(
        draft=draft,
        number=number,
        content=content.to_json(),
        attachments=[line.to_json() for line in attachments],
        word_file_id=word.file_id if word else None,
        word_name=word.name if word else "",
        word_sha256=word.sha256 if word else "",
        word_size=word.size if word else None,
        word_text=word.text if word else "",
        by_post_id=actor.post_id,
        by_name=actor.display_name,
        restored_from=restored_from,
        note=text.clean_line(note)[:500],
        saved_at=now,
    )


def word_of(version: DraftVersion) -> WordFile | None:
    """Return the Word file of a version."""
    if version.word_file_id is None:
        return None
    size = version.word_size or 0
    return WordFile(version.word_file_id, version.word_name, version.word_sha256, size, version.word_text)


def lines_of(version: DraftVersion) -> list[AttachmentLine]:
    """Return the files of a version as it names them."""
    return [AttachmentLine.from_json(line) for line in version.attachments]


@transaction.atomic
def restore_version(*, actor: Actor, draft_id: int, version: int, read_version: int, now: datetime) -> int:
    """Make an earlier version the newest one again, as a version of its own, and return its number.

    Nothing is lost: the versions between stay. Raises NotFound, NotAllowed, DraftWrongState, DraftChangedMeanwhile or
    DraftInvalid (it is the newest already, or there is no such version).
    """
    draft = locked(actor, draft_id)
    policy.may_edit(actor, draft, current_step(actor, draft)).require()
    require_possible(draft, DraftAct.EDIT)
    require_read(draft, read_version)
    wanted = DraftVersion.objects.filter(draft=draft, number=version).first()
    if wanted is None or version == draft.latest_version:
        raise DraftInvalid({"version": _("Chọn một phiên bản cũ hơn phiên bản mới nhất.")})
    content = DraftContent.from_json(wanted.content)
    note = _("Lấy lại phiên bản %(n)d") % {"n": version}
    _next(actor, draft, content, word_of(wanted), lines_of(wanted), note=note, restored_from=version, now=now)
    audit.record(actor, "documents.draft_restored", draft, at=now, version=draft.latest_version, restored_from=version)
    return draft.latest_version


def set_attachments(
    *,
    actor: Actor,
    draft_id: int,
    read_version: int,
    kept: Sequence[tuple[UUID, AttachmentKind, str]],
    added: Sequence[NewAttachment] = (),
    now: datetime,
) -> int:
    """Say which files go with the draft, in order, as what and under which titles; return the version's number.

    `kept` are files of earlier versions, in their order; `added` come after them. A change is a new version, so that
    nobody approves or signs files that she has not seen. Raises NotFound, NotAllowed, DraftWrongState,
    DraftChangedMeanwhile, DraftInvalid, or a File… refusal of kernel.errors.
    """
    _look(actor, draft_id, read_version)  # before large files are read in
    taken = [_take(new) for new in added]
    with transaction.atomic():
        draft = _look(actor, draft_id, read_version)
        last = newest(draft)
        known = {row.uid: row for row in DraftFile.objects.filter(draft=draft)}
        pairs = [
            (known[uid], AttachmentLine(str(uid), kind, _title_of(title, known[uid].name)))
            for uid, kind, title in kept
            if uid in known
        ]
        pairs += [_kept_file(actor, draft, one, now=now) for one in taken]
        if problems := _problems(pairs):
            raise DraftInvalid({"attachments": " ".join(problems)})
        lines = [line for _row, line in pairs]
        if lines == lines_of(last):
            return draft.latest_version
        content = DraftContent.from_json(last.content)
        note = _("Đổi tệp kèm theo")
        _next(actor, draft, content, word_of(last), lines, note=note, restored_from=None, now=now)
        names = [row.name for row, _line in pairs]
        audit.record(actor, "documents.draft_files_set", draft, at=now, version=draft.latest_version, files=names)
        return draft.latest_version


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file that is stored, and how many pages it has."""

    new: NewAttachment
    ref: files.StoredRef
    pages: int | None


def _take(new: NewAttachment) -> _Taken:
    ref = files.store(new.stream, name=new.name)
    return _Taken(new, ref, page_count(files.read_bytes(ref.id)) if ref.media_type == PDF else None)


def _kept_file(actor: Actor, draft: Draft, taken: _Taken, *, now: datetime) -> tuple[DraftFile, AttachmentLine]:
    row = DraftFile.objects.create(
        draft=draft,
        file_id=taken.ref.id,
        name=taken.ref.name,
        media_type=taken.ref.media_type,
        size=taken.ref.size,
        sha256=taken.ref.sha256,
        pages=taken.pages,
        added_by_post_id=actor.post_id,
        added_by_name=actor.display_name,
        added_at=now,
    )
    return row, AttachmentLine(str(row.uid), taken.new.kind, _title_of(taken.new.title, row.name))


def _look(actor: Actor, draft_id: int, read_version: int) -> Draft:
    with transaction.atomic():
        draft = locked(actor, draft_id)
        policy.may_edit(actor, draft, current_step(actor, draft)).require()
        require_possible(draft, DraftAct.EDIT)
        require_read(draft, read_version)
        return draft


def _problems(pairs: Sequence[tuple[DraftFile, AttachmentLine]]) -> list[str]:
    found = []
    if len(pairs) > MAX_ATTACHMENTS:
        found.append(_("Nhiều nhất %(limit)d tệp kèm theo.") % {"limit": MAX_ATTACHMENTS})
    if len({line.file for _row, line in pairs}) < len(pairs):
        found.append(_("Một tệp chỉ kèm một lần."))
    if sum(row.size for row, _line in pairs) > MOST_BYTES:
        found.append(_("Các tệp kèm theo cộng lại nhiều nhất %(mb)d MB.") % {"mb": MOST_BYTES // 1_000_000})
    for row, line in pairs:
        if line.kind == AttachmentKind.INSIDE and row.media_type not in INSIDE_TYPES:
            found.append(_("“%(name)s” phải là PDF mới thành phụ lục trong cùng tệp được.") % {"name": row.name})
        elif line.kind == AttachmentKind.INSIDE and (reason := inside.problem(files.read_bytes(row.file_id))):
            found.append(_("Không gộp được “%(name)s”: %(reason)s.") % {"name": row.name, "reason": reason})
    return found


def _title_of(typed: str, name: str) -> str:
    return text.clean_line(typed)[:300] or name.rpartition(".")[0] or name


def _next(
    actor: Actor,
    draft: Draft,
    content: DraftContent,
    word: WordFile | None,
    lines: Sequence[AttachmentLine],
    *,
    note: str,
    restored_from: int | None,
    now: datetime,
) -> None:
    draft.latest_version += 1
    draft.subject = content.subject
    draft.changed_at = now
    draft.save(update_fields=["latest_version", "subject", "changed_at"])
    write_version(
        actor,
        draft,
        draft.latest_version,
        content,
        word,
        attachments=lines,
        restored_from=restored_from,
        note=note,
        now=now,
    )

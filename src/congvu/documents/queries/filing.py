"""Documents as whoever keeps case files needs them: lines of a list, and everything for an export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from congvu.kernel.api import Actor
from congvu.kernel.errors import NotFound

from .. import policy
from ..models import Access, Addressee, Document, DocumentFile
from ..types import AddresseeKind, Direction, FileRole, Secrecy, State
from .words import any_words

# Dòng đã hủy số hoặc bị thu hồi không phải là văn bản để lập hồ sơ.
NOT_FILED = (State.VOID, State.RECALLED)


@dataclass(frozen=True, slots=True)
class FiledLine:
    """A document as a line of a case file; `dated_on` is the day by which it is put in order."""

    id: int
    uid: UUID
    direction: str
    type_code: str
    type_name: str
    archive_type_code: str  # TT 05/2025/TT-BNV
    code_number: str
    code_notation: str
    issued_on: date | None
    arrived_at: datetime | None
    number: int | None
    author: str
    subject: str
    language: str
    pages: int | None
    signer_name: str
    signer_position: str
    document_code: str
    state: str
    note: str

    @property
    def full_code(self) -> str:
        """Số, ký hiệu as printed."""
        return "/".join(part for part in (self.code_number, self.code_notation) if part)

    @property
    def dated_on(self) -> date | None:
        """The date on the paper, else the day it came."""
        if self.issued_on is not None:
            return self.issued_on
        return timezone.localdate(self.arrived_at) if self.arrived_at else None


@dataclass(frozen=True, slots=True)
class FiledFile:
    """A stored file of a document; `file_id` is the kernel's."""

    document_id: int
    uid: UUID
    file_id: int
    role: str
    name: str
    media_type: str
    size: int
    sha256: str
    pages: int | None


def lines_to_file(*, actor: Actor, uids: Iterable[UUID]) -> list[FiledLine]:
    """Return the documents among `uids` that the actor sees and may put into a case file; secret lines never."""
    rows = policy.visible_documents(actor).filter(uid__in=list(uids), secrecy=Secrecy.NONE)
    return [_line(d) for d in rows.exclude(state__in=NOT_FILED).select_related("document_type").order_by("pk")]


def lines_of(ids: Iterable[int]) -> dict[int, FiledLine]:
    """Return documents by id. The caller has checked that the actor may see what they stand in."""
    rows = Document.objects.filter(pk__in=list(ids)).select_related("document_type")
    return {d.pk: _line(d) for d in rows}


def seen_ids(*, actor: Actor, ids: Iterable[int]) -> frozenset[int]:
    """Return which of the documents the actor sees herself."""
    return frozenset(policy.visible_documents(actor).filter(pk__in=list(ids)).values_list("pk", flat=True))


def find_to_file(*, actor: Actor, typed: str, direction: str = "", most: int = 20) -> list[FiledLine]:
    """Return the newest documents that the actor sees and whose words meet what was typed."""
    rows = policy.visible_documents(actor).filter(secrecy=Secrecy.NONE).exclude(state__in=NOT_FILED)
    if direction in Direction.values:
        rows = rows.filter(direction=direction)
    if typed.strip():
        rows = rows.filter(words=any_words(typed))
    return [_line(d) for d in rows.select_related("document_type").order_by("-pk")[:most]]


def files_of(ids: Iterable[int]) -> dict[int, list[FiledFile]]:
    """Return the files of documents in their order, PDF views included. The caller has checked the right to see."""
    found: dict[int, list[FiledFile]] = defaultdict(list)
    rows = DocumentFile.objects.filter(document_id__in=list(ids), removed_at=None)
    for f in rows.order_by("document_id", "position", "pk"):
        found[f.document_id].append(
            FiledFile(f.document_id, f.uid, f.file_id, f.role, f.name, f.media_type, f.size, f.sha256, f.pages)
        )
    return dict(found)


def receivers_of(ids: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Return (code, name) of each receiver of documents, in order; the line "Lưu" is none. One query."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Addressee.objects.filter(document_id__in=list(ids)).exclude(kind=AddresseeKind.FILE)
    for pk, code, name in rows.order_by("document_id", "position", "pk").values_list(
        "document_id", "organ_code", "name"
    ):
        found[pk].append((code, name))
    return dict(found)


def grants_of(ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return to whom documents are open, beside the agency's own readers; the words of `search.api.grants_of`."""
    found: dict[int, set[str]] = {pk: set() for pk in ids}
    open_now = Access.objects.filter(document_id__in=list(found), closed_at=None)
    for pk, grant in open_now.values_list("document_id", "grant"):
        found[pk].add(grant)
    return {pk: frozenset(grants) for pk, grants in found.items()}


def original_file_id(document_id: int) -> int:
    """Return the stored main file of a document. Raises NotFound."""
    found = (
        DocumentFile.objects.filter(document_id=document_id, role=FileRole.MAIN, removed_at=None)
        .values_list("file_id", flat=True)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _line(d: Document) -> FiledLine:
    return FiledLine(
        id=d.pk,
        uid=d.uid,
        direction=d.direction,
        type_code=d.document_type.code,
        type_name=d.document_type.name,
        archive_type_code=d.document_type.archive_code,
        code_number=d.code_number,
        code_notation=d.code_notation,
        issued_on=d.issued_on,
        arrived_at=d.arrived_at,
        number=d.number,
        author=d.issuing_agency_name,
        subject=d.subject,
        language=d.language,
        pages=d.pages,
        signer_name=d.signer_name,
        signer_position=d.signer_position,
        document_code=d.document_code,
        state=d.state,
        note=d.note,
    )

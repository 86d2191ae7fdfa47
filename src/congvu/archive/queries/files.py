"""What the list of case files and the page of one file show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.identity.api import Role
from congvu.kernel.api import Actor, paging, statements
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy, rules
from ..models import CaseFile, FileEntry
from ..types import OPEN_FILES, ChangeState, FileState, MaterialKind

PAGE_SIZE: Final = 20
ENTRIES_SHOWN: Final = 100
REMOVED_SHOWN: Final = 50
CHILDREN_SHOWN: Final = 50
COUNT_AT_MOST: Final = 1000
SOON_DAYS: Final = 60
MINE, UNIT, OPEN, DUE, KEPT, ALL = "cua-toi", "don-vi", "dang-lap", "den-han", "luu-tru", "tat-ca"
TONES: Final = {
    FileState.NEW: "none",
    FileState.RUNNING: "run",
    FileState.PAUSED: "soon",
    FileState.CLOSED: "good",
    FileState.OFFERED: "run",
    FileState.CHECKING: "run",
    FileState.ARCHIVED: "good",
    FileState.DISPOSED: "done",
    FileState.CANCELLED: "done",
}


@dataclass(frozen=True, slots=True)
class FileFilter:
    """What is asked of the list; empty means no filter."""

    view: str = ALL
    text: str = ""
    year: int | None = None
    state: str = ""
    retention: str = ""
    keeper_post: int | None = None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A line of the list of case files."""

    uid: UUID
    code: str
    notation: str
    year: int
    title: str
    keeper: str
    retention: str
    doc_total: int
    state_label: str
    state_tone: str
    due_on: date | None
    due_tone: str
    started_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A line of the contents of a file; `url` is empty where the actor may not read the document."""

    id: int
    ordinal: int
    code: str
    issued_on: date | None
    what: str
    author: str
    pages: str
    note: str
    url: str
    kind: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class RemovedRow:
    """What was taken out, and why."""

    what: str
    reason: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class FileActs:
    """What the actor may do now with a file."""

    add: bool
    edit: bool
    close: bool
    reopen: bool
    pause: bool
    resume: bool
    cancel: bool
    people: bool
    usage: bool
    hand_over: bool
    keep_back: bool
    borrow: bool


def file_or_404(*, actor: Actor, uid: UUID, today: date) -> CaseFile:
    """Return a file that the actor sees. Raises NotFound."""
    rows = policy.visible_files(actor, today=today).select_related(
        "retention", "plan_row", "parent", "unit", "frozen_by"
    )
    found = rows.filter(uid=uid).first()
    if found is None:
        raise NotFound
    return found


def in_view(*, actor: Actor, asked: FileFilter, today: date) -> QuerySet[CaseFile]:
    """Return the files of a view that the filter keeps, in no order; an unknown view is all."""
    rows = policy.visible_files(actor, today=today)
    if asked.view == MINE:
        rows = rows.filter(keeper_post_id=actor.post_id)
    elif asked.view == UNIT:
        rows = rows.filter(unit_id=actor.unit_id)
    elif asked.view == OPEN:
        rows = rows.filter(state__in=OPEN_FILES)
    elif asked.view == DUE:
        rows = rows.filter(state=FileState.CLOSED, handover_due_on__isnull=False)
    elif asked.view == KEPT:
        rows = rows.filter(state=FileState.ARCHIVED)
    return _narrowed(rows, asked)


def _narrowed(rows: QuerySet[CaseFile], asked: FileFilter) -> QuerySet[CaseFile]:
    if asked.text:
        rows = rows.filter(words=_query(asked.text))
    if asked.year is not None:
        rows = rows.filter(catalog_year=asked.year)
    if asked.state in FileState.values:
        rows = rows.filter(state=asked.state)
    if asked.retention:
        rows = rows.filter(retention__code=asked.retention)
    if asked.keeper_post is not None:
        rows = rows.filter(keeper_post_id=asked.keeper_post, state__in=[*OPEN_FILES, FileState.CLOSED])
    return rows


def page(*, actor: Actor, asked: FileFilter, today: date, after: str | None) -> paging.Page[FileRow]:
    """Return one page, the newest first; what is due, the earliest due first. Raises BadCursor."""
    rows = in_view(actor=actor, asked=asked, today=today).select_related("retention")
    key = ("handover_due_on", "pk") if asked.view == DUE else ("-pk",)
    found: paging.Page[CaseFile] = paging.page(rows, *key, after=after, size=PAGE_SIZE)
    return paging.Page([row_of(one, today=today) for one in found.rows], found.next, found.previous)


def count(*, actor: Actor, asked: FileFilter, today: date) -> int:
    """Return how many files the filter keeps, counted no further than COUNT_AT_MOST + 1."""
    return in_view(actor=actor, asked=asked, today=today).order_by()[: COUNT_AT_MOST + 1].count()


def row_of(file: CaseFile, *, today: date) -> FileRow:
    """Return a file as a line."""
    due = _due(file)
    return FileRow(
        uid=file.uid,
        code=file.code,
        notation=file.notation,
        year=file.catalog_year,
        title=file.title,
        keeper=file.keeper_name,
        retention=file.retention.label,
        doc_total=file.doc_total,
        state_label=str(FileState(file.state).label),
        state_tone=TONES[FileState(file.state)],
        due_on=due,
        due_tone=due_tone(due, today=today),
        started_on=file.started_on,
        ended_on=file.ended_on,
    )


def due_tone(due: date | None, *, today: date) -> str:
    """Return "late" after the day, "soon" within two months before it, else nothing."""
    if due is None:
        return ""
    if due < today:
        return "late"
    return "soon" if (due - today).days <= SOON_DAYS else ""


def entries(*, actor: Actor, file: CaseFile, today: date, after: str | None = None) -> paging.Page[EntryRow]:
    """Return one page of the contents, in the order of the file. Raises BadCursor."""
    rows = file.entries.filter(removed_at=None).select_related("material")
    found: paging.Page[FileEntry] = paging.page(rows, "ordinal", "pk", after=after, size=ENTRIES_SHOWN)
    ids = [one.document_id for one in found.rows if one.document_id is not None]
    lines = documents.lines_of(ids)
    seen = documents.seen_ids(actor=actor, ids=ids)
    kept = policy.reads_kept(actor, file, today=today)
    shown = [_entry(file, one, lines, seen, kept=kept) for one in found.rows]
    return paging.Page(shown, found.next, found.previous)


def removed(file: CaseFile, *, after: str | None = None) -> paging.Page[RemovedRow]:
    """Return one page of what was taken out of a file, the newest first. Raises BadCursor."""
    rows = file.entries.filter(removed_at__isnull=False).select_related("material")
    found: paging.Page[FileEntry] = paging.page(rows, "-removed_at", "-pk", after=after, size=REMOVED_SHOWN)
    lines = documents.lines_of([r.document_id for r in found.rows if r.document_id is not None])
    shown = [
        RemovedRow(what=_what(row, lines), reason=str(row.get_removal_display()), by=row.removed_by, at=row.removed_at)
        for row in found.rows
    ]
    return paging.Page(shown, found.next, found.previous)


def removed_count(file: CaseFile) -> int:
    """Return how much was taken out of a file."""
    return file.entries.filter(removed_at__isnull=False).count()


def acts(*, actor: Actor, file: CaseFile) -> FileActs:
    """Return what the actor may do, by her rights and the file's state; a file of a closed set stays as it is."""
    if file.frozen_by_id is not None:
        nothing = dict.fromkeys(FileActs.__dataclass_fields__, False)
        return FileActs(**nothing | {"borrow": file.state == FileState.ARCHIVED})

    def can(act: rules.Act) -> bool:
        return rules.after(file.state, act) is not None

    keeps = bool(policy.may_keep(actor, file))
    answers = keeps and bool(policy.may_answer_for(actor, file))
    waiting_keep_back = file.state == FileState.CLOSED and file.handover_due_on is not None
    return FileActs(
        add=keeps and can(rules.Act.ADD),
        edit=keeps and can(rules.Act.EDIT),
        close=answers and can(rules.Act.CLOSE),
        reopen=answers and can(rules.Act.REOPEN),
        pause=answers and can(rules.Act.PAUSE),
        resume=answers and can(rules.Act.RESUME),
        cancel=answers and can(rules.Act.CANCEL) and not file.doc_total,
        people=answers and file.state not in policy.IN_ARCHIVE and file.state != FileState.CANCELLED,
        usage=(answers and file.state not in policy.IN_ARCHIVE)
        or (policy.is_archivist(actor) and file.state == FileState.ARCHIVED),
        hand_over=answers and can(rules.Act.OFFER),
        keep_back=answers and waiting_keep_back,
        borrow=file.state == FileState.ARCHIVED,
    )


def waiting_changes(file: CaseFile) -> list[dict[str, object]]:
    """Return the changes of rights that wait, in words."""
    return [
        {
            "id": change.pk,
            "usage": change.get_usage_display() if change.usage else "",
            "count": len(change.documents),
            "asked_by": change.asked_by,
            "asked_at": change.asked_at,
            "reason": change.reason,
        }
        for change in file.changes.filter(state=ChangeState.WAITING).order_by("pk")
    ]


def children(file: CaseFile, *, after: str | None = None) -> paging.Page[CaseFile]:
    """Return one page of the sub-files of a file. Raises BadCursor."""
    page: paging.Page[CaseFile] = paging.page(file.children.all(), "pk", after=after, size=CHILDREN_SHOWN)
    return page


def files_to_fill(*, actor: Actor, today: date, typed: str = "") -> list[CaseFile]:
    """Return open files into which the actor may put documents, the newest first, twenty at most."""
    rows = policy.visible_files(actor, today=today).filter(state__in=[FileState.NEW, FileState.RUNNING])
    heads = actor.roles & policy.LEADERS
    if not heads and Role.UNIT_LEADER in actor.roles:
        rows = rows.filter(accesses__grant=f"unit:{actor.unit_id}:{Role.UNIT_LEADER}") | rows.filter(
            members__post_id=actor.post_id, members__until=None, members__role__in=["keeper", "support"]
        )
    elif not heads:
        rows = rows.filter(members__post_id=actor.post_id, members__until=None, members__role__in=["keeper", "support"])
    if typed:
        rows = rows.filter(words=_query(typed))
    return list(rows.distinct().order_by("-pk")[:20])


def files_with(*, actor: Actor, document_id: int, today: date) -> list[CaseFile]:
    """Return the files that the actor sees in which a document stands, ten at most."""
    return statements.kept_objects(_holding, actor=actor, document=document_id, today=today)


def _holding(actor: Actor, *, document: int, today: date) -> QuerySet[CaseFile]:
    standing = FileEntry.objects.filter(document_id=document, removed_at=None).values("file_id")
    return policy.visible_files(actor, today=today).filter(pk__in=standing).order_by("-pk")[:10]


def _due(file: CaseFile) -> date | None:
    if file.state == FileState.CLOSED:
        return file.kept_until or file.handover_due_on
    return file.due_on if file.state in OPEN_FILES else None


def _query(typed: str) -> SearchQuery:
    found = re.findall(r"\w+", vn.fold(typed).replace("_", " "))[:12]
    if not found:
        return SearchQuery("", config="simple", search_type="raw")
    return SearchQuery(" & ".join([*found[:-1], f"{found[-1]}:*"]), config="simple", search_type="raw")


def _entry(
    file: CaseFile, one: FileEntry, lines: dict[int, documents.FiledLine], seen: frozenset[int], *, kept: bool
) -> EntryRow:
    line = lines.get(one.document_id or 0)
    if line is None:
        material = one.material
        url = reverse("archive:entry_file", args=[file.uid, one.pk]) if material and material.file_id else ""
        return EntryRow(
            id=one.pk,
            ordinal=one.ordinal,
            code="",
            issued_on=material.made_on if material else None,
            what=_what(one, lines),
            author=material.author if material else "",
            pages=one.sheet_text or (str(one.pages) if one.pages else ""),
            note=one.note or (material.note if material else ""),
            url=url,
            kind=material.kind if material else "",
            added_by=one.added_by,
            added_at=one.added_at,
        )
    return EntryRow(
        id=one.pk,
        ordinal=one.ordinal,
        code=line.full_code,
        issued_on=line.issued_on,
        what=_what(one, lines),
        author=line.author,
        pages=one.sheet_text or (str(line.pages) if line.pages else ""),
        note=one.note,
        url=_document_url(file, one, line, seen=line.id in seen, kept=kept),
        kind="document",
        added_by=one.added_by,
        added_at=one.added_at,
    )


def _document_url(file: CaseFile, one: FileEntry, line: documents.FiledLine, *, seen: bool, kept: bool) -> str:
    if seen:
        return reverse("documents:document", args=[line.uid])
    return reverse("archive:entry_document", args=[file.uid, one.pk]) if kept else ""


def _what(one: FileEntry, lines: dict[int, documents.FiledLine]) -> str:
    line = lines.get(one.document_id or 0)
    if line is not None:
        return f"{line.type_name}: {line.subject}" if line.subject else line.type_name
    if one.material is None:
        return _("Tài liệu")
    return f"{MaterialKind(one.material.kind).label}: {one.material.title}"


def has_files(*, agency_id: int) -> bool:
    """Return whether the agency has any case file; for loaders that must not load twice."""
    return CaseFile.objects.filter(agency_id=agency_id).exists()


def waiting_change_ids(*, actor: Actor, uid: UUID, now: datetime) -> list[int]:
    """Return the changes of rights of a file that wait for confirmation. Raises NotFound."""
    file = file_or_404(actor=actor, uid=uid, today=timezone.localdate(now))
    return list(file.changes.filter(state=ChangeState.WAITING).order_by("pk").values_list("pk", flat=True))

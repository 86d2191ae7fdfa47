"""Files of a document: kept, read for search, shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procrastinate.contrib.django import app

from congvu.kernel.api import files

from ..extraction import IN_THE_ACT, PDF, Extracted, Unreadable, can_extract, can_view, extract, libreoffice
from ..models import Document, DocumentFile, FileText
from ..types import Direction, FileRole, NewFile, TextState, ViewState

# Tasks lie above actions, so they are queued by name.
QUEUE = "files"
READ_TASK = "congvu.documents.tasks.extract_text"
CHECK_TASK = "congvu.documents.tasks.check_signatures"
VIEW_TASK = "congvu.documents.tasks.make_view"


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is stored and, when small, read."""

    ref: files.StoredRef
    role: str
    text: Extracted | None
    text_state: str


def take(new_files: Sequence[NewFile]) -> list[Taken]:
    """Store and read files before any row is locked; the first is the main one unless another says so.

    Raises the File… refusals of kernel.errors, with nothing registered.
    """
    taken: list[Taken] = []
    for new in new_files:
        ref = files.store(new.stream, name=new.name)
        text, state = _read(ref)
        taken.append(Taken(ref, new.role, text, state))
    mains = [t for t in taken if t.role == FileRole.MAIN]
    return [
        Taken(t.ref, FileRole.MAIN if t is mains[0] else FileRole.ATTACHMENT, t.text, t.text_state)
        if t.role == FileRole.MAIN
        else t
        for t in taken
    ]


def _read(ref: files.StoredRef) -> tuple[Extracted | None, str]:
    if not can_extract(ref.media_type):
        return None, TextState.NONE
    if ref.size > IN_THE_ACT:
        return None, TextState.WAITING
    return read_now(ref)


def read_now(ref: files.StoredRef) -> tuple[Extracted | None, str]:
    """Read a stored file; return its text and how that went."""
    try:
        with files.open_content(ref.sha256) as stream:
            found = extract(stream, ref.media_type)
    except Unreadable:
        return None, TextState.FAILED
    return found, TextState.DONE if found.text.strip() else TextState.NONE


def add(document: Document, taken: Sequence[Taken], *, now: datetime) -> list[DocumentFile]:
    """Write the rows of files already taken, with their texts, and queue what is left to do."""
    rows = _write(document, taken, first=document.files.count(), now=now)
    count_pages(document)
    return rows


def add_to_new(document: Document, taken: Sequence[Taken], *, now: datetime) -> list[DocumentFile]:
    """Do the same for a document written just now with `pages_of` these files."""
    return _write(document, taken, first=0, now=now)


def pages_of(taken: Sequence[Taken]) -> int | None:
    """Return the pages of the main file where they are known."""
    return next((t.text.pages for t in taken if t.role == FileRole.MAIN and t.text and t.text.pages), None)


def _write(document: Document, taken: Sequence[Taken], *, first: int, now: datetime) -> list[DocumentFile]:
    rows = DocumentFile.objects.bulk_create(
        [
            DocumentFile(
                document=document,
                role=t.role,
                file_id=t.ref.id,
                name=t.ref.name,
                media_type=t.ref.media_type,
                size=t.ref.size,
                sha256=t.ref.sha256,
                position=first + place,
                pages=t.text.pages if t.text else None,
                text_state=t.text_state,
                view_state=_view_state(t),
                added_at=now,
            )
            for place, t in enumerate(taken)
        ]
    )
    FileText.objects.bulk_create(
        [FileText(file=row, body=t.text.text) for row, t in zip(rows, taken, strict=True) if t.text and t.text.text]
    )
    for row in rows:
        if row.text_state == TextState.WAITING:
            app.configure_task(READ_TASK, queue=QUEUE).defer(file_id=row.pk)
        if row.media_type == PDF and (document.direction == Direction.INCOMING or row.role == FileRole.MAIN):
            app.configure_task(CHECK_TASK, queue=QUEUE).defer(file_id=row.pk)
        if row.view_state == ViewState.WAITING:
            app.configure_task(VIEW_TASK, queue=QUEUE).defer(file_id=row.pk)
    return rows


def count_pages(document: Document) -> None:
    """Put the pages of the main file on an incoming line whose clerk wrote none (NĐ 30/2020 Phụ lục VI, trường 10)."""
    if document.direction != Direction.INCOMING or document.pages is not None or document.frozen_at is not None:
        return
    main = document.files.filter(role=FileRole.MAIN, removed_at=None).exclude(pages=None).first()
    if main is not None:
        document.pages = main.pages
        document.save(update_fields=["pages"])


def _view_state(taken: Taken) -> str:
    if not can_view(taken.ref.media_type):
        return ViewState.NONE
    return ViewState.WAITING if libreoffice() else ViewState.MISSING

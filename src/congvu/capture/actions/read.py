"""Read a captured paper and write down what it proposes."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from congvu.documents.api import type_names
from congvu.kernel.api import files

from .. import reading
from ..models import CapturedPaper
from ..rules.proposals import proposals
from ..types import PaperState, Proposed, ReadState, TypeName

MOST_TEXT = 500_000


def read_paper(*, paper_id: int, now: datetime) -> str:
    """Read outside any transaction, then write; return the state it ends in. Running it again does no harm."""
    row = CapturedPaper.objects.get(pk=paper_id)
    if row.state != PaperState.WAITING or row.read_state == ReadState.DONE:
        return row.read_state
    try:
        read = reading.read(files.read_bytes(row.file_id, most=reading_limit()), row.media_type)
    except reading.Unreadable:
        return _write(row, ReadState.FAILED)
    body = "\n\n".join(read.pages).replace("\x00", "")[:MOST_TEXT]
    if not body.strip():
        missing = read.wanted_ocr and not read.had_ocr
        return _write(row, ReadState.MISSING if missing else ReadState.NONE, pages=read.count)
    types = [TypeName(*one) for one in type_names()]
    found = proposals(read.pages, types=types, today=timezone.localdate(now))
    return _write(row, ReadState.DONE, pages=read.count, body=body, proposals=[packed(one) for one in found])


def reading_limit() -> int:
    """Return how many bytes of a file are read into memory."""
    return 100 * 1024 * 1024


def packed(one: Proposed) -> dict[str, object]:
    """Return a proposal as JSON keeps it."""
    value = one.value.isoformat() if isinstance(one.value, date) else one.value
    return {"field": one.field, "value": value, "line": one.line[:300], "sure": one.sure}


def _write(row: CapturedPaper, state: str, **changes: object) -> str:
    with transaction.atomic():
        still = CapturedPaper.objects.select_for_update().filter(pk=row.pk, state=PaperState.WAITING)
        if still.exists():
            CapturedPaper.objects.filter(pk=row.pk).update(read_state=state, **changes)
    return state

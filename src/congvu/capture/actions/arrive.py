"""Something came from a scanner or by e-mail: keep it, part it, queue it for reading."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from congvu.kernel.api import audit, files
from congvu.kernel.api import text as vn
from congvu.kernel.errors import DomainError

from .. import reading
from ..models import Arrival, CapturedPaper, Source

QUEUE: Final = "files"
READ_TASK: Final = "congvu.capture.tasks.read_paper"
MOST_BYTES: Final = 100 * 1024 * 1024
MOST_PAPERS: Final = 200
LONGEST_TITLE: Final = 500


@dataclass(frozen=True, slots=True)
class Came:
    """What came: `key` is the same when the same thing is seen again; `parts` are its files by name."""

    key: str
    title: str
    parts: Sequence[tuple[str, bytes]]
    sender: str = ""
    body: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    ref: files.StoredRef
    pages: int | None


def take_in(*, source: Source, came: Came, now: datetime) -> Arrival:
    """Keep what came, once; each paper in it waits for the clerk. A file that is refused is told, the others stay.

    The bytes are stored and parted before the transaction; killed in between, the next look begins again.
    """
    before = Arrival.objects.filter(source=source, key=came.key).first()
    if before is not None:
        return before
    pieces, refused = _kept(came.parts)
    told = "; ".join(filter(None, [came.refusal, *refused]))
    with transaction.atomic():
        arrival, is_new = Arrival.objects.get_or_create(
            source=source,
            key=came.key,
            defaults={
                "title": vn.clean_line(came.title)[:LONGEST_TITLE] or _("Không có tiêu đề"),
                "sender": vn.clean_line(came.sender)[:250],
                "body": vn.nfc(came.body)[:20_000].replace("\x00", ""),
                "arrived_at": now,
                "refusal": told[:LONGEST_TITLE],
            },
        )
        if not is_new:
            return arrival
        rows = CapturedPaper.objects.bulk_create(
            CapturedPaper(
                agency_id=source.agency_id,
                arrival=arrival,
                position=place,
                file_id=piece.ref.id,
                name=piece.ref.name,
                media_type=piece.ref.media_type,
                pages=piece.pages,
                arrived_at=now,
            )
            for place, piece in enumerate(pieces)
        )
        audit.record(
            None, "capture.arrived", arrival, at=now, agency_id=source.agency_id, papers=len(rows), refused=len(refused)
        )
        for row in rows:
            app.configure_task(READ_TASK, queue=QUEUE).defer(paper_id=row.pk)
    return arrival


def _kept(parts: Sequence[tuple[str, bytes]]) -> tuple[list[_Piece], list[str]]:
    pieces: list[_Piece] = []
    refused: list[str] = []
    for name, data in parts:
        try:
            pieces += _parted(name, data)
        except DomainError as refusal:
            refused.append(str(refusal))
    if len(pieces) > MOST_PAPERS:
        refused.append(_("Quá %(most)d bản trong một lần; các bản sau không được nhận.") % {"most": MOST_PAPERS})
    return pieces[:MOST_PAPERS], refused


def _parted(name: str, data: bytes) -> list[_Piece]:
    """Store a file, and where it is a batch with separator sheets, each of its papers instead.

    The batch itself is stored as well: what the scanner made is never thrown away. Raises the File… refusals.
    """
    whole = files.store(io.BytesIO(data), name=name, limit=MOST_BYTES)
    if whole.media_type != reading.PDF:
        return [_Piece(whole, None)]
    try:
        spans = reading.pieces(data)
        if len(spans) == 1 and spans[0][0] == 0:
            return [_Piece(whole, spans[0][1])]
        stem = whole.name.removesuffix(".pdf")
        made = reading.cut(data, spans)
        return [
            _Piece(files.store(io.BytesIO(one), name=f"{stem}-{place:03d}.pdf", limit=MOST_BYTES), end - first)
            for place, (one, (first, end)) in enumerate(zip(made, spans, strict=True), start=1)
        ]
    except reading.Unreadable:
        return [_Piece(whole, None)]

"""The records office signs separate attached files and electronic copies for the agency (NĐ 30/2020 Phụ lục I)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from congvu.kernel.api import Actor

from .. import policy
from ..errors import TextTooLong
from ..keyring import identity_of
from ..models import SigningKeyUse
from ..paper.corner import copy_lines, corner_box, wrapped
from ..paper.document import ATTACHMENT_FIELD, COPY_FIELD
from ..paper.marks import signing_time, text_mark
from ..paper.prepare import prepare_attachment
from ..paper.sign import sign_field
from ..types import Box, CopyMark
from .use import key_of_agency, note_use, stamper

MOST_LINES = 6


@transaction.atomic
def seal_attachment(
    *, actor: Actor, agency_id: int, pdf: bytes, number: str, now: datetime, box: Box | None = None
) -> bytes:
    """Return a separate attached file signed with the agency's key: number and notation of the main document and the
    signing time as text at the top right of page 1, no picture.

    Raises NotAllowed, KeyMissing, VaultLocked, PdfUnusable, AlreadySigned, TextTooLong.
    """
    lines = (number, signing_time(now, settings.SIGNING_TIME_PATTERN))
    return _seal(actor, agency_id, pdf, lines, box, SigningKeyUse.Purpose.SEAL_ATTACHMENT, now)


@transaction.atomic
def seal_copy(
    *, actor: Actor, agency_id: int, pdf: bytes, kind: CopyMark, now: datetime, box: Box | None = None
) -> bytes:
    """Return an electronic copy of a paper document signed with the agency's key: kind of copy, the agency that
    copies, and the signing time as text at the top right of page 1 (Điều 25, ô 14).

    Raises NotAllowed, KeyMissing, VaultLocked, PdfUnusable, AlreadySigned, TextTooLong.
    """
    lines = copy_lines(kind, actor.agency_name, signing_time(now, settings.SIGNING_TIME_PATTERN))
    return _seal(actor, agency_id, pdf, lines, box, SigningKeyUse.Purpose.SEAL_COPY, now)


def _seal(
    actor: Actor,
    agency_id: int,
    pdf: bytes,
    lines: tuple[str, ...],
    box: Box | None,
    purpose: SigningKeyUse.Purpose,
    now: datetime,
) -> bytes:
    policy.may_seal(actor, agency_id).require()
    key = key_of_agency(agency_id, name=actor.agency_name, at=now)
    field = COPY_FIELD if purpose == SigningKeyUse.Purpose.SEAL_COPY else ATTACHMENT_FIELD
    shown = wrapped(lines)
    if len(shown) > MOST_LINES:
        raise TextTooLong(text=" ".join(lines))
    place, turned = (box, 0) if box else corner_box(pdf, shown)
    left, bottom, right, top = place
    width, height = (top - bottom, right - left) if turned in {90, 270} else (right - left, top - bottom)
    signed = sign_field(
        prepare_attachment(pdf, place, field, turned=turned),
        field,
        identity_of(key),
        at=now,
        mark=text_mark(shown, width, height),
        timestamp=stamper(key, now),
        name=key.owner_name,
        last_word="lock",
    )
    note_use(actor, key, purpose, signed, reason=lines[0], at=now)
    return signed

"""The records office signs for the agency (NĐ 30/2020 Điều 32)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from congvu.kernel.api import Actor

from .. import policy
from ..checking.integrity import broken_signature
from ..errors import NotNumbered, PersonHasNotSigned, SignatureBroken
from ..keyring import unpack
from ..models import SigningKeyUse
from ..paper.document import AGENCY_FIELD, ATTACHMENT_FIELD, DATE_FIELD, NUMBER_FIELD, PERSON_FIELD, filled
from ..paper.marks import agency_mark, signing_time, text_mark
from ..paper.prepare import prepare_attachment
from ..paper.sign import field_size, sign_field
from ..types import Box
from .use import key_of_agency, note_use, stamper


@transaction.atomic
def seal_as_agency(*, actor: Actor, agency_id: int, pdf: bytes, now: datetime) -> bytes:
    """Return the paper signed with the agency's key, its seal shown in its box.

    The competent person must have signed, her signature must still be sound, number and date must be filled in.
    Raises NotAllowed, KeyMissing, VaultLocked, PdfUnusable, NotPrepared, PersonHasNotSigned, NotNumbered,
    SignatureBroken, AlreadySigned.
    """
    policy.may_seal(actor, agency_id).require()
    key = key_of_agency(agency_id, name=actor.agency_name, at=now)
    there = filled(pdf, (PERSON_FIELD, NUMBER_FIELD, DATE_FIELD))
    if PERSON_FIELD not in there:
        raise PersonHasNotSigned
    if not {NUMBER_FIELD, DATE_FIELD} <= there:
        raise NotNumbered
    if why := broken_signature(pdf):
        raise SignatureBroken(reason=why)
    width, height = field_size(pdf, AGENCY_FIELD)
    picture = bytes(key.picture) if key.picture else None
    signed = sign_field(
        pdf,
        AGENCY_FIELD,
        unpack(bytes(key.sealed_key)),
        at=now,
        mark=agency_mark(key.owner_name, "", min(width, height), picture=picture, demo=key.is_demo),
        timestamp=stamper(key, now),
        name=key.owner_name,
        last_word="lock",
    )
    note_use(actor, key, SigningKeyUse.Purpose.SEAL, signed, reason="", at=now)
    return signed


@transaction.atomic
def seal_attachment(*, actor: Actor, agency_id: int, pdf: bytes, box: Box, number: str, now: datetime) -> bytes:
    """Return a separate attached file signed with the agency's key: number and time as text, no picture (ô 14).

    Raises NotAllowed, KeyMissing, VaultLocked, PdfUnusable, AlreadySigned.
    """
    policy.may_seal(actor, agency_id).require()
    key = key_of_agency(agency_id, name=actor.agency_name, at=now)
    left, bottom, right, top = box
    lines = (number, signing_time(now, settings.SIGNING_TIME_PATTERN))
    signed = sign_field(
        prepare_attachment(pdf, box),
        ATTACHMENT_FIELD,
        unpack(bytes(key.sealed_key)),
        at=now,
        mark=text_mark(lines, right - left, top - bottom),
        timestamp=stamper(key, now),
        name=key.owner_name,
        last_word="lock",
    )
    note_use(actor, key, SigningKeyUse.Purpose.SEAL_ATTACHMENT, signed, reason=number, at=now)
    return signed

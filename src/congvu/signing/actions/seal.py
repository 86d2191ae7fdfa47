"""The records office signs for the agency (NĐ 30/2020 Điều 32)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from congvu.kernel.api import Actor

from .. import policy
from ..checking.integrity import broken_signature
from ..errors import NotNumbered, PersonHasNotSigned, SignatureBroken
from ..keyring import identity_of
from ..models import SigningKeyUse
from ..paper.document import AGENCY_FIELD, DATE_FIELD, NUMBER_FIELD, PERSON_FIELD, filled
from ..paper.marks import agency_mark
from ..paper.sign import field_size, sign_field
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
        identity_of(key),
        at=now,
        mark=agency_mark(key.owner_name, "", min(width, height), picture=picture, demo=key.is_demo),
        timestamp=stamper(key, now),
        name=key.owner_name,
        last_word="lock",
    )
    note_use(actor, key, SigningKeyUse.Purpose.SEAL, signed, reason="", at=now)
    return signed

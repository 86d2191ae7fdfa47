"""A competent person signs a prepared paper."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from congvu.kernel.api import Actor

from .. import policy
from ..keyring import identity_of
from ..models import SigningKeyUse
from ..paper.document import PERSON_FIELD
from ..paper.marks import person_mark
from ..paper.sign import field_size, has_signatures, sign_field
from .use import key_of_person, note_use, stamper


@transaction.atomic
def sign_as_person(*, actor: Actor, pdf: bytes, reason: str, now: datetime) -> bytes:
    """Return the paper signed with the acting person's own key, her hand signature shown in its box.

    The first signature certifies the paper: afterwards only its fields may be filled in and signed.
    Raises NotAllowed, KeyMissing, VaultLocked, PdfUnusable, NotPrepared, AlreadySigned.
    """
    policy.may_sign(actor).require()
    return _sign(actor, pdf, PERSON_FIELD, reason, now)


@transaction.atomic
def sign_in_place(*, actor: Actor, pdf: bytes, place: str, reason: str, now: datetime) -> bytes:
    """Return a paper that several persons sign, each for herself, signed in the actor's place (`prepare_places`).

    Earlier signatures stay as they are: the first one allows only that fields are filled in and signed. Whose place
    it is, the caller has checked. Raises as `sign_as_person`.
    """
    policy.may_sign_for_herself(actor).require()
    return _sign(actor, pdf, place, reason, now)


def _sign(actor: Actor, pdf: bytes, field: str, reason: str, now: datetime) -> bytes:
    key = key_of_person(actor.person_id, name=actor.person_name, at=now)
    width, height = field_size(pdf, field)
    signed = sign_field(
        pdf,
        field,
        identity_of(key),
        at=now,
        mark=person_mark(key.owner_name, width, height, picture=_picture(key.picture), demo=key.is_demo),
        timestamp=stamper(key, now),
        name=key.owner_name,
        reason=reason,
        last_word="" if has_signatures(pdf) else "certify",
    )
    note_use(actor, key, SigningKeyUse.Purpose.SIGN, signed, reason=reason, at=now)
    return signed


def _picture(stored: bytes | memoryview | None) -> bytes | None:
    return bytes(stored) if stored else None

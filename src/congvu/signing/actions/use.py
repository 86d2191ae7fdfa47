"""Finding the key that an act needs, and writing down each use."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db.models import F, QuerySet

from congvu.kernel.api import Actor, audit

from ..demo.keys import demo_tsa
from ..errors import KeyMissing
from ..models import SigningKey, SigningKeyUse, SigningRequest
from ..paper.cms import TimeStamp
from ..tsa import stamp_maker


def key_of_person(person_id: int, *, name: str, at: datetime) -> SigningKey:
    """Return the newest open key of the person that is in force. Raises KeyMissing."""
    return _newest(SigningKey.objects.filter(person_id=person_id), name, at)


def key_of_agency(agency_id: int, *, name: str, at: datetime) -> SigningKey:
    """Return the newest open key of the agency that is in force. Raises KeyMissing."""
    return _newest(SigningKey.objects.filter(agency_id=agency_id), name, at)


def _newest(keys: QuerySet[SigningKey], name: str, at: datetime) -> SigningKey:
    """Return the key that its owner chose last, else the newest one."""
    open_ones = keys.filter(closed_at=None, valid_from__lte=at, valid_to__gte=at)
    key = open_ones.order_by(F("chosen_at").desc(nulls_last=True), "-valid_from", "-pk").first()
    if key is None:
        raise KeyMissing(owner=name)
    return key


def stamper(key: SigningKey, at: datetime) -> TimeStamp | None:
    """Return the time stamp that goes with the key, made in process; None leaves the signature at level B-B.

    A call to an authority over the network does not belong into a transaction: signatures with real keys are
    raised to B-T by a job of their own.
    """
    authority = demo_tsa() if key.is_demo else None
    return stamp_maker(authority, at) if authority else None


def note_use(
    actor: Actor, key: SigningKey, purpose: SigningKeyUse.Purpose, signed: bytes, *, reason: str, at: datetime
) -> None:
    """Write the use of the key to its log and to the audit log."""
    digest = hashlib.sha256(signed).hexdigest()
    SigningKeyUse.objects.create(
        key=key,
        at=at,
        purpose=purpose,
        person_id=actor.person_id,
        person_name=actor.display_name,
        post_title=actor.post_title,
        file_sha256=digest,
        reason=reason[:500],
    )
    audit.record(actor, "signing.key_used", key, at=at, purpose=str(purpose), sha256=digest, serial=key.serial)


def note_use_of(row: SigningRequest, signed: bytes, *, at: datetime) -> None:
    """Write the use of a key elsewhere: by whom the request says, who may be gone from the page since."""
    digest = hashlib.sha256(signed).hexdigest()
    SigningKeyUse.objects.create(
        key=row.key,
        at=at,
        purpose=row.purpose,
        person_id=row.person_id,
        person_name=row.person_name,
        post_title=row.post_title,
        file_sha256=digest,
        reason=row.reason,
    )
    audit.record(
        None,
        "signing.key_used",
        row.key,
        at=at,
        agency_id=row.key.keeper_id,
        purpose=row.purpose,
        sha256=digest,
        request=str(row.uid),
    )

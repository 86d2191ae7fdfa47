"""Sign files that are no PDF: any file beside itself (.p7s, CAdES), XML inside itself (XAdES)."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from typing import Literal

from django.db import transaction

from congvu.kernel.api import Actor, audit, files

from .. import policy
from ..keyring import identity_of
from ..models import SigningKey, SigningKeyUse
from ..paper.cms import SigningIdentity, build
from ..paper.xades import sign_xml
from .use import key_of_agency, key_of_person, note_use, stamper

As = Literal["person", "agency"]
P7S = frozenset({"application/pkcs7-signature"})
XML = frozenset({"application/xml", "application/vnd.edxml"})
_CHUNK = 1 << 18


@transaction.atomic
def sign_file(*, actor: Actor, file_id: int, who: As, now: datetime) -> int:
    """Sign a stored file of any kind and size beside itself; return the id of the stored .p7s (CAdES, detached).

    Raises NotAllowed, NotFound, KeyMissing, KeyElsewhere, VaultLocked.
    """
    key, identity = _key(actor, who, now)
    digest = hashlib.sha256()
    with files.open(file_id) as content:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
    made = build(identity, digest.digest(), timestamp=stamper(key, now), at=now)
    name = f"{files.ref(file_id).name}.p7s"
    stored = files.store(io.BytesIO(made), name=name, accept=P7S)
    note_use(actor, key, SigningKeyUse.Purpose.FILE, made, reason=name, at=now)
    audit.record(actor, "signing.file_signed", key, at=now, file=file_id, signature=stored.id)
    return stored.id


@transaction.atomic
def sign_xml_file(*, actor: Actor, file_id: int, who: As, now: datetime) -> int:
    """Sign a stored XML file inside itself; return the id of the new stored file (XAdES, enveloped).

    Raises NotAllowed, NotFound, XmlUnusable, AlreadySigned, KeyMissing, KeyElsewhere, VaultLocked.
    """
    key, identity = _key(actor, who, now)
    made = sign_xml(files.read_bytes(file_id), identity, at=now, timestamp=stamper(key, now))
    name = files.ref(file_id).name
    stored = files.store(io.BytesIO(made), name=name, accept=XML)
    note_use(actor, key, SigningKeyUse.Purpose.FILE, made, reason=name, at=now)
    return stored.id


def _key(actor: Actor, who: As, now: datetime) -> tuple[SigningKey, SigningIdentity]:
    if who == "agency":
        policy.may_seal(actor, actor.agency_id).require()
        key = key_of_agency(actor.agency_id, name=actor.agency_name, at=now)
    else:
        policy.may_sign(actor).require()
        key = key_of_person(actor.person_id, name=actor.person_name, at=now)
    return key, identity_of(key)

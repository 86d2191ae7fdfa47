"""An administrator takes in and closes keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, ExtensionNotFound, KeyUsage
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound

from .. import policy
from ..demo.keys import refresh_revocation_lists
from ..errors import KeyFileRefused
from ..keyring import pack, read_p12
from ..models import SigningKey

MAX_PICTURE = 512 * 1024
MAX_PIXELS = 4_000_000


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What was uploaded: the PKCS#12 file, its password, and perhaps a picture (PNG) of signature or seal."""

    content: bytes
    password: str
    picture: bytes | None = None


@transaction.atomic
def import_key(*, actor: Actor, person_id: int | None, file: KeyFile, now: datetime) -> int:
    """Take in a key of one of the agency's people, or of the agency itself (`person_id` None); return its id.

    Raises NotAllowed, NotFound (nobody of the agency), KeyFileRefused.
    """
    policy.may_manage_keys(actor).require()
    owner = _owner_name(actor, person_id, now.date())
    key, certificate, chain = read_p12(file.content, file.password)
    _check(certificate, now)
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
    if SigningKey.objects.filter(certificate_sha256=fingerprint, closed_at=None).exists():
        raise KeyFileRefused(reason=_("chứng thư này đã được nhận và đang dùng."))
    row = SigningKey.objects.create(
        person_id=person_id,
        agency_id=None if person_id else actor.agency_id,
        keeper_id=actor.agency_id,
        owner_name=owner,
        sealed_key=pack(key, certificate, chain),
        certificate=certificate.public_bytes(Encoding.DER),
        chain=[c.public_bytes(Encoding.DER) for c in chain],
        certificate_sha256=fingerprint,
        subject=certificate.subject.rfc4514_string()[:1000],
        issuer=certificate.issuer.rfc4514_string()[:1000],
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        picture=_png(file.picture),
        added_at=now,
    )
    audit.record(actor, "signing.key_imported", row, at=now, serial=row.serial, owner=owner)
    return row.pk


@transaction.atomic
def close_key(*, actor: Actor, key_id: int, reason: str, now: datetime) -> None:
    """End the use of a key for good; signatures made with it stay. A demonstration key is also revoked.

    Raises NotAllowed, NotFound. Closing a closed key changes nothing.
    """
    policy.may_manage_keys(actor).require()
    key = policy.visible_keys(actor).select_for_update().filter(pk=key_id).first()
    if key is None:
        raise NotFound
    if key.closed_at is not None:
        return
    key.closed_at, key.closed_reason = now, reason.strip()[:500]
    key.save(update_fields=["closed_at", "closed_reason"])
    audit.record(actor, "signing.key_closed", key, at=now, serial=key.serial, reason=key.closed_reason)
    if key.is_demo:
        refresh_revocation_lists(at=now + timedelta(seconds=1))


def _owner_name(actor: Actor, person_id: int | None, on: date) -> str:
    if person_id is None:
        return actor.agency_name
    for card in identity.posts(on=on, agency_id=actor.agency_id):
        if card.person_id == person_id:
            return card.person_name
    raise NotFound


def _check(certificate: Certificate, now: datetime) -> None:
    if certificate.not_valid_after_utc <= now:
        raise KeyFileRefused(
            reason=_("chứng thư đã hết hạn ngày %(day)s.") % {"day": f"{certificate.not_valid_after_utc:%d/%m/%Y}"}
        )
    try:
        usage = certificate.extensions.get_extension_for_class(KeyUsage).value
    except (ExtensionNotFound, ValueError) as error:
        raise KeyFileRefused(reason=_("chứng thư không ghi mục đích sử dụng.")) from error
    if not (usage.digital_signature or usage.content_commitment):
        raise KeyFileRefused(reason=_("chứng thư không được cấp để ký số."))


def _png(picture: bytes | None) -> bytes | None:
    """Return the picture drawn anew, so that nothing but pixels is kept. Raises KeyFileRefused."""
    if not picture:
        return None
    if len(picture) > MAX_PICTURE or not picture.startswith(b"\x89PNG"):
        raise KeyFileRefused(reason=_("hình phải là PNG nền trong suốt, tối đa 512 KB."))
    try:
        with Image.open(BytesIO(picture), formats=["PNG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise KeyFileRefused(reason=_("hình có quá nhiều điểm ảnh."))
            out = BytesIO()
            image.convert("RGBA").save(out, "PNG")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise KeyFileRefused(reason=_("không đọc được hình PNG.")) from error
    return out.getvalue()

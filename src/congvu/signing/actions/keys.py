"""An administrator takes in and closes keys."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import (
    Certificate,
    ExtensionNotFound,
    InvalidVersion,
    KeyUsage,
    load_der_x509_certificate,
    load_pem_x509_certificate,
)
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit, publish
from congvu.kernel.errors import NotFound

from .. import policy, vault
from ..checking.chain import build
from ..checking.people import fold, read
from ..demo.keys import refresh_revocation_lists
from ..errors import KeyFileRefused, KeyNotYours, RemoteRefused
from ..events import KeyExpiresSoon, KeyRenewed
from ..keyring import pack, read_p12, to_asn1
from ..models import SigningKey
from ..providers.csc import Denied, Late, Service
from ..providers.module import Place, certificate_in
from ..trust_rows import trust_store
from ..types import EXPIRES_SOON, Provider

MAX_PICTURE = 512 * 1024
MAX_PIXELS = 4_000_000
MAX_CERTIFICATE = 64 * 1024


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
    row = _new(actor, certificate, [c.public_bytes(Encoding.DER) for c in chain], now, owner, person_id)
    row.sealed_key = pack(key, certificate, chain)
    row.picture = _png(file.picture)
    return _saved(actor, row, now)


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
    publish(KeyRenewed(key_id=key.pk, at=now))
    if key.is_demo:
        refresh_revocation_lists(at=now + timedelta(seconds=1))


@transaction.atomic
def choose_key(*, actor: Actor, key_id: int, now: datetime) -> None:
    """Sign with this one of one's own keys from now on. Raises NotFound (not hers, closed, or not in force)."""
    key = SigningKey.objects.select_for_update().filter(pk=key_id, person_id=actor.person_id).first()
    if key is None or not key.in_force(now):
        raise NotFound
    key.chosen_at = now
    key.save(update_fields=["chosen_at"])
    audit.record(actor, "signing.key_chosen", key, at=now, serial=key.serial, provider=key.provider)


@transaction.atomic
def register_token(*, actor: Actor, content: bytes, above: bytes, now: datetime) -> int:
    """Register the certificate (PEM or DER) on one's own USB token; the key stays there. Return the key's id.

    `above` is the certificate of the one who issued it, if any. The certificate must lead to a trusted root and name
    the person. Raises KeyFileRefused, KeyNotYours.
    """
    chain = [_read_certificate(above).public_bytes(Encoding.DER)] if above else []
    return _register_elsewhere(actor, Provider.TOKEN, _read_certificate(content), chain, {}, now)


def register_remote(*, actor: Actor, credential_id: str, pin: str, now: datetime) -> int:
    """Register a key of one's own at the remote service by its credential id; return the key's id.

    The service is asked first, outside any transaction. Raises RemoteRefused, KeyFileRefused, KeyNotYours.
    """
    try:
        found = Service.configured().credential(credential_id)
    except (Denied, Late) as error:
        raise RemoteRefused(reason=_("dịch vụ không trả lời về khóa này")) from error
    certificate = load_der_x509_certificate(found.certificate.dump())
    held = {"credential": credential_id, **({"pin": pin} if pin else {})}
    return _register_elsewhere(actor, Provider.REMOTE, certificate, [c.dump() for c in found.chain], held, now)


@transaction.atomic
def register_module(*, actor: Actor, person_id: int | None, place: Place, now: datetime, above: bytes = b"") -> int:
    """Register a key in the installation's PKCS#11 device for one of the agency's people, or for the agency.

    `above` is the certificate of the one who issued it, where that is not a root.
    Raises NotAllowed, NotFound, ModuleUnusable, KeyFileRefused.
    """
    policy.may_manage_keys(actor).require()
    owner = _owner_name(actor, person_id, now.date())
    certificate = load_der_x509_certificate(certificate_in(place))
    _check(certificate, now)
    chain = [_read_certificate(above).public_bytes(Encoding.DER)] if above else []
    row = _new(actor, certificate, chain, now, owner, person_id)
    row.provider, row.sealed_key = Provider.MODULE, place.sealed()
    return _saved(actor, row, now)


@transaction.atomic
def tell_expiring(*, now: datetime) -> int:
    """Tell once of each open key that ends in 30 days or less; return how many."""
    due = SigningKey.objects.select_for_update(skip_locked=True).filter(
        closed_at=None, told_at=None, valid_to__gt=now, valid_to__lte=now + EXPIRES_SOON
    )
    rows = list(due.order_by("pk")[:500])
    for row in rows:
        publish(
            KeyExpiresSoon(
                key_id=row.pk,
                person_id=row.person_id,
                agency_id=row.agency_id,
                valid_to=row.valid_to,
                at=now,
                keeper_id=row.keeper_id,
                owner_name=row.owner_name,
            )
        )
        row.told_at = now
        row.save(update_fields=["told_at"])
    return len(rows)


@transaction.atomic
def _register_elsewhere(
    actor: Actor,
    provider: Provider,
    certificate: Certificate,
    chain: list[bytes],
    held: dict[str, str],
    now: datetime,
) -> int:
    _check(certificate, now)
    leaf = to_asn1(certificate)
    path = build(leaf, [x509.Certificate.load(one) for one in chain], trust_store())
    if path.anchor is None:
        raise KeyFileRefused(reason=_("chứng thư không dẫn tới gốc tin cậy nào."))
    who = read(leaf, is_demo=path.anchor.is_demo)
    if who.kind == "agency" or fold(who.name) != fold(actor.person_name):
        raise KeyNotYours(named=who.name, owner=actor.person_name)
    row = _new(actor, certificate, [c.dump() for c in path.certificates[1:-1]], now, actor.person_name, actor.person_id)
    row.provider = provider
    row.is_demo = path.anchor.is_demo
    row.sealed_key = vault.lock(json.dumps(held).encode())
    row.chosen_at = now
    return _saved(actor, row, now)


def _read_certificate(content: bytes) -> Certificate:
    if not content or len(content) > MAX_CERTIFICATE:
        raise KeyFileRefused(reason=_("tệp rỗng hoặc lớn hơn 64 KB."))
    try:
        if content.lstrip().startswith(b"-----"):
            return load_pem_x509_certificate(content)
        return load_der_x509_certificate(content)
    except (ValueError, TypeError, InvalidVersion) as error:
        raise KeyFileRefused(reason=_("không phải chứng thư (PEM hoặc DER).")) from error


def _new(
    actor: Actor, certificate: Certificate, chain: list[bytes], now: datetime, owner: str, person_id: int | None
) -> SigningKey:
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
    if SigningKey.objects.filter(certificate_sha256=fingerprint, closed_at=None).exists():
        raise KeyFileRefused(reason=_("chứng thư này đã được nhận và đang dùng."))
    return SigningKey(
        person_id=person_id,
        agency_id=None if person_id else actor.agency_id,
        keeper_id=actor.agency_id,
        owner_name=owner,
        certificate=certificate.public_bytes(Encoding.DER),
        chain=chain,
        certificate_sha256=fingerprint,
        subject=certificate.subject.rfc4514_string()[:1000],
        issuer=certificate.issuer.rfc4514_string()[:1000],
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        added_at=now,
    )


def _saved(actor: Actor, row: SigningKey, now: datetime) -> int:
    row.save()
    audit.record(actor, "signing.key_imported", row, at=now, serial=row.serial, owner=row.owner_name)
    owned = Q(person_id=row.person_id) if row.person_id is not None else Q(agency_id=row.agency_id)
    before = SigningKey.objects.filter(owned, closed_at=None)
    for key_id in before.filter(told_at__isnull=False, valid_to__lt=row.valid_to).values_list("pk", flat=True):
        publish(KeyRenewed(key_id=key_id, at=now))
    return row.pk


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

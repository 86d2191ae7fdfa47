"""An administrator says whom the installation trusts (domain/documents 7.1)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound

from .. import policy
from ..checking import crl
from ..errors import CertificateRefused
from ..models import RevocationList, TrustAnchor
from ..trust_rows import revocation_row

MAX_CERTIFICATE = 64 * 1024
MAX_LIST = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class AnchorTerms:
    """What an administrator writes beside a root certificate."""

    name: str
    hierarchy: str
    legal_basis: str
    valid_from: date | None
    valid_to: date | None


@transaction.atomic
def add_anchor(*, actor: Actor, content: bytes, terms: AnchorTerms, now: datetime) -> int:
    """Trust a root certificate (PEM or DER) for a period; return its id. Raises NotAllowed, CertificateRefused."""
    policy.may_manage_trust(actor).require()
    certificate = _certificate(content)
    der = certificate.public_bytes(Encoding.DER)
    fingerprint = hashlib.sha256(der).hexdigest()
    if TrustAnchor.objects.filter(certificate_sha256=fingerprint).exists():
        raise CertificateRefused(reason=_("chứng thư này đã có trong danh sách."))
    if terms.valid_from and terms.valid_to and terms.valid_to < terms.valid_from:
        raise CertificateRefused(reason=_("ngày thôi tin cậy đứng trước ngày bắt đầu."))
    row = TrustAnchor.objects.create(
        name=terms.name,
        hierarchy=terms.hierarchy,
        certificate=der,
        certificate_sha256=fingerprint,
        legal_basis=terms.legal_basis,
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        added_at=now,
    )
    audit.record(actor, "signing.anchor_added", row, at=now, sha256=fingerprint, name=terms.name)
    return row.pk


@transaction.atomic
def end_anchor(*, actor: Actor, anchor_id: int, last_day: date, now: datetime) -> None:
    """Trust a root until the end of a day only; earlier signatures stay checkable. Raises NotAllowed, NotFound."""
    policy.may_manage_trust(actor).require()
    row = TrustAnchor.objects.select_for_update().filter(pk=anchor_id).first()
    if row is None:
        raise NotFound
    if row.valid_from and last_day < row.valid_from:
        raise CertificateRefused(reason=_("ngày thôi tin cậy đứng trước ngày bắt đầu."))
    before, row.valid_to = row.valid_to, last_day
    row.save(update_fields=["valid_to"])
    audit.record(actor, "signing.anchor_ended", row, at=now, old=before, new=last_day)


@transaction.atomic
def add_revocation_list(*, actor: Actor, content: bytes, now: datetime) -> int:
    """Take in a list of revoked certificates (PEM or DER). Its signature is checked at each use, against the issuer.

    Raises NotAllowed, CertificateRefused. The same list again changes nothing.
    """
    policy.may_manage_trust(actor).require()
    row = revocation_row(_list(content), at=now)
    made, created = RevocationList.objects.get_or_create(
        content_sha256=row.content_sha256,
        defaults={
            name: getattr(row, name)
            for name in ("issuer_key", "issuer", "content", "this_update", "next_update", "added_at")
        },
    )
    if created:
        audit.record(actor, "signing.revocations_added", made, at=now, issuer=made.issuer)
    return made.pk


def _certificate(content: bytes) -> x509.Certificate:
    if not content or len(content) > MAX_CERTIFICATE:
        raise CertificateRefused(reason=_("tệp rỗng hoặc lớn hơn 64 KB."))
    try:
        load = (
            x509.load_pem_x509_certificate if content.lstrip().startswith(b"-----") else x509.load_der_x509_certificate
        )
        certificate = load(content)
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (ValueError, TypeError, x509.ExtensionNotFound, x509.InvalidVersion) as error:
        raise CertificateRefused(reason=_("không phải chứng thư của bên cấp chứng thư (PEM hoặc DER).")) from error
    if not constraints.ca:
        raise CertificateRefused(reason=_("chứng thư này không phải của một bên cấp chứng thư."))
    return certificate


def _list(content: bytes) -> x509.CertificateRevocationList:
    if not content or len(content) > MAX_LIST:
        raise CertificateRefused(reason=_("tệp rỗng hoặc lớn hơn 20 MB."))
    try:
        made = (
            x509.load_pem_x509_crl(content)
            if content.lstrip().startswith(b"-----")
            else x509.load_der_x509_crl(content)
        )
        crl.parse(made.public_bytes(Encoding.DER))
    except (ValueError, TypeError, KeyError) as error:
        raise CertificateRefused(reason=_("không phải danh sách thu hồi đầy đủ (PEM hoặc DER).")) from error
    return made

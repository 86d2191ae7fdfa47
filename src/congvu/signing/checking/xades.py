"""The qualifying properties of XAdES (ETSI EN 319 132): time, the signer's certificate, time stamp, evidence."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from asn1crypto import x509
from lxml import etree

from .trust import Carried
from .xml_open import DEFAULT_C14N, DS

XADES = "http://uri.etsi.org/01903/v1.3.2#"
_DIGESTS = {
    "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_MOST = 50


def q(name: str) -> str:
    """Return a name of XAdES as lxml wants it."""
    return f"{{{XADES}}}{name}"


@dataclass(frozen=True)
class Properties:
    """What the properties say. `baseline` only where they were signed and name the signer's certificate."""

    baseline: bool = False
    claimed_at: datetime | None = None
    certificate: tuple[str, bytes] | None = None  # hàm băm và giá trị băm của chứng thư người ký
    token: bytes | None = None
    token_method: str = DEFAULT_C14N
    carried: Carried = field(default_factory=Carried)

    def names(self, certificate: x509.Certificate) -> bool:
        """Return whether the certificate is the one meant; without a signed statement any may be."""
        if self.certificate is None:
            return True
        algorithm, digest = self.certificate
        return hashlib.new(algorithm, certificate.dump()).digest() == digest


def read(signature: etree._Element, signed: Sequence[etree._Element]) -> Properties:
    """Return the properties of a signature. Those that were not signed with it say nothing about time and signer."""
    holder = signature.find(f"{{{DS}}}Object/{q('QualifyingProperties')}")
    if holder is None:
        return Properties()
    inside = holder.find(q("SignedProperties"))
    trusted = inside is not None and any(inside is one or inside in one.iterdescendants() for one in signed)
    token, method = _token(holder)
    certificate = _certificate(inside) if trusted and inside is not None else None
    return Properties(
        baseline=certificate is not None,
        claimed_at=_time(inside) if trusted and inside is not None else None,
        certificate=certificate,
        token=token,
        token_method=method,
        carried=_carried(holder),
    )


def _time(inside: etree._Element) -> datetime | None:
    text = inside.findtext(f"{q('SignedSignatureProperties')}/{q('SigningTime')}")
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _certificate(inside: etree._Element) -> tuple[str, bytes] | None:
    """Return digest and its algorithm of the first certificate named: the signer's."""
    for name in ("SigningCertificateV2", "SigningCertificate"):
        cert = inside.find(f"{q('SignedSignatureProperties')}/{q(name)}/{q('Cert')}/{q('CertDigest')}")
        if cert is not None:
            method = cert.find(f"{{{DS}}}DigestMethod")
            algorithm = _DIGESTS.get(method.get("Algorithm") or "") if method is not None else None
            value = base64.b64decode(cert.findtext(f"{{{DS}}}DigestValue") or "")
            return (algorithm, value) if algorithm else ("sha256", b"")
    return None


def _token(holder: etree._Element) -> tuple[bytes | None, str]:
    stamp = holder.find(f"{q('UnsignedProperties')}/{q('UnsignedSignatureProperties')}/{q('SignatureTimeStamp')}")
    if stamp is None:
        return None, DEFAULT_C14N
    method = stamp.find(f"{{{DS}}}CanonicalizationMethod")
    text = stamp.findtext(q("EncapsulatedTimeStamp")) or ""
    return base64.b64decode(text), (method.get("Algorithm") if method is not None else None) or DEFAULT_C14N


def _carried(holder: etree._Element) -> Carried:
    found: list[tuple[bytes, ...]] = []
    broken = 0
    for name in ("EncapsulatedX509Certificate", "EncapsulatedCRLValue", "EncapsulatedOCSPValue"):
        values = list(holder.iterfind(f".//{q('UnsignedSignatureProperties')}//{q(name)}"))[:_MOST]
        read = [_decoded(value.text) for value in values]
        found.append(tuple(one for one in read if one is not None))
        broken += read.count(None)
    certificates, lists, answers = found
    return Carried(certificates, lists, answers, broken)


def _decoded(text: str | None) -> bytes | None:
    try:
        return base64.b64decode(text or "")
    except ValueError:
        return None

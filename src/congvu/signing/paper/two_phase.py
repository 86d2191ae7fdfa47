"""Signing in two steps, for keys that are not here: leave a hole and say what to sign; later put the signature in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import cms, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import load_der_x509_certificate
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest, SignatureObject

from ..errors import AlreadySigned, SignatureValueWrong
from .cms import (
    DIGEST,
    SigningIdentity,
    TimeStamp,
    container,
    room_needed,
    signed_attributes,
    signer_info,
    stamped,
)
from .document import find_field, open_for_update, value
from .marks import put_mark
from .sign import LastWord, declare_extension, restriction


class AbsentKey:
    """Stands where a key would: it is elsewhere."""

    def sign_sha256(self, data: bytes) -> bytes:
        """Refuse."""
        raise TypeError("this key is not here")


@dataclass(frozen=True)
class Hole:
    """A file that lacks only its signature: where it goes, the digest of the rest, and what the key has to sign."""

    content: bytes
    start: int
    end: int
    digest: bytes
    attributes: bytes


def absent(certificate: x509.Certificate, chain: tuple[x509.Certificate, ...]) -> SigningIdentity:
    """Return an identity whose key is elsewhere."""
    return SigningIdentity(AbsentKey(), certificate, chain)


def open_hole(
    pdf: bytes,
    field_name: str,
    who: SigningIdentity,
    *,
    at: datetime,
    mark: bytes | None,
    timestamp: TimeStamp | None,
    name: str,
    reason: str,
    last_word: LastWord,
) -> Hole:
    """Return the file with room for a signature. Raises PdfUnusable, NotPrepared, AlreadySigned."""
    writer = open_for_update(pdf)
    field = find_field(writer, field_name)
    if "/V" in field:
        raise AlreadySigned(who=str(value(field, "/TU") or field_name))
    if mark is not None:
        put_mark(writer, field, mark)
    placeholder = SignatureObject(
        timestamp=at,
        subfilter=SigSeedSubFilter.PADES,
        name=name or None,
        reason=reason or None,
        bytes_reserved=room_needed(who, timestamp),
    )
    declare_extension(writer)
    steps = PdfCMSEmbedder().write_cms(field_name, writer, existing_fields_only=True)
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=restriction(last_word)))
    prepared, out = steps.send(SigIOSetup(md_algorithm=DIGEST, output=BytesIO()))
    return Hole(
        out.getvalue(),
        prepared.reserved_region_start,
        prepared.reserved_region_end,
        prepared.document_digest,
        signed_attributes(who.certificate, prepared.document_digest).dump(),
    )


def fill_hole(hole: Hole, who: SigningIdentity, signature: bytes, *, timestamp: TimeStamp | None) -> bytes:
    """Return the signed file. Raises SignatureValueWrong unless the certificate's key made the signature over it."""
    require_right(who.certificate, hole.attributes, signature)
    info = stamped(signer_info(who, cms.CMSAttributes.load(hole.attributes), signature), timestamp)
    der = container(who, info, cms.ContentInfo({"content_type": "data"}), "v1").dump()
    out = BytesIO(hole.content)
    PreparedByteRangeDigest(
        document_digest=hole.digest, reserved_region_start=hole.start, reserved_region_end=hole.end
    ).fill_with_cms(out, der)
    return out.getvalue()


def require_right(certificate: x509.Certificate, data: bytes, signature: bytes) -> None:
    """Raise SignatureValueWrong unless the signature over the data is by the certificate's key, with SHA-256."""
    key = load_der_x509_certificate(certificate.dump()).public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        else:
            raise SignatureValueWrong
    except InvalidSignature as error:
        raise SignatureValueWrong from error


def digest_to_sign(attributes: bytes) -> bytes:
    """Return the SHA-256 that a remote key is given."""
    return hashlib.sha256(attributes).digest()

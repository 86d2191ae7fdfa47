"""The signature container of PAdES: CAdES signed attributes over the file's digest (ETSI EN 319 142, 319 122)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from asn1crypto import algos, cms, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class RemoteKey(Protocol):
    """A key that cannot be taken out of where it is; it signs there."""

    def sign_sha256(self, data: bytes) -> bytes:
        """Return the signature over the SHA-256 of the data: PKCS#1 v1.5, or ECDSA as DER."""
        ...


@dataclass(frozen=True)
class TimeStamp:
    """Takes the SHA-256 of a signature value and returns a time-stamp token (RFC 3161) of at most `room` bytes."""

    make: Callable[[bytes], cms.ContentInfo]
    room: int


DIGEST = "sha256"


@dataclass(frozen=True)
class SigningIdentity:
    """A private key with its certificate and the certificates above it. The key never shows in logs."""

    key: PrivateKey | RemoteKey = field(repr=False)
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()


def raw_sign(key: PrivateKey | RemoteKey, data: bytes) -> bytes:
    """Sign data with SHA-256."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(hashes.SHA256()))
    return key.sign_sha256(data)


def signature_algorithm(certificate: x509.Certificate) -> cms.SignedDigestAlgorithm:
    """Return the algorithm that `raw_sign` uses with the certificate's key."""
    name = "sha256_rsa" if certificate.public_key.algorithm == "rsa" else "sha256_ecdsa"
    return cms.SignedDigestAlgorithm({"algorithm": name})


def held_bytes(identity: SigningIdentity) -> int:
    """Return how many bytes a container over this identity may take: its certificates, names, values and a margin."""
    certificates = sum(len(c.dump()) for c in (identity.certificate, *identity.chain))
    return certificates + len(identity.certificate.issuer.dump()) + 1024


def room_needed(identity: SigningIdentity, timestamp: TimeStamp | None) -> int:
    """Return how many hexadecimal digits to keep free for the container."""
    return 2 * (held_bytes(identity) + (timestamp.room if timestamp else 0))


def signed_attributes(
    certificate: x509.Certificate, digest: bytes, *, content_type: str = "data", at: datetime | None = None
) -> cms.CMSAttributes:
    """Return the attributes that PAdES and CAdES require: content type, digest, the signer's certificate.

    The signing time `at` stands in CAdES (EN 319 122-1, 5.2.1) and must not stand in PAdES, which has its own place.
    """
    reference = tsp.SigningCertificateV2(
        {"certs": [tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(certificate.dump()).digest()})]}
    )
    return cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": [content_type]}),
            *([cms.CMSAttribute({"type": "signing_time", "values": [_time(at)]})] if at else []),
            cms.CMSAttribute({"type": "message_digest", "values": [digest]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [reference]}),
        ]
    )


def _time(at: datetime) -> cms.Time:
    return cms.Time({"utc_time": at.astimezone(UTC).replace(microsecond=0)})


def build(
    identity: SigningIdentity, digest: bytes, *, timestamp: TimeStamp | None, at: datetime | None = None
) -> bytes:
    """Return the DER of a detached container over the digest: B-B, or B-T with a time stamp. `at` makes it CAdES."""
    attributes = signed_attributes(identity.certificate, digest, at=at)
    value = raw_sign(identity.key, attributes.dump())
    info = stamped(signer_info(identity, attributes, value), timestamp)
    der: bytes = container(identity, info, cms.ContentInfo({"content_type": "data"}), "v1").dump()
    return der


def stamped(info: cms.SignerInfo, timestamp: TimeStamp | None) -> cms.SignerInfo:
    """Return the block with a time stamp over its value, where one is wanted."""
    if timestamp is not None:
        token = timestamp.make(hashlib.sha256(info["signature"].native).digest())
        info["unsigned_attrs"] = cms.CMSAttributes(
            [cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]})]
        )
    return info


def signer_info(identity: SigningIdentity, attributes: cms.CMSAttributes, value: bytes) -> cms.SignerInfo:
    """Return the block that ties a signature value to its certificate."""
    certificate = identity.certificate
    return cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                    )
                }
            ),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": DIGEST}),
            "signed_attrs": attributes,
            "signature_algorithm": signature_algorithm(certificate),
            "signature": value,
        }
    )


def container(
    identity: SigningIdentity,
    info: cms.SignerInfo,
    content: cms.ContentInfo | cms.EncapsulatedContentInfo,
    version: str,
) -> cms.ContentInfo:
    """Wrap one signer's block with its certificates."""
    signed = cms.SignedData(
        {
            "version": version,
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": DIGEST})],
            "encap_content_info": content,
            "certificates": [identity.certificate, *identity.chain],
            "signer_infos": [info],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": signed})

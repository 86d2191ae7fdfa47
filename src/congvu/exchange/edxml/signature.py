"""Signs a message while it is written: XML-DSig, enveloped, over the whole document, exclusive C14N, SHA-256.

The writer's output is its own canonical form, so the digest is taken of the bytes as they go by, files of any size
included, and the signature is put into a hole left for it: its length is known beforehand.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from typing import IO, Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from .names import DS

EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{DS}enveloped-signature"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
METHODS = {
    "rsa": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "ecdsa": "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
}


class Signer(Protocol):
    """A key and its certificates; `sign` returns the signature over data by SHA-256 as XML-DSig wants it.

    That is PKCS#1 v1.5 for RSA, and the two numbers side by side, not DER, for ECDSA.
    """

    @property
    def kind(self) -> str:
        """Return `rsa` or `ecdsa`."""

    @property
    def size(self) -> int:
        """Return how many bytes a signature has."""

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """Return the certificates in DER, the signer's own first."""

    def sign(self, data: bytes) -> bytes:
        """Sign."""


class KeySigner:
    """A signer whose private key is at hand. `certificates` in DER, its own first."""

    def __init__(self, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, certificates: tuple[bytes, ...]) -> None:
        """Keep the key and its certificates."""
        self._key = key
        self.certificates = certificates
        self.kind = "rsa" if isinstance(key, rsa.RSAPrivateKey) else "ecdsa"
        half = (key.key_size + 7) // 8
        self.size = half if self.kind == "rsa" else 2 * half

    def sign(self, data: bytes) -> bytes:
        """Sign by SHA-256."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        first, second = decode_dss_signature(self._key.sign(data, ec.ECDSA(hashes.SHA256())))
        half = self.size // 2
        return first.to_bytes(half, "big") + second.to_bytes(half, "big")


@dataclass
class Signing:
    """What is written goes on to `out`; what stands outside the hole is digested."""

    out: IO[bytes]
    signer: Signer
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    _at: int = -1
    _length: int = 0

    def write(self, data: bytes) -> None:
        """Take bytes."""
        self.digest.update(data)
        self.out.write(data)

    def hole(self) -> None:
        """Leave room for the signature here."""
        self._at = self.out.tell()
        empty = _element(self.signer, bytes(32), bytes(self.signer.size))
        self._length = len(empty)
        self.out.write(b" " * self._length)

    def finish(self) -> None:
        """Sign what was written and fill the hole."""
        digest = self.digest.digest()
        made = _element(self.signer, digest, self.signer.sign(_signed_info(self.signer, digest, apex=True)))
        if len(made) != self._length:
            raise ValueError("the signature is not as long as its key says")
        end = self.out.tell()
        self.out.seek(self._at)
        self.out.write(made)
        self.out.seek(end)


def _signed_info(signer: Signer, digest: bytes, *, apex: bool) -> bytes:
    """Return the canonical SignedInfo: alone it declares its prefix, in the signature it does not."""
    declared = f' xmlns:ds="{DS}"' if apex else ""
    return (
        f"<ds:SignedInfo{declared}>"
        f'<ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{METHODS[signer.kind]}"></ds:SignatureMethod>'
        f'<ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="{ENVELOPED}"></ds:Transform>'
        f'<ds:Transform Algorithm="{EXCLUSIVE}"></ds:Transform></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{SHA256}"></ds:DigestMethod>'
        f"<ds:DigestValue>{base64.b64encode(digest).decode()}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    ).encode()


def _element(signer: Signer, digest: bytes, value: bytes) -> bytes:
    held = "".join(
        f"<ds:X509Certificate>{base64.b64encode(one).decode()}</ds:X509Certificate>" for one in signer.certificates
    )
    return (
        f'<ds:Signature xmlns:ds="{DS}">'.encode()
        + _signed_info(signer, digest, apex=False)
        + f"<ds:SignatureValue>{base64.b64encode(value).decode()}</ds:SignatureValue>"
        f"<ds:KeyInfo><ds:X509Data>{held}</ds:X509Data></ds:KeyInfo></ds:Signature>".encode()
    )

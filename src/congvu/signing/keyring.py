"""Private keys as the database holds them, opened for use."""

from __future__ import annotations

from functools import lru_cache

from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import Certificate
from django.utils.translation import gettext as _

from . import vault
from .errors import KeyElsewhere, KeyFileRefused
from .models import SigningKey
from .paper.cms import PrivateKey, SigningIdentity
from .providers import module
from .types import Provider

MAX_P12 = 256 * 1024
MIN_RSA_BITS = 2048  # TT 39/2017/TT-BTTTT: RSA từ 2048 bit


def pack(key: PrivateKey, certificate: Certificate, chain: list[Certificate]) -> bytes:
    """Return the PKCS#12 content, encrypted by the installation's key."""
    plain = pkcs12.serialize_key_and_certificates(None, key, certificate, chain or None, serialization.NoEncryption())
    return vault.lock(plain)


@lru_cache(maxsize=512)
def unpack(sealed: bytes) -> SigningIdentity:
    """Return the key with its certificates. Kept in memory of the process for speed. Raises VaultLocked."""
    key, certificate, chain = pkcs12.load_key_and_certificates(vault.unlock(sealed), None)
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyFileRefused(reason=_("tệp không có khóa RSA hoặc ECDSA cùng chứng thư của nó."))
    return SigningIdentity(key, to_asn1(certificate), tuple(to_asn1(c) for c in chain))


def to_asn1(certificate: Certificate) -> x509.Certificate:
    """Return the certificate in the form that signature containers take."""
    loaded: x509.Certificate = x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
    return loaded


def read_p12(data: bytes, password: str) -> tuple[PrivateKey, Certificate, list[Certificate]]:
    """Open an uploaded PKCS#12 file. Raises KeyFileRefused with what is wrong with it."""
    if not data or len(data) > MAX_P12:
        raise KeyFileRefused(reason=_("tệp rỗng hoặc lớn hơn 256 KB."))
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(data, password.encode())
    except (ValueError, TypeError, AttributeError, NotImplementedError) as error:
        raise KeyFileRefused(reason=_("không phải tệp PKCS#12, hoặc mật khẩu không đúng.")) from error
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyFileRefused(reason=_("tệp không có khóa RSA hoặc ECDSA cùng chứng thư của nó."))
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < MIN_RSA_BITS:
        raise KeyFileRefused(reason=_("khóa RSA ngắn hơn 2048 bit."))
    if key.public_key().public_numbers() != _numbers(certificate):
        raise KeyFileRefused(reason=_("khóa và chứng thư không phải một cặp."))
    return key, certificate, list(chain)


def _numbers(certificate: Certificate) -> object:
    public = certificate.public_key()
    return public.public_numbers() if isinstance(public, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) else None


def identity_of(key: SigningKey) -> SigningIdentity:
    """Return the key of a row ready to sign on this server. Raises KeyElsewhere, VaultLocked, ModuleUnusable."""
    if key.provider == Provider.VAULT:
        return unpack(bytes(key.sealed_key))
    if key.provider == Provider.MODULE:
        return module.identity(key)
    raise KeyElsewhere(owner=key.owner_name)

"""A key of an agency for tests."""

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from congvu.exchange.edxml.signature import KeySigner


def signer(kind="rsa", size=2048):
    if kind == "rsa":
        key = rsa.generate_private_key(public_exponent=65537, key_size=size)
    else:
        key = ec.generate_private_key(ec.SECP256R1())
    return KeySigner(key, (certificate(key),))


def certificate(key):
    name = x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Văn phòng Chính phủ"),
        x509.NameAttribute(NameOID.COMMON_NAME, "Văn phòng Chính phủ"),
    ])  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(2015)
        .not_valid_before(datetime(2015, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2045, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.DER)

"""A small certificate authority for demonstrations: root, intermediate, time stamping, revocation list.

Its files stand in one folder, readable by the installation's user only. What it issues says that it has
no legal value, in the name of the authority and in the certificate policy text.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

ORGANISATION = "Công vụ - CA minh họa"
NO_LEGAL_VALUE = "Chỉ để minh họa, không có giá trị pháp lý"
POLICY = x509.ObjectIdentifier("2.25.284319847320917365018364019283746501928")  # UUID OID riêng của bản minh họa
CA_YEARS = 20
LEAF_YEARS = 10
CRL_DAYS = 180
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Issued:
    """A certificate with its private key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True)
class DemoCA:
    """The authority as loaded from its folder."""

    folder: Path
    root: Issued
    intermediate: Issued
    tsa: Issued
    address: str = ""  # nơi bản minh họa trả lời về thu hồi; ghi vào chứng thư cấp ra

    @property
    def chain(self) -> list[x509.Certificate]:
        """The certificates above a leaf, nearest first, without the root."""
        return [self.intermediate.certificate]

    def issue_person(self, *, name: str, organisation: str, title: str, email: str, at: datetime) -> Issued:
        """Issue a certificate to an official."""
        extra = [x509.NameAttribute(NameOID.TITLE, title[:64])] if title else []
        return self._issue(_name(name, organisation, *extra), at, email)

    def issue_agency(self, *, name: str, superior: str, code: str, email: str, at: datetime) -> Issued:
        """Issue a certificate to an agency; its identification code stands as organizationIdentifier."""
        extra = [x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, code[:64])] if code else []
        return self._issue(_name(name, superior or name, *extra), at, email)

    def revocation_lists(self, *, at: datetime, revoked: dict[int, datetime]) -> list[x509.CertificateRevocationList]:
        """Make the lists of both issuers: what the intermediate revoked (serial number to moment), and the root's."""
        return [_list(self.intermediate, at, revoked), _list(self.root, at, {})]

    def _issue(self, subject: x509.Name, at: datetime, email: str) -> Issued:
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _leaf(subject, self.intermediate, key, at).add_extension(
            _usage(digital_signature=True, content_commitment=True), critical=True
        )
        if email.isascii() and "@" in email:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(email)]), critical=False)
        if self.address:
            builder = builder.add_extension(_asked_at(f"{self.address}/demo/ocsp"), critical=False).add_extension(
                _listed_at(f"{self.address}/demo/crl/intermediate.crl"), critical=False
            )
        return Issued(key, builder.sign(self.intermediate.key, hashes.SHA256()))


def make_ca(folder: Path, *, at: datetime) -> DemoCA:
    """Return the authority of the folder, making it there the first time. Safe to repeat."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not has_ca(folder):
        _make(folder, at)
    return load_ca(folder)


def has_ca(folder: Path) -> bool:
    """Return whether an authority was made in the folder."""
    return (folder / "tsa.pem").exists()


def load_ca(folder: Path) -> DemoCA:
    """Return the authority of the folder. Raises FileNotFoundError."""
    return DemoCA(folder, _load(folder, "root"), _load(folder, "intermediate"), _load(folder, "tsa"))


def _list(issuer: Issued, at: datetime, revoked: dict[int, datetime]) -> x509.CertificateRevocationList:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at.astimezone(UTC))
        .next_update(at.astimezone(UTC) + CRL_DAYS * _DAY)
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
        .add_extension(_authority_key(issuer.certificate), critical=False)
    )
    for serial, moment in revoked.items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment.astimezone(UTC))
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256())


def _make(folder: Path, at: datetime) -> None:
    root_key = ec.generate_private_key(ec.SECP256R1())
    root_name = _name("Công vụ - Gốc minh họa (không có giá trị pháp lý)", ORGANISATION)
    root = (
        _base(root_name, root_name, root_key.public_key(), at, CA_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Công vụ - CA minh họa (không có giá trị pháp lý)", ORGANISATION)
    certificate = (
        _base(name, root_name, key.public_key(), at, CA_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(_authority_key(root), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    intermediate = Issued(key, certificate)
    tsa_key = ec.generate_private_key(ec.SECP256R1())
    tsa = (
        _leaf(_name("Công vụ - Dấu thời gian minh họa", ORGANISATION), intermediate, tsa_key, at, CA_YEARS - 1)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    _save(folder, "root", Issued(root_key, root))
    _save(folder, "intermediate", intermediate)
    _save(folder, "tsa", Issued(tsa_key, tsa))


def _base(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, at: datetime, years: int
) -> x509.CertificateBuilder:
    start = at.astimezone(UTC).replace(microsecond=0) - _DAY
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + years * 365 * _DAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _leaf(
    subject: x509.Name, issuer: Issued, key: ec.EllipticCurvePrivateKey, at: datetime, years: int = LEAF_YEARS
) -> x509.CertificateBuilder:
    notice = x509.PolicyInformation(POLICY, [x509.UserNotice(None, NO_LEGAL_VALUE)])
    return (
        _base(subject, issuer.certificate.subject, key.public_key(), at, years)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_authority_key(issuer.certificate), critical=False)
        .add_extension(x509.CertificatePolicies([notice]), critical=False)
    )


def _asked_at(url: str) -> x509.AuthorityInformationAccess:
    where = x509.UniformResourceIdentifier(url)
    return x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, where)])


def _listed_at(url: str) -> x509.CRLDistributionPoints:
    return x509.CRLDistributionPoints([x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)])


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _authority_key(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _name(common: str, organisation: str, *more: x509.NameAttribute[str]) -> x509.Name:
    """Return a subject; common name and organisation are cut to the 64 letters that X.520 allows."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            *more,
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _save(folder: Path, name: str, issued: Issued) -> None:
    key = issued.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(folder / f"{name}-key.pem", key)
    _write(folder / f"{name}.pem", issued.certificate.public_bytes(serialization.Encoding.PEM))


def _load(folder: Path, name: str) -> Issued:
    key = serialization.load_pem_private_key((folder / f"{name}-key.pem").read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{name}: not an elliptic curve key")
    return Issued(key, x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()))


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)

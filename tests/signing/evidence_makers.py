"""Lists of revoked certificates and OCSP answers made for tests, sound or wrong in one way each."""

from datetime import UTC, timedelta
from io import BytesIO

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore

from .conftest import NOW


def pyca(certificate):
    return x509.load_der_x509_certificate(certificate.dump())


def responder(ca, *, allowed=True, by=None, days=(-5, 300)):
    """A certificate of the authority for answering online; not `allowed`: an official's, without that use."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = by or ca.intermediate
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Trả lời trực tuyến")]))
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW.astimezone(UTC) + timedelta(days=days[0]))
        .not_valid_after(NOW.astimezone(UTC) + timedelta(days=days[1]))
    )
    if allowed:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=True)
    return key, builder.sign(issuer.key, hashes.SHA256())


def answer(ca, certificate, *, at=NOW, until=None, revoked_at=None, unknown=False, signer=None, serial_of=None):
    """An OCSP answer (DER) on a certificate of the intermediate; `signer` is (key, certificate), else the issuer."""
    subject, issuer = pyca(serial_of or certificate), ca.intermediate.certificate
    key, who = signer or (ca.intermediate.key, issuer)
    status = ocsp.OCSPCertStatus.UNKNOWN if unknown else ocsp.OCSPCertStatus.GOOD
    if revoked_at is not None:
        status = ocsp.OCSPCertStatus.REVOKED
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=subject, issuer=issuer, algorithm=hashes.SHA1(), cert_status=status,
            this_update=at.astimezone(UTC), next_update=(until or at + timedelta(days=1)).astimezone(UTC),
            revocation_time=revoked_at.astimezone(UTC) if revoked_at else None,
            revocation_reason=x509.ReasonFlags.key_compromise if revoked_at else None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, who)
    )  # fmt: skip
    if signer is not None:
        builder = builder.certificates([who])
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def lists(ca, *, at=NOW, days=180, revoked=None):
    """The DER lists of both issuers, in force for some days."""
    made = []
    for issuer, entries in ((ca.intermediate, revoked or {}), (ca.root, {})):
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.certificate.subject)
            .last_update(at.astimezone(UTC))
            .next_update((at + timedelta(days=days)).astimezone(UTC))
        )
        for serial, moment in entries.items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment.astimezone(UTC))
            builder = builder.add_revoked_certificate(entry.build())
        made.append(builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER))
    return made


def with_store(pdf, *, crls=(), ocsps=(), certs=()):
    """The file with a document security store appended (PAdES B-LT)."""
    from asn1crypto import crl as asn1_crl
    from asn1crypto import ocsp as asn1_ocsp

    out = BytesIO(pdf)
    DocumentSecurityStore.add_dss(
        out,
        None,
        certs=[asn1_x509.Certificate.load(c.dump()) for c in certs],
        crls=[asn1_crl.CertificateList.load(c) for c in crls],
        ocsps=[asn1_ocsp.OCSPResponse.load(o) for o in ocsps],
    )
    made = out.getvalue()
    assert PdfFileReader(BytesIO(made)).root["/DSS"] is not None
    return made

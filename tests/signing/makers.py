"""Certificates and signatures that are wrong in one way each, made for real."""

import hashlib
from datetime import UTC, timedelta
from io import BytesIO

from asn1crypto import algos, cms
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from congvu.signing.paper.cms import SigningIdentity, signed_attributes
from congvu.signing.paper.document import PERSON_FIELD

from .conftest import NOW, asn1


def certificate(ca, *, name="Trần Văn Giả", days=(-10, 300), bits=2048, usage=True, issuer=None):
    """Issue a certificate from the demonstration authority, or from a key of its own."""
    key = rsa.generate_private_key(65537, bits)
    subject = pyca.Name(
        [
            pyca.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            pyca.NameAttribute(NameOID.ORGANIZATION_NAME, "Ủy ban nhân dân tỉnh Tiền Giang"),
            pyca.NameAttribute(NameOID.TITLE, "Chủ tịch"),
            pyca.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    by = issuer or ca.intermediate
    start, end = (NOW.astimezone(UTC) + timedelta(days=d) for d in days)
    flags = dict.fromkeys(
        ["key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only", "data_encipherment"], False
    )
    made = (
        pyca.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by != "self" else subject)
        .public_key(key.public_key())
        .serial_number(pyca.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(pyca.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            pyca.KeyUsage(digital_signature=usage, content_commitment=usage, key_encipherment=not usage, **flags),
            critical=True,
        )
        .sign(by.key if by != "self" else key, hashes.SHA256())
    )
    return SigningIdentity(key, asn1(made), tuple(asn1(c) for c in ca.chain) if by != "self" else ())


def old_container(identity, digest, *, algorithm="sha256", content=None):
    """A container as older programs make it: no reference to the certificate, any digest."""
    inner = digest if content is None else hashlib.new(algorithm, content).digest()
    attributes = cms.CMSAttributes(list(signed_attributes(identity.certificate, inner))[:2])
    hashing = {"sha1": hashes.SHA1, "sha256": hashes.SHA256}[algorithm]()
    value = identity.key.sign(attributes.dump(), padding.PKCS1v15(), hashing)
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": identity.certificate.issuer, "serial_number": identity.certificate.serial_number}
                    )
                }
            ),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": algorithm}),
            "signed_attrs": attributes,
            "signature_algorithm": cms.SignedDigestAlgorithm({"algorithm": f"{algorithm}_rsa"}),
            "signature": value,
        }
    )
    encapsulated = {"content_type": "data"} if content is None else {"content_type": "data", "content": content}
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": algorithm})],
            "encap_content_info": cms.ContentInfo(encapsulated),
            "certificates": [identity.certificate, *identity.chain],
            "signer_infos": [info],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()


def embed(pdf, make, *, subfilter="/adbe.pkcs7.detached", algorithm="sha256", at=NOW, field=PERSON_FIELD):
    """Put into the field what `make` returns for the file's digest."""
    from pyhanko.pdf_utils.generic import pdf_name

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    steps = PdfCMSEmbedder().write_cms(field, writer, existing_fields_only=True)
    next(steps)
    placeholder = SignatureObject(timestamp=at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=16384)
    placeholder[pdf_name("/SubFilter")] = pdf_name(subfilter)
    steps.send(SigObjSetup(sig_placeholder=placeholder))
    prepared, out = steps.send(SigIOSetup(md_algorithm=algorithm, output=BytesIO()))
    steps.send(make(prepared.document_digest))
    return out.getvalue()

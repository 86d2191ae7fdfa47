"""XML signatures: XAdES baseline B-B and B-T, enveloped (ETSI EN 319 132-1), RSA-SHA256 or ECDSA-SHA256.

The document is read without entities, DTDs or the network. Canonicalisation is inclusive C14N 1.0, which every
checker knows.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime

from asn1crypto.algos import DSASignature
from django.utils.translation import gettext as _
from lxml import etree

from ..errors import AlreadySigned, XmlUnusable
from .cms import SigningIdentity, TimeStamp, raw_sign

DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
ENVELOPED = f"{DS}enveloped-signature"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ECDSA = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
MOST = 20 * 1024 * 1024


def sign_xml(data: bytes, identity: SigningIdentity, *, at: datetime, timestamp: TimeStamp | None) -> bytes:
    """Return the XML document with a signature over all of it as the last child of its root.

    Raises XmlUnusable (not XML, too large, a DTD, an entity), AlreadySigned.
    """
    root = _parsed(data)
    if root.find(f"{{{DS}}}Signature") is not None:
        raise AlreadySigned(who=_("một người khác"))
    over = base64.b64encode(hashlib.sha256(_canonical(root)).digest()).decode()
    name = "cv-" + hashlib.sha256(over.encode() + at.isoformat().encode()).hexdigest()[:16]
    signature = etree.SubElement(root, f"{{{DS}}}Signature", Id=name, nsmap={"ds": DS})
    info = _add(signature, "SignedInfo")
    value = _add(signature, "SignatureValue", Id=f"{name}-value")
    keys = _add(_add(signature, "KeyInfo"), "X509Data")
    for certificate in (identity.certificate, *identity.chain):
        _add(keys, "X509Certificate").text = base64.b64encode(certificate.dump()).decode()
    qualifying = etree.SubElement(
        _add(signature, "Object"), f"{{{XADES}}}QualifyingProperties", Target=f"#{name}", nsmap={"xades": XADES}
    )
    signed = _properties(qualifying, identity, name, at)
    _algorithms(info, identity)
    _reference(info, over, URI="", transforms=(ENVELOPED, C14N), Id=f"{name}-doc")
    kept = base64.b64encode(hashlib.sha256(_canonical(signed)).digest()).decode()
    _reference(info, kept, URI=f"#{name}-signed", transforms=(C14N,), Type=PROPERTIES)
    value.text = base64.b64encode(_raw(identity, _canonical(info))).decode()
    if timestamp is not None:
        _stamp(qualifying, value, timestamp)
    made: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")
    return made


def _parsed(data: bytes) -> etree._Element:
    if len(data) > MOST:
        raise XmlUnusable(reason=_("tệp lớn hơn 20 MB"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise XmlUnusable(reason=_("không phải XML đúng cú pháp")) from error
    if root.getroottree().docinfo.doctype or any(True for _one in root.iter(etree.Entity)):
        raise XmlUnusable(reason=_("tệp có khai báo DTD hoặc thực thể"))
    return root


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{DS}}}{tag}", **attributes)


def _canonical(element: etree._Element) -> bytes:
    """Return the element as it is hashed: with the names in force where it stands."""
    made: bytes = etree.tostring(element, method="c14n", exclusive=False, with_comments=False, with_tail=False)
    return made


def _algorithms(info: etree._Element, identity: SigningIdentity) -> None:
    _add(info, "CanonicalizationMethod", Algorithm=C14N)
    kind = identity.certificate.public_key.algorithm
    _add(info, "SignatureMethod", Algorithm=RSA if kind == "rsa" else ECDSA)


def _reference(info: etree._Element, digest: str, *, transforms: tuple[str, ...], **attributes: str) -> None:
    reference = _add(info, "Reference", **attributes)
    steps = _add(reference, "Transforms")
    for transform in transforms:
        _add(steps, "Transform", Algorithm=transform)
    _add(reference, "DigestMethod", Algorithm=SHA256)
    _add(reference, "DigestValue").text = digest


def _properties(parent: etree._Element, identity: SigningIdentity, name: str, at: datetime) -> etree._Element:
    signed = etree.SubElement(parent, f"{{{XADES}}}SignedProperties", Id=f"{name}-signed")
    about = etree.SubElement(signed, f"{{{XADES}}}SignedSignatureProperties")
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    etree.SubElement(about, f"{{{XADES}}}SigningTime").text = moment
    held = etree.SubElement(about, f"{{{XADES}}}SigningCertificateV2")
    digest = etree.SubElement(etree.SubElement(held, f"{{{XADES}}}Cert"), f"{{{XADES}}}CertDigest")
    _add(digest, "DigestMethod", Algorithm=SHA256)
    fingerprint = hashlib.sha256(identity.certificate.dump()).digest()
    _add(digest, "DigestValue").text = base64.b64encode(fingerprint).decode()
    data = etree.SubElement(signed, f"{{{XADES}}}SignedDataObjectProperties")
    form = etree.SubElement(data, f"{{{XADES}}}DataObjectFormat", ObjectReference=f"#{name}-doc")
    etree.SubElement(form, f"{{{XADES}}}MimeType").text = "application/xml"
    return signed


def _raw(identity: SigningIdentity, data: bytes) -> bytes:
    """Return the signature value as XML wants it: ECDSA as the two numbers side by side, not as DER."""
    value = raw_sign(identity.key, data)
    if identity.certificate.public_key.algorithm == "rsa":
        return value
    size = (identity.certificate.public_key.bit_size + 7) // 8
    pair = DSASignature.load(value).native
    return b"".join(int(pair[part]).to_bytes(size, "big") for part in ("r", "s"))


def _stamp(qualifying: etree._Element, value: etree._Element, timestamp: TimeStamp) -> None:
    token = timestamp.make(hashlib.sha256(_canonical(value)).digest())
    unsigned = etree.SubElement(qualifying, f"{{{XADES}}}UnsignedProperties")
    held = etree.SubElement(
        etree.SubElement(unsigned, f"{{{XADES}}}UnsignedSignatureProperties"), f"{{{XADES}}}SignatureTimeStamp"
    )
    _add(held, "CanonicalizationMethod", Algorithm=C14N)
    etree.SubElement(held, f"{{{XADES}}}EncapsulatedTimeStamp").text = base64.b64encode(token.dump()).decode()

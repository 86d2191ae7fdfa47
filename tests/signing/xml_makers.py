"""Signed XML made for tests with nothing but canonical forms and a key, so that no signing library is its own judge."""

import base64
import hashlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{DS}enveloped-signature"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
SHA1 = f"{DS}sha1"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PAPER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- đầu -->'
    '<vb:VanBan xmlns:vb="urn:vb" xml:lang="vi"><vb:So>12/BC</vb:So>'
    '<vb:NoiDung Id="nd"><vb:Doan>Đã thu 5 tỷ đồng.</vb:Doan></vb:NoiDung></vb:VanBan>'
).encode()


def b64(data):
    return base64.b64encode(data).decode()


def raw_value(key, data, hashing):
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashing)
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashing)))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def reference(uri, digest, *, transforms=(ENVELOPED, C14N), kind="", algorithm=SHA256):
    inner = "".join(f'<ds:Transform Algorithm="{one}"/>' for one in transforms)
    return (
        f'<ds:Reference URI="{uri}"{kind}>' + (f"<ds:Transforms>{inner}</ds:Transforms>" if transforms else "")
        + f'<ds:DigestMethod Algorithm="{algorithm}"/><ds:DigestValue>{b64(digest)}</ds:DigestValue></ds:Reference>'
    )  # fmt: skip


def properties(identity, at):
    return (
        f'<xades:QualifyingProperties xmlns:xades="{XADES}" Target="#chuky"><xades:SignedProperties Id="tt">'
        f"<xades:SignedSignatureProperties><xades:SigningTime>{at.isoformat()}</xades:SigningTime>"
        "<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>"
        f'<ds:DigestMethod Algorithm="{SHA256}"/><ds:DigestValue>'
        f"{b64(hashlib.sha256(identity.certificate.dump()).digest())}</ds:DigestValue>"
        "</xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>"
        "</xades:SignedProperties></xades:QualifyingProperties>"
    )


def signed_xml(
    identity, at, *, data=PAPER, uri="", transforms=(ENVELOPED, C14N), xades=True, way=C14N, outside=None,
    algorithm="sha256", stamp=None, into=None, enclose=None,
):  # fmt: skip
    """Return the XML with a signature as last child of the root (or of `into`); `enclose` makes it enveloping."""
    hashing = {"sha256": hashes.SHA256, "sha1": hashes.SHA1}[algorithm]()
    method = SHA256 if algorithm == "sha256" else SHA1
    kind = "rsa" if isinstance(identity.key, rsa.RSAPrivateKey) else "ecdsa"
    prefix = DS if algorithm == "sha1" and kind == "rsa" else "http://www.w3.org/2001/04/xmldsig-more#"
    certificates = "".join(
        f"<ds:X509Certificate>{b64(c.dump())}</ds:X509Certificate>" for c in (identity.certificate, *identity.chain)
    )
    objects = (f"<ds:Object>{properties(identity, at)}</ds:Object>" if xades else "") + (
        f'<ds:Object Id="goi">{enclose}</ds:Object>' if enclose else ""
    )
    skeleton = (
        f'<ds:Signature xmlns:ds="{DS}" Id="chuky"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{way}"/>'
        f'<ds:SignatureMethod Algorithm="{prefix}{kind}-{algorithm}"/></ds:SignedInfo><ds:SignatureValue/>'
        f"<ds:KeyInfo><ds:X509Data>{certificates}</ds:X509Data></ds:KeyInfo>{objects}</ds:Signature>"
    )
    signature = etree.fromstring(skeleton)
    tree = etree.ElementTree(signature)
    if enclose is None and outside is None:
        tree = etree.ElementTree(etree.fromstring(data))
        if into is None:
            content = tree.getroot() if uri == "" else tree.find(f".//*[@Id='{uri[1:]}']")
            digest = _digest(tree if uri == "" else content, transforms, algorithm)
            tree.getroot().append(signature)
        else:
            into(tree, signature)
            digest = _digest(tree.find(f".//*[@Id='{uri[1:]}']"), transforms, algorithm)
    elif enclose is not None:
        uri, transforms = "#goi", (C14N,)
        digest = _digest(signature.find(f"{{{DS}}}Object[@Id='goi']"), transforms, algorithm)
    else:
        uri, transforms = "so-lieu.csv", ()
        digest = hashlib.new(algorithm, outside).digest()
    info = signature.find(f"{{{DS}}}SignedInfo")
    rows = reference(uri, digest, transforms=transforms, algorithm=method)
    if xades:
        inside = signature.find(f".//{{{XADES}}}SignedProperties")
        made = hashlib.new(algorithm, _canonical(inside)).digest()
        described = ' Type="http://uri.etsi.org/01903#SignedProperties"'
        rows += reference("#tt", made, transforms=(C14N,), kind=described, algorithm=method)
    for row in etree.fromstring(f'<x xmlns:ds="{DS}">{rows}</x>'):
        info.append(row)
    body = _canonical(info, exclusive=way == EXCLUSIVE)
    value = signature.find(f"{{{DS}}}SignatureValue")
    value.text = b64(raw_value(identity.key, body, hashing))
    if stamp is not None:
        token = stamp.make(hashlib.sha256(_canonical(value)).digest())
        holder = signature.find(f".//{{{XADES}}}QualifyingProperties")
        holder.append(
            etree.fromstring(
                f'<xades:UnsignedProperties xmlns:xades="{XADES}"><xades:UnsignedSignatureProperties>'
                f"<xades:SignatureTimeStamp><xades:EncapsulatedTimeStamp>{b64(token.dump())}"
                "</xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp></xades:UnsignedSignatureProperties>"
                "</xades:UnsignedProperties>"
            )
        )
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def _digest(node, transforms, algorithm):
    return hashlib.new(algorithm, _canonical(node, exclusive=EXCLUSIVE in transforms)).digest()


def _canonical(node, *, exclusive=False):
    """The canonical form; inclusive ones hand the language of the paper down to its parts."""
    made = etree.tostring(node, method="c14n", exclusive=exclusive, with_comments=False)
    if exclusive or not isinstance(node, etree._Element):
        return made
    language = next((a.get(LANG) for a in node.iterancestors() if a.get(LANG)), None)
    if language is None or node.get(LANG):
        return made
    end = made.index(b">")
    return made[:end] + f' xml:lang="{language}"'.encode() + made[end:]

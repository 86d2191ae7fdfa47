"""Signatures in XML (XML-DSig, XAdES): enveloped, enveloping, detached; is what is read what was signed?"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from ..paper.document import BROKEN_PDF
from ..types import Check, SignatureReport
from . import certs, cms, parts, timestamp, xades
from .timestamp import Stamp, Times
from .trust import TrustStore
from .xml_open import DS, Refused, canonical, ids, open_xml, referenced, target

MAX_SIGNATURES = 50
MAX_REFERENCES = 100
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_DIGESTS = {
    "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
    "http://www.w3.org/2001/04/xmldsig-more#sha224": "sha224",
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_METHODS = {
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1": ("rsa", "sha1"),
    **{
        f"http://www.w3.org/2001/04/xmldsig-more#{kind}-{name}": (kind, name)
        for kind in ("rsa", "ecdsa")
        for name in ("sha1", "sha224", "sha256", "sha384", "sha512")
    },
    **{
        f"http://www.w3.org/2007/05/xmldsig-more#{name}-rsa-MGF1": ("pss", name)
        for name in ("sha256", "sha384", "sha512")
    },
}
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_BROKEN = (*BROKEN_PDF, etree.LxmlError, InvalidSignature, UnsupportedAlgorithm)


def q(name: str) -> str:
    """Return a name of XML-DSig as lxml wants it."""
    return f"{{{DS}}}{name}"


@dataclass
class _Reading:
    """What one signature refers to: parts of this document, the file beside it, and the weakest digest used."""

    signed: list[etree._Element] = field(default_factory=list)
    whole: bool = False
    outside: bool = False
    weakest: str = ""
    problem: Check | None = None


def check(
    data: bytes, trust: TrustStore, times: Times, content: bytes | None
) -> tuple[Check, Sequence[SignatureReport]]:
    """Return what the file is and the report on each signature in it."""
    tree = open_xml(data)
    if isinstance(tree, Check):
        return tree, ()
    found = [one for one in tree.iter(q("Signature")) if not _inside_another(one)]
    if len(found) > MAX_SIGNATURES:
        return Check("file", "unknown", "too_many_signatures", {"limit": MAX_SIGNATURES}), ()
    known = ids(tree)
    readings = [_read(one, tree, known, content) for one in found]
    covered = {id(element): element for reading in readings for element in reading.signed}
    rows = [
        _one(number, one, reading, list(covered.values()), tree, trust, times)
        for number, (one, reading) in enumerate(zip(found, readings, strict=True), start=1)
    ]
    return Check("file", "passed", "readable"), rows


def _inside_another(signature: etree._Element) -> bool:
    """Return whether it stands in the unsigned properties of another one (a countersignature)."""
    return any(ancestor.tag == xades.q("UnsignedSignatureProperties") for ancestor in signature.iterancestors())


def _read(
    signature: etree._Element,
    tree: etree._ElementTree,
    known: dict[str, list[etree._Element]],
    content: bytes | None,
) -> _Reading:
    """Recompute every reference: an element's canonical form, or the file beside the XML."""
    reading = _Reading()
    references = signature.findall(f"{q('SignedInfo')}/{q('Reference')}")
    if not references or len(references) > MAX_REFERENCES:
        reading.problem = Check("value", "failed", "xml_no_reference")
        return reading
    for reference in references:
        try:
            right = _refer(reference, signature, tree, known, content, reading)
        except Refused as refusal:
            twice = refusal.reason in {"xml_id_twice", "xml_id_missing"}
            reading.problem = Check("value", "failed" if twice else "unknown", refusal.reason, refusal.data)
        except _BROKEN:
            reading.problem = Check("value", "failed", "container_broken")
        else:
            if not right:
                reading.problem = Check("value", "failed", "digest_differs")
        if reading.problem is not None and reading.problem.state == "failed":
            return reading
    return reading


def _refer(
    reference: etree._Element,
    signature: etree._Element,
    tree: etree._ElementTree,
    known: dict[str, list[etree._Element]],
    content: bytes | None,
    reading: _Reading,
) -> bool:
    method = (reference.find(q("DigestMethod")).get("Algorithm")) or ""
    if method not in _DIGESTS:
        raise Refused("method_unknown", method=method[:100])
    reading.weakest = _weaker(reading.weakest, _DIGESTS[method])
    uri = reference.get("URI")
    if uri is None or (uri and not uri.startswith("#")):
        reading.outside = True
        if content is None:
            raise Refused("content_missing")
        if reference.find(q("Transforms")) is not None:
            raise Refused("xml_transform_refused", method="")
        data = content
    else:
        element = target(uri, tree, known)
        whole = element is tree.getroot() and uri in {"", "#xpointer(/)"}
        data = referenced(reference, element, signature, whole=whole)
        reading.whole = reading.whole or element is tree.getroot()
        reading.signed.append(element)
    wanted = base64.b64decode(reference.findtext(q("DigestValue")) or "")
    return hashlib.new(_DIGESTS[method], data).digest() == wanted


def _weaker(one: str, other: str) -> str:
    order = ["sha1", "sha224", "sha256", "sha384", "sha512"]
    return min((name for name in (one, other) if name), key=order.index, default="")


def _one(
    index: int,
    signature: etree._Element,
    reading: _Reading,
    covered: list[etree._Element],
    tree: etree._ElementTree,
    trust: TrustStore,
    times: Times,
) -> SignatureReport:
    field_name = signature.get("Id") or ""
    covering = _covering(signature, reading, covered, tree)
    try:
        stated = signature.iterfind(f"{q('KeyInfo')}//{q('X509Certificate')}")
        held = [base64.b64decode(one.text or "") for one in stated]
        properties = xades.read(signature, reading.signed)
        method = _method(signature)
        holder, value = _holder(signature, method, held[:20], properties)
        if holder is None:
            broken = (value, Check("who", "failed", "signer_unknown"))
            return parts.unreadable(index, field_name, "XML", covering, *broken)
        carried = properties.carried
        known = replace(trust, carried=carried) if carried else trust
        read = parts.Read(
            index=index,
            field=field_name,
            subfilter="XAdES" if properties.baseline else "XML-DSig",
            holder=holder,
            claimed_at=properties.claimed_at,
            digest=_weaker(reading.weakest, method[1]),
            algorithm="_".join(method),
            reason="",
            bytes_check=covering,
            changes=Check("changes", "passed", "nothing_added"),
            value=value if value.state != "passed" else reading.problem or value,
            baseline=properties.baseline,
        )
        return parts.report(read, _stamp(signature, properties, known, times), None, known, times)
    except Refused as refusal:
        return parts.unreadable(
            index, field_name, "XML", covering, Check("value", "unknown", refusal.reason, refusal.data)
        )
    except _BROKEN:
        return parts.unreadable(index, field_name, "XML", covering, Check("value", "failed", "container_broken"))


def _method(signature: etree._Element) -> tuple[str, str]:
    method = signature.find(f"{q('SignedInfo')}/{q('SignatureMethod')}")
    name = (method.get("Algorithm") or "") if method is not None else ""
    if name not in _METHODS:
        raise Refused("method_unknown", method=name[:100])
    return _METHODS[name]


def _holder(
    signature: etree._Element, method: tuple[str, str], held: list[bytes], properties: xades.Properties
) -> tuple[cms.Holder | None, Check]:
    """Return whose key made the value: the certificate that the signed properties name, else the one that fits."""
    readable = [certs.load(der) for der in held]
    meant = [one for one in readable if properties.names(one)]
    if not meant:
        return None, Check("value", "failed", "certificate_differs")
    info = signature.find(q("SignedInfo"))
    way = info.find(q("CanonicalizationMethod"))
    names = way.find("{http://www.w3.org/2001/10/xml-exc-c14n#}InclusiveNamespaces")
    prefixes = (names.get("PrefixList") or "").split() if names is not None else ()
    data = canonical(info, way.get("Algorithm") or "", prefixes)
    value = base64.b64decode(signature.findtext(q("SignatureValue")) or "")
    leaf = next((one for one in meant if _is_right(one, method, data, value)), None)
    found = leaf or meant[0]
    holder = cms.Holder(found, tuple(one for one in readable if one is not found))
    return holder, Check("value", "passed", "value_right") if leaf else Check("value", "failed", "value_wrong")


def _is_right(certificate: x509.Certificate, method: tuple[str, str], data: bytes, value: bytes) -> bool:
    kind, hashing = method[0], _HASHES[method[1]]()
    try:
        key = serialization.load_der_public_key(certificate.public_key.dump())
        if isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
            half = (key.curve.key_size + 7) // 8
            if len(value) != 2 * half:
                return False
            der = encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:]))
            key.verify(der, data, ec.ECDSA(hashing))
        elif isinstance(key, rsa.RSAPublicKey) and kind == "rsa":
            key.verify(value, data, padding.PKCS1v15(), hashing)
        elif isinstance(key, rsa.RSAPublicKey) and kind == "pss":
            key.verify(value, data, padding.PSS(padding.MGF1(hashing), hashing.digest_size), hashing)
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def _stamp(signature: etree._Element, properties: xades.Properties, trust: TrustStore, times: Times) -> Stamp:
    if properties.token is None:
        return Stamp(Check("timestamp", "warning", "no_timestamp"))
    try:
        value = canonical(signature.find(q("SignatureValue")), properties.token_method)
        return timestamp.of_content(properties.token, value, trust, times)
    except (Refused, *_BROKEN):
        return Stamp(Check("timestamp", "failed", "timestamp_wrong"))


def _covering(
    signature: etree._Element, reading: _Reading, covered: list[etree._Element], tree: etree._ElementTree
) -> Check:
    """Say whether all that a reader takes from the file was signed, by this signature or by another in it.

    A signed part may be moved and a forged one put in its place (signature wrapping): so any text, attribute or empty
    element outside the signed parts makes the file one that was signed in part only.
    """
    signed = [e for e in reading.signed if not _is_property(e)]
    if not signed and not reading.outside:
        return Check("bytes", "failed", "xml_nothing_signed")
    loose = _loose_in_signature(signature, covered) if reading.whole else _loose(tree.getroot(), covered)
    if loose is not None:
        return Check("bytes", "failed", "xml_part_unsigned", {"element": etree.QName(loose).localname[:60]})
    if reading.whole:
        return Check("bytes", "passed", "covers_file")
    if reading.outside:
        return Check("bytes", "passed", "covers_content")
    return Check("bytes", "passed", "covers_parts", {"count": len(signed)})


def _is_property(element: etree._Element) -> bool:
    """Return whether a signed part only describes the signature: its properties, its key."""
    return element.tag in {xades.q("SignedProperties"), q("KeyInfo"), q("SignatureProperties")}


def _loose(element: etree._Element, covered: list[etree._Element]) -> etree._Element | None:
    """Return an element that says something and was signed by nobody, None when there is none."""
    if any(element is one for one in covered):
        return None
    if element.tag == q("Signature"):
        return _loose_in_signature(element, covered)
    children = list(element.iterchildren(etree.Element))
    says = (element.text or "").strip() or any((child.tail or "").strip() for child in element)
    named = {str(a) for a in element.attrib if not str(a).startswith((_INSTANCE, _XML))} - {"Id", "ID", "id"}
    if says or named or not children:
        return element
    return next((found for child in children if (found := _loose(child, covered)) is not None), None)


def _loose_in_signature(signature: etree._Element, covered: list[etree._Element]) -> etree._Element | None:
    """Return an object inside a signature that nobody signed and that is not a description of the signature."""
    for held in signature.iterchildren(q("Object")):
        inside = list(held.iterchildren(etree.Element))
        describes = bool(inside) and all(child.tag == xades.q("QualifyingProperties") for child in inside)
        signed = any(held is one for one in covered) or (
            bool(inside) and all(any(child is one for one in covered) for child in inside)
        )
        if not describes and not signed:
            return held
    return None

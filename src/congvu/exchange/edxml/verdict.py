"""What the signatures of a message are worth: are the bytes as they were signed, and is what was signed what is read?

Whether the certificate is to be trusted is asked of the signing app; here no trust list is known.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import BinaryIO, Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from . import mime, sax
from .canonical import EXCLUSIVE, INCLUSIVE, Canonical, Task
from .errors import EdxmlRefused
from .limits import DEFAULT, Limits
from .names import DS
from .scan import Scan, SignatureFound
from .signature import ENVELOPED
from .types import Node

State = Literal["valid", "weak", "partial", "invalid", "unknown"]
"""`weak`: right, but by SHA-1. `partial`: right, but something that is read was not signed. `unknown`: not judged."""

MOST_SIGNATURES = 5
MOST_REFERENCES = 20
_DIGESTS = {
    f"{DS}sha1": "sha1",
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_METHODS = {f"{DS}rsa-sha1": ("rsa", "sha1")} | {
    f"http://www.w3.org/2001/04/xmldsig-more#{kind}-{name}": (kind, name)
    for kind in ("rsa", "ecdsa")
    for name in ("sha1", "sha256", "sha384", "sha512")
}
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1, "sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512,
}  # fmt: skip
_SHORTEST_RSA = 2048


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement on one signature; `reason` is a word of `wording.REASONS`."""

    state: State
    reason: str
    covers: tuple[str, ...] = ()
    algorithm: str = ""
    digest: str = ""
    signer: str = ""
    organisation: str = ""
    issuer: str = ""
    serial: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None
    certificate: bytes = field(default=b"", repr=False)


class _Judged(Exception):
    """The judgement is made; nothing more is looked at."""

    def __init__(self, state: State, reason: str) -> None:
        super().__init__(reason)
        self.state, self.reason = state, reason


@dataclass(slots=True)
class _Wanted:
    """A reference: the digest it states and the one that is being taken."""

    stated: bytes
    taken: hashlib._Hash
    element: str


@dataclass
class _Case:
    """One signature on its way to a verdict."""

    found: SignatureFound
    method: tuple[str, str] = ("", "")
    value: bytes = b""
    certificates: list[bytes] = field(default_factory=list)
    info: bytearray = field(default_factory=bytearray)
    wanted: list[_Wanted] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    covers: list[int] = field(default_factory=list)


def verify(source: BinaryIO, *, limits: Limits = DEFAULT) -> tuple[Verdict, ...]:
    """Return the verdict on each signature of a message in the order they stand; empty when there is none.

    The message was read before (`reader.read`), so it is well-formed. Memory stays bounded whatever the files weigh.
    """
    scan = Scan()
    try:
        _events(source, scan, limits)
    except EdxmlRefused:
        return (Verdict("unknown", "unreadable"),)
    if scan.undeclared and scan.signatures:
        return tuple(Verdict("unknown", "prefix_undeclared") for _one in scan.signatures)
    if len(scan.signatures) > MOST_SIGNATURES:
        return (Verdict("unknown", "too_many"),)
    cases = [_prepared(one, scan) for one in scan.signatures]
    _events(source, Canonical([task for one in cases if isinstance(one, _Case) for task in one.tasks]), limits)
    return tuple(one if isinstance(one, Verdict) else _judged(one, scan) for one in cases)


def _events(source: BinaryIO, taker: Scan | Canonical, limits: Limits) -> None:
    sax.parse(
        _chunks(source),
        start=taker.start,
        end=taker.end,
        text=taker.text,
        instruction=taker.instruction,
        note=lambda _code, _value: None,
        limits=limits,
    )


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    """Return the XML of a message in pieces, in either packaging."""
    source.seek(0)
    head = source.read(1024)
    source.seek(0)
    if not mime.is_mime(head):
        return iter(partial(source.read, sax.CHUNK), b"")
    return next((part.content for part in mime.parts(source) if part.is_root), iter(()))


def _prepared(found: SignatureFound, scan: Scan) -> _Case | Verdict:
    """Read what a signature says of itself and set the tasks, or judge it at once."""
    case = _Case(found)
    try:
        _prepare(case, scan)
    except _Judged as judged:
        return Verdict(judged.state, judged.reason)
    except (binascii.Error, ValueError):
        return Verdict("invalid", "unreadable")
    return case


def _prepare(case: _Case, scan: Scan) -> None:
    signature = case.found.node
    if signature.namespace != DS:
        raise _Judged("unknown", "namespace")
    info = _child(signature, "SignedInfo")
    case.method = _METHODS.get(_algorithm(info, "SignatureMethod"), ("", ""))
    if not case.method[0]:
        raise _Judged("unknown", "method")
    case.value = base64.b64decode(_child(signature, "SignatureValue").text)
    case.certificates = [base64.b64decode(one.text) for one in _all(signature, "X509Certificate")][:10]
    canon = _child(info, "CanonicalizationMethod")
    exclusive, prefixes = _form(canon)
    case.tasks.append(Task(case.found.info, exclusive, case.info.extend, prefixes=prefixes))
    references = [one for one in info.elements() if one.name == "Reference"]
    if not 1 <= len(references) <= MOST_REFERENCES:
        raise _Judged("invalid", "no_reference")
    for one in references:
        _refer(case, one, scan)


def _refer(case: _Case, reference: Node, scan: Scan) -> None:
    name = _DIGESTS.get(_algorithm(reference, "DigestMethod"))
    if name is None:
        raise _Judged("unknown", "method")
    number = _target(next((a.value for a in reference.attributes if a.name == "URI"), None), scan)
    without, exclusive, prefixes = -1, False, frozenset[str]()
    for transform in _all(reference, "Transform"):
        method = next((a.value for a in transform.attributes if a.name == "Algorithm"), "")
        if method == ENVELOPED:
            without = case.found.number
        else:
            exclusive, prefixes = _form(transform)
    wanted = _Wanted(base64.b64decode(_child(reference, "DigestValue").text), hashlib.new(name), name)
    case.wanted.append(wanted)
    case.covers.append(number)
    case.tasks.append(Task(number, exclusive, wanted.taken.update, without, prefixes))


def _target(uri: str | None, scan: Scan) -> int:
    """Return the number of the element that a reference means. Two with its name is signature wrapping."""
    if uri == "":
        return 0
    if uri is None or not uri.startswith("#") or "(" in uri:
        raise _Judged("unknown", "reference")
    numbers = scan.ids.get(uri[1:], [])
    if len(numbers) != 1:
        raise _Judged("invalid", "id_twice" if numbers else "id_missing")
    return numbers[0]


def _form(node: Node) -> tuple[bool, frozenset[str]]:
    method = next((a.value for a in node.attributes if a.name == "Algorithm"), "")
    if method not in {EXCLUSIVE, INCLUSIVE}:
        raise _Judged("unknown", "transform")
    held = next((a.value for one in node.elements() for a in one.attributes if a.name == "PrefixList"), "")
    return method == EXCLUSIVE, frozenset("" if one == "#default" else one for one in held.split())


def _child(node: Node, name: str) -> Node:
    found = [one for one in node.elements() if one.name == name and one.namespace == DS]
    if len(found) != 1:
        raise _Judged("invalid", "incomplete")
    return found[0]


def _algorithm(node: Node, name: str) -> str:
    return next((a.value for a in _child(node, name).attributes if a.name == "Algorithm"), "")


def _all(node: Node, name: str) -> list[Node]:
    found = [one for one in node.elements() if one.name == name and one.namespace == DS]
    return found + [one for child in node.elements() if child.name != "Object" for one in _all(child, name)]


def _judged(case: _Case, scan: Scan) -> Verdict:
    """Compare the digests, check the value, and say what was covered."""
    covers = tuple(scan.names.get(one, "?") for one in case.covers)
    leaf = _holder(case)
    weakest = "sha1" if "sha1" in {case.method[1], *(one.element for one in case.wanted)} else case.method[1]
    state, reason = _state(case, leaf, weakest, scan)
    return _with_certificate(Verdict(state, reason, covers, "-".join(case.method), weakest), leaf)


def _state(case: _Case, leaf: x509.Certificate | None, weakest: str, scan: Scan) -> tuple[State, str]:
    if any(one.taken.digest() != one.stated for one in case.wanted):
        return "invalid", "digest_differs"
    if leaf is None:
        return "invalid", "value_wrong" if case.certificates else "no_certificate"
    if not _whole(case, scan):
        return "partial", "not_whole"
    key = leaf.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < _SHORTEST_RSA:
        return "weak", "key_short"
    return ("weak", "sha1") if weakest == "sha1" else ("valid", "whole")


def _whole(case: _Case, scan: Scan) -> bool:
    """Return whether all that a reader takes was signed: the root, or the envelope and the files each as one."""
    signed = set(case.covers)
    return 0 in signed or (bool(scan.top) and all(number in signed for number in scan.top))


def _holder(case: _Case) -> x509.Certificate | None:
    """Return the certificate whose key made the value."""
    for der in case.certificates:
        try:
            certificate = x509.load_der_x509_certificate(der)
            _check_value(certificate, case)
        except (ValueError, InvalidSignature, UnsupportedAlgorithm):
            continue
        return certificate
    return None


def _check_value(certificate: x509.Certificate, case: _Case) -> None:
    key, (kind, name) = certificate.public_key(), case.method
    if isinstance(key, rsa.RSAPublicKey) and kind == "rsa":
        key.verify(case.value, bytes(case.info), padding.PKCS1v15(), _HASHES[name]())
    elif isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
        half = (key.key_size + 7) // 8
        if len(case.value) != 2 * half:
            raise InvalidSignature
        numbers = (int.from_bytes(case.value[:half], "big"), int.from_bytes(case.value[half:], "big"))
        key.verify(encode_dss_signature(*numbers), bytes(case.info), ec.ECDSA(_HASHES[name]()))
    else:
        raise InvalidSignature


def _with_certificate(verdict: Verdict, leaf: x509.Certificate | None) -> Verdict:
    if leaf is None:
        return verdict
    subject = leaf.subject
    return Verdict(
        verdict.state, verdict.reason, verdict.covers, verdict.algorithm, verdict.digest,
        signer=_attribute(subject, x509.NameOID.COMMON_NAME),
        organisation=_attribute(subject, x509.NameOID.ORGANIZATION_NAME),
        issuer=_attribute(leaf.issuer, x509.NameOID.COMMON_NAME),
        serial=f"{leaf.serial_number:x}",
        not_before=leaf.not_valid_before_utc,
        not_after=leaf.not_valid_after_utc,
        certificate=leaf.public_bytes(Encoding.DER),
    )  # fmt: skip


def _attribute(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""

"""Signatures in a container of their own (CAdES, ETSI EN 319 122; .p7s), with their content or beside it."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from asn1crypto import cms as asn1_cms
from asn1crypto import core

from ..paper.document import BROKEN_PDF
from ..types import Check, SignatureReport
from . import cms, evidence, parts, timestamp
from .timestamp import Times
from .trust import TrustStore

MAX_SIGNATURES = 50
_DIGESTS = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
_PEM = (b"-----BEGIN CMS-----", b"-----BEGIN PKCS7-----", b"-----BEGIN PKCS #7 SIGNED DATA-----")
_ESS = frozenset({"signing_certificate", "signing_certificate_v2"})


def is_container(data: bytes) -> bool:
    """Return whether a file may be such a container: a DER sequence, or one of the PEM headings."""
    return data[:1] == b"\x30" or data.lstrip()[:60].startswith(_PEM)


def check(
    data: bytes, trust: TrustStore, times: Times, content: bytes | None
) -> tuple[Check, Sequence[SignatureReport]]:
    """Return what the file is and the report on each signature in it."""
    try:
        signed = _opened(data)
        infos = list(signed["signer_infos"])
        held = cms.certificates(signed)
        inside = _inside(signed)
    except BROKEN_PDF:
        return Check("file", "failed", "container_malformed"), ()
    if len(infos) > MAX_SIGNATURES:
        return Check("file", "unknown", "too_many_signatures", {"limit": MAX_SIGNATURES}), ()
    own = evidence.of_container(signed) if len(infos) == 1 else None
    known = replace(trust, carried=own) if own else trust
    covered = _covered(inside, content)
    body = inside if inside is not None else content
    rows = [_one(n, info, held, body, covered, known, times) for n, info in enumerate(infos, start=1)]
    return Check("file", "passed", "readable"), rows


def _opened(data: bytes) -> asn1_cms.SignedData:
    if data[:1] != b"\x30":
        lines = data.strip().splitlines()
        data = base64.b64decode(b"".join(lines[1:-1]), validate=True)
    info = asn1_cms.ContentInfo.load(data, strict=True)
    if info["content_type"].native != "signed_data":
        raise ValueError("no signed data")
    signed: asn1_cms.SignedData = info["content"]
    _ = signed["version"].native
    return signed


def _inside(signed: asn1_cms.SignedData) -> bytes | None:
    """Return the content that stands inside, None when the signature is detached."""
    held = signed["encap_content_info"]
    if held["content_type"].native != "data":
        raise ValueError("content is not data")
    content = held["content"]
    return None if isinstance(content, core.Void) or content.contents is None else bytes(content)


def _covered(inside: bytes | None, content: bytes | None) -> Check:
    if inside is None and content is None:
        return Check("bytes", "unknown", "content_missing")
    if inside is not None and content is not None and inside != content:
        return Check("bytes", "failed", "content_differs")
    return Check("bytes", "passed", "covers_content" if inside is None else "covers_file")


def _one(
    index: int,
    info: asn1_cms.SignerInfo,
    held: list[bytes],
    body: bytes | None,
    covered: Check,
    trust: TrustStore,
    times: Times,
) -> SignatureReport:
    kind = "CMS"
    try:
        names = [name for name, _values in cms.attributes(info)]
        baseline = bool(_ESS & set(names))
        kind = ("CAdES" if baseline else "CMS") + (".detached" if covered.reason != "covers_file" else ".attached")
        holder = cms.holder(info, (*held, *trust.carried.certificates))
        if holder is None:
            broken = (Check("value", "failed", "certificate_differs"), Check("who", "failed", "signer_unknown"))
            return parts.unreadable(index, "", kind, covered, *broken)
        read = parts.Read(
            index=index,
            field="",
            subfilter=kind,
            holder=holder,
            claimed_at=_claimed(info),
            digest=cms.digest_algorithm(info),
            algorithm=str(info["signature_algorithm"]["algorithm"].native),
            reason="",
            bytes_check=covered,
            changes=Check("changes", "passed", "nothing_added"),
            value=_value(info, holder, body),
            baseline=baseline,
        )
        stamp = timestamp.signature_stamp(info, trust, times)
        return parts.report(read, stamp, None, trust, times)
    except (*BROKEN_PDF, binascii.Error):
        return parts.unreadable(index, "", kind, covered, Check("value", "failed", "container_broken"))


def _value(info: asn1_cms.SignerInfo, holder: cms.Holder, body: bytes | None) -> Check:
    if body is None:
        return parts.not_checked("value")
    algorithm = str(info["digest_algorithm"]["algorithm"].native)
    if algorithm not in _DIGESTS:
        return Check("value", "unknown", "method_unknown", {"method": algorithm[:60]})
    digest = hashlib.new(algorithm, body).digest()
    reason = cms.judge(info, holder.leaf, content_type="data", digest=digest)
    return Check("value", "passed" if reason == "value_right" else "failed", reason)


def _claimed(info: asn1_cms.SignerInfo) -> datetime | None:
    for name, values in cms.attributes(info):
        if name == "signing_time" and len(values) == 1:
            moment: datetime = values[0].native
            return moment
    return None

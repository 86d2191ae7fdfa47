"""The time that an authority vouches for (RFC 3161; 7.4: 6)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from asn1crypto import cms as asn1_cms
from asn1crypto import tsp

from ..paper.document import BROKEN_PDF
from ..types import Check, CheckState
from . import certs, chain, cms, evidence, revocation
from .moments import CLOCK_DRIFT, day
from .trust import TrustStore

IMPRINTS = frozenset({"sha256", "sha384", "sha512"})


@dataclass(frozen=True)
class Stamp:
    """The answer on a token: the check, the time when it may be relied on, and who vouches."""

    check: Check
    proven_at: datetime | None = None
    authority: str = ""


@dataclass(frozen=True)
class Times:
    """When a check is made, and since when the content is known to exist by other proof, if by any.

    Other proof is a later time stamp over the file, or this installation's own first report on these bytes.
    """

    at: datetime
    known_since: datetime | None = None

    def known(self, moment: datetime | None) -> Times:
        """Return the same with one more proof of existence."""
        found = [m for m in (self.known_since, moment) if m is not None]
        return replace(self, known_since=min(found) if found else None)


def signature_stamp(info: asn1_cms.SignerInfo, trust: TrustStore, times: Times) -> Stamp:
    """Check the time stamp over a signature value; without one the answer is a warning. The best of several counts.

    A token that stands there under a label of no meaning is damage: the signature had a time stamp. One that was cut
    out with its label leaves no trace: unsigned attributes are covered by nothing (RFC 5652, 5.3).
    """
    try:
        if cms.hidden_stamps(info):
            return Stamp(Check("timestamp", "failed", "timestamp_hidden"))
        tokens = [value for kind, values in cms.attributes(info, "unsigned_attrs") for value in values
                  if kind == "signature_time_stamp_token"]  # fmt: skip
        if not tokens:
            return Stamp(Check("timestamp", "warning", "no_timestamp"))
        found = [check(token["content"], info["signature"].native, trust, times) for token in tokens[:5]]
    except BROKEN_PDF:
        return _wrong()
    return min(found, key=_rank)


def _rank(stamp: Stamp) -> tuple[int, float]:
    return (0, stamp.proven_at.timestamp()) if stamp.proven_at else (1 if stamp.check.state == "unknown" else 2, 0)


def file_stamp(signed: asn1_cms.SignedData, digest: bytes, trust: TrustStore, times: Times) -> Stamp:
    """Check a time stamp over the whole file (PAdES B-LTA), its digest already computed."""
    try:
        return _judge(signed, digest, trust, times)
    except BROKEN_PDF:
        return _wrong()


def best(own: Stamp, later: Stamp | None) -> Stamp:
    """Return the signature's own time stamp, or a sound one over the whole file where it has none."""
    if own.check.reason != "no_timestamp" or later is None or later.proven_at is None:
        return own
    data = {"authority": later.authority, "at": day(later.proven_at)}
    return Stamp(Check("timestamp", "passed", "stamped_by_file", data), later.proven_at, later.authority)


def check(signed: asn1_cms.SignedData, stamped: bytes, trust: TrustStore, times: Times) -> Stamp:
    """Check a token over a content. Raises one of BROKEN_PDF."""
    algorithm = _info(signed)["message_imprint"]["hash_algorithm"]["algorithm"].native
    if algorithm not in IMPRINTS:
        return _wrong()
    return _judge(signed, hashlib.new(algorithm, stamped).digest(), trust, times)


def of_content(token: bytes, stamped: bytes, trust: TrustStore, times: Times) -> Stamp:
    """Check a token (DER) over a content: XAdES carries it as text."""
    try:
        return check(asn1_cms.ContentInfo.load(token, strict=True)["content"], stamped, trust, times)
    except BROKEN_PDF:
        return _wrong()


def _wrong() -> Stamp:
    return Stamp(Check("timestamp", "failed", "timestamp_wrong"))


def _info(signed: asn1_cms.SignedData) -> tsp.TSTInfo:
    content = signed["encap_content_info"]["content"]
    found = content.parsed
    if not isinstance(found, tsp.TSTInfo):
        raise ValueError("not a time-stamp token")
    return found


def _judge(signed: asn1_cms.SignedData, digest: bytes, trust: TrustStore, times: Times) -> Stamp:
    info = _info(signed)
    signer = cms.signer_info(signed)
    held = (*cms.certificates(signed), *trust.carried.certificates)
    holder = cms.holder(signer, held)
    if holder is None or cms.digest_algorithm(signer) not in IMPRINTS:
        return _wrong()
    content = bytes(signed["encap_content_info"]["content"])
    hashed = hashlib.new(signer["digest_algorithm"]["algorithm"].native, content).digest()
    right = cms.judge(signer, holder.leaf, content_type="tst_info", digest=hashed) == "value_right"
    if not right or info["message_imprint"]["hashed_message"].native != digest:
        return _wrong()
    own = evidence.of_container(signed)
    return _trusted(
        info["gen_time"].native, holder, replace(trust, carried=trust.carried + own) if own else trust, times
    )


def _trusted(at: datetime, holder: cms.Holder, trust: TrustStore, times: Times) -> Stamp:
    name = certs.common_name(holder.leaf.subject)
    path = chain.build(holder.leaf, holder.others, trust, time_stamping=True)
    if path.anchor is None or not path.anchor.trusted_on(at.date()):
        return Stamp(Check("timestamp", "unknown", "timestamp_untrusted", {"authority": name}), None, name)
    if at > times.at + CLOCK_DRIFT:
        return Stamp(Check("timestamp", "failed", "timestamp_future", {"at": day(at)}), None, name)
    if not all(c.not_valid_before <= at <= c.not_valid_after for c in path.certificates):
        return Stamp(Check("timestamp", "failed", "timestamp_dates"), None, name)
    data = {"authority": name, "at": day(at)}
    end = min(c.not_valid_after for c in path.certificates)
    if times.at > end and (times.known_since is None or times.known_since > end):
        return Stamp(Check("timestamp", "unknown", "timestamp_aged", {**data, "to": day(end)}), None, name)
    revoked = revocation.check(path, trust, proven=times.known_since or at, at=times.at).check
    if revoked.state == "failed" or (revoked.reason == "revoked_later" and times.known_since is None):
        # thu hồi sau khi đóng dấu: dấu có thể bị làm lùi ngày, nhưng chữ ký chưa hẳn sai
        state: CheckState = "failed" if revoked.data["at"] <= day(at) else "unknown"
        return Stamp(Check("timestamp", state, "timestamp_revoked", {**data, "since": revoked.data["at"]}), None, name)
    if revoked.state == "unknown":
        return Stamp(Check("timestamp", "unknown", "timestamp_revocation", data), None, name)
    return Stamp(Check("timestamp", "passed", "stamped", data), at, name)

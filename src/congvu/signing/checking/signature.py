"""Every check on one signature of a PDF, in the order of domain/documents 7.4."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from ..paper.document import BROKEN_PDF, value
from ..types import Check, SignatureReport
from . import chain, cms, evidence, integrity, parts, people, revocation, rules, timestamp
from .reader import Found
from .timestamp import Stamp, Times
from .trust import TrustStore

FILE_STAMP = "ETSI.RFC3161"


@dataclass(frozen=True)
class Opened:
    """A signature field with its first answers: found once, used for its own check and for the earlier ones'."""

    found: Found
    trust: TrustStore
    bytes_check: Check | None = None
    holder: cms.Holder | None = None
    stamp: Stamp | None = None  # chỉ với dấu thời gian cả tệp


def opened(found: Found, trust: TrustStore) -> Opened:
    """Read what a field holds: the covered bytes, whose it is, what it carries."""
    if found.embedded is None or found.subfilter not in integrity.SUPPORTED:
        return Opened(found, trust)
    carried = evidence.of_container(found.embedded.signed_data)
    known = replace(trust, carried=trust.carried + carried) if carried else trust
    return Opened(found, known, integrity.covered(found.embedded), integrity.holder(found.embedded))


def stamped(one: Opened, times: Times) -> Opened:
    """Add the answer on a time stamp over the whole file, where the field holds one."""
    embedded = one.found.embedded
    if embedded is None or one.found.subfilter != FILE_STAMP or one.bytes_check is None:
        return one
    if one.bytes_check.state != "passed":
        return one
    try:
        digest = embedded.compute_digest()
    except BROKEN_PDF:
        return one
    return replace(one, stamp=timestamp.file_stamp(embedded.signed_data, digest, one.trust, times))


def check(index: int, one: Opened, times: Times, *, later: Stamp | None = None) -> SignatureReport:
    """Return the report on one signature of a file. `later` is a sound time stamp over the file that covers it."""
    found = one.found
    if found.subfilter not in integrity.SUPPORTED:
        data = {"subfilter": found.subfilter[:60]}
        return _unreadable(index, found, Check("bytes", "unknown", "subfilter_unknown", data))
    if found.embedded is None or one.bytes_check is None:
        return _unreadable(index, found, Check("bytes", "failed", "container_broken"))
    if one.holder is None:
        reason = Check("value", "failed", "certificate_differs")
        return _unreadable(index, found, one.bytes_check, reason, Check("who", "failed", "signer_unknown"))
    try:
        if found.subfilter == FILE_STAMP:
            return _stamped_file(index, one, found.embedded, one.holder, one.bytes_check, times)
        return _signed(index, one, found.embedded, one.holder, one.bytes_check, times, later)
    except BROKEN_PDF:
        return _unreadable(index, found, one.bytes_check, Check("value", "failed", "container_broken"))


def _signed(
    index: int,
    one: Opened,
    embedded: EmbeddedPdfSignature,
    holder: cms.Holder,
    bytes_check: Check,
    times: Times,
    later: Stamp | None,
) -> SignatureReport:
    within = times.known(later.proven_at if later else None)
    stamp = timestamp.best(timestamp.signature_stamp(embedded.signer_info, one.trust, within), later)
    changes = integrity.changed_since(embedded) if bytes_check.state == "passed" else parts.not_checked("changes")
    read = parts.Read(
        index=index,
        field=one.found.name,
        subfilter=one.found.subfilter,
        holder=holder,
        claimed_at=_claimed(embedded),
        digest=cms.digest_algorithm(embedded.signer_info),
        algorithm=str(embedded.signer_info["signature_algorithm"]["algorithm"].native),
        reason=str(value(embedded.sig_object, "/Reason") or "")[:500],
        bytes_check=bytes_check,
        changes=changes,
        value=integrity.value(embedded, holder, one.found.subfilter),
    )
    return parts.report(read, stamp, later, one.trust, times)


def _claimed(embedded: EmbeddedPdfSignature) -> datetime | None:
    try:
        moment = embedded.self_reported_timestamp
    except BROKEN_PDF:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _stamped_file(
    index: int, one: Opened, embedded: EmbeddedPdfSignature, holder: cms.Holder, bytes_check: Check, times: Times
) -> SignatureReport:
    """Return the report on a time stamp over the whole file (PAdES B-LTA)."""
    stamp = one.stamp or Stamp(Check("timestamp", "failed", "timestamp_wrong"))
    path = chain.build(holder.leaf, holder.others, one.trust, time_stamping=True)
    who = people.read(holder.leaf, is_demo=path.anchor is not None and path.anchor.is_demo)
    checks = (
        bytes_check,
        integrity.changed_since(embedded) if bytes_check.state == "passed" else parts.not_checked("changes"),
        stamp.check,
        revocation.check(path, one.trust, proven=times.known_since or stamp.proven_at, at=times.at).check,
        Check("who", "passed", "authority_named", {"name": who.name}),
    )
    return SignatureReport(
        index=index,
        field=one.found.name,
        verdict=rules.verdict(checks),
        signer=replace(who, kind="authority"),
        claimed_at=None,
        proven_at=stamp.proven_at,
        timestamp_authority=stamp.authority,
        level="",
        subfilter=one.found.subfilter,
        digest_algorithm=cms.digest_algorithm(embedded.signer_info),
        signature_algorithm=str(embedded.signer_info["signature_algorithm"]["algorithm"].native),
        key=parts.key_name(holder.leaf),
        reason_given="",
        covers_whole_file=bytes_check.reason == "covers_file",
        checks=checks,
    )


def _unreadable(index: int, found: Found, *checks: Check) -> SignatureReport:
    return parts.unreadable(index, found.name, found.subfilter, *checks)

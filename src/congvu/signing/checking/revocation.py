"""Was a certificate revoked when it signed? Lists and online answers are read both (7.4: 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from asn1crypto import crl as asn1_crl
from asn1crypto import x509

from ..paper.document import BROKEN_PDF
from ..types import Check
from . import certs, crl, ocsp
from .chain import Path
from .moments import CLOCK_DRIFT, day
from .trust import Crl, TrustStore

NO_NEXT_UPDATE = timedelta(days=1)  # câu trả lời không ghi hạn: coi là mới trong một ngày


@dataclass(frozen=True)
class _Fact:
    """What one sound piece of evidence says about one certificate."""

    source: str
    this_update: datetime
    next_update: datetime | None
    revoked_since: datetime | None
    on_hold: bool
    carried: bool
    knows_expired: bool


@dataclass(frozen=True)
class Revocation:
    """The answer for a whole chain, and whether what the file carries is enough for it (level B-LT)."""

    check: Check
    from_file: bool = False


def check(path: Path, trust: TrustStore, *, proven: datetime | None, at: datetime) -> Revocation:
    """Answer for every certificate of the chain below its anchor. A revocation decides, then what nobody knows."""
    if path.anchor is None:
        return Revocation(Check("revocation", "unknown", "revocation_skipped"))
    found: list[Revocation] = []
    for certificate, issuer in zip(path.certificates, path.certificates[1:], strict=False):
        facts = [fact for fact in _facts(certificate, issuer, trust, proven) if fact.this_update <= at + CLOCK_DRIFT]
        found.append(_one(certificate, issuer, facts, proven, at))
        if found[-1].check.state == "failed":
            return found[-1]
    if not found:
        return Revocation(Check("revocation", "passed", "anchor_itself", {"at": day(at)}))
    worst = next((one for one in found if one.check.state == "unknown"), found[0])
    return Revocation(worst.check, all(one.from_file for one in found))


def _one(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    facts: list[_Fact],
    proven: datetime | None,
    at: datetime,
) -> Revocation:
    if not facts:
        return Revocation(_unknown("no_revocation_source", {"issuer": certs.common_name(issuer.subject)}))
    newest = max(facts, key=lambda fact: fact.this_update)
    revoked = [f for f in facts if f.revoked_since is not None and (not f.on_hold or f is newest)]
    if revoked:
        since = min(f.revoked_since for f in revoked if f.revoked_since is not None)
        if proven is None:
            return Revocation(Check("revocation", "failed", "revoked_unproven", {"at": day(since)}))
        if since <= proven:
            return Revocation(Check("revocation", "failed", "revoked", {"at": day(since)}))
        return Revocation(Check("revocation", "passed", "revoked_later", {"at": day(since)}), _holds(facts, proven))
    in_time = [f for f in facts if f.knows_expired]
    speaking = [f for f in in_time if _fresh(f, at) or _covers(f, proven)]
    if speaking:
        return Revocation(_good(speaking), _holds(speaking, proven))
    if not in_time:
        return Revocation(_unknown("revocation_after_expiry", {"at": day(certificate.not_valid_after)}))
    last = max(in_time, key=lambda fact: fact.next_update or fact.this_update)
    return Revocation(_unknown("revocation_stale", {"at": day(last.next_update or last.this_update)}))


def _good(facts: list[_Fact]) -> Check:
    best = max(facts, key=lambda fact: fact.this_update)
    data = {"at": day(best.this_update), "source": best.source}
    for source in ("CRL", "OCSP"):
        moments = [f.this_update for f in facts if f.source == source]
        if moments:
            data[source.lower()] = day(max(moments))
    return Check("revocation", "passed", "not_revoked_online" if best.source == "OCSP" else "not_revoked", data)


def _unknown(reason: str, data: dict[str, str]) -> Check:
    return Check("revocation", "unknown", reason, data)


def _fresh(fact: _Fact, at: datetime) -> bool:
    return at <= (fact.next_update or fact.this_update + NO_NEXT_UPDATE)


def _covers(fact: _Fact, proven: datetime | None) -> bool:
    """Return whether expired evidence still speaks for the proven time: made after it, or in the file from then."""
    if proven is None:
        return False
    if fact.this_update >= proven:
        return True
    return fact.carried and proven <= (fact.next_update or fact.this_update + NO_NEXT_UPDATE)


def _holds(facts: list[_Fact], proven: datetime | None) -> bool:
    return any(f.carried and _covers(f, proven) for f in facts)


def _facts(
    certificate: x509.Certificate, issuer: x509.Certificate, trust: TrustStore, proven: datetime | None
) -> Iterator[_Fact]:
    for found in _lists(issuer, trust, proven):
        if crl.signed_by(found.content, issuer.dump()):
            yield _from_list(found, certificate)
    key, serial = crl.issuer_key(issuer.subject), f"{certificate.serial_number:x}"
    for content, carried in (
        *((one, True) for one in trust.carried.answers),
        *((one, False) for one in trust.kept_answers(key, serial)),
    ):
        said = ocsp.answer(content, certificate, issuer)
        if said is not None and said.known:
            in_time = said.this_update <= certificate.not_valid_after
            yield _Fact("OCSP", said.this_update, said.next_update, said.revoked_at, said.on_hold, carried, in_time)


def _lists(issuer: x509.Certificate, trust: TrustStore, proven: datetime | None) -> Iterator[Crl]:
    key = crl.issuer_key(issuer.subject)
    newest = trust.newest_crl(key)
    if newest is not None:
        yield newest
    if proven is not None:
        yield from trust.earlier_crls(key, proven)
    for content in trust.carried.lists:
        try:
            if crl.issuer_key(asn1_crl.CertificateList.load(content).issuer) == key:
                yield replace(crl.parse(content), carried=True)
        except BROKEN_PDF:
            continue


def _from_list(found: Crl, certificate: x509.Certificate) -> _Fact:
    entry = found.revoked.get(certificate.serial_number)
    end = certificate.not_valid_after
    kept = found.expired_kept_from is not None and found.expired_kept_from <= end
    return _Fact(
        "CRL",
        found.this_update,
        found.next_update,
        entry.since if entry else None,
        entry.on_hold if entry else False,
        found.carried,
        found.this_update <= end or kept,
    )

"""What a later check will need: the chains of everybody who signed or stamped, and who was revoked then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from asn1crypto import x509

from ..checking import chain, crl
from ..checking.trust import Crl, TrustStore
from . import fetching, ocsp

SMALL_LIST = 128 * 1024
LARGEST_LIST = 20 * 1024 * 1024


@dataclass
class Evidence:
    """Certificates, answers and lists to keep in the file; `missing` names issuers that nobody answered for."""

    certificates: dict[bytes, x509.Certificate] = field(default_factory=dict)
    answers: dict[bytes, None] = field(default_factory=dict)
    lists: dict[bytes, None] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    untrusted: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Holder:
    """Whose chain is kept: the certificate, what came with it, and whether it stamps time."""

    leaf: x509.Certificate
    others: tuple[x509.Certificate, ...]
    stamps: bool = False


@dataclass(frozen=True)
class Kept:
    """Answers and lists that the file carries already."""

    answers: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()

    def speak_for(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
        """Return whether one of them says something sound about the certificate, as of when it was made."""
        if any(ocsp.is_sound(answer, certificate, issuer, at=None) for answer in self.answers):
            return True
        return any(crl.signed_by(one, issuer.dump()) for one in self.lists)


def gather(holders: Iterable[Holder], trust: TrustStore, *, at: datetime, kept: Kept) -> Evidence:
    """Collect what the file lacks on each chain; addresses are asked only when the chain ends at a trusted root."""
    found = Evidence()
    done: set[bytes] = set()
    for holder in holders:
        path = chain.build(holder.leaf, holder.others, trust, time_stamping=holder.stamps)
        if path.anchor is None:
            found.untrusted.append(_name(holder.leaf))
            continue
        for certificate in path.certificates:
            found.certificates.setdefault(certificate.dump(), certificate)
        for certificate, issuer in zip(path.certificates, path.certificates[1:], strict=False):
            if certificate.dump() not in done and not kept.speak_for(certificate, issuer):
                done.add(certificate.dump())
                _one(found, certificate, issuer, trust, at)
    return found


def _one(
    found: Evidence, certificate: x509.Certificate, issuer: x509.Certificate, trust: TrustStore, at: datetime
) -> None:
    answer = ocsp.fetch(certificate, issuer, at=at) if certificate.ocsp_urls else None
    if answer is not None:
        found.answers[answer] = None
    listed = revocations(certificate, issuer, trust, at=at)
    if listed is not None and (answer is None or len(listed.content) <= SMALL_LIST):
        found.lists[listed.content] = None
    if answer is None and listed is None:
        found.missing.append(_name(issuer))


def revocations(
    certificate: x509.Certificate, issuer: x509.Certificate, trust: TrustStore, *, at: datetime
) -> Crl | None:
    """Return the freshest sound list of the issuer: the one known here while it is in force, else fetched."""
    known = trust.newest_crl(crl.issuer_key(issuer.subject))
    if known is not None and _usable(known, issuer, at):
        return known
    for url in _addresses(certificate):
        try:
            _kind, body = fetching.ask(url, most=LARGEST_LIST, pauses=())
            read = crl.parse(body)
        except (fetching.Unanswered, ValueError, TypeError, KeyError):
            continue
        if _usable(read, issuer, at):
            return read
    return None


def _usable(read: Crl, issuer: x509.Certificate, at: datetime) -> bool:
    fresh = read.this_update <= at + ocsp.DRIFT and (read.next_update is None or at <= read.next_update)
    return fresh and crl.signed_by(read.content, issuer.dump())


def _addresses(certificate: x509.Certificate) -> list[str]:
    urls = [point.url for point in certificate.crl_distribution_points if point.url]
    return [url for url in urls if url.lower().startswith(("http://", "https://"))][:3]


def _name(certificate: x509.Certificate) -> str:
    subject = certificate.subject.native
    return str(subject.get("common_name", certificate.subject.human_friendly))

"""What a check trusts: anchors with their dates, further certificates, lists of revoked certificates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from asn1crypto import x509


@dataclass(frozen=True)
class Anchor:
    """A root that administrators trust on the days from `valid_from` to `valid_to`."""

    certificate: x509.Certificate
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    is_demo: bool = False

    def trusted_on(self, day: date) -> bool:
        """Return whether the anchor is trusted for signatures of the day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Revoked:
    """Since when a certificate is revoked; on hold may be lifted again."""

    since: datetime
    on_hold: bool = False


class Entries(Protocol):
    """The revoked certificates of a list."""

    def get(self, serial: int) -> Revoked | None:
        """Return the entry of a serial number."""


@dataclass(frozen=True)
class Crl:
    """A list of revoked certificates by serial number, its signature not yet checked."""

    content: bytes
    this_update: datetime
    next_update: datetime | None
    revoked: Entries
    carried: bool = False  # do chính tệp mang theo từ lúc ký (PAdES B-LT)
    expired_kept_from: datetime | None = None


@dataclass(frozen=True)
class Carried:
    """Certificates and revocation evidence that a file carries for later checks (PAdES B-LT, CAdES, XAdES).

    `broken` counts the places that could not even be opened; what is in `lists` and `answers` may be rubbish, too.
    """

    certificates: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()
    broken: int = 0

    def __add__(self, other: Carried) -> Carried:
        """Return both together."""
        return Carried(
            self.certificates + other.certificates,
            self.lists + other.lists,
            self.answers + other.answers,
            self.broken + other.broken,
        )

    def __bool__(self) -> bool:
        """Return whether any revocation evidence is there, readable or not."""
        return bool(self.lists or self.answers or self.broken)


def _no_list(_issuer: str) -> Crl | None:
    return None


def _no_lists(_issuer: str, _since: datetime) -> tuple[Crl, ...]:
    return ()


def _no_answers(_issuer: str, _serial: str) -> tuple[bytes, ...]:
    return ()


@dataclass(frozen=True)
class TrustStore:
    """All that a check may rely on. Lists are found by the SHA-256 of the issuer's name.

    `newest_crl` gives the newest list; `earlier_crls` the kept list nearest after a moment, which answers for
    certificates that have expired since; `kept_answers` OCSP answers by issuer and serial number (hexadecimal).
    """

    version: str
    anchors: tuple[Anchor, ...]
    newest_crl: Callable[[str], Crl | None] = _no_list
    earlier_crls: Callable[[str, datetime], tuple[Crl, ...]] = _no_lists
    kept_answers: Callable[[str, str], tuple[bytes, ...]] = _no_answers
    carried: Carried = field(default_factory=Carried)


NO_TRUST = TrustStore("empty", ())

"""The way from a certificate to a trust anchor (7.4: 3). Its answer does not depend on the time, so it is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from asn1crypto import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    InvalidCertificateError,
    PathBuildingError,
    PathError,
    ValidationError,
)

from . import certs
from .trust import Anchor, TrustStore

SIGNING_USES = frozenset({"digital_signature", "non_repudiation"})
SERVICE_USES = frozenset({"time_stamping", "ocsp_signing"})
_MAX_EXTRA = 30


@dataclass(frozen=True)
class Path:
    """A chain from the signer's certificate up; `anchor` None when none was found, `problem` says why."""

    certificates: tuple[x509.Certificate, ...]
    anchor: Anchor | None
    problem: str = ""


def build(
    leaf: x509.Certificate, extra: Iterable[x509.Certificate], trust: TrustStore, *, time_stamping: bool = False
) -> Path:
    """Return the chain. Dates, revocation and the strength of the leaf's signature are checked elsewhere."""
    others = tuple(sorted({*(c.dump() for c in extra), *trust.carried.certificates})[:_MAX_EXTRA])
    anchors = tuple(a.certificate.dump() for a in trust.anchors)
    found = _path(leaf.dump(), others, anchors, time_stamping)
    anchor = trust.anchors[found[1]] if found[1] is not None else None
    return Path(found[0], anchor, found[2])


_Kept = tuple[tuple[x509.Certificate, ...], int | None, str]


@lru_cache(maxsize=2048)
def _path(leaf: bytes, others: tuple[bytes, ...], anchors: tuple[bytes, ...], time_stamping: bool) -> _Kept:
    certificate = certs.load(leaf)
    if not anchors:
        return (certificate,), None, "no_anchor"
    if certificate.self_signed in {"yes", "maybe"} and leaf not in anchors:
        return (certificate,), None, "no_path"
    context = ValidationContext(
        trust_roots=[certs.load(a) for a in anchors],
        other_certs=_readable(others),
        allow_fetching=False,
        revocation_mode="soft-fail",
        weak_hash_algos={"md2", "md5", "sha1"},
        moment=_inside(certificate, others),
    )
    validator = CertificateValidator(certificate, validation_context=context)
    wanted = {"digital_signature"} if time_stamping else set()
    extended = {"time_stamping"} if time_stamping else set()
    try:
        path = asyncio.run(validator.async_validate_usage(wanted, extended, extended_optional=not time_stamping))
        chain = tuple(path.iter_certs(include_root=True))[::-1]
    except PathBuildingError:
        return (certificate,), None, "no_path"
    except InvalidCertificateError:
        return (certificate,), None, "wrong_usage"
    except DisallowedAlgorithmError:
        return (certificate,), None, "weak_chain"
    except (ValidationError, PathError, ValueError, TypeError, KeyError, NotImplementedError):
        return (certificate,), None, "chain_wrong"
    return chain, anchors.index(chain[-1].dump()), ""


def _readable(others: tuple[bytes, ...]) -> list[x509.Certificate]:
    """Return the certificates that can be read; a file may carry rubbish beside what is needed."""
    found = []
    for other in others:
        try:
            found.append(certs.load(other))
        except (ValueError, TypeError, KeyError):
            continue
    return found


def _inside(leaf: x509.Certificate, others: tuple[bytes, ...]) -> datetime:
    """Return a moment at which the leaf and, where possible, its issuers are in force: dates are another check."""
    starts: list[datetime] = [leaf.not_valid_before]
    for certificate in _readable(others):
        if leaf.not_valid_before < certificate.not_valid_before <= leaf.not_valid_after:
            starts.append(certificate.not_valid_before)
    return max(starts) + timedelta(seconds=1)


def may_sign(certificate: x509.Certificate) -> bool:
    """Return whether a certificate was issued for signing documents: key usage, and no authority or service."""
    return _may_sign(certificate.dump())


@lru_cache(maxsize=4096)
def _may_sign(der: bytes) -> bool:
    certificate = certs.load(der)
    usage, extended = certificate.key_usage_value, certificate.extended_key_usage_value
    if certificate.ca or usage is None or not SIGNING_USES & set(usage.native):
        return False
    return extended is None or bool(set(extended.native) - SERVICE_USES)

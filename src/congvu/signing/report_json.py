"""The stable JSON form of a report, `congvu-signature-report/1` (README); fields may be added, never removed."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from .types import Check, Report, SignatureReport, Signer
from .wording import CHECK_NAMES, VERDICTS, filled, sentence

FORMAT = "congvu-signature-report/1"
_RESULTS = {"passed": "hợp lệ", "warning": "hợp lệ", "failed": "không hợp lệ", "unknown": "chưa xác định"}
POINTS = {
    "bytes": 1,
    "changes": 1,
    "value": 2,
    "chain": 3,
    "usage": 3,
    "dates": 4,
    "revocation": 5,
    "evidence": 5,
    "timestamp": 6,
    "algorithms": 7,
    "who": 8,
    "agency": 8,
    "both_kinds": 9,
}
"""Which question of domain/documents 7.4 a check answers."""


def to_json(report: Report) -> dict[str, Any]:
    """Return the report as JSON values, sentences in the reader's language."""
    return {
        "format": FORMAT,
        "verdict": report.verdict,
        "verdict_text": str(VERDICTS[report.verdict]),
        "complete": report.complete,
        "sha256": report.sha256,
        "size": report.size,
        "checked_at": report.checked_at.isoformat(),
        "checker": report.checker,
        "trust_list": report.trust_list,
        "checks": [_check(c) for c in report.checks],
        "signatures": [_signature(s) for s in report.signatures],
    }


def from_json(body: dict[str, Any]) -> Report:
    """Read a kept report back."""
    return Report(
        sha256=body["sha256"],
        size=body["size"],
        verdict=body["verdict"],
        complete=body["complete"],
        checked_at=datetime.fromisoformat(body["checked_at"]),
        checker=body["checker"],
        trust_list=body["trust_list"],
        checks=tuple(_read_check(c) for c in body["checks"]),
        signatures=tuple(_read_signature(s) for s in body["signatures"]),
    )


def _check(check: Check) -> dict[str, Any]:
    return {
        "code": check.code,
        "name": _name(get_language(), check.code),
        "state": check.state,
        "result": _result(check),
        "point": POINTS.get(check.code),
        "reason": check.reason,
        "text": sentence(check) if check.data else _plain(get_language(), check.reason),
        "data": dict(check.data),
    }


@lru_cache(maxsize=256)
def _name(_language: str | None, code: str) -> str:
    """Return the name of a check as it is said in a language, looked up once."""
    return str(CHECK_NAMES[code])


@lru_cache(maxsize=1024)
def _plain(_language: str | None, reason: str) -> str:
    """Return a sentence without places as it is said in a language, looked up once."""
    return filled(reason, {})


def _result(check: Check) -> str:
    """Return the answer in the words of 7.4; a missing kind of signature leaves the paper for information only."""
    return _RESULTS["unknown" if check.code == "both_kinds" and check.state == "warning" else check.state]


def _read_check(body: dict[str, Any]) -> Check:
    return Check(body["code"], body["state"], body["reason"], body["data"])


def _signature(row: SignatureReport) -> dict[str, Any]:
    return {
        "index": row.index,
        "field": row.field,
        "verdict": row.verdict,
        "verdict_text": str(VERDICTS[row.verdict]),
        "signer": _signer(row.signer) if row.signer else None,
        "claimed_at": _moment(row.claimed_at),
        "proven_at": _moment(row.proven_at),
        "timestamp_authority": row.timestamp_authority,
        "level": row.level,
        "subfilter": row.subfilter,
        "digest_algorithm": row.digest_algorithm,
        "signature_algorithm": row.signature_algorithm,
        "key": row.key,
        "reason_given": row.reason_given,
        "covers_whole_file": row.covers_whole_file,
        "checks": [_check(c) for c in row.checks],
    }


def _read_signature(body: dict[str, Any]) -> SignatureReport:
    values = {k: v for k, v in body.items() if k != "verdict_text"}
    return SignatureReport(
        **{
            **values,
            "signer": _read_signer(body["signer"]) if body["signer"] else None,
            "claimed_at": _read_moment(body["claimed_at"]),
            "proven_at": _read_moment(body["proven_at"]),
            "checks": tuple(_read_check(c) for c in body["checks"]),
        }
    )


def _signer(who: Signer) -> dict[str, Any]:
    return {
        "kind": who.kind,
        "name": who.name,
        "organisation": who.organisation,
        "title": who.title,
        "email": who.email,
        "subject": who.subject,
        "issuer": who.issuer,
        "serial": who.serial,
        "certificate_sha256": who.certificate_sha256,
        "valid_from": who.valid_from.isoformat(),
        "valid_to": who.valid_to.isoformat(),
        "is_demo": who.is_demo,
    }


def _read_signer(body: dict[str, Any]) -> Signer:
    moments = {k: datetime.fromisoformat(body[k]) for k in ("valid_from", "valid_to")}
    return Signer(**{**body, **moments})


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _read_moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None

"""A report as pages show it: plain values, sentences in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..types import Check, Report, SignatureReport
from ..wording import CHECK_NAMES, KINDS, STATES, VERDICTS, sentence

STATE_CLASSES = {"passed": "good", "failed": "late", "unknown": "soon", "warning": "soon"}
VERDICT_CLASSES = {"valid": "good", "invalid": "late", "unknown": "soon", "none": "none"}


@dataclass(frozen=True)
class ShownCheck:
    """One row of a check."""

    name: str
    state: str
    state_text: str
    css: str
    text: str


@dataclass(frozen=True)
class ShownSignature:
    """One signature with its rows."""

    index: int
    name: str
    kind: str
    organisation: str
    verdict: str
    verdict_text: str
    css: str
    claimed_at: datetime | None
    proven_at: datetime | None
    level: str
    serial: str
    issuer: str
    checks: list[ShownCheck]


@dataclass(frozen=True)
class ShownReport:
    """A whole report."""

    verdict: str
    verdict_text: str
    css: str
    complete: bool
    sha256: str
    checked_at: datetime
    checker: str
    trust_list: str
    checks: list[ShownCheck]
    signatures: list[ShownSignature]


def shown(report: Report) -> ShownReport:
    """Return the report for a page."""
    return ShownReport(
        verdict=report.verdict,
        verdict_text=str(VERDICTS[report.verdict]),
        css=VERDICT_CLASSES[report.verdict],
        complete=report.complete,
        sha256=report.sha256,
        checked_at=report.checked_at,
        checker=report.checker,
        trust_list=report.trust_list,
        checks=[_check(c) for c in report.checks],
        signatures=[_signature(s) for s in report.signatures],
    )


def _check(check: Check) -> ShownCheck:
    return ShownCheck(
        str(CHECK_NAMES[check.code]), check.state, str(STATES[check.state]), STATE_CLASSES[check.state], sentence(check)
    )


def _signature(row: SignatureReport) -> ShownSignature:
    who = row.signer
    return ShownSignature(
        index=row.index,
        name=who.name if who else "",
        kind=str(KINDS[who.kind]) if who else "",
        organisation=who.organisation if who else "",
        verdict=row.verdict,
        verdict_text=str(VERDICTS[row.verdict]),
        css=VERDICT_CLASSES[row.verdict],
        claimed_at=row.claimed_at,
        proven_at=row.proven_at,
        level=row.level,
        serial=who.serial if who else "",
        issuer=who.issuer if who else "",
        checks=[_check(c) for c in row.checks],
    )

"""A report as pages show it: plain values, sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from congvu.ui.api import Check as TableCheck
from congvu.ui.api import SignatureTable, Verdict

from .types import Check, CheckState, Report, SignatureReport
from .wording import CHECK_NAMES, KINDS, STATES, VERDICTS, sentence

Tone = Literal["good", "soon", "late", "none"]
STATE_TONES: dict[CheckState, Tone] = {"passed": "good", "failed": "late", "unknown": "soon", "warning": "soon"}
VERDICT_TONES: dict[str, Tone] = {"valid": "good", "invalid": "late", "unknown": "soon", "none": "none"}


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """One row of a check."""

    name: str
    tone: Tone
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownSignature:
    """One signature with its rows."""

    index: int
    name: str
    kind: str
    organisation: str
    title: str
    tone: Tone
    verdict: str
    claimed_at: datetime | None
    proven_at: datetime | None
    level: str
    serial: str
    issuer: str
    valid_from: datetime | None
    valid_to: datetime | None
    checks: list[ShownCheck]


@dataclass(frozen=True, slots=True)
class ShownReport:
    """A whole report."""

    tone: Tone
    verdict: str
    sentence: str
    sha256: str
    checked_at: datetime
    checker: str
    trust_list: str
    checks: list[ShownCheck]
    signatures: list[ShownSignature]


def shown(report: Report) -> ShownReport:
    """Return the report for a page."""
    return ShownReport(
        tone=VERDICT_TONES[report.verdict],
        verdict=str(VERDICTS[report.verdict]),
        sentence=summary(report),
        sha256=grouped(report.sha256),
        checked_at=report.checked_at,
        checker=report.checker,
        trust_list=report.trust_list,
        checks=[_check(c) for c in report.checks if c.code != "file" or c.state != "passed"],
        signatures=[_signature(s) for s in report.signatures],
    )


def grouped(digits: str) -> str:
    """Return a long hexadecimal number in groups of eight, so that people can compare it and lines can break."""
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))


def signature_table(report: Report, *, report_url: str = "") -> SignatureTable:
    """Return the report as the table of `{% cv_signatures %}`: one row a check, one column a signature."""
    codes = list(dict.fromkeys(check.code for row in report.signatures for check in row.checks))
    return SignatureTable(
        overall=Verdict(VERDICT_TONES[report.verdict], str(VERDICTS[report.verdict])),
        sentence=summary(report),
        signatures=[_column(row) for row in report.signatures],
        checks=[_table_row(code, report.signatures) for code in codes],
        report_url=report_url,
        digest=report.sha256,
    )


def summary(report: Report) -> str:
    """Say the verdict in one sentence: what decides it, or what the paper may be used for."""
    for state in ("failed", "unknown"):
        for row in report.signatures:
            for check in row.checks:
                if check.state == state:
                    return f"{_name(row)}: {sentence(check)}"
    said = [sentence(check) for check in report.checks if check.reason != "readable"]
    if any(row.signer is not None and row.signer.is_demo for row in report.signatures):
        said.append(_("Chứng thư minh họa: không có giá trị pháp lý."))
    return " ".join(said)


def what_changed(before: Report, after: Report) -> str:
    """Say which answers a later check changed, the sentences being those of the later one."""
    said: list[str] = []
    if [c.state for c in before.checks] != [c.state for c in after.checks]:
        said += [sentence(check) for check in after.checks]
    earlier = {row.index: {check.code: check.state for check in row.checks} for row in before.signatures}
    for row in after.signatures:
        for check in row.checks:
            if earlier.get(row.index, {}).get(check.code) != check.state:
                said.append(f"{_name(row)}: {sentence(check)}")
    return " ".join(dict.fromkeys(said))


def _name(row: SignatureReport) -> str:
    return row.signer.name if row.signer else _("Chữ ký %(number)s") % {"number": row.index}


def _column(row: SignatureReport) -> str:
    kind = str(KINDS[row.signer.kind]) if row.signer else ""
    return f"{_name(row)} ({kind.lower()})" if kind else _name(row)


def _table_row(code: str, rows: Sequence[SignatureReport]) -> TableCheck:
    found = [next((check for check in row.checks if check.code == code), None) for row in rows]
    details = dict.fromkeys(sentence(check) for check in found if check is not None and check.state != "passed")
    verdicts = [
        Verdict(STATE_TONES[check.state], str(STATES[check.state])) if check else Verdict("none", _("Không áp dụng"))
        for check in found
    ]
    return TableCheck(label=str(CHECK_NAMES[code]), verdicts=verdicts, detail=" ".join(details))


def _check(check: Check) -> ShownCheck:
    return ShownCheck(str(CHECK_NAMES[check.code]), STATE_TONES[check.state], str(STATES[check.state]), sentence(check))


def _signature(row: SignatureReport) -> ShownSignature:
    who = row.signer
    return ShownSignature(
        index=row.index,
        name=_name(row),
        kind=str(KINDS[who.kind]) if who else "",
        organisation=who.organisation if who else "",
        title=who.title if who else "",
        tone=VERDICT_TONES[row.verdict],
        verdict=str(VERDICTS[row.verdict]),
        claimed_at=row.claimed_at,
        proven_at=row.proven_at,
        level=row.level,
        serial=grouped(who.serial) if who else "",
        issuer=who.issuer if who else "",
        valid_from=who.valid_from if who else None,
        valid_to=who.valid_to if who else None,
        checks=[_check(c) for c in row.checks],
    )

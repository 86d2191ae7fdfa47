"""The verdict on a document's signatures, as a panel shows it."""

from __future__ import annotations

from congvu.signing import api as signing
from congvu.ui.api import Check, SignatureTable, Verdict

from ..extraction import PDF
from ..models import Document
from ..types import FileRole

TONES = {"valid": "good", "invalid": "late", "unknown": "soon", "none": "none"}
STATES = {"passed": "good", "failed": "late", "unknown": "soon", "warning": "soon"}


def signatures(document: Document) -> SignatureTable | None:
    """Return the newest kept verdict on the main file, or None where there is nothing to check or it is not done."""
    main = document.files.filter(role=FileRole.MAIN, media_type=PDF, removed_at=None).first()
    report = signing.report_of(main.file_id) if main is not None else None
    return _table(report) if report is not None else None


def _table(report: signing.Report) -> SignatureTable:
    words = signing.words
    rows: dict[str, list[signing.Check | None]] = {}
    for place, signature in enumerate(report.signatures):
        for check in signature.checks:
            rows.setdefault(check.code, [None] * len(report.signatures))[place] = check
    checks = [
        Check(
            label=str(words.CHECK_NAMES[code]),
            verdicts=[_verdict(check) for check in found],
            detail=" ".join(
                dict.fromkeys(words.sentence(check) for check in found if check and check.state != "passed")
            ),
        )
        for code, found in rows.items()
    ]
    return SignatureTable(
        overall=Verdict(TONES[report.verdict], str(words.VERDICTS[report.verdict])),  # type: ignore[arg-type]
        sentence=" ".join(words.sentence(check) for check in report.checks),
        signatures=[s.signer.name if s.signer else s.field for s in report.signatures],
        checks=checks,
        digest=f"{report.sha256[:4]} {report.sha256[4:8]} … {report.sha256[-4:]}",
    )


def _verdict(check: signing.Check | None) -> Verdict:
    if check is None:
        return Verdict("none", "–")
    return Verdict(STATES[check.state], str(signing.words.STATES[check.state]))  # type: ignore[arg-type]

"""The check of a whole file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pyhanko.pdf_utils.reader import PdfFileReader

from ..paper.document import BROKEN_PDF
from ..types import Check, Report, SignatureReport
from . import evidence, integrity, people, rules, signature, timestamp
from .reader import Found, open_pdf, signatures
from .trust import TrustStore

CHECKER = "congvu.signing 1"


def check_file(data: bytes, trust: TrustStore, *, at: datetime, expected_agency: str = "") -> Report:
    """Return the report on a file as of a moment. Never raises because of what the file holds.

    `expected_agency` is the agency that issued the paper, or from which it came; its name must stand in the
    agency's certificate.
    """
    reader = open_pdf(data)
    found = signatures(reader) if isinstance(reader, PdfFileReader) else reader
    if isinstance(found, Check):
        return _report(data, trust, at, (found,), ())
    known = evidence.with_embedded(trust, reader) if isinstance(reader, PdfFileReader) else trust
    stamps = [_file_stamp(one, known) for one in found]
    rows = [
        signature.check(number + 1, one, known, at, later=next((s for s in stamps[number + 1 :] if s), None))
        for number, one in enumerate(found)
    ]
    compared = tuple(_with_agency(row, rows, expected_agency) for row in rows)
    checks = (Check("file", "passed", "readable"), *(_both_kinds(compared) if compared else ()))
    return _report(data, trust, at, checks, compared)


def _report(
    data: bytes, trust: TrustStore, at: datetime, checks: tuple[Check, ...], rows: tuple[SignatureReport, ...]
) -> Report:
    verdict = rules.overall(checks[0], [row.verdict for row in rows])
    if not rows and checks[0].state == "passed":
        checks = (*checks, Check("both_kinds", "warning", "no_signatures"))
    sound = {row.signer.kind for row in rows if row.signer and row.verdict == "valid"}
    return Report(
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        verdict=verdict,
        complete=verdict == "valid" and {"person", "agency"} <= sound,
        checked_at=at,
        checker=CHECKER,
        trust_list=trust.version,
        checks=checks,
        signatures=rows,
    )


def _file_stamp(found: Found, trust: TrustStore) -> timestamp.Stamp | None:
    """Return the sound time stamp that a field holds over the file, else None."""
    if found.embedded is None or found.subfilter != signature.FILE_STAMP:
        return None
    if integrity.covered(found.embedded).state != "passed":
        return None
    try:
        stamp = timestamp.file_stamp(found.embedded.signed_data, found.embedded.compute_digest(), trust)
    except BROKEN_PDF:
        return None
    return stamp if stamp.proven_at else None


def _both_kinds(rows: Sequence[SignatureReport]) -> tuple[Check, ...]:
    kinds = {row.signer.kind for row in rows if row.signer}
    if {"person", "agency"} <= kinds:
        return (Check("both_kinds", "passed", "both"),)
    reason = "person_only" if "person" in kinds else "agency_only" if "agency" in kinds else "neither"
    return (Check("both_kinds", "warning", reason),)


def _with_agency(row: SignatureReport, rows: Sequence[SignatureReport], expected: str) -> SignatureReport:
    """Add the comparison of the certificate's organisation with the issuing agency."""
    if row.signer is None or row.signer.kind == "authority":
        return row
    agencies = [other.signer.name for other in rows if other.signer and other.signer.kind == "agency"]
    check = _agency(row, agencies, expected)
    checks = (*row.checks, check)
    return replace(row, checks=checks, verdict=rules.verdict(checks))


def _agency(row: SignatureReport, agencies: list[str], expected: str) -> Check:
    who = row.signer
    if who is None:
        return Check("agency", "unknown", "not_checked")
    named = who.name if who.kind == "agency" else who.organisation
    if expected:
        data = {"organisation": named or "?", "expected": expected}
        if _same(named, expected):
            return Check("agency", "passed", "agency_expected", data)
        return Check("agency", "failed" if who.kind == "agency" else "warning", "agency_other", data)
    if who.kind != "agency" and agencies:
        data = {"organisation": named or "?", "expected": agencies[0]}
        if any(_same(named, name) for name in agencies):
            return Check("agency", "passed", "agency_matches", data)
        return Check("agency", "warning", "agency_differs", data)
    return Check("agency", "warning", "agency_not_compared", {"organisation": named or "?"})


def _same(left: str, right: str) -> bool:
    """Compare names; certificates cut them to 64 letters (X.520)."""
    a, b = people.fold(left), people.fold(right[:64] if len(left) == 64 else right)
    return bool(a) and a == b

"""The check of a whole file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pyhanko.pdf_utils.reader import PdfFileReader

from ..types import Check, Report, SignatureReport
from . import evidence, p7s, people, rules, signature, xml, xml_open
from .content import MAX_SIZE, Content, of_bytes
from .reader import Found, open_stream, signatures, too_large
from .timestamp import Stamp, Times
from .trust import TrustStore

CHECKER = "congvu.signing 2"


def check_file(
    file: bytes | Content,
    trust: TrustStore,
    *,
    at: datetime,
    expected_agency: str = "",
    content: bytes | None = None,
    seen_at: datetime | None = None,
) -> Report:
    """Return the report on a PDF, an XML or a container (.p7s) as of a moment.

    Never raises because of what the file holds. `expected_agency` is the agency that issued the paper, or from which
    it came; its name must stand in the agency's certificate. `content` is the file beside a detached container.
    `seen_at` is since when this installation knows these very bytes. A large PDF is read where it lies.
    """
    times = Times(at, seen_at if seen_at is not None and seen_at <= at else None)
    what = of_bytes(file) if isinstance(file, bytes) else file
    first, rows = _read(what, trust, times, content)
    compared = tuple(_with_agency(row, rows, expected_agency) for row in rows)
    checks = (first, *(_both_kinds(compared) if compared else ()))
    return _report(what, trust, at, checks, compared)


def _read(
    what: Content, trust: TrustStore, times: Times, content: bytes | None
) -> tuple[Check, Sequence[SignatureReport]]:
    if what.size > what.most:
        return too_large(what.most), ()
    what.stream.seek(0)
    if b"%PDF-" not in what.stream.read(1024):
        if what.size > MAX_SIZE:
            return too_large(MAX_SIZE), ()
        data = what.whole()
        if p7s.is_container(data):
            return p7s.check(data, trust, times, content)
        if xml_open.is_xml(data):
            return xml.check(data, trust, times, content)
    reader = open_stream(what.stream)
    found = signatures(reader) if isinstance(reader, PdfFileReader) else reader
    if isinstance(found, Check):
        return found, ()
    known = trust
    if isinstance(reader, PdfFileReader) and (carried := evidence.of_pdf(reader)):
        known = replace(trust, carried=carried)
    return Check("file", "passed", "readable"), _pdf_rows(found, known, times)


def _pdf_rows(found: Sequence[Found], trust: TrustStore, times: Times) -> list[SignatureReport]:
    """Return the reports in the order of signing; each later time stamp over the file vouches for what is before it."""
    rows: list[SignatureReport] = []
    later: Stamp | None = None
    for number, one in reversed(list(enumerate(found, start=1))):
        within = times.known(later.proven_at if later else None)
        opened = signature.stamped(signature.opened(one, trust), within)
        rows.append(signature.check(number, opened, times, later=later))
        if opened.stamp is not None and opened.stamp.proven_at is not None:
            later = opened.stamp
    return rows[::-1]


def _report(
    what: Content, trust: TrustStore, at: datetime, checks: tuple[Check, ...], rows: tuple[SignatureReport, ...]
) -> Report:
    verdict = rules.overall(checks[0], [row.verdict for row in rows])
    if not rows and checks[0].state == "passed":
        checks = (*checks, Check("both_kinds", "warning", "no_signatures"))
    sound = {row.signer.kind for row in rows if row.signer and row.verdict == "valid"}
    return Report(
        sha256=what.sha256,
        size=what.size,
        verdict=verdict,
        complete=verdict == "valid" and {"person", "agency"} <= sound,
        checked_at=at,
        checker=CHECKER,
        trust_list=trust.version,
        checks=checks,
        signatures=rows,
    )


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

"""Check the signatures of a file and keep the report."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from congvu.kernel.api import files

from ..checking.document import check_file
from ..models import VerificationReport
from ..report_json import from_json, to_json
from ..trust_rows import trust_store
from ..types import Report


@transaction.atomic
def verify(file: bytes | int, at: datetime, *, expected_agency: str = "") -> Report:
    """Check a file (its content, or the id of a stored one) as of a moment, and keep the report under its SHA-256.

    `expected_agency` names the agency that the paper comes from. Never raises because of what the file holds;
    raises NotFound for an unknown id.
    """
    report = check_bytes(_content(file), at, expected_agency=expected_agency)
    VerificationReport.objects.create(
        file_sha256=report.sha256,
        checked_at=report.checked_at,
        checker=report.checker,
        trust_list=report.trust_list,
        verdict=report.verdict,
        body=to_json(report),
    )
    return report


def check_bytes(data: bytes, at: datetime, *, expected_agency: str = "") -> Report:
    """Check a file without keeping anything: for files that strangers bring."""
    return check_file(data, trust_store(), at=at, expected_agency=expected_agency)


def report_of(file_id: int) -> Report | None:
    """Return the newest kept report on a stored file. The caller has checked that the file may be seen."""
    return report_of_sha256(files.ref(file_id).sha256)


def report_of_sha256(sha256: str) -> Report | None:
    """Return the newest kept report on a content."""
    body = (
        VerificationReport.objects.filter(file_sha256=sha256)
        .order_by("-checked_at", "-pk")
        .values_list("body", flat=True)
        .first()
    )
    return from_json(body) if body is not None else None


def _content(file: bytes | int) -> bytes:
    return file if isinstance(file, bytes) else files.read_bytes(file)

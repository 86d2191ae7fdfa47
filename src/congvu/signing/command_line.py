"""What the commands do; separate so that `congvu --help` loads no Django."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError
from django.utils import timezone

from .actions.verify import check_bytes
from .checking.content import MAX_SIZE
from .checking.document import check_file
from .checking.trust import NO_TRUST
from .report_json import to_json
from .shown import summary
from .types import Report
from .wording import CHECK_NAMES, RESULTS, VERDICTS, sentence

VALID, NOT_VALID, UNREADABLE = 0, 1, 2


def verify_file(path: str, *, agency: str = "", content: str = "", as_json: bool = False) -> int:
    """Print the report on a file and return the exit status: 0 valid, 1 anything else, 2 the file cannot be read.

    `content` is the file beside a detached signature. Nothing is kept. Without a database nobody is trusted, which
    the report says.
    """
    data = _read(path)
    beside = _read(content) if content else None
    if data is None or (content and beside is None):
        return UNREADABLE
    report = _checked(data, beside, agency, timezone.now())
    if as_json:
        sys.stdout.write(json.dumps(to_json(report), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(report)) + "\n")
    if report.verdict == "valid":
        return VALID
    return UNREADABLE if report.checks[0].state != "passed" else NOT_VALID


def _read(path: str) -> bytes | None:
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_SIZE + 1)
    except OSError as error:
        sys.stderr.write(f"Không đọc được tệp {path}: {error.strerror}.\n")
        return None


def _checked(data: bytes, content: bytes | None, agency: str, at: datetime) -> Report:
    try:
        return check_bytes(data, at, expected_agency=agency, content=content)
    except DatabaseError as error:
        sys.stderr.write(f"Không hỏi được cơ sở dữ liệu nên không có gốc tin cậy nào: {error}".rstrip() + "\n")
        return check_file(data, NO_TRUST, at=at, expected_agency=agency, content=content)


def _lines(report: Report) -> list[str]:
    """Return the report as people read it in a terminal."""
    lines = [f"{VERDICTS[report.verdict]}. {summary(report)}", f"SHA-256 {report.sha256}"]
    for row in report.signatures:
        name = row.signer.name if row.signer else "?"
        lines += ["", f"{row.index}. {name}: {str(VERDICTS[row.verdict]).lower()}"]
        lines += [f"   {CHECK_NAMES[c.code]}: {RESULTS[c.state]}. {sentence(c)}" for c in row.checks]
    return lines

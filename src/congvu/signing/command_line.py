"""What the commands do; separate so that `congvu --help` loads no Django."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from django.db import DatabaseError
from django.utils import timezone

from .checking.document import check_file
from .checking.reader import MAX_SIZE
from .checking.trust import NO_TRUST, TrustStore
from .report_json import to_json
from .trust_rows import trust_store

EXIT = {"valid": 0, "invalid": 1, "unknown": 2, "none": 3}
UNREADABLE = 4


def verify_file(path: str, *, agency: str = "") -> int:
    """Print the report on a file as JSON and return the exit status: 0 valid, 1 invalid, 2 unknown, 3 no signature.

    4 means that the file cannot be read. Nothing is kept. Without a database nobody is trusted, which the report says.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_SIZE + 1)
    except OSError as error:
        sys.stderr.write(f"Không đọc được tệp {path}: {error.strerror}.\n")
        return UNREADABLE
    report = check_file(data, _trust(), at=timezone.now(), expected_agency=agency)
    sys.stdout.write(json.dumps(to_json(report), ensure_ascii=False, indent=2) + "\n")
    return EXIT[report.verdict]


def _trust() -> TrustStore:
    try:
        return trust_store()
    except DatabaseError as error:
        sys.stderr.write(f"Không hỏi được cơ sở dữ liệu nên không có gốc tin cậy nào: {error}".rstrip() + "\n")
        return NO_TRUST

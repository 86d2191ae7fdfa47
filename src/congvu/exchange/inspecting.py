"""What `congvu exchange inspect` does: no database, no network, hostile files welcome."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import django
from django.conf import settings

from .edxml import shown
from .edxml.errors import EdxmlRefused, FileUnreadable
from .edxml.reader import Reading, read
from .edxml.types import Attachment, Edoc
from .edxml.verdict import Verdict, verify

READ, REFUSED = 0, 1
_CHUNK = 1 << 20
_LARGEST_PDF = 64 << 20


@dataclass
class _Inspected:
    """One file and what came of it; its attachments lie in a folder that lives as long as this."""

    path: str
    size: int = 0
    sha256: str = ""
    outcome: Reading | EdxmlRefused | None = None
    verdicts: tuple[Verdict, ...] = ()
    pdfs: list[Attachment] = field(default_factory=list)


def inspect_files(paths: Sequence[str], *, look_into_pdfs: bool) -> int:
    """Print one JSON object for one file, a list for several; return 1 when one of them must be refused."""
    answers = []
    if len(paths) > 1:
        _prepare(full=look_into_pdfs)
    for path in paths:
        with _inspected(path) as one:
            answers.append(_answer(one, look_into_pdfs=look_into_pdfs))
    sys.stdout.write(json.dumps(answers[0] if len(paths) == 1 else answers, ensure_ascii=False, indent=2) + "\n")
    return READ if all(one["accepted"] for one in answers) else REFUSED


@contextmanager
def _inspected(path: str) -> Iterator[_Inspected]:
    one = _Inspected(path)
    with tempfile.TemporaryDirectory(prefix="congvu-edxml-") as folder:
        try:
            with Path(path).open("rb") as file:
                _read(one, file, Path(folder))
        except EdxmlRefused as refusal:
            one.outcome = refusal
        except OSError as error:
            one.outcome = FileUnreadable(one.path, reason=error.strerror or "")
        yield one


def _read(one: _Inspected, file: BinaryIO, folder: Path) -> None:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        one.size += len(chunk)
    one.sha256 = digest.hexdigest()
    found = read(file, folder)
    one.outcome = found
    one.verdicts = verify(file) if found.signature_count else ()
    if isinstance(found.message, Edoc):
        one.pdfs = [each for each in found.message.attachments if _is_signed_pdf(each)]


def _is_signed_pdf(attachment: Attachment) -> bool:
    """Return whether a file is a PDF with a signature in it: only then the checker of signatures is loaded."""
    if attachment.size > _LARGEST_PDF:
        return False
    with attachment.open() as file:
        data = file.read(1024)
        if b"%PDF-" not in data:
            return False
        while chunk := file.read(_CHUNK):
            data = data[-16:] + chunk
            if b"/ByteRange" in data:
                return True
    return b"/ByteRange" in data


def _answer(one: _Inspected, *, look_into_pdfs: bool) -> dict[str, Any]:
    _prepare(full=look_into_pdfs and bool(one.pdfs))
    about = {"file": os.fsencode(one.path).decode("utf-8", "replace"), "size": one.size, "sha256": one.sha256}
    if not isinstance(one.outcome, Reading):
        return about | (shown.refusal(one.outcome) if one.outcome else {})
    answer = about | shown.reading(one.outcome, one.verdicts)
    if look_into_pdfs:
        for each in one.pdfs:
            _add_report(answer, each)
    return answer


def _add_report(answer: dict[str, Any], attachment: Attachment) -> None:
    from congvu.signing import api as signing  # loads models: only when there is a signed PDF

    with attachment.open() as file:
        report = signing.check_without_trust(file.read(), datetime.now(UTC))
    for row in answer["attachments"]:
        if row["content_id"] == attachment.content_id:
            row["signature_report"] = signing.to_json(report)


def _prepare(*, full: bool) -> None:
    """Make sentences printable; with signed PDFs load all of Django, which takes seconds and must come first."""
    if full and not django.apps.apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
        django.setup()
    elif not django.apps.apps.ready and not settings.configured:
        settings.configure(USE_I18N=False)

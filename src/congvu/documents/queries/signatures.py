"""The verdict on a document's signatures, as a panel shows it."""

from __future__ import annotations

from collections.abc import Sequence

from congvu.signing import api as signing
from congvu.ui.api import SignatureTable

from ..extraction import PDF
from ..models import DocumentFile
from ..types import FileRole


def signatures(files: Sequence[DocumentFile]) -> SignatureTable | None:
    """Return the newest kept verdict on the main one of a document's files.

    None where there is nothing to check or it is not done.
    """
    main = next((f for f in files if f.role == FileRole.MAIN and f.media_type == PDF), None)
    report = signing.report_of_sha256(main.sha256) if main else None
    return signing.signature_table(report) if report is not None else None

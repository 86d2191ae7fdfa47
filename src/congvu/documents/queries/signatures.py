"""The verdict on a document's signatures, as a panel shows it."""

from __future__ import annotations

from congvu.signing import api as signing
from congvu.ui.api import SignatureTable

from ..extraction import PDF
from ..models import Document
from ..types import FileRole


def signatures(document: Document) -> SignatureTable | None:
    """Return the newest kept verdict on the main file, or None where there is nothing to check or it is not done."""
    main = document.files.filter(role=FileRole.MAIN, media_type=PDF, removed_at=None).first()
    report = signing.report_of(main.file_id) if main is not None else None
    return signing.signature_table(report) if report is not None else None

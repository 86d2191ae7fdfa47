"""The verdict on a document's signatures, as a panel shows it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from congvu.kernel.api import statements
from congvu.signing import api as signing
from congvu.ui.api import SignatureTable

from ..extraction import PDF
from ..models import Document, DocumentFile
from ..types import FileRole


def signatures(document: Document) -> SignatureTable | None:
    """Return the newest kept verdict on the main file, or None where there is nothing to check or it is not done."""
    main = statements.kept(_main, document=document.pk)
    report = signing.report_of(main[0][0]) if main else None
    return signing.signature_table(report) if report is not None else None


def _main(*, document: int) -> QuerySet[DocumentFile, Any]:
    rows = DocumentFile.objects.filter(document_id=document, role=FileRole.MAIN, media_type=PDF, removed_at=None)
    return rows.order_by("pk").values_list("file_id")[:1]

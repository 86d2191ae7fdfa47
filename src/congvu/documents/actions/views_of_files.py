"""Work on stored files after the act: text of large ones, PDF views. Each may run twice."""

from __future__ import annotations

import io
import os
from datetime import datetime

from django.db import transaction

from congvu.kernel.api import audit, files
from congvu.signing import api as signing

from ..extraction import Unreadable, libreoffice, make_pdf, page_count
from ..models import Document, DocumentFile, FileText
from ..types import FileRole, TextState, ViewState
from . import attach, trays


def read_text(*, file_id: int) -> None:
    """Read a file's text outside any transaction, then write it and fill search anew."""
    row = DocumentFile.objects.get(pk=file_id)
    if row.text_state != TextState.WAITING:
        return
    found, state = attach.read_now(files.ref(row.file_id))
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=row.document_id)
        if found is not None and found.text:
            FileText.objects.update_or_create(file=row, defaults={"body": found.text})
        DocumentFile.objects.filter(pk=file_id).update(text_state=state)
        if found is not None and found.pages:
            DocumentFile.objects.filter(pk=file_id).update(pages=found.pages)
        attach.count_pages(document)
        trays.refresh_search(document)


def make_view(*, file_id: int, now: datetime) -> str:
    """Make the PDF view of a file with LibreOffice; return the state it ends in."""
    row = DocumentFile.objects.get(pk=file_id)
    if row.view_state not in {ViewState.WAITING, ViewState.MISSING, ViewState.FAILED}:
        return row.view_state
    if libreoffice() is None:
        return _end(row, ViewState.MISSING)
    stem, ending = os.path.splitext(row.name)
    try:
        with files.open(row.file_id) as source:
            pdf = make_pdf(source, ending=ending.lower())
    except Unreadable:
        return _end(row, ViewState.FAILED)
    ref = files.store(io.BytesIO(pdf), name=f"{stem}.pdf")
    pages = page_count(pdf)
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=row.document_id)
        DocumentFile.objects.get_or_create(
            source=row,
            role=FileRole.PDF_VIEW,
            removed_at=None,
            defaults={
                "document_id": row.document_id,
                "file_id": ref.id,
                "name": ref.name,
                "media_type": ref.media_type,
                "size": ref.size,
                "sha256": ref.sha256,
                "position": row.position,
                "pages": pages,
                "text_state": TextState.NONE,
                "added_at": now,
            },
        )
        DocumentFile.objects.filter(pk=row.pk, pages=None).update(pages=pages)
        attach.count_pages(document)
        return _end(row, ViewState.DONE)


def check_signatures(*, file_id: int, now: datetime) -> None:
    """Check the signatures of a PDF that arrived or was issued; each run keeps a report (DESIGN 4.5)."""
    row = DocumentFile.objects.select_related("document").get(pk=file_id)
    watch = signing.Watch(row.document.agency_id, str(row.document), trays.url_of(row.document))
    report = signing.verify(row.file_id, now, expected_agency=row.document.issuing_agency_name, watch=watch)
    with transaction.atomic():
        audit.record(
            None,
            "documents.signatures_checked",
            row.document,
            at=now,
            agency_id=row.document.agency_id,
            verdict=str(signing.words.VERDICTS[report.verdict]),
            file=row.name,
        )


def _end(row: DocumentFile, state: str) -> str:
    DocumentFile.objects.filter(pk=row.pk).update(view_state=state)
    return state

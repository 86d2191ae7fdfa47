"""What keepers of case files do to documents: filed, opened to the people of a file, content destroyed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from congvu.kernel.api import Actor, audit

from .. import rules
from ..models import Document, DocumentFile, FileText
from ..queries.filing import FiledFile, files_of
from . import trays
from .give import open_to


@transaction.atomic
def mark_filed(*, actor: Actor, ids: Iterable[int], file_code: str, now: datetime) -> int:
    """Let finished incoming documents say that they stand in a closed case file; return how many changed.

    Documents still being handled keep their state. The caller has checked the right to close the file.
    """
    changed = 0
    for document in Document.objects.filter(pk__in=list(ids)).select_for_update().order_by("pk"):
        state = rules.after(document.state, rules.Act.FILE)
        if state is None:
            continue
        document.state = state
        document.save(update_fields=["state"])
        trays.refresh_facets(document.pk)
        audit.record(actor, "documents.filed", document, at=now, file=file_code)
        changed += 1
    return changed


@transaction.atomic
def open_documents(*, actor: Actor, ids: Iterable[int], grants: Iterable[str], file_code: str, now: datetime) -> None:
    """Open documents to the people of a case file, after the competent person confirmed it (Phụ lục VI, F3)."""
    wanted = list(grants)
    for document in Document.objects.filter(pk__in=list(ids)).order_by("pk"):
        open_to(document, wanted, now=now)
        audit.record(actor, "documents.opened_with_file", document, at=now, file=file_code, grants=len(wanted))
        trays.refresh_search(document)


@transaction.atomic
def let_go_of_files(*, actor: Actor, ids: Iterable[int], reason: str, now: datetime) -> list[FiledFile]:
    """Take the files away from documents whose content is to be destroyed; the register lines stay.

    Returns what was taken away, as proof; the bytes go by `kernel.files.destroy`. The caller has the decision on
    disposal. Text taken out of the files goes too, so that search no longer finds by it.
    """
    pks = sorted(set(ids))
    list(Document.objects.filter(pk__in=pks).select_for_update().order_by("pk"))
    gone = [file for files in files_of(pks).values() for file in files]
    FileText.objects.filter(file__document_id__in=pks).delete()
    DocumentFile.objects.filter(document_id__in=pks, removed_at=None).update(removed_at=now)
    for document in Document.objects.filter(pk__in=pks).order_by("pk"):
        audit.record(actor, "documents.content_destroyed", document, at=now, reason=reason)
        trays.refresh_search(document)
    return gone

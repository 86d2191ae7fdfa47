"""The files of a document as its page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, statements
from congvu.kernel.errors import NotFound
from congvu.ui.api import Paper, PaperPage, file_size

from .. import policy
from ..extraction import PDF
from ..models import Document, DocumentFile
from ..papers.marks import Mark
from ..pictures import A4_PIXELS, can_draw
from ..types import FileRole, ViewState
from .paper_marks import mark_of

MOST_PAGES = 40
MARKED = frozenset({FileRole.MAIN, FileRole.PDF_VIEW})  # trang của chính văn bản: mang dấu thu hồi, thay thế


def kept_files(document: Document) -> list[DocumentFile]:
    """Return the files of a document that were not removed, in their order."""
    return statements.kept_objects(_kept, document=document.pk)


def paper(document: Document) -> Paper | None:
    """Return the main paper with its pages and attachments, or None when there is no file."""
    rows, mark = statements.together(lambda: kept_files(document), lambda: mark_of(document))
    return paper_with(document, rows, mark)


def paper_with(document: Document, rows: Sequence[DocumentFile], mark: Mark | None) -> Paper | None:
    """Return the main paper among a document's files, under its mark."""
    main = next((f for f in rows if f.role == FileRole.MAIN), None)
    if main is None:
        return None
    view = next((f for f in rows if f.role == FileRole.PDF_VIEW and f.source_id == main.pk), None)
    shown = main if main.media_type == PDF else view
    others = [f for f in rows if f.role in {FileRole.ATTACHMENT, FileRole.ORIGINAL}]
    return Paper(
        name=main.name,
        note=mark.words if mark else _note(main, view),
        download_url=_url("file", document, main),
        pages=_pages(document, shown, mark) if shown is not None else (),
        pdf_url=_pdf_url(document, shown, mark) if shown is not None else "",
        attachments=[(f.name, _url("file", document, f)) for f in others],
        missing="" if shown is not None else why_missing(main),
    )


def shown_pdf(document: Document) -> DocumentFile | None:
    """Return the PDF that shows a document: its main file, or the view made of it."""
    rows = document.files.filter(removed_at=None, role__in=[FileRole.MAIN, FileRole.PDF_VIEW], media_type=PDF)
    return rows.order_by("role", "pk").first()


def why_missing(main: DocumentFile) -> str:
    """Return why the page has no picture of a file, plainly."""
    if main.view_state == ViewState.WAITING:
        return _("Bản xem PDF đang được tạo; mở lại trang sau ít giây. Tệp gốc tải được ngay.")
    if main.view_state == ViewState.MISSING:
        return _("Máy chủ này chưa cài LibreOffice nên không có bản xem. Tải tệp gốc để đọc; tìm kiếm vẫn dùng được.")
    if main.view_state == ViewState.FAILED:
        return _("LibreOffice không tạo được bản xem của tệp này. Tải tệp gốc để đọc.")
    return _("Loại tệp này không có bản xem trên trang. Tải tệp gốc để đọc.")


def file_of(*, actor: Actor, uid: UUID, file_uid: UUID) -> DocumentFile:
    """Return a file of a document that the actor sees. Raises NotFound."""
    seen = policy.visible_documents(actor).filter(uid=uid)
    rows = DocumentFile.objects.filter(uid=file_uid, document__in=seen, removed_at=None)
    found = rows.select_related("document").first()
    if found is None:
        raise NotFound
    return found


def _kept(*, document: int) -> QuerySet[DocumentFile]:
    return DocumentFile.objects.filter(document_id=document, removed_at=None).order_by("position", "pk")


def _note(main: DocumentFile, view: DocumentFile | None) -> str:
    size = file_size(main.size)
    if main.media_type == PDF:
        return _("bản gốc điện tử, %(size)s") % {"size": size}
    return _("tệp gốc, %(size)s; trang dưới là bản xem") % {"size": size} if view else size


def _pdf_url(document: Document, file: DocumentFile, mark: Mark | None) -> str:
    """Where the paper is read and printed whole: with its mark while it has one, the file itself is downloaded."""
    return _url("marked_print", document, file) if mark else f"{_url('file', document, file)}?xem=1"


def _pages(document: Document, file: DocumentFile, mark: Mark | None) -> list[PaperPage]:
    if not can_draw() or not file.pages:
        return []
    width, height = A4_PIXELS
    query = f"?dau={mark.key}" if mark else ""
    return [
        PaperPage(reverse("documents:page", args=[document.uid, file.uid, n]) + query, width, height)
        for n in range(1, min(file.pages, MOST_PAGES) + 1)
    ]


def _url(name: str, document: Document, file: DocumentFile) -> str:
    return reverse(f"documents:{name}", args=[document.uid, file.uid])


def paper_of(*, actor: Actor, document_id: int) -> Paper | None:
    """Return the paper of a document that the actor sees, for pages of other apps beside it; None without a file."""
    found = policy.visible_documents(actor).filter(pk=document_id).first()
    return paper(found) if found is not None and not found.is_secret else None

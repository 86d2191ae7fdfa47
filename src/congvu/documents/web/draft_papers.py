"""The papers of drafts as pictures and files: pages, signed PDF, Word files."""

from __future__ import annotations

import struct
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congvu.kernel.api import files
from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import OfficeRequest, PaperPage, office
from congvu.ui.api import Paper as ShownPaper

from ..actions.readings import note_reading
from ..drafting import page
from ..models import Draft, DraftVersion
from ..papers import word
from ..pictures import A4_PIXELS, NotDrawn, can_draw
from ..pictures import page_picture as page_picture_of

PICTURE_WIDTH = 794


@office
@require_safe
def page_picture(request: OfficeRequest, uid: UUID, version: int, number: int) -> HttpResponse:
    """Answer one page of a version as a picture: of the paper itself, then of the annexes inside it."""
    row = page.draft_row(actor=request.actor, uid=uid)
    found = page.version_row(row, version)
    shown = page.pictures(page.paper(draft=row, version=found, today=timezone.localdate()))
    content = shown[number - 1] if 1 <= number <= len(shown) else _annex_page(found, number - len(shown))
    response = HttpResponse(content, content_type="image/png")
    response["Cache-Control"] = "private, max-age=60"
    return response


def _annex_page(version: DraftVersion, number: int) -> bytes:
    pages = page.inside_pages(version)
    if not 1 <= number <= len(pages):
        raise NotFound
    file_id, sha256, of_file = pages[number - 1]
    try:
        return page_picture_of(file_id=file_id, sha256=sha256, page=of_file).read_bytes()
    except NotDrawn as error:
        raise NotFound from error


@office
@require_safe
def whole(request: OfficeRequest, uid: UUID, version: int) -> HttpResponse:
    """Answer a version as one PDF, as it will be signed, for a browser's own view."""
    row = page.draft_row(actor=request.actor, uid=uid)
    content = page.whole_pdf(draft=row, version=page.version_row(row, version), today=timezone.localdate())
    response = HttpResponse(content, content_type="application/pdf")
    response["Cache-Control"] = "private, max-age=60"
    return response


@office
@require_safe
def signed_file(request: OfficeRequest, uid: UUID) -> HttpResponseBase:
    """Answer the signed PDF."""
    row = page.draft_row(actor=request.actor, uid=uid)
    if row.signed_file_id is None:
        raise NotFound
    note_reading(request.actor, row, what="signed", now=timezone.now())
    return files.serve(request, row.signed_file_id, inline="xem" in request.GET)


@office
@require_safe
def signed_page(request: OfficeRequest, uid: UUID, number: int) -> HttpResponseBase:
    """Answer one page of the signed PDF as a picture, with the marks of its signatures."""
    row = page.draft_row(actor=request.actor, uid=uid)
    if row.signed_file_id is None or not 0 < number <= (row.signed_pages or 0):
        raise NotFound
    try:
        place = page_picture_of(file_id=row.signed_file_id, sha256=files.ref(row.signed_file_id).sha256, page=number)
    except NotDrawn as error:
        raise NotFound from error
    response = FileResponse(place.open("rb"), content_type="image/png")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@office
@require_safe
def word_file(request: OfficeRequest, uid: UUID, version: int) -> HttpResponseBase:
    """Answer the Word file of a version."""
    row = page.draft_row(actor=request.actor, uid=uid)
    found = page.version_row(row, version)
    if found.word_file_id is None:
        raise NotFound
    note_reading(request.actor, row, what=f"version:{version}", label=found.word_name, now=timezone.now())
    return files.serve(request, found.word_file_id, found.word_name)


@office
@require_safe
def word_view(request: OfficeRequest, uid: UUID, version: int) -> HttpResponse:
    """Answer the Word file of a version as PDF, made by LibreOffice, with the annexes inside it."""
    row = page.draft_row(actor=request.actor, uid=uid)
    found = page.version_row(row, version)
    if found.word_file_id is None:
        raise NotFound
    content = page.whole_pdf(draft=row, version=found, today=timezone.localdate())
    response = HttpResponse(content, content_type="application/pdf")
    response["Cache-Control"] = "private, max-age=3600"
    return response


def shown_paper(row: Draft, version: DraftVersion) -> ShownPaper:
    """Return the paper as the page shows it: the signed file, the Word file's view, or pictures of the page."""
    name = row.subject or row.document_type.name
    if row.signed_file_id is not None and version.number == row.latest_version:
        address = reverse("documents:draft_signed", args=[row.uid])
        drawn = range(1, (row.signed_pages or 0) + 1) if can_draw() else ()
        pages = [PaperPage(reverse("documents:draft_signed_page", args=[row.uid, n]), *A4_PIXELS) for n in drawn]
        return ShownPaper(name, _("bản đã ký, chưa có số"), address, pages=pages, pdf_url=f"{address}?xem=1")
    if version.word_file_id is not None:
        return _shown_word(row, version)
    try:
        pictures = page.pictures(page.paper(draft=row, version=version, today=timezone.localdate()))
    except DomainError as refusal:
        return ShownPaper(name, missing=str(refusal))
    note = _("phiên bản %(n)d") % {"n": version.number}
    annexed = len(page.inside_pages(version))
    if annexed and not can_draw():
        whole_url = reverse("documents:draft_whole", args=[row.uid, version.number])
        return ShownPaper(name, note, whole_url, pdf_url=whole_url)
    sizes = [*map(picture_size, pictures), *[A4_PIXELS] * annexed]
    pages = [
        PaperPage(reverse("documents:draft_picture", args=[row.uid, version.number, n]), *size)
        for n, size in enumerate(sizes, start=1)
    ]
    return ShownPaper(name, note, pages=pages)


def _shown_word(row: Draft, version: DraftVersion) -> ShownPaper:
    download = reverse("documents:draft_word", args=[row.uid, version.number])
    if word.converter() is None:
        return ShownPaper(
            version.word_name,
            download_url=download,
            missing=_(
                "Máy chủ này chưa cài LibreOffice nên không xem được tệp Word ở đây và không chuyển được thành PDF để "
                "ký. Hãy tải tệp về xem."
            ),
        )
    view = reverse("documents:draft_word_view", args=[row.uid, version.number])
    return ShownPaper(version.word_name, _("tệp Word"), download, pdf_url=view)


def picture_size(png: bytes) -> tuple[int, int]:
    """Return the size at which a page's picture is shown: A4 at 96 points an inch, turned as the page is."""
    width, height = struct.unpack(">II", png[16:24])
    return PICTURE_WIDTH, round(PICTURE_WIDTH * height / width)

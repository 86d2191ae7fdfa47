"""Reading a draft paragraph by paragraph with comments, the files that go with it, restoring a version."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.api import files
from congvu.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.ui.api import OfficeRequest, office

from ..actions import comments as acts
from ..actions.readings import note_comments_seen, note_reading
from ..actions.versions import NewAttachment, restore_version, set_attachments
from ..drafting import attachments, page
from ..drafting.reading_room import room
from ..drafting.types import MAX_ATTACHMENTS, AttachmentKind
from ..models import Draft, DraftFile
from .draft_forms import number_of
from .draft_papers import shown_paper


@office
@require_safe
def reading(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show a version's paragraphs beside its page, with the comments at each; seeing them is noted."""
    now = timezone.now()
    row = page.draft_row(actor=request.actor, uid=uid)
    version = page.version_row(row, number_of(request.GET.get("ban")))
    found = room(actor=request.actor, draft=row, version=version)
    if found.newest:
        note_comments_seen(request.actor, row, newest=found.newest, now=now)
    context = {
        "draft": row,
        "version": version,
        "room": found,
        "paper": shown_paper(row, version),
        "may_remark": row.state not in acts.CLOSED,
        "only_open": request.GET.get("xem") == "con-lai",
        "crumbs": _crumbs(row, _("Đọc và góp ý")),
    }
    return render(request, "documents/draft_room.html", context)


@office
@require_POST
def comment(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Remark on a paragraph."""
    row = page.draft_row(actor=request.actor, uid=uid)
    part, _dash, place = request.POST.get("doan", "").partition("-")
    return _said(
        request,
        row,
        lambda: acts.add_comment(
            actor=request.actor,
            draft_id=row.pk,
            version=number_of(request.POST.get("ban")) or 0,
            part=part[:20],
            paragraph=-1 if (number := number_of(place)) is None else number,
            words=request.POST.get("loi", ""),
            now=timezone.now(),
        ),
        _("Đã ghi góp ý."),
    )


@office
@require_POST
def answer(request: OfficeRequest, uid: UUID, comment_uid: UUID) -> HttpResponse:
    """Answer a comment."""
    row = page.draft_row(actor=request.actor, uid=uid)
    words = request.POST.get("loi", "")
    return _said(
        request,
        row,
        lambda: acts.reply(
            actor=request.actor, draft_id=row.pk, comment_uid=comment_uid, words=words, now=timezone.now()
        ),
        _("Đã trả lời góp ý."),
    )


@office
@require_POST
def resolving(request: OfficeRequest, uid: UUID, comment_uid: UUID) -> HttpResponse:
    """Mark a thread as dealt with, or open it again."""
    row = page.draft_row(actor=request.actor, uid=uid)
    done = request.POST.get("xong") == "1"
    return _said(
        request,
        row,
        lambda: acts.resolve(
            actor=request.actor, draft_id=row.pk, comment_uid=comment_uid, done=done, now=timezone.now()
        ),
        _("Đã đánh dấu xong.") if done else _("Đã mở lại góp ý."),
    )


@office
@require_POST
def restoring(request: OfficeRequest, uid: UUID, version: int) -> HttpResponse:
    """Make an earlier version the newest again."""
    row = page.draft_row(actor=request.actor, uid=uid)
    try:
        number = restore_version(
            actor=request.actor,
            draft_id=row.pk,
            version=version,
            read_version=number_of(request.POST.get("read_version")) or 0,
            now=timezone.now(),
        )
    except NotAllowed:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã lấy lại thành phiên bản %(n)d.") % {"n": number})
    return redirect("documents:draft", uid)


@office
@require_http_methods(["GET", "POST"])
def attached(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show the files that go with a draft, and say which go, in which order, as what."""
    row = page.draft_row(actor=request.actor, uid=uid)
    version = page.version_row(row, None)
    shown = page.draft_page(actor=request.actor, uid=uid, version=None, today=timezone.localdate())
    refusal = ""
    if request.method == "POST":
        try:
            set_attachments(
                actor=request.actor,
                draft_id=row.pk,
                read_version=number_of(request.POST.get("read_version")) or 0,
                kept=_kept(request),
                added=_added(request),
                now=timezone.now(),
            )
        except NotAllowed:
            raise
        except DomainError as error:
            refusal = str(error)
        else:
            messages.success(request, _("Đã lưu tệp kèm theo."))
            return redirect("documents:draft_files", uid)
    context = {
        "draft": row,
        "version": version,
        "files": attachments.of_version(version),
        "may_edit": shown.acts.edit,
        "kinds": AttachmentKind.choices,
        "most": MAX_ATTACHMENTS,
        "refusal": refusal,
        "crumbs": _crumbs(row, _("Tệp kèm theo")),
    }
    return render(request, "documents/draft_files.html", context, status=422 if refusal else 200)


@office
@require_safe
def attachment(request: OfficeRequest, uid: UUID, file_uid: UUID) -> HttpResponseBase:
    """Hand over a file of a draft; opening it is noted."""
    row = page.draft_row(actor=request.actor, uid=uid)
    found = DraftFile.objects.filter(draft=row, uid=file_uid).first()
    if found is None:
        raise NotFound
    note_reading(request.actor, row, what=f"attachment:{found.pk}", label=found.name, now=timezone.now())
    return files.serve(request, found.file_id, name=found.name, inline="xem" in request.GET)


def _kept(request: HttpRequest) -> list[tuple[UUID, AttachmentKind, str]]:
    """Return the files that stay, in the order of the numbers typed beside them."""
    found = []
    for place, typed in enumerate(request.POST.getlist("tep")[: MAX_ATTACHMENTS * 2]):
        try:
            uid = UUID(typed)
        except ValueError:
            continue
        if request.POST.get(f"bo-{uid}"):
            continue
        order = number_of(request.POST.get(f"thu-tu-{uid}"))
        kind = _kind(request.POST.get(f"loai-{uid}"))
        found.append(((place if order is None else order, place), (uid, kind, request.POST.get(f"ten-{uid}", ""))))
    return [line for _order, line in sorted(found, key=lambda pair: pair[0])]


def _added(request: HttpRequest) -> list[NewAttachment]:
    kind = _kind(request.POST.get("loai-moi"))
    title = request.POST.get("ten-moi", "")
    given = request.FILES.getlist("tep-moi")[: MAX_ATTACHMENTS + 1]
    return [NewAttachment(one, one.name or "tep", kind, title if len(given) == 1 else "") for one in given]


def _kind(typed: str | None) -> AttachmentKind:
    return AttachmentKind(typed) if typed in AttachmentKind.values else AttachmentKind.SEPARATE


def _said(request: OfficeRequest, row: Draft, act: object, said: str) -> HttpResponse:
    """Act and go back to the paragraph; who has not the right gets a page of refusal."""
    assert callable(act)
    place = request.POST.get("doan", "")
    try:
        act()
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    version = number_of(request.POST.get("ban"))
    query = f"?ban={version}" if version and version != row.latest_version else ""
    anchor = f"#{place}" if place.replace("-", "").replace("_", "").isalnum() else ""
    return redirect(f"{reverse('documents:draft_room', args=[row.uid])}{query}{anchor}")


def _crumbs(row: Draft, last: str) -> list[tuple[str, str]]:
    return [
        (_("Dự thảo, trình ký"), reverse("documents:drafts")),
        (row.subject or row.document_type.name, reverse("documents:draft", args=[row.uid])),
        (last, ""),
    ]

"""Drafts: the list, the form beside its live page, the page of one draft, two versions side by side."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, paging
from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import OfficeRequest, PaperPage, Tab, office

from ..actions import together
from ..actions.approve import mark_draft_read
from ..actions.draft import create_draft, save_draft
from ..actions.readings import note_reading
from ..actions.versions import take_word
from ..drafting import attachments, compare, compose, number_rules, page, policy, queries
from ..drafting.errors import DraftChangedMeanwhile, DraftInvalid
from ..drafting.signing_rights import PaperScope
from ..drafting.types import DraftContent, DraftState, OpinionStance, WordFile
from ..models import DocumentType, Draft
from ..papers import forms as papers
from ..papers import word
from ..papers.types import Paper
from ..queries.readings import editing_now, readers
from .draft_forms import DraftForm, content_from, initial_of, number_of
from .draft_papers import picture_size, shown_paper

MOST_TOGETHER = 50
OWN_SHOWN = 100
MOST_CHOSEN = 200  # versions offered for comparison
SOMEBODY_EDITS = timedelta(minutes=15)


@office
@require_safe
def drafts(request: OfficeRequest) -> HttpResponse:
    """Show the drafts that wait for the actor, her own, her unit's, or all she sees."""
    actor = request.actor
    waiting = queries.waiting_count(actor=actor)
    view = request.GET.get("xem") or (queries.WAITING if waiting else queries.MINE)
    size = MOST_TOGETHER if view == queries.WAITING else queries.PAGE_SIZE
    shown = queries.drafts(actor=actor, view=view, older_than=number_of(request.GET.get("truoc")), size=size)
    names = [(queries.WAITING, _("Chờ tôi")), (queries.MINE, _("Tôi soạn"))]
    if Role.UNIT_LEADER in actor.roles:
        names.append((queries.UNIT, _("Đơn vị")))
    names.append((queries.ALL, _("Tất cả")))
    tabs = [Tab(label, f"?xem={key}", waiting if key == queries.WAITING else None, key == view) for key, label in names]
    context = {
        "tabs": tabs,
        "view": view,
        "page": shown,
        "together": _together(shown.rows) if view == queries.WAITING else [],
        "may_draft": bool(policy.may_draft(actor)),
        "older_url": f"?xem={view}&truoc={shown.older_than}" if shown.older_than else "",
    }
    return render(request, "documents/draft_list.html", context)


def _together(rows: Sequence[queries.DraftRow]) -> list[tuple[str, str]]:
    """Return the acts that may be done on several of these at once: what for, and what the button says."""
    states = {row.state for row in rows}
    acts = [
        (together.APPROVE, _("Duyệt"), {DraftState.HEAD, DraftState.FORM}),
        (together.SIGN, _("Ký"), {DraftState.SIGNING}),
        (together.ISSUE, _("Cấp số, phát hành"), {DraftState.SIGNED}),
    ]
    return [(kind, label) for kind, label, fitting in acts if states & fitting]


@office
@require_POST
def do_together(request: OfficeRequest) -> HttpResponse:
    """Begin a run over the chosen drafts and show how far it is."""
    back = reverse("documents:drafts")
    try:
        uid = together.start_together(
            actor=request.actor,
            kind=request.POST.get("viec", ""),
            chosen=request.POST.getlist("du-thao"),
            back_url=back,
            now=timezone.now(),
        )
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    return redirect("signing:batch", uid)


@office
@require_safe
def choose(request: OfficeRequest) -> HttpResponse:
    """Offer the templates to start from."""
    policy.may_draft(request.actor).require()
    kinds = DocumentType.objects.filter(kind=DocumentType.Kind.ADMINISTRATIVE, valid_to=None).order_by("position")
    offered = {t.type_code for t in papers.TEMPLATES if t.type_code}
    mine = policy.visible_templates(request.actor, timezone.localdate())
    own, left = paging.first(mine.order_by("name", "pk"), OWN_SHOWN)
    return render(
        request,
        "documents/draft_choose.html",
        {
            "templates": [t for t in papers.TEMPLATES if t.type_code],
            "others": [k for k in kinds if k.code not in offered],
            "answers": request.GET.get("tra-loi", ""),
            "own": own,
            "own_left": left,
            "earlier": queries.earlier(actor=request.actor, words=request.GET.get("tim", "")[:200]),
            "words": request.GET.get("tim", "")[:200],
        },
    )


@office
@require_http_methods(["GET", "POST"])
def new(request: OfficeRequest, type_code: str) -> HttpResponse:
    """Show the form of a new draft, and start it."""
    actor, today = request.actor, timezone.localdate()
    policy.may_draft(actor).require()
    kind = _kind(type_code)
    template = papers.template(kind.code)
    start = DraftContent(grounds=tuple(template.grounds.splitlines()), body=template.body)
    answers_id = None
    follows = page.draft_row(actor=actor, uid=before) if (before := _uid(request.GET.get("theo", ""))) else None
    if follows is not None:
        start = DraftContent.from_json(page.version_row(follows, None).content)
    if asked := _uid(request.GET.get("tra-loi", "")):
        answers_id, start = page.answer_start(
            actor=actor, uid=asked, base=start, agency_name=identity.agency(actor.agency_id).name
        )
    signers = page.signers(actor=actor, today=today)
    form = DraftForm(
        request.POST or None,
        request.FILES or None,
        form=template.form,
        signers=signers,
        bodies=number_rules.bodies(actor.agency_id, today),
        initial={**initial_of(start), "signer": signers[0][0] if signers else "", "urgency": 0},
    )
    if request.method == "POST" and form.is_valid():
        try:
            pk = create_draft(
                actor=actor,
                type_code=kind.code,
                content=form.content(),
                signer_post_id=form.cleaned_data["signer"],
                urgency=form.cleaned_data["urgency"],
                circulation=form.cleaned_data["circulation"],
                answers_id=answers_id,
                word=_stored(form.cleaned_data.get("word")),
                follows_id=follows.pk if follows else None,
                once_key=request.POST.get("once", "")[:64],
                now=timezone.now(),
            )
        except DomainError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("Đã lưu dự thảo."))
            return redirect("documents:draft", queries.uid_of(pk))
    return render(request, "documents/draft_form.html", _form_context(request, form, kind, draft=None))


@office
@require_http_methods(["GET", "POST"])
def edit(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show the form with the newest version, and save the next one."""
    actor, today = request.actor, timezone.localdate()
    draft = page.draft_row(actor=actor, uid=uid)
    version = page.version_row(draft, None)
    shown = page.draft_page(actor=actor, uid=uid, version=None, today=today)
    if not shown.acts.edit:
        return redirect("documents:draft", uid)
    now = timezone.now()
    others = editing_now(draft, person_id=actor.person_id, since=now - SOMEBODY_EDITS)
    note_reading(actor, draft, what="edit", label=_("mở để sửa"), now=now)
    content = DraftContent.from_json(version.content)
    with_drafter = shown.acts.cancel
    form = DraftForm(
        request.POST or None,
        request.FILES or None,
        form=papers.template(shown.type_code).form,
        signers=page.signers(actor=actor, today=today),
        bodies=number_rules.bodies(actor.agency_id, today),
        initial={
            **initial_of(content),
            "signer": draft.signer_post_id or "",
            "urgency": draft.urgency,
            "circulation": draft.circulation,
            "read_version": version.number,
        },
        has_word=version.word_file_id is not None,
        is_new=False,
        may_choose_signer=with_drafter,
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            save_draft(
                actor=actor,
                draft_id=draft.pk,
                read_version=values["read_version"] or 0,
                content=form.content(),
                signer_post_id=values.get("signer"),
                urgency=values["urgency"],
                circulation=values["circulation"],
                word=_stored(values.get("word")),
                drop_word=values.get("drop_word", False),
                note=values["note"],
                now=timezone.now(),
            )
        except DraftChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
            form.data = {**request.POST.dict(), "read_version": str(version.number)}
        except DomainError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("Đã lưu phiên bản mới."))
            return redirect("documents:draft", uid)
    context = _form_context(request, form, draft.document_type, draft=draft) | {"others": others}
    return render(request, "documents/draft_form.html", context)


@office
@require_POST
def preview(request: OfficeRequest, type_code: str) -> HttpResponse:
    """Answer the page as it would look now, out of what is half typed; nothing is stored."""
    policy.may_draft(request.actor).require()
    kind = _kind(type_code)
    form_name = papers.template(kind.code).form
    extra = [f"muc_{field.name}" for field in papers.FORMS[form_name].entries]
    values: dict[str, Any] = {name: request.POST.get(name, "") for name in [*DraftForm.base_fields, *extra]}
    made = _paper_of_typed(request.actor, kind, values, extra)
    try:
        shown = page.pictures(made)
    except DomainError as refusal:
        return render(request, "documents/draft_preview.html", {"refusal": str(refusal)})
    pages = [
        PaperPage(f"data:image/png;base64,{base64.b64encode(png).decode()}", *picture_size(png), text="")
        for png in shown
    ]
    return render(request, "documents/draft_preview.html", {"pages": pages})


@office
@require_safe
def draft(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show one draft: its paper, steps, opinions, versions, history, and what may be done."""
    now = timezone.now()
    actor = request.actor
    row = page.draft_row(actor=actor, uid=uid)
    mark_draft_read(actor=actor, draft_id=row.pk, now=now)
    asked = number_of(request.GET.get("ban"))
    note_reading(actor, row, what=f"version:{asked}" if asked else "", now=now)
    shown = page.draft_page(actor=actor, uid=uid, version=asked, today=timezone.localdate(now))
    people, _more = readers(row)
    context = {
        "readers": people[:12],
        "files": attachments.of_version(page.version_row(row, shown.shown_version)),
        "comments_open": row.comments.filter(parent=None, resolved_at=None).count(),
        "draft": shown,
        "paper": shown_paper(row, page.version_row(row, shown.shown_version)),
        "colleagues": _people(page.colleagues(actor=actor, today=timezone.localdate(now))[:12])
        if shown.acts.ask
        else [],
        "stances": OpinionStance.choices,
        "crumbs": [(_("Dự thảo, trình ký"), reverse("documents:drafts")), (shown.type_name, "")],
    }
    return render(request, "documents/draft_page.html", context)


@office
@require_safe
def versions(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show what changed between two versions."""
    row = page.draft_row(actor=request.actor, uid=uid)
    last = number_of(request.GET.get("den")) or row.latest_version
    first = number_of(request.GET.get("tu")) or max(last - 1, 1)
    before, after = page.version_row(row, first), page.version_row(row, last)
    parts = compare.compare_versions(page.compared(before), page.compared(after))
    return render(
        request,
        "documents/draft_compare.html",
        {
            "draft": row,
            "parts": parts,
            "before": before,
            "after": after,
            "numbers": row.versions.order_by("-number").only("number", "by_name", "saved_at")[:MOST_CHOSEN],
            "word_changed": before.word_sha256 != after.word_sha256,
            "crumbs": [
                (_("Dự thảo, trình ký"), reverse("documents:drafts")),
                (row.subject or row.document_type.name, reverse("documents:draft", args=[uid])),
                (_("So sánh"), ""),
            ],
        },
    )


@office
@require_safe
def colleagues(request: OfficeRequest) -> HttpResponse:
    """Answer the people picker: colleagues whose name, post or unit holds the typed words."""
    chosen = {pk for typed in request.GET.getlist("nguoi") if (pk := number_of(typed)) is not None}
    words = request.GET.get("q", "")[:100]
    found = page.colleagues(actor=request.actor, today=timezone.localdate(), words=words, kept=chosen)
    context = {"people": _people(found), "name": "nguoi", "many": True, "chosen": chosen}
    return render(request, "ui/cv/people_options.html", context)


def _people(rows: Sequence[tuple[int, str, str]]) -> list[dict[str, Any]]:
    """Return the rows as the people picker shows them."""
    return [{"id": pk, "name": name, "detail": detail} for pk, name, detail in rows]


def _inline(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _paper_of_typed(actor: Actor, kind: DocumentType, values: dict[str, Any], extra: list[str]) -> Paper:
    today = timezone.localdate()
    agency = identity.agency(actor.agency_id)
    units = {u.id: u.abbreviation for u in identity.unit_tree(agency_id=actor.agency_id, on=today)}
    head = compose.Head(agency, kind.code, kind.name, kind.abbreviation, units.get(actor.unit_id, ""))
    signer = number_of(values.get("signer"))
    content = content_from(values, extra)
    council = compose.council_of(actor.agency_id, content.issued_by)
    scope = PaperScope(kind.pk, kind.name, frozenset(actor.unit_ids), council=council)
    signatory = compose.signatory_of_post(signer, agency=agency, scope=scope, at=timezone.now()) if signer else None
    return compose.paper_of(
        head,
        content,
        signatory=signatory,
        capacity=None,
        urgency=number_of(values.get("urgency")) or 0,
        circulation=values.get("circulation") or "",
    )


def _form_context(request: HttpRequest, form: DraftForm, kind: DocumentType, *, draft: Draft | None) -> dict[str, Any]:
    crumbs = [(_("Dự thảo, trình ký"), reverse("documents:drafts"))]
    if draft is not None:
        crumbs.append((draft.subject or kind.name, reverse("documents:draft", args=[draft.uid])))
    crumbs.append((_("Sửa") if draft else kind.name, ""))
    return {
        "form": form,
        "kind": kind,
        "draft": draft,
        "crumbs": crumbs,
        "keep": f"du-thao-{draft.uid if draft else kind.code + request.GET.get('tra-loi', '')}",
        "no_converter": word.converter() is None,
    }


def _refuse(form: DraftForm, refusal: DomainError) -> None:
    if not isinstance(refusal, DraftInvalid):
        form.add_error(None, str(refusal))
        return
    for name, sentence in refusal.problems.items():
        form.add_error(name if name in form.fields else None, sentence)


def _stored(upload: File[bytes] | None) -> WordFile | None:
    """Keep an uploaded Word file. Raises the File… refusals of kernel.errors and the Word… refusals of papers."""
    return None if upload is None else take_word(upload, name=upload.name or "")


def _kind(code: str) -> DocumentType:
    found = DocumentType.objects.filter(code=code, kind=DocumentType.Kind.ADMINISTRATIVE).first()
    if found is None:
        raise NotFound
    return found


def _uid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None

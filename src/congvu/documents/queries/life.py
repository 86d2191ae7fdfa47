"""A paper's whole life: what came in, who was told to do what, how the answer was drafted, signed, issued, answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit
from congvu.ui.api import Happening, TreeNode

from .. import policy
from ..drafting import policy as draft_policy
from ..drafting.types import DraftState, StepKind, StepState
from ..models import Document, Draft, DraftOpinion, DraftStep, DraftVersion
from ..types import Direction, LinkKind
from . import timeline as sentences
from . import tree as tree_query
from .tree import moment

MOST_HANDLINGS: Final = 300
MOST_DRAFTS: Final = 10
MOST_EACH: Final = 20
PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class Life:
    """The tree of a document's life, and one page of what happened to it, its drafts and its answers."""

    tree: list[TreeNode]
    happenings: list[Happening]
    older: str  # opens the happenings before these, empty at the end
    is_cut: bool  # the tree left something out


def life(*, actor: Actor, document: Document, before: str, now: datetime) -> Life:
    """Return a document's life as far as the actor may see it; a bounded number of queries and of rows."""
    drafts = _drafts(actor, document)
    root, cut = _root(actor, document, drafts, now)
    happened, older = _happened([document, *drafts], before)
    return Life([root], happened, older, cut)


def _drafts(actor: Actor, document: Document) -> list[Draft]:
    """Return the drafts that became it or answer it."""
    rows = draft_policy.visible_drafts(actor).select_related("document_type", "document")
    if document.direction == Direction.INCOMING:
        rows = rows.filter(answers=document)
    else:
        rows = rows.filter(document=document)
    return list(rows.order_by("pk")[:MOST_DRAFTS])


def _root(actor: Actor, document: Document, drafts: list[Draft], now: datetime) -> tuple[TreeNode, bool]:
    if document.direction == Direction.INCOMING:
        return _incoming(actor, document, drafts, now)
    children = [_draft(draft, now) for draft in drafts]
    answers = _linked(actor, document, now)
    issued = TreeNode(
        who=document.full_code or str(document.number or ""),
        role_label=_("Phát hành"),
        role_tone="lead",
        meta=moment(document.issued_at, now=now) if document.issued_at else "",
        children=answers,
    )
    asked = _asked(actor, document, now)
    grown = [*children, issued]
    if asked is None:
        return TreeNode(who=document.subject, meta=document.issuing_agency_name, children=grown), False
    return TreeNode(who=asked.who, role_label=asked.role_label, meta=asked.meta, url=asked.url, children=grown), False


def _incoming(actor: Actor, document: Document, drafts: list[Draft], now: datetime) -> tuple[TreeNode, bool]:
    code = document.full_code or _("số đến %(n)s") % {"n": document.number}
    given, cut = tree_query.bounded(document, now=now, most=MOST_HANDLINGS)
    found = [_draft(draft, now) for draft in drafts]
    own = {draft.document_id for draft in drafts if draft.document_id}
    others = [node for pk, node in _answers(actor, document, now) if pk not in own]
    root = TreeNode(
        who=f"{document.issuing_agency_name}: {code}",
        role_label=_("Văn bản đến"),
        role_tone="lead",
        meta=moment(document.arrived_at or document.registered_at, now=now),
        children=[*given, *found, *others],
    )
    return root, cut


def _draft(draft: Draft, now: datetime) -> TreeNode:
    """A draft with its versions, opinions, steps, signature and what it became."""
    state = DraftState(draft.state)
    children = [_versions(draft, now), *_opinions(draft, now), *_steps(draft, now)]
    if draft.signed_at is not None:
        who = ", ".join(part for part in (draft.signer_name, draft.signer_title) if part)
        children.append(TreeNode(who=who, role_label=_("Ký số"), meta=moment(draft.signed_at, now=now)))
    if draft.document is not None:
        children.append(_document(draft.document, _("Phát hành"), now))
    return TreeNode(
        who=f"{draft.document_type.name}: {draft.subject or _('chưa có trích yếu')}",
        role_label=_("Dự thảo"),
        meta=f"{draft.drafter_name}, {moment(draft.created_at, now=now)}. {state.label}",
        url=reverse("documents:draft", args=[draft.uid]),
        children=children,
    )


def _versions(draft: Draft, now: datetime) -> TreeNode:
    rows = DraftVersion.objects.filter(draft=draft).order_by("-number").only("number", "by_name", "saved_at", "note")
    shown = [
        TreeNode(
            who=_("Phiên bản %(n)d") % {"n": row.number},
            meta=f"{row.by_name}, {moment(row.saved_at, now=now)}",
            note=row.note,
            url=f"{reverse('documents:draft', args=[draft.uid])}?ban={row.number}",
        )
        for row in rows[:MOST_EACH]
    ]
    left = draft.latest_version - len(shown)
    if left > 0:
        shown.append(TreeNode(who=_("và %(n)d phiên bản trước đó") % {"n": left}))
    return TreeNode(who=_("%(n)d phiên bản") % {"n": draft.latest_version}, children=shown)


def _opinions(draft: Draft, now: datetime) -> list[TreeNode]:
    rows = list(DraftOpinion.objects.filter(draft=draft).order_by("pk")[:MOST_EACH])
    if not rows:
        return []
    children = [
        TreeNode(
            who=row.by_name or row.asked_name,
            role_label=_("Góp ý") if row.given_at else _("Chờ ý kiến"),
            meta=moment(at, now=now) if (at := row.given_at or row.asked_at) else "",
            note=row.text[:300],
        )
        for row in rows
    ]
    return [TreeNode(who=_("Ý kiến"), children=children)]


def _steps(draft: Draft, now: datetime) -> list[TreeNode]:
    rows = DraftStep.objects.filter(draft=draft).exclude(state=StepState.DROPPED).order_by("-round", "position")
    return [
        TreeNode(
            who=row.holder,
            role_label=str(StepKind(row.kind).label),
            meta=_("%(state)s, %(at)s") % {"state": StepState(row.state).label, "at": moment(at, now=now)}
            if (at := row.decided_at or row.arrived_at)
            else str(StepState(row.state).label),
            note=row.note,
        )
        for row in rows[:MOST_EACH]
    ]


def _answers(actor: Actor, document: Document, now: datetime) -> list[tuple[int, TreeNode]]:
    rows = policy.visible_documents(actor).filter(links__target=document, links__kind=LinkKind.ANSWER)
    found = rows.select_related("document_type").order_by("pk")[:MOST_EACH]
    return [(row.pk, _document(row, _("Trả lời"), now)) for row in found]


def _asked(actor: Actor, document: Document, now: datetime) -> TreeNode | None:
    rows = policy.visible_documents(actor).filter(backlinks__source=document, backlinks__kind=LinkKind.ANSWER)
    row = rows.select_related("document_type").order_by("pk").first()
    return _document(row, _("Văn bản đến được trả lời"), now) if row else None


def _linked(actor: Actor, document: Document, now: datetime) -> list[TreeNode]:
    """What came back or was issued about it: answers, corrections, replacements."""
    rows = policy.visible_documents(actor).filter(links__target=document).select_related("document_type")
    kinds = dict(document.backlinks.values_list("source_id", "kind")[:MOST_EACH])
    return [
        _document(row, str(LinkKind(kinds[row.pk]).label) if row.pk in kinds else "", now)
        for row in rows.distinct().order_by("pk")[:MOST_EACH]
    ]


def _document(row: Document, role: str, now: datetime) -> TreeNode:
    at = row.issued_at or row.arrived_at or row.registered_at
    return TreeNode(
        who=f"{row.full_code or row.number}: {row.subject}",
        role_label=role,
        role_tone="lead",
        meta=f"{row.issuing_agency_name}, {moment(at, now=now)}",
        url=reverse("documents:document", args=[row.uid]),
    )


def _happened(things: list[Document | Draft], before: str) -> tuple[list[Happening], str]:
    """Return one page of acts on all of them, the newest first, and the key of the next page."""
    place = audit_place(before)
    found = [
        (entry, isinstance(thing, Draft))
        for thing in things
        for entry in audit.history(subject=thing, most=PAGE_SIZE + 1, before=place)
    ]
    found.sort(key=lambda pair: (pair[0].at, pair[0].pk), reverse=True)
    shown = found[:PAGE_SIZE]
    happenings = [
        sentences.of_draft(entry, is_now=not n and not before)
        if of_draft
        else sentences.of_document(entry, is_now=not n and not before)
        for n, (entry, of_draft) in enumerate(shown)
    ]
    more = len(found) > PAGE_SIZE
    return happenings, f"{shown[-1][0].at.timestamp():.6f}.{shown[-1][0].pk}" if more else ""


def audit_place(text: str) -> tuple[datetime, int] | None:
    """Read a key of `_happened` back; anything else is the beginning."""
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return None
    seconds = int(parts[0])
    if seconds > 253_000_000_000:
        return None
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=int(parts[1][:6])), int(parts[2])

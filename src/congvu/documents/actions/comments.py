"""Comments on paragraphs of a draft (NĐ 30/2020 Điều 10; Phụ lục VI, I.4: comments are kept)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, text
from congvu.kernel.errors import NotFound

from ..drafting import anchors, policy, work
from ..drafting.errors import DraftInvalid, DraftWrongState
from ..drafting.hold import current_step, locked
from ..drafting.page import word_text
from ..drafting.types import DraftContent, DraftState
from ..models import Draft, DraftComment, DraftVersion

MOST_TEXT = 4000
MOST_COMMENTS = 2000
CLOSED = frozenset({DraftState.ISSUED, DraftState.CANCELLED})


@transaction.atomic
def add_comment(
    *, actor: Actor, draft_id: int, version: int, part: str, paragraph: int, words: str, now: datetime
) -> UUID:
    """Remark on a paragraph of a version and return the comment's key; the drafter hears of it.

    Raises NotFound (no such draft or version), NotAllowed, DraftWrongState, DraftInvalid (no words, no such paragraph).
    """
    draft = _open(actor, draft_id)
    row = DraftVersion.objects.filter(draft=draft, number=version).first()
    if row is None:
        raise NotFound
    there = anchors.paragraphs(DraftContent.from_json(row.content), word=word_text(row))
    at = next((p for p in there if (p.part, p.place) == (part, paragraph)), None)
    if at is None:
        raise DraftInvalid({"paragraph": _("Đoạn này không có trong phiên bản %(n)d.") % {"n": version}})
    comment = _write(actor, draft, words, now, version=version, at=at, parent=None)
    _tell(actor, draft, comment, {draft.drafter_post_id}, now)
    audit.record(actor, "documents.comment_added", draft, at=now, version=version, comment=comment.pk)
    return comment.uid


@transaction.atomic
def reply(*, actor: Actor, draft_id: int, comment_uid: UUID, words: str, now: datetime) -> UUID:
    """Answer a comment; everybody in the thread hears of it. Raises as `add_comment`."""
    draft = _open(actor, draft_id)
    first = _comment(draft, comment_uid)
    at = anchors.Paragraph(first.part, first.paragraph, first.quote)
    said = _write(actor, draft, words, now, version=draft.latest_version, at=at, parent=first)
    thread = {draft.drafter_post_id, first.by_post_id, *first.replies.values_list("by_post_id", flat=True)}
    _tell(actor, draft, said, thread, now)
    audit.record(actor, "documents.comment_answered", draft, at=now, comment=first.pk)
    return said.uid


@transaction.atomic
def resolve(*, actor: Actor, draft_id: int, comment_uid: UUID, done: bool, now: datetime) -> None:
    """Mark a thread as dealt with, or take the mark off: its author, the drafter, whoever the draft waits for.

    Nothing changes when it is so already. Raises NotFound, NotAllowed or DraftWrongState.
    """
    draft = _open(actor, draft_id)
    first = _comment(draft, comment_uid)
    policy.may_resolve(actor, draft, first, current_step(actor, draft)).require()
    if (first.resolved_at is not None) == done:
        return
    first.resolved_at = now if done else None
    first.resolved_by = actor.display_name if done else ""
    first.save(update_fields=["resolved_at", "resolved_by"])
    code = "documents.comment_resolved" if done else "documents.comment_reopened"
    audit.record(actor, code, draft, at=now, comment=first.pk)


def _open(actor: Actor, draft_id: int) -> Draft:
    draft = locked(actor, draft_id)
    policy.may_remark(actor, draft).require()
    if draft.state in CLOSED:
        raise DraftWrongState(state=DraftState(draft.state).label)
    return draft


def _comment(draft: Draft, uid: UUID) -> DraftComment:
    found = DraftComment.objects.filter(draft=draft, uid=uid).select_related("parent").first()
    if found is None:
        raise NotFound
    return found.parent or found


def _write(
    actor: Actor,
    draft: Draft,
    words: str,
    now: datetime,
    *,
    version: int,
    at: anchors.Paragraph,
    parent: DraftComment | None,
) -> DraftComment:
    plain = text.clean_text(words)
    if not plain or len(plain) > MOST_TEXT:
        raise DraftInvalid({"text": _("Ghi lời góp ý, nhiều nhất %(limit)d ký tự.") % {"limit": MOST_TEXT}})
    if draft.comments.count() >= MOST_COMMENTS:
        raise DraftInvalid({"text": _("Dự thảo này đã có quá nhiều góp ý; hãy gửi ý kiến chung.")})
    return DraftComment.objects.create(
        draft=draft,
        parent=parent,
        version=version,
        part=at.part,
        paragraph=at.place,
        fingerprint=parent.fingerprint if parent else at.fingerprint,
        quote=at.text[: anchors.LONGEST_QUOTE],
        text=plain,
        by_post_id=actor.post_id,
        by_person_id=actor.person_id,
        by_name=actor.display_name,
        by_title=actor.post_title,
        at=now,
    )


def _tell(actor: Actor, draft: Draft, comment: DraftComment, posts: set[int], now: datetime) -> None:
    others = sorted(posts - {actor.post_id})
    if others:
        words = _("%(who)s góp ý một đoạn của %(what)s") % {"who": actor.display_name, "what": work.title(draft)}
        work.tell(f"documents.comment:{comment.pk}", others, words, draft, at=now, kind="draft_comment")

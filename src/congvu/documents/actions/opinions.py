"""Opinions on a draft: asked for, or given freely (NĐ 30/2020 Điều 10; all are kept)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit, text
from congvu.worklist import api as worklist

from ..drafting import policy, work
from ..drafting.errors import DraftInvalid, DraftWrongState
from ..drafting.hold import locked, require_possible
from ..drafting.rules import DraftAct
from ..drafting.types import DraftState
from ..models import DraftOpinion

MAX_OPINION = 20_000
MAX_ASKED = 50
CLOSED = frozenset({DraftState.ISSUED, DraftState.CANCELLED})


@transaction.atomic
def ask_opinions(
    *, actor: Actor, draft_id: int, post_ids: Iterable[int], question: str, due_at: datetime | None, now: datetime
) -> int:
    """Ask the holders of posts of the agency what they think; return how many were asked now.

    Who was asked before and has not answered is not asked twice. Raises NotFound, NotAllowed, DraftWrongState,
    DraftInvalid.
    """
    draft = locked(actor, draft_id)
    policy.may_submit(actor, draft).require()
    require_possible(draft, DraftAct.ASK)
    wanted = set(post_ids) - {draft.drafter_post_id}
    cards = [
        card
        for card in identity.posts(on=timezone.localdate(now), ids=wanted)
        if card.person_id is not None and card.agency_id == draft.agency_id
    ]
    if not cards or len(wanted) > MAX_ASKED:
        raise DraftInvalid({"posts": _("Chọn từ 1 đến %(limit)d người đang giữ chức vụ.") % {"limit": MAX_ASKED}})
    waiting = set(draft.opinions.filter(given_at=None).values_list("asked_post_id", flat=True))
    asked = 0
    for card in cards:
        if card.id in waiting:
            continue
        waiting.add(card.id)
        opinion = DraftOpinion.objects.create(
            draft=draft,
            version=draft.latest_version,
            asked_post_id=card.id,
            asked_name=f"{card.person_name}, {card.title}",
            asked_by_post_id=actor.post_id,
            question=text.clean_line(question)[:2000],
            asked_at=now,
            due_at=due_at,
        )
        work.opinion_asked(actor, draft, opinion, at=now)
        asked += 1
    draft.state = DraftState.OPINIONS
    draft.changed_at = now
    draft.save(update_fields=["state", "changed_at"])
    audit.record(actor, "documents.opinions_asked", draft, at=now, posts=sorted(c.id for c in cards))
    return asked


@transaction.atomic
def give_opinion(*, actor: Actor, draft_id: int, words: str, now: datetime) -> int:
    """Give an opinion on the newest version and return its id; an open question to this post is answered by it.

    Raises NotFound, NotAllowed, DraftInvalid (nothing written), DraftWrongState (issued or cancelled).
    """
    draft = locked(actor, draft_id)
    policy.may_remark(actor, draft).require()
    if draft.state in CLOSED:
        raise DraftWrongState(state=DraftState(draft.state).label)
    plain = text.clean_text(words).strip()
    if not plain or len(plain) > MAX_OPINION:
        raise DraftInvalid({"text": _("Ghi ý kiến, nhiều nhất %(limit)d ký tự.") % {"limit": MAX_OPINION}})

    opinion = draft.opinions.filter(asked_post_id=actor.post_id, given_at=None).first() or DraftOpinion(draft=draft)
    opinion.version = draft.latest_version
    opinion.by_post_id = actor.post_id
    opinion.by_name = actor.display_name
    opinion.by_title = actor.post_title
    opinion.text = plain
    opinion.given_at = now
    opinion.save()
    worklist.close(opinion.work_key, now, actor=actor)
    if draft.drafter_post_id != actor.post_id:
        said = _("%(who)s góp ý về %(what)s") % {"who": actor.display_name, "what": work.title(draft)}
        key = f"{opinion.work_key}:given"
        work.tell(key, [draft.drafter_post_id], said, draft, at=now, kind="draft_opinion")
    audit.record(actor, "documents.opinion_given", draft, at=now, version=draft.latest_version, opinion=opinion.pk)
    return opinion.pk

"""Opinions on a draft: asked for, at once or in turn, or given freely (NĐ 30/2020 Điều 10; all are kept)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import PostCard, Role
from congvu.kernel.api import Actor, audit, text, worktime
from congvu.worklist import api as worklist

from ..drafting import policy, rules, work
from ..drafting.errors import DraftInvalid, DraftReasonNeeded, DraftWrongState
from ..drafting.hold import locked, require_possible
from ..drafting.rules import DraftAct
from ..drafting.types import Asked, DraftState, OpinionOrder, OpinionRound, OpinionStance
from ..models import Draft, DraftOpinion

MAX_OPINION = 20_000
MAX_ASKED = 50
MAX_DAYS_EACH = 60
CLOSED = frozenset({DraftState.ISSUED, DraftState.CANCELLED})


@dataclass(frozen=True, slots=True)
class _Named:
    """Who is asked, as she is shown, and whose work list gets the question."""

    asked: Asked
    name: str


def ask_opinions(
    *, actor: Actor, draft_id: int, post_ids: Iterable[int], question: str, due_at: datetime | None, now: datetime
) -> int:
    """Ask the holders of posts of the agency what they think, all at once. Returns and raises as `ask_round`."""
    asked = tuple(Asked(post_id=pk) for pk in dict.fromkeys(post_ids))
    return ask_round(
        actor=actor,
        draft_id=draft_id,
        wanted=OpinionRound(asked, question=question, due_at=due_at),
        now=now,
    )


@transaction.atomic
def ask_round(*, actor: Actor, draft_id: int, wanted: OpinionRound, now: datetime) -> int:
    """Ask posts and units of the agency what they think; return how many were asked now or wait for their turn.

    Who was asked before and has not answered is not asked twice. In turn, the next is asked when the one before has
    answered or is waited for no longer. Raises NotFound, NotAllowed, DraftWrongState, DraftInvalid.
    """
    draft = locked(actor, draft_id)
    policy.may_submit(actor, draft).require()
    require_possible(draft, DraftAct.ASK)
    named = _named(draft, wanted, now)

    last = draft.opinions.aggregate(last=Max("round"))["last"] or 0
    in_turn = wanted.order == OpinionOrder.IN_TURN
    rows = [
        DraftOpinion(
            draft=draft,
            version=draft.latest_version,
            round=last + 1,
            turn=place if in_turn else 0,
            asked_post_id=one.asked.post_id,
            asked_unit_id=one.asked.unit_id,
            asked_name=one.name[:500],
            asked_by_post_id=actor.post_id,
            question=text.clean_line(wanted.question)[:2000],
            asked_at=now,
            days_each=wanted.days_each if in_turn else None,
            due_at=wanted.due_at,
        )
        for place, one in enumerate(_not_yet_asked(draft, named), start=1)
    ]
    DraftOpinion.objects.bulk_create(rows)
    for opinion in rows[: 1 if in_turn else None]:
        _open(actor, draft, opinion, now)
    draft.state = DraftState.OPINIONS
    draft.changed_at = now
    draft.save(update_fields=["state", "changed_at"])
    whom = [row.asked_name for row in rows]
    audit.record(actor, "documents.opinions_asked", draft, at=now, whom=whom, order=str(wanted.order))
    return len(rows)


@transaction.atomic
def give_opinion(*, actor: Actor, draft_id: int, words: str, now: datetime, stance: str = "") -> int:
    """Give an opinion on the newest version and return its id; an open question to this post is answered by it.

    A leader of a unit that was asked answers for the unit. Without remarks a `stance` says enough. Raises NotFound,
    NotAllowed, DraftInvalid (nothing written), DraftWrongState (issued or cancelled).
    """
    draft = locked(actor, draft_id)
    policy.may_remark(actor, draft).require()
    if draft.state in CLOSED:
        raise DraftWrongState(state=DraftState(draft.state).label)
    plain = text.clean_text(words).strip()
    chosen = OpinionStance(stance) if stance in OpinionStance.values else None
    if len(plain) > MAX_OPINION or (not plain and chosen != OpinionStance.AGREED):
        raise DraftInvalid({"text": _("Ghi ý kiến, nhiều nhất %(limit)d ký tự.") % {"limit": MAX_OPINION}})

    opinion = _awaited_from(actor, draft) or DraftOpinion(draft=draft)
    opinion.version = draft.latest_version
    opinion.by_post_id = actor.post_id
    opinion.by_name = actor.display_name
    opinion.by_title = actor.post_title
    opinion.stance = chosen or ""
    opinion.text = plain
    opinion.given_at = now
    opinion.save()
    worklist.close(opinion.work_key, now, actor=actor)
    if draft.drafter_post_id != actor.post_id:
        said = _("%(who)s góp ý về %(what)s") % {"who": actor.display_name, "what": work.title(draft)}
        key = f"{opinion.work_key}:given"
        work.tell(key, [draft.drafter_post_id], said, draft, at=now, kind="draft_opinion")
    _next_turn(actor, draft, opinion, now)
    audit.record(actor, "documents.opinion_given", draft, at=now, version=draft.latest_version, opinion=opinion.pk)
    return opinion.pk


@transaction.atomic
def stop_waiting(*, actor: Actor, draft_id: int, opinion_id: int, reason: str, now: datetime) -> None:
    """Go on without an answer, for a reason that the table of opinions shows; in turn, the next one is asked.

    A late answer may still be given, as an opinion of its own. Raises NotFound, NotAllowed, DraftInvalid (answered
    meanwhile, or no such question), DraftReasonNeeded.
    """
    draft = locked(actor, draft_id)
    policy.may_submit(actor, draft).require()
    opinion = draft.opinions.filter(pk=opinion_id, asked_at__isnull=False, given_at=None, closed_at=None).first()
    if opinion is None:
        raise DraftInvalid({"opinion": _("Ý kiến này đã có hoặc không còn được chờ.")})
    plain = text.clean_line(reason)[:500]
    if not plain:
        raise DraftReasonNeeded
    opinion.closed_at = now
    opinion.closed_note = plain
    opinion.save(update_fields=["closed_at", "closed_note"])
    worklist.close(opinion.work_key, now, actor=actor)
    _next_turn(actor, draft, opinion, now)
    audit.record(actor, "documents.opinion_not_awaited", draft, at=now, whom=opinion.asked_name, reason=plain)


def _named(draft: Draft, wanted: OpinionRound, now: datetime) -> list[_Named]:
    """Return those asked with their names, in the order given. Raises DraftInvalid."""
    today = timezone.localdate(now)
    cards = identity.posts(on=today, agency_id=draft.agency_id)
    held = {card.id: card for card in cards if card.person_id is not None}
    heads = _heads(held.values())
    units = {unit.id: unit.name for unit in identity.unit_tree(agency_id=draft.agency_id, on=today)}
    found: list[_Named] = []
    for one in dict.fromkeys(wanted.asked):
        if one.post_id is not None and one.post_id in held and one.post_id != draft.drafter_post_id:
            card = held[one.post_id]
            found.append(_Named(one, f"{card.person_name}, {card.title}"))
        elif one.unit_id is not None and one.unit_id in units:
            if one.unit_id not in heads:
                said = _("%(unit)s chưa có lãnh đạo để trả lời; hãy hỏi một người cụ thể.")
                raise DraftInvalid({"posts": said % {"unit": units[one.unit_id]}})
            found.append(_Named(one, units[one.unit_id]))
    problems: dict[str, str | Promise] = {}
    if not found or len(wanted.asked) > MAX_ASKED:
        problems["posts"] = _("Chọn từ 1 đến %(limit)d người đang giữ chức vụ hoặc đơn vị.") % {"limit": MAX_ASKED}
    if wanted.due_at is not None and wanted.due_at <= now:
        problems["due_on"] = _("Hạn góp ý phải sau lúc này.")
    if wanted.days_each is not None and not 1 <= wanted.days_each <= MAX_DAYS_EACH:
        problems["days_each"] = _("Mỗi lượt từ 1 đến %(limit)d ngày làm việc.") % {"limit": MAX_DAYS_EACH}
    if problems:
        raise DraftInvalid(problems)
    return found


def _heads(held: Iterable[PostCard]) -> dict[int, list[int]]:
    """Return the posts of leaders by unit, the highest first."""
    found: dict[int, list[int]] = {}
    for card in held:
        if Role.UNIT_LEADER in card.roles:
            found.setdefault(card.unit_id, []).append(card.id)
    return found


def _not_yet_asked(draft: Draft, named: Sequence[_Named]) -> list[_Named]:
    waiting = {
        Asked(row.asked_post_id, row.asked_unit_id)
        for row in draft.opinions.filter(asked_at__isnull=False, given_at=None, closed_at=None)
    }
    return [one for one in named if one.asked not in waiting]


def _awaited_from(actor: Actor, draft: Draft) -> DraftOpinion | None:
    """Return the open question that the actor's words answer: her own before her unit's."""
    awaited = draft.opinions.filter(opened_at__isnull=False, given_at=None, closed_at=None).order_by("pk")
    mine = [row for row in awaited if policy.answers_for(actor, row)]
    return min(mine, key=lambda row: row.asked_post_id is None, default=None)


def _next_turn(actor: Actor, draft: Draft, before: DraftOpinion, now: datetime) -> None:
    """Open the next question of an asking in turn, once nobody before it is waited for."""
    if before.turn == 0 or draft.state not in rules.WITH_DRAFTER:
        return
    left = draft.opinions.filter(round=before.round, given_at=None, closed_at=None).order_by("turn")
    following = left.first()
    if following is not None and following.opened_at is None:
        _open(actor, draft, following, now)


def _open(actor: Actor, draft: Draft, opinion: DraftOpinion, now: datetime) -> None:
    """Make a question somebody's work: the post's, or the unit's first leader's; her deputies are told, too."""
    opinion.opened_at = now
    opinion.version = draft.latest_version
    if opinion.days_each is not None:
        due = worktime.add_working_days(now, opinion.days_each, worktime.calendar_for(draft.agency_id))
        opinion.due_at = min(filter(None, (due, opinion.due_at)))
    opinion.save(update_fields=["opened_at", "version", "due_at"])
    posts = [opinion.asked_post_id] if opinion.asked_post_id is not None else []
    if opinion.asked_unit_id is not None:
        cards = identity.posts(on=timezone.localdate(now), agency_id=draft.agency_id, role=Role.UNIT_LEADER)
        posts = _heads(card for card in cards if card.person_id is not None).get(opinion.asked_unit_id, [])
    work.opinion_asked(actor, draft, opinion, list(dict.fromkeys(posts)), at=now)

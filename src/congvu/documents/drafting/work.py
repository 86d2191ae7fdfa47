"""What drafts put into the trays: the work list of whoever must act, and the bells of whoever must know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor
from congvu.notices import api as notices
from congvu.worklist import api as worklist
from congvu.worklist.api import Kind, WorkEntry

from ..models import Draft, DraftOpinion, DraftStep
from ..types import Urgency
from .types import StepKind

OPINION_KIND = "opinion"
MEND_KIND = "mend"
URGENCY: Final[Mapping[int, int]] = {
    Urgency.NORMAL: worklist.Urgency.NORMAL,
    Urgency.URGENT: worklist.Urgency.URGENT,
    Urgency.VERY_URGENT: worklist.Urgency.VERY_URGENT,
    Urgency.EXPRESS: worklist.Urgency.EXPRESS,
    Urgency.EXPRESS_TIMED: worklist.Urgency.EXPRESS,
}


def address(draft: Draft) -> str:
    """Return the draft's page."""
    return f"/du-thao/{draft.uid}/"


def title(draft: Draft) -> str:
    """Return the draft's name as lists show it: "Quyết định: ban hành Quy chế làm việc"."""
    return f"{draft.document_type.name}: {draft.subject or _('chưa có trích yếu')}"


def step_arrived(actor: Actor, draft: Draft, step: DraftStep, *, at: datetime) -> None:
    """Put the current step into its holder's work list, or its role's queue, and ring the bells of the holders."""
    kind, label, act = {
        StepKind.HEAD: (Kind.APPROVE, _("Duyệt nội dung"), _("Duyệt")),
        StepKind.FORM: (Kind.APPROVE, _("Kiểm tra thể thức"), _("Kiểm tra")),
        StepKind.SIGN: (Kind.SIGN, _("Ký"), _("Ký")),
    }[StepKind(step.kind)]
    worklist.put(
        _entry(
            actor,
            draft,
            step.work_key,
            kind,
            step.label or label,
            act,
            at=at,
            post_id=step.post_id,
            role=step.role or None,
            due_at=step.due_at,
        )
    )
    if step.post_id is not None:
        tell(
            f"{step.work_key}:arrived",
            [step.post_id],
            _("%(who)s trình bạn: %(what)s") % {"who": actor.display_name, "what": title(draft)},
            draft,
            at=at,
            kind="draft_step",
        )
    elif step.role:
        text = _("%(who)s trình kiểm tra thể thức: %(what)s") % {"who": actor.display_name, "what": title(draft)}
        tell_role(actor, step.role, f"{step.work_key}:arrived", text, draft, at=at, kind="draft_step")


def to_seal(actor: Actor, draft: Draft, *, at: datetime) -> None:
    """Put the signed draft into the records office's queue and ring the bells of its clerks."""
    key = f"{draft.search_key}:seal"
    text = _("Đã ký, chờ cấp số và đóng dấu: %(what)s") % {"what": title(draft)}
    told = f"{key}:{draft.round}:arrived"
    tell_role(actor, Role.RECORDS_CLERK, told, text, draft, at=at, kind="draft_seal")
    worklist.put(
        _entry(actor, draft, key, Kind.SEAL, _("Phát hành"), _("Cấp số"), at=at, post_id=None, role=Role.RECORDS_CLERK)
    )


def to_mend(actor: Actor, draft: Draft, *, at: datetime, reason: str) -> None:
    """Put a returned draft back to its drafter with the reason."""
    key = f"{draft.search_key}:mend:{draft.round}"
    worklist.put(
        _entry(
            actor,
            draft,
            key,
            MEND_KIND,
            _("Bị trả lại"),
            _("Sửa"),
            at=at,
            post_id=draft.drafter_post_id,
            role=None,
            meta=reason,
        )
    )
    text = _("%(who)s trả lại %(what)s: %(why)s") % {
        "who": actor.display_name,
        "what": title(draft),
        "why": reason,
    }
    tell(f"{key}:told", [draft.drafter_post_id], text, draft, at=at, kind="draft_returned")


def opinion_asked(actor: Actor, draft: Draft, opinion: DraftOpinion, post_ids: list[int], *, at: datetime) -> None:
    """Put the question into the first post's work list and ring the bells of all of them."""
    if not post_ids:
        return
    worklist.put(
        _entry(
            actor,
            draft,
            opinion.work_key,
            OPINION_KIND,
            _("Xin ý kiến"),
            _("Góp ý"),
            at=at,
            post_id=post_ids[0],
            role=None,
            meta=opinion.question,
            due_at=opinion.due_at,
        )
    )
    values = {"who": draft.drafter_name, "what": title(draft), "unit": opinion.asked_name}
    text = _("%(who)s xin ý kiến của bạn về %(what)s") % values
    if opinion.asked_unit_id is not None:
        text = _("%(who)s xin ý kiến của %(unit)s về %(what)s") % values
    tell(f"{opinion.work_key}:asked", post_ids, text, draft, at=at, kind="draft_opinion")


def tell(key: str, post_ids: Iterable[int], text: str, draft: Draft, *, at: datetime, kind: str) -> None:
    """Ring the bells of some posts about a draft."""
    notices.send(key, to_post_ids=list(post_ids), text=text, url=address(draft), at=at, kind=kind)


def tell_role(actor: Actor, role: str, key: str, text: str, draft: Draft, *, at: datetime, kind: str) -> None:
    """Ring the bells of those who hold a role in the draft's agency, but not of whoever acts herself."""
    found = identity.posts(on=localdate(at), agency_id=draft.agency_id, role=role)
    posts = dict.fromkeys(card.id for card in found if card.person_id is not None)
    silent = [actor.person_id]
    notices.send(key, to_post_ids=posts, but_person_ids=silent, text=text, url=address(draft), at=at, kind=kind)


def close_all(draft: Draft, *, actor: Actor, at: datetime) -> None:
    """Take everything about the draft out of all work lists."""
    worklist.close(draft.search_key, at, actor=actor)


def _entry(
    actor: Actor,
    draft: Draft,
    key: str,
    kind: str,
    role_label: str,
    act_label: str,
    *,
    at: datetime,
    post_id: int | None,
    role: str | None,
    meta: str = "",
    due_at: datetime | None = None,
) -> WorkEntry:
    return WorkEntry(
        key=key,
        agency_id=draft.agency_id,
        owner_post_id=post_id,
        owner_role=role,
        kind=kind,
        role_label=role_label,
        act_label=act_label,
        title=title(draft),
        meta=meta or _("%(name)s soạn") % {"name": draft.drafter_name},
        url=address(draft),
        given_by=actor.display_name,
        given_by_post=actor.post_title,
        urgency=URGENCY[draft.urgency],
        arrived_at=at,
        due_at=due_at or draft.due_at,
        started_at=at,
        given_by_post_id=actor.post_id,
    )

"""Which chain a draft goes along, and the register of chains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, Decision

from ..models import ApprovalChain, ApprovalChainStep, DocumentType, Draft
from .types import ChainStep, StepKind, StepWho

SETTERS = frozenset({Role.ADMINISTRATOR, Role.OFFICE_CHIEF, Role.RECORDS_CLERK})
# Vai trò được đứng trong một bước duyệt.
STEP_ROLES = (Role.OFFICE_CHIEF, Role.RECORDS_CLERK, Role.AGENCY_LEADER, Role.PERSONNEL_OFFICER)


def may_set(actor: Actor) -> Decision:
    """Say who sets chains: administrators, the office chief, the records office; not under a delegation."""
    if actor.on_behalf_of is None and actor.roles & SETTERS:
        return Decision.yes()
    return Decision.no(gettext_lazy("Chỉ quản trị hệ thống, Chánh Văn phòng và văn thư đặt quy trình trình ký."))


def visible_chains(actor: Actor) -> QuerySet[ApprovalChain]:
    """Return the chains of the agency, for who may set them."""
    rows = ApprovalChain.objects.filter(agency_id=actor.agency_id)
    return rows if may_set(actor) else rows.none()


def chain_for(draft: Draft, *, on: date) -> ApprovalChain | None:
    """Return the chain a submission goes along: the one it set out on, else that of its type, else the agency's."""
    if draft.chain_id is not None:
        return draft.chain
    rows = ApprovalChain.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on),
        Q(document_type_id=draft.document_type_id) | Q(document_type=None),
        agency_id=draft.agency_id,
        valid_from__lte=on,
    )
    found = sorted(rows, key=lambda chain: (chain.document_type_id is None, -chain.version))
    return found[0] if found else None


def steps_of(chain: ApprovalChain) -> list[ChainStep]:
    """Return the steps of a chain in their order."""
    return [
        ChainStep(s.stage, StepKind(s.kind), StepWho(s.who), s.post_id, s.role, s.label, s.hours)
        for s in ApprovalChainStep.objects.filter(chain=chain).order_by("position")
    ]


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A chain as the register shows it."""

    uid: UUID
    type_name: str
    version: int
    valid_from: date
    valid_to: date | None
    basis: str
    set_by: str
    set_at: datetime
    steps: list[str]
    in_force: bool


def lines(*, actor: Actor, on: date, everything: bool) -> list[ChainLine]:
    """Return the chains of the agency, newest first, at most 100; past versions when everything is asked."""
    rows = visible_chains(actor).select_related("document_type").prefetch_related("steps")
    if not everything:
        rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on))
    found = list(rows.order_by("-pk")[:100])
    wanted = {s.post_id for chain in found for s in chain.steps.all() if s.post_id}
    names = {p.id: f"{p.title}, {p.unit_name}" for p in identity.posts(on=on, ids=wanted)} if wanted else {}
    return [
        ChainLine(
            chain.uid,
            chain.document_type.name if chain.document_type else _("Mọi tên loại khác"),
            chain.version,
            chain.valid_from,
            chain.valid_to,
            chain.basis,
            chain.set_by,
            chain.set_at,
            [_words(s, names) for s in sorted(chain.steps.all(), key=lambda s: s.position)],
            chain.valid_from <= on,
        )
        for chain in found
    ]


def _words(step: ApprovalChainStep, names: dict[int, str]) -> str:
    who = str(StepWho(step.who).label)
    if step.who == StepWho.ROLE:
        who = str(Role(step.role).label)
    elif step.post_id is not None:
        who = names.get(step.post_id, "?")
    name = step.label or str(StepKind(step.kind).label)
    hours = _(", trong %(n)d giờ làm việc") % {"n": step.hours} if step.hours else ""
    return f"{step.stage}. {name}: {who}{hours}"


def step_choices(*, actor: Actor, on: date) -> list[tuple[str, str]]:
    """Return who may be put into a step, as a select shows them: "unit_head", "role:…", "post:…"."""
    held = identity.posts(on=on, agency_id=actor.agency_id)
    posts = [(f"post:{p.id}", f"{p.title}, {p.unit_name}") for p in held if p.person_id is not None]
    roles = [(f"role:{role}", _("Vai trò: %(name)s") % {"name": role.label}) for role in STEP_ROLES]
    return [("", _("Chưa chọn")), ("unit_head", str(StepWho.UNIT_HEAD.label)), *roles, *posts]


def type_choices() -> list[tuple[str, str]]:
    """Return the types a chain may be set for."""
    kinds = DocumentType.objects.filter(kind=DocumentType.Kind.ADMINISTRATIVE, valid_to=None).order_by("position")
    return [("", _("Mọi tên loại khác")), *((str(k.pk), k.name) for k in kinds)]

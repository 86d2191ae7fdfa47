"""Giving a document to posts and units: the part that submitting, instructing and forwarding share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import PostCard, Role, UnitNode
from congvu.kernel.api import Actor
from congvu.worklist import api as worklist

from .. import policy, rules
from ..errors import BadTargets, NobodyThere
from ..models import Absence, Access, Document, Handling, Instruction
from ..types import HandlingRole, HandlingState, InstructionKind, Target
from . import trays
from .absence import away, delegates
from .deadlines import first_reminder


@dataclass(frozen=True, slots=True)
class Receiver:
    """A target resolved against today's agency: who works on it, which units stand above."""

    target: Target
    name: str
    owner_post_id: int
    unit_id: int
    unit_and_parents: list[int]


def resolve(
    targets: Sequence[Target], *, agency_id: int, now: datetime, inside_unit: int | None = None
) -> list[Receiver]:
    """Find who receives. Raises BadTargets or NobodyThere; `inside_unit` narrows to a unit and those below it."""
    problem = rules.target_problem(targets, now=now)
    if problem:
        raise BadTargets(reason=problem)
    return receivers_of(targets, agency_id=agency_id, now=now, inside_unit=inside_unit)


def receivers_of(
    targets: Sequence[Target], *, agency_id: int, now: datetime, inside_unit: int | None = None
) -> list[Receiver]:
    """Find who receives, whatever the roles are among themselves. Raises as `resolve`."""
    today = timezone.localdate(now)
    units = {unit.id: unit for unit in identity.unit_tree(agency_id=agency_id, on=today)}
    asked = [target.post_id for target in targets if target.post_id is not None]
    posts = identity.posts(on=today, agency_id=agency_id, ids=asked) if asked else []
    if any(target.post_id is None for target in targets):  # who answers for a unit is one of its leaders
        posts += identity.posts(on=today, agency_id=agency_id, role=Role.UNIT_LEADER)
    receivers = _to_substitutes([_receiver(target, units, posts) for target in targets], units, now=now)
    if inside_unit is not None and any(inside_unit not in r.unit_and_parents for r in receivers):
        raise BadTargets(reason=_("Chỉ chuyển tiếp được trong đơn vị của bạn."))
    return receivers


def _to_substitutes(receivers: list[Receiver], units: dict[int, UnitNode], *, now: datetime) -> list[Receiver]:
    """Put the substitute in the place of whoever is away and has given nobody a delegation.

    Under a delegation the delegate works in the post's own tray, so nothing moves.
    """
    absent = away([r.owner_post_id for r in receivers], at=now)
    wanted = {a.substitute_post_id for a in absent.values() if a.substitute_post_id is not None}
    if not wanted:
        return receivers
    delegated = delegates(absent, at=now)
    cards = {c.id: c for c in identity.posts(on=timezone.localdate(now), ids=wanted) if c.person_id is not None}
    taken = {r.owner_post_id for r in receivers}
    found = []
    for r in receivers:
        absence = absent.get(r.owner_post_id)
        card = cards.get(absence.substitute_post_id or 0) if absence is not None else None
        if absence is None or card is None or r.owner_post_id in delegated or card.id in taken:
            found.append(r)
            continue
        taken.add(card.id)
        found.append(_instead(r, absence, card, units))
    return found


def _instead(r: Receiver, absence: Absence, card: PostCard, units: dict[int, UnitNode]) -> Receiver:
    """Return the substitute as receiver; what was for a unit stays that unit's, in the substitute's hands."""
    name = _("%(name)s, %(title)s (thay %(absent)s vắng mặt)") % {
        "name": card.person_name,
        "title": card.title,
        "absent": absence.person_name,
    }
    target = replace(r.target, post_id=card.id, unit_id=None)
    if r.target.unit_id is not None:
        return Receiver(target, f"{r.name}: {name}"[:500], card.id, r.unit_id, r.unit_and_parents)
    return Receiver(target, name, card.id, card.unit_id, _chain(card.unit_id, units))


def _receiver(target: Target, units: dict[int, UnitNode], posts: list[PostCard]) -> Receiver:
    if target.post_id is not None:
        card = next((p for p in posts if p.id == target.post_id), None)
        if card is None or target.unit_id is not None:
            raise BadTargets(reason=_("Nơi nhận không thuộc cơ quan này."))
        if card.person_id is None:
            raise NobodyThere(name=card.title)
        name = f"{card.person_name}, {card.title}"
        return Receiver(target, name, card.id, card.unit_id, _chain(card.unit_id, units))
    unit = units.get(target.unit_id or 0)
    if unit is None:
        raise BadTargets(reason=_("Nơi nhận không thuộc cơ quan này."))
    head = head_of(unit.id, posts)
    if head is None:
        raise NobodyThere(name=unit.name)
    return Receiver(target, unit.name, head.id, unit.id, _chain(unit.id, units))


def head_of(unit_id: int, posts: list[PostCard]) -> PostCard | None:
    """Return the held post that answers for a unit: its first leader by rank; None where no leader sits."""
    heads = [p for p in posts if p.unit_id == unit_id and p.person_id is not None and _leads(p)]
    return heads[0] if heads else None


def giver_of(handling: Handling) -> int:
    """Return the post that gave a part in the first place, however often it was handed on since."""
    return given_first(handling).instruction.from_post_id


def given_first(handling: Handling) -> Handling:
    """Return the part as it was first given, before anybody handed it on."""
    while handling.instruction.kind == InstructionKind.HAND_ON and handling.parent is not None:
        handling = handling.parent
    return handling


def head_of_handling(handling: Handling, *, now: datetime) -> int | None:
    """Return the post that works on a handling today."""
    if handling.to_post_id is not None:
        return handling.to_post_id
    cards = identity.posts(on=timezone.localdate(now), agency_id=handling.document.agency_id, role=Role.UNIT_LEADER)
    head = head_of(handling.to_unit_id or 0, cards)
    return head.id if head else None


def _leads(card: PostCard) -> bool:
    return Role.UNIT_LEADER in card.roles


def _chain(unit_id: int, units: dict[int, UnitNode]) -> list[int]:
    found: list[int] = []
    current: int | None = unit_id
    while current is not None and current in units:
        found.append(current)
        current = units[current].parent_id
    return found


def chain_of(unit_id: int, *, agency_id: int, now: datetime) -> list[int]:
    """Return a unit and those above it, itself first."""
    return _chain(unit_id, {u.id: u for u in identity.unit_tree(agency_id=agency_id, on=timezone.localdate(now))})


def give(
    document: Document,
    receivers: Sequence[Receiver],
    *,
    actor: Actor,
    kind: str,
    text: str,
    parent: Handling | None,
    now: datetime,
) -> Instruction:
    """Write one act of giving with its handlings, open the document to the receivers, fill their lists and bells."""
    instruction = Instruction.objects.create(
        document=document,
        parent=parent,
        kind=kind,
        from_post_id=actor.post_id,
        from_name=actor.display_name,
        from_title=actor.post_title,
        text=text,
        given_at=now,
    )
    handlings = Handling.objects.bulk_create(
        [
            Handling(
                document=document,
                instruction=instruction,
                parent=parent,
                to_post_id=r.target.post_id,
                to_unit_id=r.target.unit_id,
                to_name=r.name,
                role=r.target.role,
                due_at=r.target.due_at,
                given_at=now,
                remind_at=first_reminder(document=document, given_at=now, due_at=r.target.due_at),
            )
            for r in receivers
        ]
    )
    open_to(
        document,
        [
            grant
            for r in receivers
            for grant in policy.grants_of_receiver(
                post_id=r.target.post_id,
                unit_id=r.unit_id,
                unit_and_parents=r.unit_and_parents,
                role=r.target.role,
            )
        ],
        now=now,
    )
    for handling, receiver in zip(handlings, receivers, strict=True):
        trays.work_for(handling, owner_post_id=receiver.owner_post_id, actor=actor)
        trays.tell(
            f"documents.given:{handling.pk}",
            document,
            post_ids=[receiver.owner_post_id],
            text=given_text(handling, document, actor),
            at=now,
            kind="documents.given",
        )
    _let_secretaries_prepare(document, handlings, instruction, now=now)
    return instruction


def _let_secretaries_prepare(
    document: Document, handlings: Sequence[Handling], instruction: Instruction, *, now: datetime
) -> None:
    """What goes up to a leader opens to her secretaries of the day, who may prepare the bút phê."""
    leaders = {h.to_post_id: h for h in handlings if h.role == HandlingRole.DECIDE}
    if not leaders:
        return
    for row in policy.secretaries(on=timezone.localdate(now)).filter(leader_post_id__in=list(leaders)):
        open_to(document, [f"post:{row.secretary_post_id}"], now=now)
        if row.may_prepare:
            handling = leaders[row.leader_post_id]
            handling.instruction = instruction
            prepare_work(handling, secretary_post_id=row.secretary_post_id)


def open_to(document: Document, grants: Sequence[str], *, now: datetime) -> None:
    """Let posts and units read the document from now on."""
    wanted = list(dict.fromkeys(grants))
    Access.objects.filter(document=document, grant__in=wanted, closed_at__isnull=False).update(
        since=now, closed_at=None
    )
    Access.objects.bulk_create(
        [Access(document=document, grant=grant, since=now) for grant in wanted], ignore_conflicts=True
    )


def given_text(handling: Handling, document: Document, actor: Actor) -> str:
    """Return the sentence of the bell."""
    values = {"who": actor.display_name, "role": HandlingRole(handling.role).label, "subject": trays.title_of(document)}
    return _("%(who)s giao bạn (%(role)s): %(subject)s") % values


def receivers_text(document: Document) -> str:
    """Return "đơn vị hoặc người nhận" of the register: the lead first, then those who support."""
    roles = [HandlingRole.LEAD, HandlingRole.SUPPORT, HandlingRole.INFO]
    rows = document.handlings.filter(
        role__in=roles, instruction__kind__in=[InstructionKind.INSTRUCT, InstructionKind.HAND_ON]
    ).exclude(state__in=[HandlingState.WITHDRAWN, HandlingState.HANDED_ON])
    ordered = rows.select_related("instruction", "parent__instruction").order_by("given_at", "pk")
    given = [h for h in ordered if given_first(h).instruction.kind == InstructionKind.INSTRUCT]
    names = sorted([(h.role, h.to_name) for h in given], key=lambda row: roles.index(HandlingRole(row[0])))
    return "; ".join(dict.fromkeys(name for _role, name in names))[:1000]


def prepare_key(handling: Handling, secretary_post_id: int) -> str:
    """Return the key of the secretary's work; it ends with the leader's own."""
    return f"{handling.work_key}:prepare:{secretary_post_id}"


def prepare_work(handling: Handling, *, secretary_post_id: int) -> None:
    """Put "prepare the bút phê" into the secretary's list."""
    given = handling.instruction
    trays.work_of(
        handling.document,
        key=prepare_key(handling, secretary_post_id),
        owner_post_id=secretary_post_id,
        kind=worklist.Kind.INSTRUCT,
        role_label=_("Thư ký"),
        act_label=_("Soạn bút phê"),
        given_by=given.from_name,
        given_by_post=given.from_title,
        given_by_post_id=None,
        at=handling.given_at,
        due_at=handling.due_at,
    )

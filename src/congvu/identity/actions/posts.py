"""Posts and who holds them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, publish
from congvu.kernel.errors import Invalid, NotAllowed

from .. import policy
from ..errors import AlreadyHolds, LastAdministrator, NotHandedOver, StillInUse
from ..events import AssignmentEnded
from ..leaving import still_held
from ..models import Agency, Assignment, Person, Post, Unit
from ..types import Role
from .locked import locked


@dataclass(frozen=True, slots=True)
class PostFacts:
    """A post: its title, its place in the order (the head is 10), and what its holder may do."""

    title: str
    rank: int
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class AssignmentFacts:
    """How and for how long a post is held; `valid_to` is the last day."""

    kind: str
    valid_from: date
    valid_to: date | None
    decision_no: str


@transaction.atomic
def add_post(*, actor: Actor, unit_id: int, facts: PostFacts, now: datetime) -> int:
    """Add a post to a unit and return its id. Raises NotAllowed, NotFound or Invalid."""
    unit = locked(Unit.objects.all(), unit_id)
    policy.may_administer(actor, unit.agency_id).require()
    row = Post.objects.create(unit=unit, title=facts.title, rank=facts.rank, roles=_roles(facts))
    audit.record(actor, "identity.post_added", row, at=now, agency_id=unit.agency_id, title=row.title, roles=row.roles)
    return row.pk


@transaction.atomic
def change_post(*, actor: Actor, post_id: int, facts: PostFacts, now: datetime) -> None:
    """Rename a post or change its roles; holders have the new roles at their next request.

    Raises NotAllowed (also for a post the administrator holds herself), NotFound, Invalid or LastAdministrator.
    """
    row = locked(Post.objects.select_related("unit"), post_id)
    policy.may_administer(actor, row.unit.agency_id).require()
    roles = _roles(facts)
    if sorted(row.roles) != roles and _holds(actor.person_id, row, timezone.localdate(now)):
        raise NotAllowed(reason=_("Không tự đổi vai trò của vị trí mình đang giữ; hãy nhờ một quản trị khác."))
    was_administrator = Role.ADMINISTRATOR in row.roles
    before = {"title": row.title, "rank": row.rank, "roles": sorted(row.roles)}
    row.title, row.rank, row.roles = facts.title, facts.rank, roles
    row.save(update_fields=["title", "rank", "roles"])
    if was_administrator and Role.ADMINISTRATOR not in roles:
        refuse_without_administrator(row.unit.agency_id, on=timezone.localdate(now))
    after = {"title": row.title, "rank": row.rank, "roles": roles}
    audit.record(actor, "identity.post_changed", row, at=now, agency_id=row.unit.agency_id, before=before, after=after)


@transaction.atomic
def close_post(*, actor: Actor, post_id: int, last_day: date, now: datetime) -> None:
    """Close a post that nobody holds after a day. Raises NotAllowed or StillInUse."""
    row = locked(Post.objects.select_related("unit"), post_id)
    policy.may_administer(actor, row.unit.agency_id).require()
    holders = row.assignments.filter(Q(valid_to=None) | Q(valid_to__gt=last_day)).count()
    if holders:
        raise StillInUse(what=_("%(count)d người giữ vị trí này") % {"count": holders})
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    audit.record(actor, "identity.post_closed", row, at=now, agency_id=row.unit.agency_id, last_day=last_day)


@transaction.atomic
def assign(*, actor: Actor, post_id: int, person_id: int, facts: AssignmentFacts, now: datetime) -> int:
    """Let a person hold a post for a period and return the assignment's id.

    Nobody assigns herself. One main post at a time; others are concurrent. Raises NotAllowed, NotFound,
    Invalid or AlreadyHolds.
    """
    post = locked(Post.objects.select_related("unit"), post_id)
    policy.may_administer(actor, post.unit.agency_id).require()
    if person_id == actor.person_id:
        raise NotAllowed(reason=_("Không tự giao vị trí cho chính mình; hãy nhờ một quản trị khác."))
    person = locked(Person.objects.all(), person_id)
    if facts.valid_to is not None and facts.valid_to < facts.valid_from:
        raise Invalid(field="valid_to", reason=_("Ngày cuối không được trước ngày bắt đầu."))
    if post.valid_to is not None and (facts.valid_to is None or facts.valid_to > post.valid_to):
        raise Invalid(
            field="valid_to", reason=_("Vị trí này đóng ngày %(day)s.") % {"day": f"{post.valid_to:%d/%m/%Y}"}
        )
    _refuse_double(person, post, facts)
    row = Assignment.objects.create(
        person=person,
        post=post,
        kind=facts.kind,
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
        decision_no=facts.decision_no,
    )
    audit.record(
        actor,
        "identity.assigned",
        row,
        at=now,
        agency_id=post.unit.agency_id,
        person=person.pk,
        post=post.pk,
        kind=facts.kind,
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
        decision_no=facts.decision_no,
    )
    return row.pk


@transaction.atomic
def end_assignment(
    *, actor: Actor, assignment_id: int, last_day: date, now: datetime, unhanded_reason: str = ""
) -> None:
    """End the holding of a post after a day; delegations from it end with it. Yesterday ends it at once.

    Who leaves today or has left must have handed over what she holds, unless `unhanded_reason` says why she cannot.
    Raises NotAllowed, NotFound, Invalid, NotHandedOver or LastAdministrator.
    """
    row = locked(Assignment.objects.select_related("post__unit"), assignment_id)
    agency_id = row.post.unit.agency_id
    policy.may_administer(actor, agency_id).require()
    if last_day < row.valid_from - timedelta(days=1):
        raise Invalid(field="last_day", reason=_("Ngày cuối không được trước ngày bắt đầu."))
    row.valid_to = max(last_day, row.valid_from)
    row.save(update_fields=["valid_to"])
    if Role.ADMINISTRATOR in row.post.roles:
        refuse_without_administrator(agency_id, on=row.valid_to + timedelta(days=1))
    held = _left_behind(row, timezone.localdate(now))
    if held and not unhanded_reason.strip():
        raise NotHandedOver(what=held)
    more = {"held": held, "reason": unhanded_reason.strip()[:500]} if held else {}
    audit.record(actor, "identity.assignment_ended", row, at=now, agency_id=agency_id, last_day=row.valid_to, **more)
    publish(AssignmentEnded(row.pk, row.person_id, row.post_id, row.valid_to.isoformat()))


def _left_behind(row: Assignment, today: date) -> str:
    """Return what stays with a post that nobody else will hold when its holder is gone by tonight, or nothing."""
    if row.valid_to is None or row.valid_to > today:
        return ""
    others = row.post.assignments.exclude(pk=row.pk).filter(Q(valid_to=None) | Q(valid_to__gt=today))
    return "" if others.exists() else still_held(row.post_id)


def refuse_without_administrator(agency_id: int, *, on: date) -> None:
    """Raise LastAdministrator unless an active account administers the agency, or one above it, on a day."""
    line: list[int] = []
    current: int | None = agency_id
    parents = dict(Agency.objects.values_list("pk", "parent_id"))
    while current is not None and current not in line:
        line.append(current)
        current = parents.get(current)
    left = Assignment.objects.filter(
        policy.in_force(on),
        policy.in_force(on, "post__"),
        post__unit__agency_id__in=line,
        post__roles__contains=[Role.ADMINISTRATOR],
        person__account__is_active=True,
    )
    if not left.exists():
        raise LastAdministrator


def _roles(facts: PostFacts) -> list[str]:
    if unknown := facts.roles - set(Role.values):
        raise Invalid(field="roles", reason=_("Không có vai trò “%(role)s”.") % {"role": min(unknown)})
    return sorted(facts.roles)


def _holds(person_id: int, post: Post, on: date) -> bool:
    return post.assignments.filter(policy.in_force(on), person_id=person_id).exists()


def _refuse_double(person: Person, post: Post, facts: AssignmentFacts) -> None:
    same_time = Assignment.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=facts.valid_from), person=person
    ).select_related("post")
    if facts.valid_to is not None:
        same_time = same_time.filter(valid_from__lte=facts.valid_to)
    same_post = same_time.filter(post=post).first()
    main = same_time.filter(kind=Assignment.Kind.MAIN).first() if facts.kind == Assignment.Kind.MAIN else None
    if (held := same_post or main) is not None:
        title = held.post.title if same_post else _("vị trí chính %(title)s") % {"title": held.post.title}
        raise AlreadyHolds(name=person.full_name, post=title)

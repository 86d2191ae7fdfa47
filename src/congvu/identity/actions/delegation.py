"""Giving and revoking a delegation."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import Actor, audit, publish
from congvu.kernel.errors import NotAllowed

from .. import policy
from ..errors import AlreadyDelegated, DelegationRefused
from ..events import DelegationGiven, DelegationRevoked
from ..models import Assignment, Delegation, Person
from ..rules import delegation as rules
from .locked import locked


@dataclass(frozen=True, slots=True)
class DelegationTerms:
    """What is handed over, until when, on which paper."""

    to_person_id: int
    scopes: frozenset[str]
    starts_at: datetime
    ends_at: datetime
    document: str
    reason: str


@transaction.atomic
def give_delegation(*, actor: Actor, terms: DelegationTerms, now: datetime) -> int:
    """Let another person act in the acting post for a time, and return the delegation's id.

    Raises NotAllowed (no chains; the receiver must hold a post in the agency or right below it),
    DelegationRefused with `faults` by field, or AlreadyDelegated.
    """
    held = _own_assignment(actor, now)
    policy.may_delegate(actor).require()
    receiver = _receiver(actor, terms, now)
    faults = rules.faults(
        post_roles=frozenset(held.post.roles),
        scopes=terms.scopes,
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        document=terms.document,
        now=now,
    )
    if faults:
        sentences = {field: str(fault) for field, fault in faults.items()}
        raise DelegationRefused(reason=" ".join(sentences.values()), faults=sentences)
    _refuse_overlap(held, terms, receiver)
    row = Delegation.objects.create(
        from_assignment=held,
        to_person=receiver,
        scopes=sorted(terms.scopes),
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        document=terms.document,
        reason=terms.reason,
        created_at=now,
    )
    audit.record(
        actor,
        "identity.delegation_given",
        row,
        at=now,
        receiver=receiver.full_name,
        post=held.post.title,
        scopes=row.scopes,
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        document=terms.document,
    )
    publish(
        DelegationGiven(
            delegation_id=row.pk,
            post_id=held.post_id,
            giver_name=actor.person_name,
            to_person_id=receiver.pk,
            starts_at=terms.starts_at,
            ends_at=terms.ends_at,
            scopes=tuple(row.scopes),
            post_title=held.post.title,
            agency_name=actor.agency_name,
            given_at=now,
        )
    )
    return row.pk


@transaction.atomic
def revoke_delegation(*, actor: Actor, delegation_id: int, now: datetime) -> None:
    """Take a delegation back at once; a second time changes nothing. Raises NotAllowed or NotFound."""
    rows = Delegation.objects.select_related(
        "from_assignment__post__unit__agency", "from_assignment__person", "to_person"
    )
    row = locked(rows, delegation_id)
    policy.may_revoke(actor, row).require()
    if row.revoked_at is not None or row.ends_at <= now:
        return
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    audit.record(actor, "identity.delegation_revoked", row, at=now)
    held = row.from_assignment
    publish(
        DelegationRevoked(
            delegation_id=row.pk,
            giver_name=held.person.full_name,
            to_person_id=row.to_person_id,
            revoked_at=now,
            post_title=held.post.title,
            agency_name=held.post.unit.agency.name,
            to_person_name=row.to_person.full_name,
            giver_person_id=held.person_id,
            by_person_id=actor.person_id,
            by_name=actor.person_name,
        )
    )


def _own_assignment(actor: Actor, now: datetime) -> Assignment:
    person_id = actor.person_id
    held = (
        Assignment.objects.select_for_update(of=("self",))
        .filter(policy.in_force(timezone.localdate(now)), person_id=person_id, post_id=actor.post_id)
        .select_related("post")
        .first()
    )
    if held is None:
        policy.may_delegate(actor).require()
        raise NotAllowed(reason=_("Bạn không còn giữ vị trí này."))
    return held


def _receiver(actor: Actor, terms: DelegationTerms, now: datetime) -> Person:
    if terms.to_person_id == actor.person_id:
        raise NotAllowed(reason=_("Không ủy quyền cho chính mình."))
    unit = "assignments__post__unit__"
    found = (
        Person.objects.filter(
            Q(**{f"{unit}agency_id": actor.agency_id}) | Q(**{f"{unit}agency__parent_id": actor.agency_id}),
            policy.in_force(timezone.localdate(now), "assignments__"),
            pk=terms.to_person_id,
        )
        .distinct()
        .first()
    )
    if found is None:
        raise NotAllowed(reason=_("Chỉ ủy quyền cho người đang giữ vị trí trong cơ quan hoặc đơn vị trực thuộc."))
    return found


def _refuse_overlap(held: Assignment, terms: DelegationTerms, receiver: Person) -> None:
    same = (
        Delegation.objects.filter(
            from_assignment=held,
            to_person=receiver,
            revoked_at=None,
            starts_at__lt=terms.ends_at,
            ends_at__gt=terms.starts_at,
            scopes__overlap=sorted(terms.scopes),
        )
        .order_by("pk")
        .first()
    )
    if same is not None:
        raise AlreadyDelegated(
            name=receiver.full_name,
            starts=f"{timezone.localtime(same.starts_at):%d/%m/%Y}",
            ends=f"{timezone.localtime(same.ends_at):%d/%m/%Y}",
        )

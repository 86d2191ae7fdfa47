"""What lies with somebody who is away goes to her substitute in one act of a leader or the chief of the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound

from .. import policy, rules
from ..errors import BadTargets
from ..models import Absence, Document, Handling
from ..types import HandlingRole, HandlingState, Target
from .give import receivers_of
from .give_back import open_below
from .hand_on import pass_whole
from .submit import leaders_of

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many papers went over, and how many stay: passed on below already, or for a leader to decide."""

    count: int
    left: int


@transaction.atomic
def hand_over_absent(*, actor: Actor, absence_id: int, to_post_id: int | None = None, now: datetime) -> HandedOver:
    """Hand what lies open with an absent person to her substitute, or to another post, with role and deadline.

    What she passed on below stays where it is worked on; what is for a leader to decide goes only to a leader. At most
    MOST_AT_ONCE papers at once, the oldest first. Raises NotFound, NotAllowed, BadTargets or NobodyThere.
    """
    policy.may_hand_over(actor).require()
    row = Absence.objects.select_for_update().filter(
        pk=absence_id, post__unit__agency_id=actor.agency_id, cancelled_at=None, starts_at__lte=now, ends_at__gt=now
    ).first()  # fmt: skip
    if row is None:
        raise NotFound
    to = to_post_id or row.substitute_post_id
    if to is None or to == row.post_id:
        raise BadTargets(reason=_("Chọn người nhận thay cho %(name)s.") % {"name": row.person_name})
    decides = to in {card.id for card in leaders_of(agency_id=actor.agency_id, now=now)}
    reason = _("%(name)s vắng mặt đến %(until)s.") % {
        "name": row.person_name,
        "until": timezone.localtime(row.ends_at).strftime("%d/%m/%Y"),
    }
    lying = Handling.objects.filter(to_post_id=row.post_id, state=HandlingState.OPEN)
    ids = sorted(lying.order_by("given_at", "pk").values_list("document_id", flat=True)[:MOST_AT_ONCE])
    documents = {d.pk: d for d in Document.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    handlings = lying.filter(document_id__in=documents).select_for_update(of=("self",))
    done = left = 0
    for handling in handlings.select_related("parent", "instruction").order_by("document_id", "pk"):
        handling.document = documents[handling.document_id]
        if not _goes(handling, decides=decides):
            left += 1
            continue
        receivers = receivers_of(
            [Target(role=HandlingRole(handling.role), post_id=to, due_at=handling.due_at)],
            agency_id=actor.agency_id,
            now=now,
        )
        pass_whole(handling, receivers, actor=actor, reason=reason, now=now)
        done += 1
    audit.record(
        actor, "documents.absent_papers_handed_over", row, at=now, agency_id=actor.agency_id, post_id=row.post_id,
        to_post_id=to, count=done, left=left,
    )  # fmt: skip
    return HandedOver(done, left)


def _goes(handling: Handling, *, decides: bool) -> bool:
    """Return whether a part can go over; its document moves to the state after the act."""
    state = rules.after(handling.document.state, rules.Act.HAND_ON)
    if state is None or open_below(handling) or (handling.role == HandlingRole.DECIDE and not decides):
        return False
    handling.document.state = state
    return True

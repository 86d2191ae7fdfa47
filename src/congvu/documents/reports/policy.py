"""Whose figures an actor may see."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from congvu.identity.api import Role, unit_tree
from congvu.kernel.api import Actor, Decision

from .. import policy as documents_policy
from .types import Scope

NOT_A_READER = _("Vị trí của bạn không làm việc với văn bản nên không có báo cáo.")


def scope_of(actor: Actor, *, on: date) -> Scope:
    """Return what the actor's reports cover: clerks, leaders and the chief the agency, heads their unit and what is
    below it, everybody else her own post. One query for heads.
    """
    if not documents_policy.reads_at_all(actor):
        return Scope()
    if actor.roles & documents_policy.AGENCY_READERS:
        return Scope(whole=True)
    if Role.UNIT_LEADER in actor.roles:
        below = {actor.unit_id}
        for node in unit_tree(agency_id=actor.agency_id, on=on):  # in tree order: parents first
            if node.parent_id in below:
                below.add(node.id)
        return Scope(unit_ids=frozenset(below))
    return Scope(post_id=actor.post_id)


def may_see_reports(actor: Actor) -> Decision:
    """Open the reports at all."""
    return Decision.yes() if documents_policy.reads_at_all(actor) else Decision.no(NOT_A_READER)

"""Who finds what: an entry's grants against the actor's."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from congvu.identity.api import Role
from congvu.kernel.api import Actor, Decision

from .models import SavedSearch


def grants_of(actor: Actor) -> list[str]:
    """Return the words by which an actor is allowed: roles in the agency and in her unit, post, units up, person."""
    return sorted(
        {
            *(f"agency:{actor.agency_id}:{role}" for role in actor.roles),
            *(f"unit:{actor.unit_id}:{role}" for role in actor.roles),
            f"post:{actor.post_id}",
            *(f"unit:{unit}" for unit in actor.unit_ids),
            f"person:{actor.person_id}",
        }
    )


# Ai được lưu bộ lọc chung cho cả cơ quan.
SHARERS = frozenset({Role.RECORDS_CLERK, Role.OFFICE_CHIEF, Role.AGENCY_LEADER, Role.UNIT_LEADER, Role.ADMINISTRATOR})


def visible_saved(actor: Actor) -> QuerySet[SavedSearch]:
    """Return the actor's own saved searches and those shared in her agency. What they find is searched anew by her."""
    return SavedSearch.objects.filter(Q(post_id=actor.post_id) | Q(agency_id=actor.agency_id, is_shared=True))


def may_share(actor: Actor) -> Decision:
    """Say whether the actor saves searches for the whole agency."""
    if actor.roles & SHARERS:
        return Decision.yes()
    return Decision.no(_("Chỉ văn thư và lãnh đạo lưu bộ lọc chung cho cơ quan; bạn lưu được cho riêng mình."))


def may_drop(actor: Actor, saved: SavedSearch) -> Decision:
    """Say whether the actor removes a saved search: her own, or a shared one as the agency's chief of office."""
    if saved.post_id == actor.post_id:
        return Decision.yes()
    if saved.agency_id == actor.agency_id and saved.is_shared and Role.OFFICE_CHIEF in actor.roles:
        return Decision.yes()
    return Decision.no(_("Bộ lọc này do %(name)s lưu.") % {"name": saved.by_name})

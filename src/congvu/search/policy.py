"""Who finds what: an entry's grants against the actor's."""

from congvu.kernel.api import Actor


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

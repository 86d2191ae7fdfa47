"""What documents put into the rail."""

from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import Actor
from congvu.ui.api import register_menu

from . import policy


def _count(actor: Actor) -> int | None:
    """Return how many documents wait for the actor, unseen."""
    return policy.held_handlings(actor).filter(seen_at=None)[:100].count()


register_menu(
    section=_("Văn bản"),
    order=20,
    label=_("Văn bản đến"),
    url_name="documents:incoming",
    visible=policy.reads_at_all,
    count=_count,
)

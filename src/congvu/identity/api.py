"""What other apps may use of identity."""

from .hats import actor_in, hats
from .queries import agencies, agency, post, posts, unit_tree
from .types import AgencyCard, DelegationScope, Hat, PostCard, Role, UnitNode

__all__ = [
    "AgencyCard",
    "DelegationScope",
    "Hat",
    "PostCard",
    "Role",
    "UnitNode",
    "actor_in",
    "agencies",
    "agency",
    "hats",
    "post",
    "posts",
    "unit_tree",
]

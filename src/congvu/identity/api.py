"""What other apps may use of identity."""

from .actions.load import AgencySpec, Loaded, PostSpec, UnitSpec, load_organisation
from .hats import actor_in, hats
from .queries import agencies, agency, post, posts, unit_tree
from .reach import people_reached
from .sessions import reauthentication_url, recently_authenticated
from .types import AgencyCard, DelegationScope, Hat, PostCard, Role, UnitNode

__all__ = [
    "AgencyCard",
    "AgencySpec",
    "DelegationScope",
    "Hat",
    "Loaded",
    "PostCard",
    "PostSpec",
    "Role",
    "UnitNode",
    "UnitSpec",
    "actor_in",
    "agencies",
    "agency",
    "hats",
    "load_organisation",
    "people_reached",
    "post",
    "posts",
    "reauthentication_url",
    "recently_authenticated",
    "unit_tree",
]

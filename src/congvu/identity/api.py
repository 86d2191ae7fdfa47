"""What other apps may use of identity."""

from .actions.load import AgencySpec, Loaded, PostSpec, UnitSpec, load_organisation
from .directory import people, search_people, tree_with_posts
from .divisions import AdministrativeUnit, administrative_units
from .hats import acting, actor_in, client_address, hats
from .known_codes import route_to_successor
from .leaving import register_held
from .policy import may_administer, visible_people
from .queries import (
    agencies,
    agencies_after,
    agencies_below,
    agencies_named,
    agency,
    post,
    posts,
    staff,
    unit_tree,
    units_in_force,
)
from .reach import contact_of, people_reached
from .sessions import reauthentication_url, recently_authenticated
from .tokens import ApiAuth, api_auth
from .types import (
    AgencyCard,
    DelegationScope,
    Hat,
    HeldPost,
    PersonCard,
    PostCard,
    Role,
    UnitBranch,
    UnitNode,
)

__all__ = [
    "AdministrativeUnit",
    "AgencyCard",
    "AgencySpec",
    "ApiAuth",
    "DelegationScope",
    "Hat",
    "HeldPost",
    "Loaded",
    "PersonCard",
    "PostCard",
    "PostSpec",
    "Role",
    "UnitBranch",
    "UnitNode",
    "UnitSpec",
    "acting",
    "actor_in",
    "administrative_units",
    "agencies",
    "agencies_after",
    "agencies_below",
    "agencies_named",
    "agency",
    "api_auth",
    "client_address",
    "contact_of",
    "hats",
    "load_organisation",
    "may_administer",
    "people",
    "people_reached",
    "post",
    "posts",
    "reauthentication_url",
    "recently_authenticated",
    "register_held",
    "route_to_successor",
    "search_people",
    "staff",
    "tree_with_posts",
    "unit_tree",
    "units_in_force",
    "visible_people",
]

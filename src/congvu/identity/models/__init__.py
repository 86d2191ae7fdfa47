"""Tables of identity."""

from .account import Account, PasswordUsed, SignIn
from .agency import Agency, AgencyCode, Unit
from .people import Assignment, Delegation, Person, Post

__all__ = [
    "Account",
    "Agency",
    "AgencyCode",
    "Assignment",
    "Delegation",
    "PasswordUsed",
    "Person",
    "Post",
    "SignIn",
    "Unit",
]

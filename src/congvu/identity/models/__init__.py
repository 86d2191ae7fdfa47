"""Tables of identity."""

from .account import Account, ApiToken, PasswordUsed, SignIn, UnknownName
from .agency import Agency, AgencyCode, KnownCode, Unit
from .imports import ImportDraft
from .people import Assignment, Delegation, Person, Post

__all__ = [
    "Account",
    "Agency",
    "AgencyCode",
    "ApiToken",
    "Assignment",
    "Delegation",
    "ImportDraft",
    "KnownCode",
    "PasswordUsed",
    "Person",
    "Post",
    "SignIn",
    "Unit",
    "UnknownName",
]

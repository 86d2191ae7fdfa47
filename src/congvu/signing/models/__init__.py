"""Tables of signing."""

from .checks import CheckCount
from .keys import SigningKey, SigningKeyUse
from .trust import RegisteredPaper, RevocationList, TrustAnchor, VerificationReport

__all__ = [
    "CheckCount",
    "RegisteredPaper",
    "RevocationList",
    "SigningKey",
    "SigningKeyUse",
    "TrustAnchor",
    "VerificationReport",
]

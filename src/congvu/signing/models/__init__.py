"""Tables of signing."""

from .keys import SigningKey, SigningKeyUse
from .trust import RegisteredPaper, RevocationList, TrustAnchor, VerificationReport

__all__ = [
    "RegisteredPaper",
    "RevocationList",
    "SigningKey",
    "SigningKeyUse",
    "TrustAnchor",
    "VerificationReport",
]

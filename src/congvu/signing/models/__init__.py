"""Tables of signing."""

from .checks import CheckCount
from .keys import SigningKey, SigningKeyUse
from .raised import RaisedFile
from .trust import RegisteredPaper, RevocationList, TrustAnchor, VerificationReport

__all__ = [
    "CheckCount",
    "RaisedFile",
    "RegisteredPaper",
    "RevocationList",
    "SigningKey",
    "SigningKeyUse",
    "TrustAnchor",
    "VerificationReport",
]

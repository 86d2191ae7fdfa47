"""Tables of signing."""

from .batches import Batch, BatchItem
from .checks import CheckCount
from .keys import SigningKey, SigningKeyUse
from .raised import RaisedFile
from .requests import SigningRequest
from .trust import RegisteredPaper, RevocationList, TrustAnchor, VerificationReport

__all__ = [
    "Batch",
    "BatchItem",
    "CheckCount",
    "RaisedFile",
    "RegisteredPaper",
    "RevocationList",
    "SigningKey",
    "SigningKeyUse",
    "SigningRequest",
    "TrustAnchor",
    "VerificationReport",
]

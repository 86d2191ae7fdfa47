"""Tables of signing."""

from .batches import Batch, BatchItem
from .checks import CheckCount
from .keys import SigningKey, SigningKeyUse
from .raised import RaisedFile
from .requests import SigningRequest
from .trust import (
    KeptVerdict,
    OnlineAnswer,
    RecheckRun,
    RegisteredPaper,
    RevocationList,
    TrustAnchor,
    VerdictChange,
    VerdictWatcher,
    VerificationReport,
)

__all__ = [
    "Batch",
    "BatchItem",
    "CheckCount",
    "KeptVerdict",
    "OnlineAnswer",
    "RaisedFile",
    "RecheckRun",
    "RegisteredPaper",
    "RevocationList",
    "SigningKey",
    "SigningKeyUse",
    "SigningRequest",
    "TrustAnchor",
    "VerdictChange",
    "VerdictWatcher",
    "VerificationReport",
]

"""Tables of the exchange."""

from .arrivals import Arrival, ArrivedFile, ChangeWish, RefusedPackage, SentStatus, UploadPart
from .axis import AxisMessage
from .directory import DirectoryAgency, Partner, SendGroup
from .loading import DirectoryLoad, DirectoryLoadRow
from .mailings import Mailing, MailingAttempt, ReceivedStatus
from .receipts import GivenReceipt, Reconciliation
from .sealing import SealingKey

__all__ = [
    "Arrival",
    "ArrivedFile",
    "AxisMessage",
    "ChangeWish",
    "DirectoryAgency",
    "DirectoryLoad",
    "DirectoryLoadRow",
    "GivenReceipt",
    "Mailing",
    "MailingAttempt",
    "Partner",
    "ReceivedStatus",
    "Reconciliation",
    "RefusedPackage",
    "SealingKey",
    "SendGroup",
    "SentStatus",
    "UploadPart",
]

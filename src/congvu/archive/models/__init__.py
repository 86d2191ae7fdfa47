"""Tables of the archive."""

from .catalogue import ArchiveSetup, RetentionRule, RetentionValue
from .file import CaseFile, FileAccess, FileEntry, FileLink, FileMember, Material, RightChange
from .freeze import FilePrint, Freeze
from .handover import Handover, HandoverItem, HandoverNotice, KeepBack
from .minutes import Minutes, MinutesSigner
from .package import KeptFile, KeptRecord, Package
from .plan import FilePlan, PlanAmendment, PlanHeading, PlanRow
from .run import ExportRun
from .transfer import Transfer, TransferItem
from .use import Disposal, DisposalItem, FileReading, Loan

__all__ = [
    "ArchiveSetup",
    "CaseFile",
    "Disposal",
    "DisposalItem",
    "ExportRun",
    "FileAccess",
    "FileEntry",
    "FileLink",
    "FileMember",
    "FilePlan",
    "FilePrint",
    "FileReading",
    "Freeze",
    "Handover",
    "HandoverItem",
    "HandoverNotice",
    "KeepBack",
    "KeptFile",
    "KeptRecord",
    "Loan",
    "Material",
    "Minutes",
    "MinutesSigner",
    "Package",
    "PlanAmendment",
    "PlanHeading",
    "PlanRow",
    "RetentionRule",
    "RetentionValue",
    "RightChange",
    "Transfer",
    "TransferItem",
]

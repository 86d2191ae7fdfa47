"""Tables of documents."""

from .asking import Ask, DueChange, PreparedInstruction
from .catalogue import DocumentType, Register
from .chain import ApprovalChain, ApprovalChainStep
from .clocks import UrgencyClock
from .desk import Absence, Secretary, SendGroup, SendGroupMember, Star, StockPhrase
from .document import Addressee, Document, DocumentFile, DocumentLink, FileText
from .draft import Draft, DraftOpinion, DraftStep, DraftVersion
from .drafting import DraftComment, DraftFile, DraftTemplate, DraftTemplateVersion
from .handling import Access, Handling, Instruction
from .intake import AccessChange, NamedMail, PaperCopy
from .number_rule import NumberRule
from .places import Place
from .reading import OpeningDay, Reading
from .sent import Dispatch, PrintMark
from .signing_decision import SigningDecision

__all__ = [
    "Absence",
    "Access",
    "AccessChange",
    "Addressee",
    "ApprovalChain",
    "ApprovalChainStep",
    "Ask",
    "Dispatch",
    "Document",
    "DocumentFile",
    "DocumentLink",
    "DocumentType",
    "Draft",
    "DraftComment",
    "DraftFile",
    "DraftOpinion",
    "DraftStep",
    "DraftTemplate",
    "DraftTemplateVersion",
    "DraftVersion",
    "DueChange",
    "FileText",
    "Handling",
    "Instruction",
    "NamedMail",
    "NumberRule",
    "OpeningDay",
    "PaperCopy",
    "Place",
    "PreparedInstruction",
    "PrintMark",
    "Reading",
    "Register",
    "Secretary",
    "SendGroup",
    "SendGroupMember",
    "SigningDecision",
    "Star",
    "StockPhrase",
    "UrgencyClock",
]

"""Tables of documents."""

from .catalogue import DocumentType, Register
from .document import Addressee, Document, DocumentFile, DocumentLink, FileText
from .draft import Draft, DraftOpinion, DraftStep, DraftVersion
from .handling import Access, Handling, Instruction

__all__ = [
    "Access",
    "Addressee",
    "Document",
    "DocumentFile",
    "DocumentLink",
    "DocumentType",
    "Draft",
    "DraftOpinion",
    "DraftStep",
    "DraftVersion",
    "FileText",
    "Handling",
    "Instruction",
    "Register",
]

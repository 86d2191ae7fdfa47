"""Tables of documents."""

from .catalogue import DocumentType, Register
from .document import Addressee, Document, DocumentFile, DocumentLink, FileText
from .draft import Draft, DraftOpinion, DraftStep, DraftVersion
from .drafting import DraftComment, DraftFile, DraftTemplate, DraftTemplateVersion
from .handling import Access, Handling, Instruction
from .reading import Reading

__all__ = [
    "Access",
    "Addressee",
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
    "FileText",
    "Handling",
    "Instruction",
    "Reading",
    "Register",
]

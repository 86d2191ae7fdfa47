"""Tables of documents."""

from .catalogue import DocumentType, Register
from .document import Addressee, Document, DocumentFile, DocumentLink, FileText
from .handling import Access, Handling, Instruction

__all__ = [
    "Access",
    "Addressee",
    "Document",
    "DocumentFile",
    "DocumentLink",
    "DocumentType",
    "FileText",
    "Handling",
    "Instruction",
    "Register",
]

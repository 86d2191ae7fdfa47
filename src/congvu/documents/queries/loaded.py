"""What loaders ask: is there anything, and the bytes of a document's main file."""

from collections.abc import Iterable
from uuid import UUID

from congvu.kernel.api import Actor, files
from congvu.kernel.errors import NotFound

from .. import policy
from ..models import Document, DocumentFile, DocumentType
from ..types import Direction, FileRole


def has_documents(*, agency_id: int) -> bool:
    """Return whether the agency has registered any incoming document; for loaders that must not load twice."""
    return Document.objects.filter(agency_id=agency_id, direction=Direction.INCOMING).exists()


def type_ids(codes: Iterable[str]) -> tuple[int, ...]:
    """Return the keys of types of document by their codes in the system."""
    return tuple(DocumentType.objects.filter(code__in=list(codes)).order_by("pk").values_list("pk", flat=True))


def main_file(*, actor: Actor, uid: UUID) -> bytes:
    """Return the bytes of the main file of a document that the actor sees. Raises NotFound."""
    seen = policy.visible_documents(actor).filter(uid=uid)
    found = DocumentFile.objects.filter(document__in=seen, role=FileRole.MAIN, removed_at=None).first()
    if found is None:
        raise NotFound
    return files.read_bytes(found.file_id)

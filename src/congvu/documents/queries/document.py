"""What the page of one document shows."""

from __future__ import annotations

from uuid import UUID

from congvu.kernel.api import Actor
from congvu.kernel.errors import NotFound

from .. import policy
from ..models import Document


def document_or_404(*, actor: Actor, uid: UUID) -> Document:
    """Return a document that the actor sees. Raises NotFound."""
    found = policy.visible_documents(actor).select_related("register", "document_type").filter(uid=uid).first()
    if found is None:
        raise NotFound
    return found

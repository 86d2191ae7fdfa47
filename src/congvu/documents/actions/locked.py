"""How an act takes hold of a document."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from congvu.kernel.api import Actor, Decision
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy, rules
from ..errors import ReasonNeeded, SecretStaysLine, TextTooLong, WrongState
from ..models import Document, Handling
from ..types import HandlingState, State


def lock_document(actor: Actor, uid: UUID, may: Callable[[Actor, Document], Decision] | None = None) -> Document:
    """Lock a document that the actor sees and, when asked, may act on. Raises NotFound or NotAllowed."""
    document = (
        policy.visible_documents(actor)
        .filter(uid=uid)
        .select_for_update(of=("self",))
        .select_related("register", "document_type")
        .first()
    )
    if document is None:
        raise NotFound
    if may is not None:
        may(actor, document).require()
    return document


def lock_handling(actor: Actor, uid: UUID, may: Callable[[Actor, Handling], Decision]) -> Handling:
    """Lock the document, then a handling of it that the actor may act on and that is still open."""
    found = Handling.objects.filter(uid=uid).values_list("document__uid", flat=True).first()
    if found is None:
        raise NotFound
    document = lock_document(actor, found)
    handling = Handling.objects.select_for_update(of=("self",)).select_related("parent", "instruction").get(uid=uid)
    handling.document = document
    may(actor, handling).require()
    if handling.state != HandlingState.OPEN:
        raise WrongState(state=HandlingState(handling.state).label)
    return handling


def move(document: Document, act: rules.Act) -> State:
    """Return the state after the act. Raises WrongState where the table has none."""
    state = rules.after(document.state, act)
    if state is None:
        raise WrongState(state=State(document.state).label)
    return state


def refuse_secret(document: Document) -> None:
    """Raise SecretStaysLine for a secret line."""
    if document.is_secret:
        raise SecretStaysLine


def words(text: str, *, limit: int, needed: bool = False) -> str:
    """Return a note in words, cleaned. Raises ReasonNeeded or TextTooLong."""
    clean = vn.clean_text(text)
    if needed and not clean:
        raise ReasonNeeded
    if len(clean) > limit:
        raise TextTooLong(length=len(clean), limit=limit)
    return clean

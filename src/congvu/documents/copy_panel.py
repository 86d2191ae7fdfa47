"""The panel of a document's copies, or of what it is a copy of, and the act "Sao văn bản" in its menu."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, statements

from . import copy_rules, panels, policy
from .models import Document, DocumentLink
from .panels import DocumentRef, PanelAct
from .types import LinkKind

MOST_SHOWN = 20


def load(actor: Actor, ref: DocumentRef, _now: datetime) -> Mapping[str, Any] | None:
    """Return the source of a copy and the copies of a document, one query; None where there is none."""
    if ref.is_secret:
        return None
    found = statements.kept_objects(_links, actor=actor, document=ref.id)
    if not found:
        return None
    return {
        "sources": [link.target for link in found if link.source_id == ref.id],
        "copies": [link.source for link in found if link.target_id == ref.id],
    }


def _links(actor: Actor, *, document: int) -> QuerySet[DocumentLink]:
    seen = policy.visible_documents(actor).values("pk")
    rows = DocumentLink.objects.filter(kind=LinkKind.COPY_OF).filter(
        Q(source_id=document, target__in=seen) | Q(target_id=document, source__in=seen)
    )
    return rows.select_related("source__document_type", "target__document_type").order_by("-pk")[:MOST_SHOWN]


def _offer(actor: Actor, ref: DocumentRef) -> PanelAct | None:
    line = Document(pk=ref.id, agency_id=ref.agency_id)
    if ref.is_secret or ref.state in copy_rules.NOT_COPIED or not policy.may_copy(actor, line):
        return None
    return PanelAct(_("Sao văn bản"), reverse("documents:copying", args=[ref.uid]))


def register() -> None:
    """Put the panel and the act on the pages of documents."""
    panels.register_panel("documents.copies", template="documents/parts/copies.html", load=load, order=6)
    panels.register_act("documents.copy", offer=_offer, order=60)

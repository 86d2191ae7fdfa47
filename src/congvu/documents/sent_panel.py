"""The panel of how a document left on paper and was printed, and the act "Ghi sổ gửi giấy" in its menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor

from . import panels, policy
from .actions.dispatch import LEAVES
from .panels import DocumentRef, PanelAct
from .queries.dispatch import panel
from .types import Direction


def _offer(actor: Actor, ref: DocumentRef) -> PanelAct | None:
    may = policy.may_dispatch(actor, ref.agency_id)
    if ref.direction != Direction.OUTGOING or ref.state not in LEAVES or not may:
        return None
    return PanelAct(_("Ghi sổ gửi giấy"), reverse("documents:sending", args=[ref.uid]))


def register() -> None:
    """Put the panel and the act on the pages of documents."""
    panels.register_panel("documents.sent", template="documents/parts/sent_panel.html", load=panel, order=7)
    panels.register_act("documents.send", offer=_offer, order=62)

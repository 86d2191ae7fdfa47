"""The panel of papers that speak of this one or of which it speaks, and the acts after issue in its menu."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import Actor, statements

from . import follow_ups, panels, policy
from .models import Document, DocumentLink
from .panels import DocumentRef, PanelAct
from .types import Direction, LinkKind, State

SAID = {
    (LinkKind.CORRECTS, True): _("Được đính chính bằng"),
    (LinkKind.CORRECTS, False): _("Đính chính"),
    (LinkKind.REPLACES, True): _("Được thay thế bằng"),
    (LinkKind.REPLACES, False): _("Thay thế"),
    (LinkKind.RECALLS, True): _("Bị thu hồi theo"),
    (LinkKind.RECALLS, False): _("Thu hồi"),
}


def load(actor: Actor, ref: DocumentRef, _now: datetime) -> Mapping[str, Any] | None:
    """Return the links in both ways, two queries; None for incoming papers and where there is none."""
    if ref.direction != Direction.OUTGOING:
        return None
    later, earlier = statements.together(
        lambda: statements.kept_objects(_links, True, actor=actor, document=ref.id),
        lambda: statements.kept_objects(_links, False, actor=actor, document=ref.id),
    )
    found = [(SAID[LinkKind(link.kind), True], link.source) for link in later]
    found += [(SAID[LinkKind(link.kind), False], link.target) for link in earlier]
    recalled = ref.state == State.RECALLED
    return {"follow_ups": found, "recalled": recalled} if found or recalled else None


def _links(actor: Actor, later: bool, *, document: int) -> QuerySet[DocumentLink]:
    seen = policy.visible_documents(actor).values("pk")
    rows = DocumentLink.objects.filter(kind__in=follow_ups.KINDS)
    if later:
        return rows.filter(target_id=document, source__in=seen).select_related("source").order_by("pk")[:20]
    return rows.filter(source_id=document, target__in=seen).select_related("target").order_by("pk")[:20]


def _offer(kind: str, url_name: str, label: str | Promise) -> None:
    def offered(actor: Actor, ref: DocumentRef) -> PanelAct | None:
        if follow_ups.problem(kind, direction=ref.direction, state=ref.state) is not None:
            return None
        line = Document(pk=ref.id, agency_id=ref.agency_id)
        if not follow_ups.may_follow_up(actor, line):
            return None
        return PanelAct(str(label), reverse(url_name, args=[ref.uid]))

    panels.register_act(f"documents.{kind}", offer=offered, order=70)


def _voiding(actor: Actor, ref: DocumentRef) -> PanelAct | None:
    fits = ref.direction == Direction.OUTGOING and ref.state == State.ISSUED
    if not fits or not policy.may_void(actor, Document(pk=ref.id, agency_id=ref.agency_id)):
        return None
    return PanelAct(str(_("Hủy số")), reverse("documents:outgoing_voiding", args=[ref.uid]))


def register() -> None:
    """Put the panel and the acts on the pages of documents."""
    panels.register_panel("documents.follow_ups", template="documents/parts/follow_ups.html", load=load, order=5)
    _offer(LinkKind.CORRECTS, "documents:correcting", _("Đính chính"))
    _offer(LinkKind.REPLACES, "documents:replacing", _("Thay thế"))
    _offer(LinkKind.RECALLS, "documents:recalling", _("Thu hồi"))
    panels.register_act("documents.void_outgoing", offer=_voiding, order=75)

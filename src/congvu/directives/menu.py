"""What directives put into the rail, and onto the pages of documents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.documents import api as documents
from congvu.kernel.api import Actor
from congvu.search.api import ListPage, register_kind, register_list_page
from congvu.ui.api import register_menu

from . import policy
from .models import Directive
from .queries import conditions, directing, instructions, lists, one
from .web.lists import default_view, read_asked

FOLLOWED = frozenset({"assigned", "in_progress", "review"})  # states of a paper in which a bút phê is being carried out


def _count(actor: Actor) -> int | None:
    """Return how many tasks ask for the actor now."""
    return lists.waiting_count(actor=actor, today=timezone.localdate())


def _panel(actor: Actor, ref: documents.DocumentRef, now: datetime) -> dict[str, Any] | None:
    """Return the tasks out of a document, for the panel "Nhiệm vụ"; one query or two."""
    if ref.is_secret or not policy.reads_at_all(actor):
        return None
    rows: list[Directive] = one.of_document(actor=actor, document_id=ref.id)
    if not rows and not policy.may_give(actor):
        return None
    today = timezone.localdate(now)
    until = conditions.soon_until(actor.agency_id, today)
    waits = None
    if not rows and policy.may_enter(actor):
        waits = directing.waiting(document_id=ref.id)
    return {"waits": waits, "rows": [lists.row_of(row, today=today, soon_until=until) for row in rows]}


def _offer(actor: Actor, ref: documents.DocumentRef) -> documents.PanelAct | None:
    if ref.is_secret or not policy.may_give(actor) or ref.state in {"void", "recalled"}:
        return None
    return documents.PanelAct(_("Giao nhiệm vụ"), f"{reverse('directives:new')}?van-ban={ref.uid}")


def _offer_following(actor: Actor, ref: documents.DocumentRef) -> documents.PanelAct | None:
    """Offer to follow a bút phê that did not become a task: without a deadline, or in an agency that follows none."""
    shut = ref.is_secret or ref.direction != "incoming" or ref.state not in FOLLOWED
    if shut or not policy.may_give(actor):
        return None
    if instructions.not_followed(agency_id=actor.agency_id, document_id=ref.id) is None:
        return None
    return documents.PanelAct(
        _("Theo dõi bút phê thành nhiệm vụ"), reverse("directives:from_instruction", args=[ref.uid])
    )


def _saved(actor: Actor, query: str) -> int:
    """Return how many tasks a saved filter finds."""
    today = timezone.localdate()
    asked = read_asked(QueryDict(query), default_view=default_view(actor))
    return lists.count(actor=actor, asked=asked, today=today, soon_until=conditions.soon_until(actor.agency_id, today))


documents.register_panel("directives.tasks", template="directives/parts/panel.html", load=_panel, order=10)
documents.register_act("directives.new", offer=_offer, order=10)
documents.register_act("directives.follow", offer=_offer_following, order=11)
register_menu(
    section=gettext_lazy("Văn bản"),
    order=50,
    label=gettext_lazy("Nhiệm vụ"),
    url_name="directives:list",
    visible=policy.reads_at_all,
    count=_count,
)
register_menu(
    section=gettext_lazy("Văn bản"),
    order=51,
    label=gettext_lazy("Tổng quan nhiệm vụ"),
    url_name="directives:overview",
    visible=lambda actor: bool(policy.may_give(actor)),
)
register_kind("directives.directive", gettext_lazy("Nhiệm vụ"), order=15)
register_list_page(ListPage(lists.PAGE, gettext_lazy("Nhiệm vụ"), "directives:list", lists.COLUMNS, count=_saved))

"""What upper apps put on the page of a document and beside the lines of a register, without documents knowing them.

Apps register when Django starts, from their `menu.py`. A panel's `load` is asked once for each page shown: keep it to
a bounded number of queries, the first by `kernel.api.statements`, so that it joins those of the others. It returns the
context of its template, or None where it has nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from congvu.kernel.api import Actor, statements

Position = Literal["side", "main"]


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document as panels and acts of other apps get it; whoever gets it has been let in to see the document."""

    id: int
    uid: UUID
    agency_id: int
    direction: str
    state: str
    number: int | None
    year: int
    full_code: str
    subject: str
    is_secret: bool


@dataclass(frozen=True, slots=True)
class PanelAct:
    """A line in the menu of further acts on the page of one document."""

    label: str
    url: str


Load = Callable[[Actor, DocumentRef, datetime], Mapping[str, Any] | None]
Offer = Callable[[Actor, DocumentRef], PanelAct | None]


@dataclass(frozen=True, slots=True)
class _Panel:
    key: str
    template: str
    load: Load
    position: Position
    order: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """A panel with what its template gets."""

    template: str
    position: Position
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BulkAct:
    """A button below a register: the chosen lines are posted to `url_name` as `van-ban` (UUIDs, repeated)."""

    key: str
    label: str | Promise
    url_name: str
    visible: Callable[[Actor], bool]
    order: int

    @property
    def url(self) -> str:
        """The address that takes the chosen lines."""
        return reverse(self.url_name)


_panels: dict[str, _Panel] = {}
_acts: dict[str, tuple[int, Offer]] = {}
_bulk: dict[str, BulkAct] = {}


def register_panel(key: str, *, template: str, load: Load, position: Position = "side", order: int = 50) -> None:
    """Put a panel on the page of each document: at the side, or below the paper. A second call replaces the first.

    The template gets what `load` returned, and `actor`, `ref` and `now`; it writes its own section
    (`{% cv_section %}`).
    """
    _panels[key] = _Panel(key, template, load, position, order)


def register_act(key: str, *, offer: Offer, order: int = 50) -> None:
    """Put a line into the menu of further acts on each document's page; `offer` returns None where it is not one."""
    _acts[key] = (order, offer)


def register_bulk_act(
    key: str, *, label: str | Promise, url_name: str, visible: Callable[[Actor], bool], order: int = 50
) -> None:
    """Offer an act on chosen lines of the registers. The act checks every line again: a form may say anything."""
    _bulk[key] = BulkAct(key, label, url_name, visible, order)


def loaded(actor: Actor, ref: DocumentRef, *, now: datetime) -> list[Loaded]:
    """Return the panels that have something to say, in order; what they ask first they ask in one trip."""
    wanted = sorted(_panels.values(), key=lambda p: (p.order, p.key))
    found = statements.together(*(partial(panel.load, actor, ref, now) for panel in wanted))
    about = {"actor": actor, "ref": ref, "now": now}
    return [
        Loaded(panel.template, panel.position, {**context, **about})
        for panel, context in zip(wanted, found, strict=True)
        if context is not None
    ]


def shown(panels: Iterable[Loaded], position: Position) -> list[SafeString]:
    """Return the panels of one place, ready to be put on the page."""
    return [render_to_string(one.template, one.context) for one in panels if one.position == position]


def acts(actor: Actor, ref: DocumentRef) -> list[PanelAct]:
    """Return the further acts of upper apps on a document, in order."""
    offers = sorted(_acts.items(), key=lambda item: (item[1][0], item[0]))
    return [act for _key, (_order, offer) in offers if (act := offer(actor, ref)) is not None]


def bulk_acts(actor: Actor) -> list[BulkAct]:
    """Return the acts on chosen lines that the actor may be offered."""
    return [act for act in sorted(_bulk.values(), key=lambda a: (a.order, a.key)) if act.visible(actor)]

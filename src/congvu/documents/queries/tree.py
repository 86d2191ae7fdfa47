"""The tree of forwarding and the history of a document, as panels show them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from congvu.kernel.api import statements, worktime
from congvu.ui.api import TreeNode

from ..models import Document, Handling, Instruction
from ..types import HandlingRole, HandlingState, InstructionKind

MOST_SHOWN = 8
SOON_MINUTES = 8 * 60


@dataclass(frozen=True, slots=True)
class Course:
    """What was said about a document and to whom it was given, each in the order of time."""

    instructions: list[Instruction]
    handlings: list[Handling]


def course(document: Document) -> Course:
    """Return the course of a document so far; two queries."""
    return Course(
        *statements.together(
            lambda: statements.kept_objects(_in_order, Instruction, document=document.pk),
            lambda: statements.kept_objects(_in_order, Handling, document=document.pk),
        )
    )


def tree(document: Document, so_far: Course, *, registered: str, now: datetime) -> list[TreeNode]:
    """Return who gave the document to whom, from its registration (a sentence) down."""
    grown = _Tree(document, so_far.instructions, so_far.handlings, now)
    meta = ", ".join(part for part in (registered, moment(document.registered_at, now=now)) if part)
    root = TreeNode(who=_("Văn thư"), meta=meta, children=grown.under(None))
    return [root]


def _in_order(model: type[Model], *, document: int) -> QuerySet[Any]:
    return model._default_manager.filter(document_id=document).order_by("given_at", "pk")


def bounded(document: Document, *, now: datetime, most: int) -> tuple[list[TreeNode], bool]:
    """Return the nodes below the registration, of at most `most` handlings, the oldest, and whether some are left."""
    handlings = list(document.handlings.order_by("given_at", "pk")[: most + 1])
    kept = handlings[:most]
    wanted = {handling.instruction_id for handling in kept}
    instructions = list(document.instructions.filter(pk__in=wanted).order_by("given_at", "pk"))
    return _Tree(document, instructions, kept, now).under(None), len(handlings) > most


def holders(so_far: Course) -> str:
    """Return at whose desk the document lies: open handlings that were not passed on, two names at most."""
    lying = [h for h in so_far.handlings if h.state == HandlingState.OPEN and h.passed_at is None]
    names = [h.to_name for h in sorted(lying, key=lambda h: (h.role, h.pk)) if h.role != HandlingRole.INFO]
    if len(names) > 2:
        return _("%(names)s và %(count)d nơi khác") % {"names": ", ".join(names[:2]), "count": len(names) - 2}
    return ", ".join(names)


def summary(so_far: Course) -> str:
    """Return "1 chủ trì, 2 phối hợp, 3 để biết"."""
    given = {one.pk for one in so_far.instructions if one.kind == InstructionKind.INSTRUCT}
    return counted(
        [h.role for h in so_far.handlings if h.instruction_id in given and h.state != HandlingState.WITHDRAWN]
    )


@dataclass(frozen=True, slots=True)
class SlipPart:
    """One of the three parts of the handling slip: who wrote, what, whom she gave it to, when."""

    who: str
    text: str
    given: list[tuple[str, str, str]]  # role, receiver, deadline
    at: str
    entered: str = ""  # by whose hand, where a secretary wrote it down


def slip(document: Document, *, now: datetime) -> dict[str, list[SlipPart]]:
    """Return the parts of the handling slip (NĐ 30/2020 Phụ lục IV): leader, head of unit, handler."""
    parts: dict[str, list[SlipPart]] = {"leader": [], "head": [], "handler": []}
    for one in document.instructions.prefetch_related("handlings").order_by("given_at", "pk"):
        given = [
            (str(HandlingRole(h.role).label), h.to_name, moment(h.due_at, now=now) if h.due_at else "")
            for h in sorted(one.handlings.all(), key=lambda h: h.pk)
        ]
        entered = entered_words(one)
        part = SlipPart(f"{one.from_name}, {one.from_title}", one.text, given, moment(one.given_at, now=now), entered)
        if one.kind == InstructionKind.INSTRUCT:
            parts["leader"].append(part)
        elif one.kind == InstructionKind.FORWARD:
            parts["head"].append(part)
    for h in document.handlings.exclude(result="").order_by("pk"):
        at = moment(h.finished_at, now=now) if h.finished_at else ""
        parts["handler"].append(SlipPart(h.to_name, h.result, [], at))
    return parts


def entered_words(one: Instruction) -> str:
    """Return by whose hand an instruction was written, when it was not the leader's own."""
    if not one.entered_by_name:
        return ""
    if one.is_oral:
        return _("ý kiến nói trực tiếp, %(who)s ghi") % {"who": one.entered_by_name}
    return _("%(who)s soạn, lãnh đạo xác nhận") % {"who": one.entered_by_name}


def counted(roles: list[str]) -> str:
    """Return how many lead, support and are informed."""
    parts = []
    for role in (HandlingRole.LEAD, HandlingRole.SUPPORT, HandlingRole.INFO):
        if found := roles.count(role):
            parts.append(f"{found} {str(role.label).lower()}")
    return ", ".join(parts)


def moment(at: datetime, *, now: datetime) -> str:
    """Return "14/10, 08:05", with the year when it is another one."""
    local, today = timezone.localtime(at), timezone.localtime(now)
    return local.strftime("%d/%m, %H:%M" if local.year == today.year else "%d/%m/%Y, %H:%M")


class _Tree:
    """Rows of one document by what they hang under."""

    def __init__(
        self, document: Document, instructions: list[Instruction], handlings: list[Handling], now: datetime
    ) -> None:
        self.document = document
        self.now = now
        self.given_under: dict[int | None, list[Instruction]] = defaultdict(list)
        self.handled: dict[int, list[Handling]] = defaultdict(list)
        for instruction in instructions:
            self.given_under[instruction.parent_id].append(instruction)
        for handling in handlings:
            self.handled[handling.instruction_id].append(handling)

    def under(self, handling_id: int | None) -> list[TreeNode]:
        """Return the nodes below a handling, or below the registration."""
        nodes: list[TreeNode] = []
        for instruction in self.given_under[handling_id]:
            below = self._nodes(self.handled[instruction.pk])
            if handling_id is None and instruction.kind == InstructionKind.INSTRUCT:
                meta = _("Bút phê %(at)s") % {"at": moment(instruction.given_at, now=self.now)}
                meta = ", ".join(part for part in (meta, entered_words(instruction)) if part)
                who = f"{instruction.from_name}, {instruction.from_title}"
                nodes.append(TreeNode(who=who, meta=meta, note=instruction.text, children=below))
            else:
                nodes += below
        return nodes

    def _nodes(self, handlings: list[Handling]) -> list[TreeNode]:
        informed = [h for h in handlings if h.role == HandlingRole.INFO]
        if len(informed) <= MOST_SHOWN:
            return [self._node(h) for h in handlings]
        seen = sum(h.seen_at is not None for h in informed)
        folded = TreeNode(
            who=ngettext("%(n)d nơi nhận", "%(n)d nơi nhận", len(informed)) % {"n": len(informed)},
            role_label=str(HandlingRole.INFO.label),
            meta=_("Đã xem %(seen)d, chưa mở %(unseen)d") % {"seen": seen, "unseen": len(informed) - seen},
        )
        return [*(self._node(h) for h in handlings if h.role != HandlingRole.INFO), folded]

    def _node(self, h: Handling) -> TreeNode:
        words = " ".join(i.text for i in self.given_under[h.pk] if i.text)
        due_text, due_tone = self._due(h)
        return TreeNode(
            who=h.to_name,
            role_label="" if h.role == HandlingRole.DECIDE else str(HandlingRole(h.role).label),
            role_tone="lead" if h.role == HandlingRole.LEAD else "",
            due_text=due_text,
            due_tone=due_tone,
            meta=self._meta(h),
            note=words,
            children=self.under(h.pk),
        )

    def _due(self, h: Handling) -> tuple[str, str]:
        if h.due_at is None or h.state != HandlingState.OPEN:
            return "", ""
        calendar = worktime.calendar_for(self.document.agency_id)
        if h.due_at < self.now:
            return _("quá hạn %(at)s") % {"at": moment(h.due_at, now=self.now)}, "late"
        left = worktime.working_minutes_between(self.now, h.due_at, calendar)
        tone = "soon" if left < SOON_MINUTES else ""
        return _("hạn %(at)s") % {"at": moment(h.due_at, now=self.now)}, tone

    def _meta(self, h: Handling) -> str:
        if h.state == HandlingState.RETURNED:
            return _("Trả lại %(at)s: %(why)s") % {"at": self._at(h.finished_at), "why": h.result}
        if h.state == HandlingState.WITHDRAWN:
            return _("Đã rút %(at)s") % {"at": self._at(h.finished_at)}
        if h.state == HandlingState.HANDED_ON:
            return _("Chuyển nơi khác %(at)s") % {"at": self._at(h.finished_at)}
        if h.role == HandlingRole.DECIDE and h.passed_at:
            return _("Bút phê %(at)s") % {"at": self._at(h.passed_at)}
        if h.state == HandlingState.DONE and h.role == HandlingRole.INFO:
            return _("Đã xem %(at)s") % {"at": self._at(h.seen_at or h.finished_at)}
        if h.state == HandlingState.DONE:
            done = _("Xong %(at)s") % {"at": self._at(h.finished_at)}
            return f"{done}: {h.result}" if h.result else done
        return self._open_meta(h)

    def _open_meta(self, h: Handling) -> str:
        if h.seen_at is None:
            return _("Chưa mở")
        parts = [_("Đã nhận %(at)s") % {"at": self._at(h.seen_at)}]
        if h.passed_at:
            parts.append(_("giao tiếp %(at)s") % {"at": self._at(h.passed_at)})
        if h.progress:
            parts.append(_("tiến độ %(n)d%%") % {"n": h.progress})
        if h.result:
            parts.append(h.result)
        return ", ".join(parts)

    def _at(self, at: datetime | None) -> str:
        return moment(at, now=self.now) if at else ""

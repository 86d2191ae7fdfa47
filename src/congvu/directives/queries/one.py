"""What the page of one directive shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.kernel.api import Actor, statements
from congvu.kernel.errors import NotFound
from congvu.ui.api import Happening

from .. import policy
from ..models import Directive, DueChange, Step, StepFile, Supporter
from ..rules import states
from ..rules.states import Act
from ..types import DueState, Kind, State, StepKind, TreeLine

MOST_STEPS = 200
MOST_TREE = 200


@dataclass(frozen=True, slots=True)
class Acts:
    """What the actor may do now; the action bar shows these."""

    receive: bool
    refuse: bool
    hand_on: bool
    report: bool
    submit: bool
    ask_due: bool
    accept: bool
    return_result: bool
    decide_due: bool
    set_due: bool
    change_lead: bool
    edit: bool
    split: bool
    pause: bool
    resume: bool
    cancel: bool
    urge: bool


@dataclass(frozen=True, slots=True)
class Report:
    """A report as the page shows it."""

    id: int
    at: datetime
    by: str
    percent: int | None
    text: str
    difficulties: str
    proposals: str
    files: tuple[tuple[int, str, int], ...]
    final: bool


@dataclass(frozen=True, slots=True)
class DueLine:
    """A change of the deadline as the page shows it."""

    at: datetime
    by: str
    old: date | None
    wanted: date | None
    new: date | None
    reason: str
    state: str
    tone: str
    decided_by: str
    answer: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """A document of the task, as far as the actor sees it: source or result."""

    code: str
    subject: str
    author: str
    issued_on: date | None
    url: str
    way_url: str = ""


def directive_or_404(*, actor: Actor, uid: UUID) -> Directive:
    """Return a directive that the actor sees. Raises NotFound."""
    found = policy.visible_directives(actor).select_related("field", "parent", "handling", "lead_unit").filter(uid=uid)
    one = found.first()
    if one is None:
        raise NotFound
    return one


def acts(*, actor: Actor, directive: Directive, asked: bool) -> Acts:
    """Return what the actor may do, by her rights and the task's state; `asked`: a request for more time waits."""
    works = bool(policy.may_work_on(actor, directive))
    decides = bool(policy.may_decide(actor, directive))
    heads = bool(policy.may_hand_on(actor, directive))

    def can(act: Act) -> bool:
        return states.after(directive.state, act) is not None

    return Acts(
        receive=works and can(Act.RECEIVE),
        refuse=works and can(Act.REFUSE),
        hand_on=heads and directive.lead_unit_id is not None and can(Act.HAND_ON),
        report=works and directive.kind != Kind.REGULAR and can(Act.REPORT),
        submit=works and can(Act.SUBMIT),
        ask_due=works and directive.due_on is not None and not asked and can(Act.ASK_DUE),
        accept=decides and can(Act.ACCEPT),
        return_result=decides and can(Act.RETURN),
        decide_due=decides and asked,
        set_due=decides and directive.kind != Kind.REGULAR and can(Act.SET_DUE),
        change_lead=decides and can(Act.CHANGE_LEAD),
        edit=decides and can(Act.EDIT),
        split=can(Act.SPLIT) and bool(policy.may_split(actor, directive)),
        pause=decides and can(Act.PAUSE),
        resume=decides and can(Act.RESUME),
        cancel=decides and can(Act.CANCEL),
        urge=bool(policy.may_urge(actor, directive)) and directive.state in states.WORKING,
    )


def steps(directive: Directive) -> list[Step]:
    """Return the newest lines of the history with their files, newest first; two queries."""
    files = Prefetch("files", StepFile.objects.order_by("pk"))
    return list(directive.steps.order_by("-at", "-pk").prefetch_related(files)[:MOST_STEPS])


def timeline(lines: list[Step]) -> list[Happening]:
    """Return the history in sentences, newest first."""
    return [
        Happening(
            at=line.at,
            text=_("%(who)s %(act)s") % {"who": line.by_name, "act": _what(line)},
            detail=line.text,
            is_now=place == 0,
        )
        for place, line in enumerate(lines)
    ]


def _what(line: Step) -> str:
    what = str(StepKind(line.kind).label)
    return f"{what} {line.percent} %" if line.kind == StepKind.PROGRESS and line.percent is not None else what


def reports(lines: list[Step]) -> list[Report]:
    """Return the reports among the lines, newest first."""
    return [
        Report(
            line.pk,
            line.at,
            line.by_name,
            line.percent,
            line.text,
            line.difficulties,
            line.proposals,
            tuple((f.pk, f.name, f.size) for f in line.files.all()),
            line.kind == StepKind.SUBMITTED,
        )
        for line in lines
        if line.kind in {StepKind.PROGRESS, StepKind.SUBMITTED}
    ]


def due_changes(directive: Directive) -> list[DueLine]:
    """Return every change of the deadline, newest first."""
    tones = {DueState.AGREED: "good", DueState.REFUSED: "late", DueState.WAITING: "soon", DueState.WITHDRAWN: "none"}
    return [
        DueLine(
            c.asked_at,
            c.asked_by_name,
            c.old_due_on,
            c.wanted_on,
            c.new_due_on,
            c.reason,
            str(DueState(c.state).label),
            tones[DueState(c.state)],
            c.decided_by_name,
            c.answer,
            c.state == DueState.WAITING,
        )
        for c in DueChange.objects.filter(directive=directive).order_by("-asked_at", "-pk")[:50]
    ]


def supporters(directive: Directive) -> list[str]:
    """Return the names of those who support."""
    rows = Supporter.objects.filter(directive=directive, until=None).order_by("pk")
    return list(rows.values_list("name", flat=True))


def children_open(directive: Directive) -> int:
    """Return how many parts must be complete before the task can be."""
    return states.can_be_complete(directive.children.values_list("state", flat=True))


def tree(*, actor: Actor, directive: Directive) -> list[TreeLine]:
    """Return the parts below a task, itself first, and its parent above where the actor sees it; a query a level."""
    if directive.parent_id is None and not directive.children.exists():
        return []
    found: list[TreeLine] = []
    start = 0
    if directive.parent_id is not None:
        above = policy.visible_directives(actor).filter(pk=directive.parent_id).first()
        if above is not None:
            found.append(_line(above, 0))
            start = 1
    found.append(_line(directive, start, is_here=True))
    below: dict[int, list[Directive]] = {}
    level = [directive.pk]
    seen = 0
    while level and seen < MOST_TREE:
        rows = list(Directive.objects.filter(parent_id__in=level).order_by("due_sort", "pk")[: MOST_TREE - seen])
        seen += len(rows)
        for one in rows:
            below.setdefault(one.parent_id or 0, []).append(one)
        level = [one.pk for one in rows]
    allowed = set(
        policy.visible_directives(actor)
        .filter(pk__in=[one.pk for rows in below.values() for one in rows])
        .values_list("pk", flat=True)
    )
    _under(directive.pk, start + 1, below, allowed, found)
    return found


def _under(
    parent: int, depth: int, below: dict[int, list[Directive]], allowed: set[int], found: list[TreeLine]
) -> None:
    for one in below.get(parent, []):
        found.append(_line(one, depth, opens=one.pk in allowed))
        _under(one.pk, depth + 1, below, allowed, found)


def _line(one: Directive, depth: int, *, is_here: bool = False, opens: bool = True) -> TreeLine:
    return TreeLine(
        code=one.code,
        content=one.content,
        lead_name=one.lead_name,
        due_on=one.due_on,
        progress=one.progress,
        state_label=str(State(one.state).label),
        state_tone=states.tone(one.state),
        url=reverse("directives:directive", args=[one.uid]) if opens and not is_here else "",
        depth=depth,
        is_here=is_here,
    )


def linked(*, actor: Actor, document_ids: list[int]) -> dict[int, Linked]:
    """Return documents by id as the actor may see them: those she may not open have no address and no words."""
    lines = documents.lines_of(document_ids)
    seen = documents.seen_ids(actor=actor, ids=document_ids)
    return {
        pk: Linked(
            code=line.full_code,
            subject=line.subject if pk in seen else "",
            author=line.author,
            issued_on=line.issued_on,
            url=reverse("documents:document", args=[line.uid]) if pk in seen else "",
            way_url=reverse("documents:way", args=[line.uid]) if pk in seen else "",
        )
        for pk, line in lines.items()
    }


def file_of(*, actor: Actor, uid: UUID, file_id: int) -> StepFile:
    """Return a file of a report on a directive that the actor sees. Raises NotFound."""
    directive = directive_or_404(actor=actor, uid=uid)
    found = StepFile.objects.filter(pk=file_id, step__directive=directive).first()
    if found is None:
        raise NotFound
    return found


def of_document(*, actor: Actor, document_id: int, most: int = 20) -> list[Directive]:
    """Return the tasks out of a document that the actor sees, in their order."""
    return statements.kept_objects(_of_document, most, actor=actor, document=document_id)


def _of_document(actor: Actor, most: int, *, document: int) -> QuerySet[Directive]:
    return policy.visible_directives(actor).filter(document_id=document).order_by("pk")[:most]

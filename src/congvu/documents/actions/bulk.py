"""Many lines at once, with numbers, rights and search that agree: demonstration, migration, benchmarks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit, take_numbers
from congvu.search import api as search

from .. import marks, policy, rules
from ..models import Access, Document, DocumentType, Handling, Instruction, Register
from ..types import (
    OPEN_STATES,
    BulkLine,
    Direction,
    HandlingRole,
    HandlingState,
    InstructionKind,
    Secrecy,
    State,
)
from . import attach, trays
from .copying import copy_in
from .register import clean, columns, same_paper_key
from .registers import default_register

BATCH = 1000
PASSED_AFTER = timedelta(minutes=30)


def bulk_load(*, actor: Actor, lines: Iterable[BulkLine], batch: int = BATCH, history: bool = True) -> int:
    """Load lines of the actor's agency in their order and return how many; each batch commits by itself.

    Numbers are taken from the same series as single registrations, so both may go on together. With `history` the
    audit log says that each line was loaded; work lists get what is still open. Raises NotAllowed, and KeyError for
    an unknown type of document.
    """
    policy.may_register(actor, actor.agency_id).require()
    types = dict(DocumentType.objects.values_list("code", "pk"))
    parents = _parents(actor.agency_id)
    total = 0
    source = iter(lines)
    while chunk := list(islice(source, batch)):
        with transaction.atomic():
            _load(actor, chunk, types, parents, history=history)
        total += len(chunk)
    return total


def _load(
    actor: Actor, chunk: list[BulkLine], types: dict[str, int], parents: dict[int, list[int]], *, history: bool
) -> None:
    registers = _numbered(actor, chunk)
    documents = copy_in(
        [
            _document(actor, line, types[line.data.document_type], register, number)
            for line, (register, number) in zip(chunk, registers, strict=True)
        ]
    )
    pairs = list(zip(documents, chunk, strict=True))
    for document, line in pairs:
        if line.files and not document.is_secret:
            attach.add(document, attach.take(line.files), now=line.registered_at)
    handlings = _give(actor, pairs)
    opened = _open(pairs, parents)
    search.put_many(_entries(pairs, opened))
    for document, line in pairs:
        if line.state == State.REGISTERED and not document.is_secret and line.direction == Direction.INCOMING:
            trays.queue_for_clerks(document, actor=actor, now=line.registered_at, due_at=None)
    for handling, owner, giver in handlings:
        if handling.state == HandlingState.OPEN:
            trays.work_for(handling, owner_post_id=owner, actor=giver)
    if history:
        for document, line in pairs:
            audit.record(actor, "documents.line_loaded", document, at=line.registered_at, number=document.number)


def _numbered(actor: Actor, chunk: list[BulkLine]) -> list[tuple[Register, int]]:
    """Take the numbers of a whole batch with one lock a register."""
    wanted: dict[tuple[str, int, bool], list[int]] = {}
    for place, line in enumerate(chunk):
        day = _day(line)
        wanted.setdefault((line.direction, day.year, line.data.secrecy > Secrecy.NONE), []).append(place)
    found: dict[int, tuple[Register, int]] = {}
    for (direction, year, secret), places in sorted(wanted.items()):
        register = default_register(
            agency_id=actor.agency_id, direction=direction, on=date(year, 1, 1), is_secret=secret
        )
        first = take_numbers(key=register.series_key, year=year, count=len(places))
        found |= {place: (register, first + n) for n, place in enumerate(places)}
    return [found[place] for place in range(len(chunk))]


def _day(line: BulkLine) -> date:
    if line.direction == Direction.OUTGOING and line.data.issued_on is not None:
        return line.data.issued_on
    return line.data.arrived_on


def _document(actor: Actor, line: BulkLine, type_id: int, register: Register, number: int) -> Document:
    data = clean(line.data)
    values = columns(data, agency_id=actor.agency_id)
    outgoing = line.direction == Direction.OUTGOING
    if outgoing:
        values |= {"code_number": rules.printed_number(number), "arrived_at": None, "received_via": ""}
    given = line.lead_unit_id is not None
    leader = ", ".join(part for part in (line.leader_name, line.leader_title) if part)
    return Document(
        direction=line.direction,
        agency_id=actor.agency_id,
        register=register,
        year=register.year,
        number=number,
        document_type_id=type_id,
        registered_at=line.registered_at,
        forwarded_at=line.registered_at if line.leader_post_id else None,
        issued_at=line.registered_at if outgoing else None,
        closed_at=line.closed_at,
        closing_note=line.closing_note,
        state=line.state,
        lead_unit_id=line.lead_unit_id,
        handler_text=line.lead_unit_name if given else leader,
        created_by_post_id=actor.post_id,
        duplicate_key="" if outgoing else same_paper_key(data),
        **{**values, "due_at": line.due_at or values["due_at"]},
    )


def _give(actor: Actor, pairs: list[tuple[Document, BulkLine]]) -> list[tuple[Handling, int, Actor]]:
    """Write the way from the clerk to the leader to the unit; return each handling, who works on it, who gave it."""
    up = [(d, line) for d, line in pairs if line.leader_post_id is not None]
    submitted = _instructions(
        [
            _instruction(
                d, line.registered_at, InstructionKind.SUBMIT, actor.post_id, actor.person_name, actor.post_title
            )
            for d, line in up
        ]
    )
    decided = copy_in([_decide(d, line, given) for (d, line), given in zip(up, submitted, strict=True)])
    down = [(d, line, h) for (d, line), h in zip(up, decided, strict=True) if line.lead_unit_id is not None]
    written = []
    for d, line, parent in down:
        at = line.registered_at + PASSED_AFTER
        one = _instruction(
            d, at, InstructionKind.INSTRUCT, line.leader_post_id or 0, line.leader_name, line.leader_title, line.text
        )
        one.parent = parent
        written.append(one)
    instructed = _instructions(written)
    leads = copy_in([_lead(d, line, parent, given) for (d, line, parent), given in zip(down, instructed, strict=True)])
    found = [(h, line.leader_post_id or 0, actor) for (_d, line), h in zip(up, decided, strict=True)]
    return found + [
        (h, line.lead_post_id, _leader_of(actor, line))
        for (_d, line, _p), h in zip(down, leads, strict=True)
        if line.lead_post_id is not None
    ]


def _leader_of(actor: Actor, line: BulkLine) -> Actor:
    """The leader as the one who gave the work, for the work list's words."""
    return replace(
        actor, person_name=line.leader_name, post_title=line.leader_title, post_id=line.leader_post_id or actor.post_id
    )


def _instructions(rows: list[Instruction]) -> list[Instruction]:
    return copy_in(rows)


def _instruction(
    document: Document, at: datetime, kind: str, post_id: int, name: str, title: str, text: str = ""
) -> Instruction:
    return Instruction(
        document=document, kind=kind, from_post_id=post_id, from_name=name, from_title=title, text=text, given_at=at
    )


def _decide(document: Document, line: BulkLine, given: Instruction) -> Handling:
    passed = line.registered_at + PASSED_AFTER if line.lead_unit_id is not None else None
    done = passed is not None or line.state not in OPEN_STATES
    return Handling(
        document=document,
        instruction=given,
        to_post_id=line.leader_post_id,
        to_name=", ".join(part for part in (line.leader_name, line.leader_title) if part),
        role=HandlingRole.DECIDE,
        given_at=line.registered_at,
        seen_at=passed,
        passed_at=passed,
        finished_at=passed or (line.closed_at if done else None),
        state=HandlingState.DONE if done else HandlingState.OPEN,
    )


def _lead(document: Document, line: BulkLine, parent: Handling, given: Instruction) -> Handling:
    is_open = line.state in OPEN_STATES
    return Handling(
        document=document,
        instruction=given,
        parent=parent,
        to_unit_id=line.lead_unit_id,
        to_name=line.lead_unit_name,
        role=HandlingRole.LEAD,
        due_at=line.due_at,
        given_at=given.given_at,
        remind_at=line.due_at if is_open and line.due_at and line.due_at > timezone.now() else None,
        seen_at=given.given_at if line.state != State.ASSIGNED else None,
        finished_at=None if is_open else line.closed_at,
        progress=0 if is_open else 100,
        result="" if is_open else line.closing_note,
        state=HandlingState.OPEN if is_open else HandlingState.DONE,
    )


def _open(pairs: list[tuple[Document, BulkLine]], parents: dict[int, list[int]]) -> dict[int, list[str]]:
    """Write who may read each line beside the agency's own readers."""
    opened: dict[int, list[str]] = {}
    for d, line in pairs:
        grants = [f"post:{line.leader_post_id}"] if line.leader_post_id is not None else []
        if line.lead_unit_id is not None:
            grants += policy.grants_of_receiver(
                post_id=None,
                unit_id=line.lead_unit_id,
                unit_and_parents=parents.get(line.lead_unit_id, [line.lead_unit_id]),
                role=HandlingRole.LEAD,
            )
        if line.lead_post_id is not None:
            grants.append(f"post:{line.lead_post_id}")
        opened[d.pk] = list(dict.fromkeys(grants))
    copy_in(
        [
            Access(document=d, grant=grant, since=line.registered_at)
            for d, line in pairs
            for grant in opened[d.pk]
            if not d.is_secret
        ]
    )
    return opened


def _entries(pairs: list[tuple[Document, BulkLine]], opened: dict[int, list[str]]) -> Iterator[search.SearchEntry]:
    facets = marks.facets_of([d.pk for d, _line in pairs if not d.is_secret])
    for d, line in pairs:
        if not d.is_secret:
            yield trays.search_entry(d, grants=opened[d.pk], body=line.body, facets=facets[d.pk])


def _parents(agency_id: int) -> dict[int, list[int]]:
    """Return each unit of the agency with those above it, itself first."""
    above = {u.id: u.parent_id for u in identity.unit_tree(agency_id=agency_id, on=timezone.localdate())}
    found: dict[int, list[int]] = {}
    for unit in above:
        chain: list[int] = []
        current: int | None = unit
        while current is not None and current not in chain:
            chain.append(current)
            current = above.get(current)
        found[unit] = chain
    return found

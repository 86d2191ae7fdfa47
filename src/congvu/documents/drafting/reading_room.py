"""The page on which a draft is read paragraph by paragraph with the comments beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from congvu.kernel.api import Actor

from ..models import Draft, DraftComment, DraftVersion
from ..queries.readings import comments_seen_by
from . import anchors, policy
from .hold import current_step
from .page import word_text
from .types import DraftContent


@dataclass(frozen=True, slots=True)
class Said:
    """One remark or answer. `seen_by`: others who have seen it."""

    uid: UUID
    who: str
    title: str
    at: datetime
    text: str
    version: int
    is_mine: bool
    is_new: bool
    seen_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """A remark with its answers. `changed`: the paragraph was changed since; `resolved_by` empty while open."""

    first: Said
    replies: list[Said]
    quote: str
    changed: bool
    resolved_by: str
    resolved_at: datetime | None
    may_resolve: bool


@dataclass(frozen=True, slots=True)
class ReadParagraph:
    """A paragraph as it is read, with the threads that stand at it."""

    part: str
    place: int
    text: str
    heading: str  # the part's name, where a part begins
    threads: list[Thread] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The paragraph's name in addresses."""
        return f"{self.part}-{self.place}"

    @property
    def open_count(self) -> int:
        """How many threads wait for somebody."""
        return sum(not thread.resolved_by for thread in self.threads)


@dataclass(frozen=True, slots=True)
class Room:
    """Everything read and said about one version."""

    paragraphs: list[ReadParagraph]
    orphans: list[Thread]
    open_count: int
    newest: int


def room(*, actor: Actor, draft: Draft, version: DraftVersion) -> Room:
    """Return a version's paragraphs with the comments of all versions placed among them; two queries."""
    rows = list(DraftComment.objects.filter(draft=draft).order_by("pk"))
    seen = comments_seen_by(draft)
    firsts = [row for row in rows if row.parent_id is None]
    replies: dict[int, list[DraftComment]] = {}
    for row in rows:
        if row.parent_id is not None:
            replies.setdefault(row.parent_id, []).append(row)
    texts = anchors.paragraphs(DraftContent.from_json(version.content), word=word_text(version))
    placed, lost = anchors.placed(firsts, texts)
    mark = max((upto for person, _name, upto in seen if person == actor.person_id), default=0)
    step = current_step(actor, draft)

    def thread(row: DraftComment, *, changed: bool) -> Thread:
        said = [_said(actor, one, seen, mark) for one in (row, *replies.get(row.pk, []))]
        return Thread(
            said[0],
            said[1:],
            row.quote,
            changed,
            row.resolved_by,
            row.resolved_at,
            bool(policy.may_resolve(actor, draft, row, step)),
        )

    shown = []
    for place, one in enumerate(texts):
        heading = str(anchors.PARTS[one.part]) if not place or texts[place - 1].part != one.part else ""
        threads = [thread(row, changed=fit == "changed") for row, fit in placed.get((one.part, one.place), [])]
        shown.append(ReadParagraph(one.part, one.place, one.text, heading, threads))
    orphans = [thread(row, changed=True) for row in lost]
    waiting = sum(row.resolved_at is None for row in firsts)
    return Room(shown, orphans, waiting, rows[-1].pk if rows else 0)


def _said(actor: Actor, row: DraftComment, seen: Sequence[tuple[int, str, int]], mark: int) -> Said:
    mine = row.by_person_id == actor.person_id
    return Said(
        uid=row.uid,
        who=row.by_name,
        title=row.by_title,
        at=row.at,
        text=row.text,
        version=row.version,
        is_mine=mine,
        is_new=not mine and row.pk > mark,
        seen_by=tuple(name for person, name, upto in seen if upto >= row.pk and person != row.by_person_id),
    )

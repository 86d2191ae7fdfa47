"""Who has read a document or a draft and its files, when, on behalf of whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from congvu.kernel.api import statements

from ..models import Document, Draft, Reading

MOST_READERS = 200
COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class Opened:
    """A thing that a person opened beside the page itself."""

    name: str
    first_at: datetime
    last_at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who opened the page or one of its files; `behalf` names for whom she acted."""

    name: str
    title: str
    behalf: str
    first_at: datetime
    last_at: datetime
    times: int
    opened: list[Opened]


def readers(thing: Document | Draft) -> tuple[list[Reader], bool]:
    """Return who has read it, the latest first, at most MOST_READERS, and whether there are others; one query."""
    owner = "document_id" if isinstance(thing, Document) else "draft_id"
    found: list[Reading] = statements.kept_objects(_of_thing, owner, thing=thing.pk)
    groups: dict[tuple[int, int, str], list[Reading]] = {}
    for row in found:
        groups.setdefault((row.person_id, row.post_id, row.behalf_name), []).append(row)
    people = [_reader(group) for group in groups.values()]
    return people[:MOST_READERS], len(found) > MOST_READERS * 4 or len(people) > MOST_READERS


def _of_thing(owner: str, *, thing: int) -> QuerySet[Reading]:
    rows = Reading.objects.filter(**{owner: thing}).exclude(what=COMMENTS)
    return rows.order_by("-last_at", "-pk")[: MOST_READERS * 4 + 1]


def _reader(rows: list[Reading]) -> Reader:
    first = rows[0]
    page = next((row for row in rows if not row.what), None)
    return Reader(
        name=first.person_name,
        title=first.post_title,
        behalf=first.behalf_name,
        first_at=min(row.first_at for row in rows),
        last_at=first.last_at,
        times=page.times if page else sum(row.times for row in rows),
        opened=[Opened(_named(row), row.first_at, row.last_at, row.times) for row in rows if row.what],
    )


def _named(row: Reading) -> str:
    if row.what == "edit":
        return _("mở để sửa")
    if row.what == "signed":
        return _("bản đã ký")
    if row.what.startswith("version:"):
        return _("phiên bản %(n)s") % {"n": row.what.partition(":")[2]}
    return row.label or row.what


def editing_now(draft: Draft, *, person_id: int, since: datetime) -> list[Reading]:
    """Return who else has opened the draft to change it since a moment, the latest first."""
    rows = Reading.objects.filter(draft=draft, what="edit", last_at__gte=since).exclude(person_id=person_id)
    return list(rows.order_by("-last_at", "-pk")[:3])


def comments_seen_by(draft: Draft) -> list[tuple[int, str, int]]:
    """Return who has seen the comments up to which one."""
    rows = Reading.objects.filter(draft=draft, what=COMMENTS, seen_comment_id__gt=0).order_by("person_name", "pk")
    return list(rows.values_list("person_id", "person_name", "seen_comment_id")[:MOST_READERS])

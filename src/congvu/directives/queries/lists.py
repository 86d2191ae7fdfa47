"""The lists of directives: whose, in which situation, narrowed by fields; paged by key, counted to a bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Final, TypeVar

from django.db.models import Count, Q, QuerySet, Value
from django.utils.translation import gettext_lazy

from congvu.kernel.api import Actor, paging, statements
from congvu.kernel.api import text as vn
from congvu.search.api import Column

from .. import policy
from ..models import Directive, Field, Sight
from ..rules import states
from ..types import DirectiveRow, Source, State
from . import conditions, sights

Rows = TypeVar("Rows", Directive, Sight)
PAGE: Final = "directives.list"
PAGE_SIZE: Final = 25
COUNT_AT_MOST: Final = 1000
MOST_EXPORTED: Final = 20_000
TO_DO, GIVEN, WATCHED, SUPPORTED, ALL = "toi-lam", "toi-giao", "theo-doi", "phoi-hop", "tat-ca"
VIEWS: Final = (TO_DO, GIVEN, WATCHED, SUPPORTED, ALL)
OPEN, LATE, SOON, REVIEW, TROUBLED = "mo", "qua-han", "sap-den-han", "cho-xac-nhan", "vuong-mac"
DONE, DONE_IN_TIME, DONE_LATE = "hoan-thanh", "dung-han", "xong-tre"
EXTENDED, RETURNED, REFUSED, PAUSED, CANCELLED, NEW = "gia-han", "bi-tra", "tra-lai", "tam-dung", "huy", "chua-nhan"
COUNTED, OPEN_IN_TIME = "tinh", "trong-han"
SITUATIONS: Final = (
    OPEN,
    NEW,
    LATE,
    SOON,
    REVIEW,
    TROUBLED,
    PAUSED,
    REFUSED,
    DONE,
    DONE_IN_TIME,
    DONE_LATE,
    OPEN_IN_TIME,
    EXTENDED,
    RETURNED,
    CANCELLED,
    COUNTED,
)
# Mã và nội dung luôn đứng trong danh sách; các cột này do từng người chọn.
COLUMNS: Final = (
    Column("can-cu", gettext_lazy("Căn cứ"), shown=False),
    Column("chu-tri", gettext_lazy("Chủ trì")),
    Column("nguoi-giao", gettext_lazy("Người giao")),
    Column("linh-vuc", gettext_lazy("Lĩnh vực"), shown=False),
    Column("ngay-giao", gettext_lazy("Ngày giao"), shown=False),
    Column("han", gettext_lazy("Hạn")),
    Column("tien-do", gettext_lazy("Tiến độ")),
    Column("ngay-xong", gettext_lazy("Ngày có kết quả"), shown=False),
    Column("trang-thai", gettext_lazy("Trạng thái")),
)
# Các tình trạng chỉ gồm việc đang mở xếp theo hạn; các tình trạng khác xếp mới nhất trước.
BY_DEADLINE: Final = frozenset({OPEN, NEW, LATE, SOON, REVIEW, TROUBLED, PAUSED, REFUSED, OPEN_IN_TIME})
# Các tình trạng mà dòng hẹp (`models.Sight`) biết và gặp nhiều; tình trạng hiếm có chỉ mục riêng trên bảng nhiệm vụ.
IN_SIGHT: Final = BY_DEADLINE | {"", DONE, DONE_IN_TIME, DONE_LATE, COUNTED}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the list; empty means no filter. Days include both ends."""

    view: str = TO_DO
    situation: str = OPEN
    text: str = ""
    unit_id: int | None = None
    agency_id: int | None = None
    field_id: int | None = None
    giver_post_id: int | None = None
    source: str = ""
    due_from: date | None = None
    due_to: date | None = None
    given_from: date | None = None
    given_to: date | None = None
    document_id: int | None = None


def situation(name: str, *, today: date, soon_until: date) -> Q:
    """Return a situation as a condition; an unknown one is everything."""
    classes = conditions.classes(today)
    known = {
        OPEN: Q(is_open=True),
        NEW: Q(is_open=True, state=State.NEW),
        LATE: conditions.late(today),
        SOON: conditions.soon(today, soon_until),
        REVIEW: Q(is_open=True, state=State.REVIEW),
        TROUBLED: Q(is_open=True, has_difficulties=True),
        PAUSED: Q(is_open=True, state=State.PAUSED),
        REFUSED: Q(is_open=True, state=State.REFUSED),
        DONE: Q(state=State.DONE),
        DONE_IN_TIME: classes["done_in_time"] & conditions.counted(),
        DONE_LATE: classes["done_late"] & conditions.counted(),
        OPEN_IN_TIME: classes["open_in_time"] & conditions.counted(),
        EXTENDED: Q(extended_count__gt=0) & conditions.counted(),
        RETURNED: Q(returned_count__gt=0) & conditions.counted(),
        CANCELLED: Q(state=State.CANCELLED),
        COUNTED: conditions.counted(),
    }
    return known.get(name, Q())


def in_view(actor: Actor, view: str) -> QuerySet[Directive]:
    """Return the directives of a view, in no order; an unknown view is all that the actor sees."""
    start = {TO_DO: policy.to_do, GIVEN: policy.given, WATCHED: policy.watched, SUPPORTED: policy.supported}
    return start.get(view, policy.visible_directives)(actor)


def in_parts(actor: Actor, view: str) -> tuple[QuerySet[Directive], tuple[Q, ...]]:
    """Return the same as rows and conditions of which each row meets at least one; without conditions all rows.

    Each condition has an index that knows the order and holds what most filters ask, so that the first keys of each
    are taken first. Where the grants decide, no index knows the order, and all that is seen is sorted.
    """
    if view in {TO_DO, WATCHED}:
        parts = policy.in_hand(actor) if view == TO_DO else policy.under_watch(actor)
        return policy.own_rows(actor), parts
    whole = view == GIVEN or policy.sees_whole_agency(actor)
    return in_view(actor, view), (Q(),) if whole else ()


def keys_in_sight(actor: Actor, view: str) -> tuple[str, ...]:
    """Return the keys of `models.Sight` under which a view stands; none for a view that has other indexes."""
    return {ALL: policy.seen_by, SUPPORTED: policy.supported_by}.get(view, lambda _actor: ())(actor)


def short_way(actor: Actor, asked: Asked) -> tuple[str, ...]:
    """Return `keys_in_sight` where all that is asked of the tasks stands there too."""
    plain = all(getattr(asked, one.name) in {None, ""} for one in fields(asked) if one.name not in sights.HELD)
    return keys_in_sight(actor, asked.view) if plain and asked.situation in IN_SIGHT else ()


def narrowed(rows: QuerySet[Rows], asked: Asked) -> QuerySet[Rows]:
    """Return the rows that the fields of a filter keep, whatever the situation."""
    for name, key in (("lead_unit", asked.unit_id), ("lead_agency", asked.agency_id), ("field", asked.field_id)):
        if key is not None:  # 0 stands for "none"
            rows = rows.filter(**{f"{name}_id": key} if key else {f"{name}__isnull": True})
    exact: dict[str, object] = {
        "giver_post_id": asked.giver_post_id,
        "source": asked.source,
        "due_on__gte": asked.due_from,
        "due_sort__gte": asked.due_from,  # what the lists are ordered by, so that they begin there
        "due_on__lte": asked.due_to,
        "due_sort__lte": asked.due_to,
        "assigned_on__gte": asked.given_from,
        "assigned_on__lte": asked.given_to,
        "document_id": asked.document_id,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None and value != ""})
    for word in vn.fold(vn.clean_line(asked.text)).split()[:8]:
        rows = rows.filter(Q(fold__contains=word))
    return rows


def found(*, actor: Actor, asked: Asked, today: date, soon_until: date) -> tuple[QuerySet[Directive], tuple[Q, ...]]:
    """Return everything that a filter finds, as `in_parts` does."""
    rows, parts = in_parts(actor, asked.view)
    return narrowed(rows, asked).filter(situation(asked.situation, today=today, soon_until=soon_until)), parts


def key_of(asked: Asked) -> tuple[str, ...]:
    """Return the order of a list."""
    return ("due_sort", "pk") if asked.situation in BY_DEADLINE else ("-pk",)


def page(*, actor: Actor, asked: Asked, today: date, soon_until: date, after: str | None) -> paging.Page[DirectiveRow]:
    """Return one page of the list in two queries. Raises BadCursor."""
    got = _page(actor, asked, today, soon_until, after=after, size=PAGE_SIZE)
    shown = [row_of(one, today=today, soon_until=soon_until) for one in got.rows]
    return paging.Page(shown, got.next, got.previous)


def _page(
    actor: Actor, asked: Asked, today: date, soon_until: date, *, after: str | None, size: int
) -> paging.Page[Directive]:
    key = key_of(asked)
    if keys := short_way(actor, asked):
        kept = situation(asked.situation, today=today, soon_until=soon_until)
        seen = narrowed(policy.sights(actor), asked).filter(kept)
        rows = policy.own_rows(actor).select_related("field")
        return paging.page(rows, *key, after=after, size=size, parts=sights.parts(keys), via=(seen, "directive_id"))
    rows, parts = found(actor=actor, asked=asked, today=today, soon_until=soon_until)
    return paging.page(rows.select_related("field"), *key, after=after, size=size, parts=parts)


def row_of(one: Directive, *, today: date, soon_until: date) -> DirectiveRow:
    """Return a directive as lists show it."""
    return DirectiveRow(
        uid=one.uid,
        code=one.code,
        content=one.content,
        lead_name=one.lead_name,
        giver_name=one.giver_name,
        field=one.field.name if one.field else "",
        source_label=str(Source(one.source).label),
        source_code=one.source_note,
        urgency=one.urgency,
        due_on=one.due_on,
        assigned_on=one.assigned_on,
        progress=one.progress,
        state=one.state,
        state_label=str(State(one.state).label),
        state_tone=states.tone(one.state),
        due_tone=states.due_tone(one.state, one.due_on, one.result_on, today=today, soon_until=soon_until),
        days_late=states.days_late(one.state, one.due_on, one.result_on, today),
        has_difficulties=one.has_difficulties,
        result_on=one.result_on,
    )


def count(*, actor: Actor, asked: Asked, today: date, soon_until: date) -> int:
    """Return how many a filter finds, at most one more than COUNT_AT_MOST."""
    kept, counted = situation(asked.situation, today=today, soon_until=soon_until), 0
    for part in counted_parts(actor, asked):
        if (left := COUNT_AT_MOST + 1 - counted) > 0:
            counted += part.filter(kept).values("agency_id")[:left].count()
    return counted


def figures(*, actor: Actor, asked: Asked, today: date, soon_until: date) -> list[tuple[str, int]]:
    """Return how many open tasks of the view, as narrowed, stand in each situation that asks for attention."""
    among = {
        OPEN: Count(Value(1)),
        LATE: Count(Value(1), filter=conditions.late_of_open(today)),
        SOON: Count(Value(1), filter=conditions.soon_of_open(today, soon_until)),
        REVIEW: Count(Value(1), filter=Q(state=State.REVIEW)),
        TROUBLED: Count(Value(1), filter=Q(has_difficulties=True)),
    }
    sums = {f"n{place}": count for place, count in enumerate(among.values())}
    parts = counted_parts(actor, replace(asked, situation=OPEN))
    counted = [part.filter(is_open=True).aggregate(**sums) for part in parts]
    return [(name, sum(one[f"n{place}"] for one in counted)) for place, name in enumerate(among)]


def counted_parts(actor: Actor, asked: Asked) -> Sequence[QuerySet[Directive] | QuerySet[Sight]]:
    """Return what the fields of a filter keep of a view, whatever the situation, in sets that share no task."""
    if keys := short_way(actor, asked):
        return [narrowed(part, asked) for part in sights.disjoint(actor, keys)]
    rows, parts = in_parts(actor, asked.view)
    return disjoint(narrowed(rows, asked), parts)


def disjoint(rows: QuerySet[Directive], parts: Sequence[Q]) -> list[QuerySet[Directive]]:
    """Return rows that meet one of the parts, in as many sets, none twice."""
    found = [] if parts else [rows]
    for place, part in enumerate(parts):
        mine = rows.filter(part)
        for before in parts[:place]:
            mine = mine.exclude(before)
        found.append(mine)
    return found


def exported(
    *, actor: Actor, asked: Asked, today: date, soon_until: date, most: int = MOST_EXPORTED
) -> Iterator[DirectiveRow]:
    """Yield the rows of a filter for a file, in the order of the list, in pages by key."""
    after, given = None, 0
    while given < most:
        got = _page(actor, asked, today, soon_until, after=after, size=paging.MOST_ROWS)
        for one in got.rows[: most - given]:
            given += 1
            yield row_of(one, today=today, soon_until=soon_until)
        if not got.next:
            return
        after = got.next


def field_choices(agency_id: int) -> list[tuple[int, str]]:
    """Return the fields of work of an agency by name."""
    return statements.kept(_fields, agency_id=agency_id)


def _fields(*, agency_id: int) -> QuerySet[Field, tuple[int, str]]:
    return Field.objects.filter(agency_id=agency_id).order_by("fold", "pk").values_list("pk", "name")


def field_names(agency_id: int) -> Iterable[str]:
    """Return the names of the fields of work, to be proposed while typing."""
    return [name for _pk, name in field_choices(agency_id)]


def waiting_count(*, actor: Actor, today: date) -> int:
    """Return how many tasks ask for the actor: led by her and open, or handed in to her; at most 100."""
    return statements.kept_count(_waiting, actor=actor)


def _waiting(actor: Actor) -> QuerySet[Directive, tuple[int]]:
    rows = policy.own_rows(actor).filter(is_open=True).exclude(state__in=[State.REVIEW, State.PAUSED])
    first, *others = (rows.filter(p).order_by("due_sort", "pk").values_list("pk")[:100] for p in policy.in_hand(actor))
    return first.union(*others)[:100]


def has_directives(*, agency_id: int) -> bool:
    """Return whether the agency has any task; for loaders that must not load twice."""
    return Directive.objects.filter(agency_id=agency_id).exists()

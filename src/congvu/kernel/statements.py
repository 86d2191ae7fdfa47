"""Reads that every page asks: written out or compiled once, then only bound and sent.

Building a statement by the ORM costs more than answering it. `rows` sends a written one. `kept` takes what the ORM
would send for a query set, policy and all, compiles it once a shape, and from then on only puts the values in; it
refuses what it cannot put in safely. What is written out is bound on the server, where its plan is kept too: write out
what has one good plan for all values (CONGVU_DATABASE_POOL=0 keeps none: a pooler between would mix them up).
`together` sends the first statements of several reads in one trip.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Lookup, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

from .types import Actor

Row = tuple[Any, ...]
_MOST_KEPT = 2000
# Values that stand for others while a statement is compiled. They fit into four bytes, since the ORM drops a
# comparison that the column's type cannot hold.
_FIRST_NUMBER = 2_147_400_000
_NAME = "\ue000"
_NEVER = datetime(2999, 12, 31, tzinfo=UTC)
_kept: dict[Hashable, _Compiled] = {}
_lock = threading.Lock()


class NotKeepable(TypeError):
    """The statement depends on its values otherwise than by passing them on."""


def rows(statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
    """Return the rows of a written statement; values are bound on the server, so a list is `= any(%s)`."""
    trip = _trip.get()
    if trip is not None and (answer := trip.answer_to(statement, values)) is not None:
        return answer
    with _cursor() as cursor:
        cursor.execute(statement, values)
        found: list[Row] = cursor.fetchall()
        return found


def kept(
    build: Callable[..., QuerySet[Any, Any]], *shape: Hashable, actor: Actor | None = None, **values: Any
) -> list[Row]:
    """Return the rows of `build(actor, *shape, **values)`, a query set of `values_list`, compiled once a shape.

    Without an actor `build` takes none. Actors of the same roles and delegated scopes share a statement: of an actor,
    `build` may look at these, and pass the ids on to the query set. `values` are never None; what changes the
    statement belongs into `shape`. Raises NotKeepable when `build` asks the database, puts in a moment of its own, or
    makes something else of a value.
    """
    compiled = _compiled(build, actor, shape, values)
    found = _sent(compiled.statement, compiled.bound(_given(actor, values)))
    return [compiled.read(row) for row in found] if compiled.converters else found


def kept_objects(
    build: Callable[..., QuerySet[Any, Any]], *shape: Hashable, actor: Actor | None = None, **values: Any
) -> list[Any]:
    """Return the objects of a query set, with what it selects along (`select_related`), otherwise as `kept`."""
    compiled = _compiled(build, actor, shape, values)
    return [compiled.made(row) for row in _sent(compiled.statement, compiled.bound(_given(actor, values)))]


def kept_count(
    build: Callable[..., QuerySet[Any, Any]], *shape: Hashable, actor: Actor | None = None, **values: Any
) -> int:
    """Return how many rows `kept` would; `build` limits how far it counts by a slice."""
    compiled = _compiled(build, actor, shape, values)
    counting = f"select count(*) from ({compiled.statement}) counted"  # noqa: S608 - the ORM's own statement
    return int(_sent(counting, compiled.bound(_given(actor, values)))[0][0])


def _sent(statement: str, values: Sequence[Any]) -> list[Row]:
    """Send the ORM's statement as the ORM does, planned for its values: one plan for all is wrong for rare ones."""
    trip = _trip.get()
    if trip is not None and (answer := trip.answer_to(statement, values)) is not None:
        return answer
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[Row] = cursor.fetchall()
        return found


def together(*reads: Callable[[], Any]) -> list[Any]:
    """Return what each read returns, the first statement of each asked in one trip to the database.

    A page waits longer for many trips than for their answers. A read is begun twice, once to hear what it asks: it
    must do nothing but read. Its first statement joins the trip when `rows` or one of `kept…` sends it; what it asks
    after that, or by the ORM itself, it asks when its turn comes. A read may itself read together.
    """
    trip = _trip.get()
    if trip is not None:
        return [read() for read in reads] if not trip.noting else trip.begin_all(reads)
    trip = _Trip()
    token = _trip.set(trip)
    try:
        done = [trip.begin(read) for read in reads]
        trip.go()
        return [result[0] if result else read() for result, read in zip(done, reads, strict=True)]
    finally:
        _trip.reset(token)


class _Asked(BaseException):
    """Ends the first run of a read at its first statement; no handler of errors may take it for one."""


@dataclass(slots=True)
class _Trip:
    """Statements of several reads on their way to the database and back."""

    noting: bool = True
    asked: list[tuple[str, Any]] = field(default_factory=list)
    answers: list[tuple[str, Any, list[Row]]] = field(default_factory=list)

    def begin(self, read: Callable[[], Any]) -> tuple[Any] | None:
        """Run a read up to its first statement, which is noted; return its result when it asks nothing at all."""
        try:
            with connection.execute_wrapper(_stop):
                return (read(),)
        except _Asked:
            return None

    def begin_all(self, reads: Sequence[Callable[[], Any]]) -> list[Any]:
        """Begin reads inside of a read; end its first run when one of them asks anything."""
        done = [self.begin(read) for read in reads]
        if None in done:
            raise _Asked
        return [result[0] for result in done if result]

    def answer_to(self, statement: str, values: Any) -> list[Row] | None:
        """Return the answer that came for a statement, once; while reads are begun, note it and end the run."""
        if self.noting:
            self.asked.append((statement, values))
            raise _Asked
        for place, (text, with_values, answer) in enumerate(self.answers):
            if text == statement and with_values == values:
                del self.answers[place]
                return answer
        return None

    def go(self) -> None:
        """Send what was noted as one text, each statement with its values put in."""
        self.noting = False
        if len(self.asked) < 2:
            return
        with connection.cursor() as cursor:
            cursor.execute(";\n".join(cursor.mogrify(*one) for one in self.asked))
            for place, (statement, values) in enumerate(self.asked):
                if place:
                    cursor.nextset()
                self.answers.append((statement, values, cursor.fetchall()))


_trip: ContextVar[_Trip | None] = ContextVar("trip", default=None)


def _stop(*_statement: Any) -> Any:
    raise _Asked


def _compiled(
    build: Callable[..., QuerySet[Any, Any]], actor: Actor | None, shape: Hashable, values: Mapping[str, Any]
) -> _Compiled:
    key = (build, shape, _shape_of(actor), tuple((name, type(value)) for name, value in values.items()))
    found = _kept.get(key)
    if found is None:
        found = _Compiled(build, actor, shape, values)
        with _lock:
            if len(_kept) > _MOST_KEPT:
                _kept.clear()
            _kept[key] = found
    return found


def _shape_of(actor: Actor | None) -> Hashable:
    if actor is None:
        return None
    behalf = actor.on_behalf_of
    return (
        actor.roles, actor.assurance, len(actor.unit_ids), actor.unit_ids[:1] == (actor.unit_id,),
        behalf and (behalf.scopes, bool(behalf.document.strip())),
    )  # fmt: skip


def _cursor() -> CursorWrapper:
    """Return a cursor that binds on the server, counted and wrapped as Django's own are."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # psycopg's own arguments
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)


def _given(actor: Actor | None, values: Mapping[str, Any]) -> list[Any]:
    """Return all that may be put into a statement, in the order of the stand-ins."""
    if actor is None:
        return [*values.values()]
    behalf = actor.on_behalf_of
    own = (
        actor.person_id, actor.post_id, actor.unit_id, actor.agency_id, actor.account_id or 0,
        behalf.delegation_id if behalf else 0,
    )  # fmt: skip
    return [*own, *actor.unit_ids, *values.values()]


def _like(actor: Actor, standins: Sequence[Any]) -> Actor:
    """Return an actor of the same shape whose ids are stand-ins, and whose names betray themselves when used."""
    person, post, unit, agency, account, delegation, *units = standins
    if actor.unit_ids[:1] == (actor.unit_id,):
        units[0] = unit
    behalf = actor.on_behalf_of
    if behalf is not None:
        document = _NAME if behalf.document.strip() else ""
        behalf = replace(behalf, delegation_id=delegation, person_name=_NAME, document=document, ends_at=_NEVER)
    return replace(
        actor,
        person_id=person, person_name=_NAME, post_id=post, post_title=_NAME, unit_id=unit, unit_name=_NAME,
        unit_ids=tuple(units), agency_id=agency, agency_name=_NAME, account_id=account, address=_NAME,
        on_behalf_of=behalf,
    )  # fmt: skip


def _stand_in(place: int, value: Any) -> Any:
    """Return a value of the same type that can be found again in the compiled statement."""
    if isinstance(value, bool) or value is None:
        raise NotKeepable("a truth value or nothing belongs into the shape")
    if isinstance(value, int):
        return _FIRST_NUMBER + place
    if isinstance(value, datetime):
        return datetime(2999, 1, 1, 0, 0, 0, place, tzinfo=value.tzinfo)
    if isinstance(value, date):
        return date(2999, 1, 1 + place)
    if isinstance(value, UUID):
        return UUID(int=_FIRST_NUMBER + place)
    if isinstance(value, str):
        return f"\ue000{place}\ue001"
    if isinstance(value, list):
        return [_FIRST_NUMBER + place]
    raise NotKeepable(f"a {type(value).__name__} cannot be put in")


@Field.register_lookup
class OneOf(Lookup):
    """`column__one_of=[...]`: like `in`, but the statement stays the same however many values, so it can be kept."""

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(  # type: ignore[override]  # a list is one value here
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """Return `column = any(%s)` with the list as one value."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = any(%s)", [*parameters, self.rhs]


class _Compiled:
    """A statement with places for the values of an actor and of the caller."""

    def __init__(
        self, build: Callable[..., QuerySet[Any, Any]], actor: Actor | None, shape: Any, values: Mapping[str, Any]
    ) -> None:
        self.standins = [_stand_in(n, value) for n, value in enumerate(_given(actor, values))]
        first = len(self.standins) - len(values)
        asked = dict(zip(values, self.standins[first:], strict=True))
        whose = () if actor is None else (_like(actor, self.standins[:first]),)
        with connection.execute_wrapper(_ask_nothing):
            query = build(*whose, *shape, **asked)
            compiler = query.query.get_compiler(connection=connection)
            try:
                self.statement, parameters = compiler.as_sql()
            except EmptyResultSet:  # nothing to see for actors of this shape, such as those without any role
                _really_nothing(build(*(() if actor is None else (actor,)), *shape, **values))
                self.statement, parameters = "select where false", ()
        self.columns, self.classes = compiler.select or (), compiler.klass_info
        place = (self.classes, self.columns, connection.alias)
        self.related = get_related_populators(*place) if self.classes else ()  # type: ignore[call-arg]  # Django 6's
        self.converters = compiler.get_converters([column[0] for column in self.columns])
        self.numbers = {number: n for n, number in enumerate(self.standins) if isinstance(number, int)}
        self.parts = [self._part(value) for value in parameters]

    def read(self, row: Row) -> Row:
        """Return a row with the values that the models' fields read otherwise than the database gives them."""
        changed = list(row)
        for place, (converters, column) in self.converters.items():
            for convert in converters:
                changed[place] = convert(changed[place], column, connection)
        return tuple(changed)

    def made(self, row: Row) -> Any:
        """Return the object of a row, as the ORM makes it."""
        if self.converters:
            row = self.read(row)
        fields = self.classes["select_fields"]
        first, last = fields[0], fields[-1] + 1
        names = [column[0].target.attname for column in self.columns[first:last]]
        made = self.classes["model"].from_db(connection.alias, names, row[first:last])
        for related in self.related:
            related.populate(row, made)
        return made

    def bound(self, given: Sequence[Any]) -> list[Any]:
        """Return the parameters with the values in place."""
        return [part(given) if callable(part) else part for part in self.parts]

    def _part(self, value: Any) -> Any:
        """Return a constant of the statement as it is, else a function that puts the value in."""
        for n, standin in enumerate(self.standins):
            if isinstance(value, type(standin)) and value == standin:
                # A number may come in psycopg's own kind, which names the column's type.
                return _taking(n, None if type(value) is type(standin) else type(value))
        if isinstance(value, (datetime, date)):
            raise NotKeepable("the statement holds a moment that was not given")
        if isinstance(value, list):
            parts = [self._part(one) for one in value]
            if any(callable(part) for part in parts):
                return lambda given: [part(given) if callable(part) else part for part in parts]
        if isinstance(value, str):
            return self._text(value)
        return value

    def _text(self, value: str) -> Any:
        """Texts such as "post:12" are made of ids; a given text stands alone."""
        if "\ue000" in value:
            raise NotKeepable("a given text was put into another")
        inside = [(str(number), n) for number, n in self.numbers.items() if str(number) in value]
        if not inside:
            return value

        def put(given: Sequence[Any]) -> str:
            text = value
            for mark, n in inside:
                text = text.replace(mark, str(given[n]))
            return text

        return put


def _taking(n: int, kind: type[Any] | None) -> Callable[[Sequence[Any]], Any]:
    return (lambda given: given[n]) if kind is None else (lambda given: kind(given[n]))


def _really_nothing(query: QuerySet[Any, Any]) -> None:
    """Raise NotKeepable when only the stand-ins, not the values themselves, make the ORM see that nothing is found."""
    try:
        query.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return
    raise NotKeepable("a column cannot hold the stand-in of a number")


def _ask_nothing(*_statement: Any) -> Any:
    raise NotKeepable("the statement asks the database while it is built")

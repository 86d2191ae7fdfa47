"""Lists paged by key: each page costs the same, however deep, and nothing is counted (DESIGN 6, STYLE 6).

A cursor is the ordered columns of the row at the edge of a page, as signed text. It works for any order of columns that
ends in a unique one; columns may be empty (NULL), which PostgreSQL puts last when ascending and first when
descending, as here.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model, OrderBy, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from .errors import DomainError

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")
MOST_ROWS = 200
_LONGEST_CURSOR = 2000
_SALT = "congvu.kernel.paging"


class BadCursor(DomainError):
    """The cursor was not made here, for this list, or is damaged."""

    code = "kernel.bad_cursor"
    message = _("Địa chỉ trang không còn đúng. Hãy mở lại danh sách từ đầu.")
    status = 400


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """The rows of one page, and the cursors of the pages after and before; None where there is none."""

    rows: list[Item]
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class _Key:
    """One ordered column; `nullable` False keeps the conditions plain, so that an index answers them."""

    name: str
    descending: bool
    nullable: bool = True

    def order(self, *, backward: bool) -> OrderBy:
        """NULL lies at the far end in ascending order, at the near end in descending order, as in an index."""
        return F(self.name).desc() if self.descending != backward else F(self.name).asc()

    def beyond(self, value: Any, *, backward: bool) -> Q | None:
        """Return what lies strictly beyond a value on this column, None when nothing can."""
        if self.descending != backward:  # NULL, then high to low
            return Q(**{f"{self.name}__isnull": False}) if value is None else Q(**{f"{self.name}__lt": value})
        if value is None:
            return None
        above = Q(**{f"{self.name}__gt": value})
        return above | Q(**{f"{self.name}__isnull": True}) if self.nullable else above

    def same(self, value: Any) -> Q:
        """Return what is equal on this column."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def bound(self, value: Any, *, backward: bool) -> Q:
        """Return what is equal or beyond: implied by the rest, but PostgreSQL finds its place in the index by it."""
        if value is None or self.nullable:
            return Q()
        return Q(**{f"{self.name}__{'lte' if self.descending != backward else 'gte'}": value})


def first(rows: QuerySet[Row], most: int) -> tuple[list[Row], int]:
    """Return the first rows of an ordered queryset, and how many are left: counted only where there are more."""
    found = list(rows[: most + 1])
    return found[:most], rows.count() - most if len(found) > most else 0


def page(
    queryset: QuerySet[Row],
    *key: str,
    after: str | None = None,
    size: int = 50,
    parts: Sequence[Q] = (),
    via: tuple[QuerySet[Any], str] | None = None,
) -> Page[Row]:
    """Return one page of a queryset in the order of `key` ("-arrived_on", "pk"), in one query.

    `key` names columns, "-" for descending; when the last is not "pk" or "id", "pk" is added, so that the order is
    total. `after` is a cursor of an earlier page, None or "" for the first. Raises BadCursor.
    The queryset must not be ordered or sliced. An index on the columns of the key keeps a page quick. Where rows are
    asked that meet one of several conditions, each with such an index of its own, hand these in as `parts`: the first
    rows of each are taken in order, and of these the first. Where a narrower table holds what is asked for, `via` is
    its query set, with the columns of the key under the same names, and the name of the row's own key there: the first
    rows are then looked for by `parts` of that table, and `queryset` only reads them.
    """
    keys = _keys(queryset.model, key)
    size = max(1, min(size, MOST_ROWS))
    backward, values = _read(after, keys) if after else (False, None)
    order = [one.order(backward=backward) for one in keys]
    asked, name = via or (queryset, "pk")
    there = _renamed(keys, name)
    asked = _after(asked, there, values, backward=backward)
    queryset = _first_of(asked, there, name, queryset, parts, size, backward) if parts else asked
    rows = list(queryset.order_by(*order)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backward:
        rows.reverse()
    # Behind the page we came from there is always something: that page.
    has_next = bool(rows) and (more or backward)
    has_previous = bool(rows) and (more if backward else values is not None)
    return Page(
        rows,
        _write(rows[-1], keys, backward=False) if has_next else None,
        _write(rows[0], keys, backward=True) if has_previous else None,
    )


def _after(rows: QuerySet[Any], keys: list[_Key], values: list[Any] | None, *, backward: bool) -> Any:
    if values is None:
        return rows
    return rows.filter(keys[0].bound(values[0], backward=backward), _beyond(keys, values, backward=backward))


def _first_of(
    asked: QuerySet[Any], keys: list[_Key], name: str, rows: Any, parts: Sequence[Q], size: int, backward: bool
) -> Any:
    """Return those of `rows` that are among the first of one of the parts; `name` is their key where it is asked."""
    order = [one.order(backward=backward) for one in keys]
    first, *others = [asked.filter(part).order_by(*order).values(name)[: size + 1] for part in parts]
    return rows.filter(pk__in=first.union(*others, all=True) if others else first)


def _renamed(keys: list[_Key], name: str) -> list[_Key]:
    return [replace(one, name=name) if one.name in {"pk", "id"} else one for one in keys]


def _keys(model: type[Model], names: tuple[str, ...]) -> list[_Key]:
    keys = [_Key(name.removeprefix("-"), name.startswith("-"), _nullable(model, name)) for name in names]
    if not keys or keys[-1].name not in {"pk", "id"}:
        keys.append(_Key("pk", keys[-1].descending if keys else False, nullable=False))
    return keys


def _nullable(model: type[Model], name: str) -> bool:
    """Return whether a column may be empty; columns of other tables and annotations are taken to be."""
    name = name.removeprefix("-")
    if name == "pk":
        return False
    try:
        return bool(model._meta.get_field(name).null)
    except FieldDoesNotExist:
        return True


def _beyond(keys: list[_Key], values: list[Any], *, backward: bool) -> Q:
    """(a beyond x) or (a = x and b beyond y) or …"""
    found: Q | None = None
    same = Q()
    for one, value in zip(keys, values, strict=True):
        beyond = one.beyond(value, backward=backward)
        if beyond is not None:
            found = same & beyond if found is None else found | (same & beyond)
        same &= one.same(value)
    return Q(pk__in=[]) if found is None else found


def _value(row: Model, name: str) -> Any:
    """Return the value of a column, also across keys ("document__number")."""
    value: Any = row
    for part in name.split("__"):
        value = getattr(value, part) if value is not None else None
    return value


def _unpack(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    mark, text = value
    return _READ[mark](text)


_READ: dict[str, Callable[[str], Any]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "n": Decimal,
    "u": UUID,
}


def _pack(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str | float):
        return value
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, Decimal | UUID):
        return ["n" if isinstance(value, Decimal) else "u", str(value)]
    raise TypeError(f"a list cannot be paged by {type(value).__name__}")


def _write(row: Model, keys: list[_Key], *, backward: bool) -> str:
    values = [_pack(_value(row, one.name)) for one in keys]
    order = zlib.crc32(repr(keys).encode())
    return signing.dumps([int(backward), order, values], salt=_SALT, compress=True)


def _read(cursor: str, keys: list[_Key]) -> tuple[bool, list[Any]]:
    if len(cursor) > _LONGEST_CURSOR:
        raise BadCursor
    try:
        backward, order, values = signing.loads(cursor, salt=_SALT)
        found = [_unpack(value) for value in values]
    except (signing.BadSignature, ValueError, TypeError, KeyError, ArithmeticError, zlib.error) as error:
        raise BadCursor from error
    if order != zlib.crc32(repr(keys).encode()) or len(found) != len(keys):
        raise BadCursor
    return bool(backward), found

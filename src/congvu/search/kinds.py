"""Kinds of things that can be found, as the filters name them. Apps register theirs when Django starts."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """A filter of the results page."""

    key: str
    label: str | Promise
    order: int


_kinds: dict[str, Kind] = {}


def register_kind(key: str, label: str | Promise, *, order: int = 50) -> None:
    """Name a kind ("documents.incoming", "Văn bản đến"). A second call replaces the first."""
    _kinds[key] = Kind(key, label, order)


def kinds() -> list[Kind]:
    """Return the registered kinds in the order of the filters."""
    return sorted(_kinds.values(), key=lambda kind: (kind.order, kind.key))


def label_of(key: str) -> str:
    """Return a kind's label, or nothing for a kind that nobody registered."""
    return str(_kinds[key].label) if key in _kinds else ""

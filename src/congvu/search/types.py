"""Plain values of search that other apps may hold."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `hit` when the question found it."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One thing that can be found, by whom.

    `kind` is "<app>.<thing>" ("documents.incoming"), registered with `register_kind` for its label. `grants` says who
    may see it, in the words of `grants_of`; without any grant nobody finds it. `body` is plain text. `extra` holds
    small values that the result line shows: "meta" is the grey line. `facets` are exact marks by which lists are
    narrowed ("state:assigned", "issued:m2026-10"): of any shape, at most 100 letters each, compared as they stand.
    """

    key: str
    kind: str
    agency_id: int
    title: str
    body: str
    url: str
    at: datetime
    grants: frozenset[str]
    number: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    facets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One condition on facets: at least one of these stands on the entry; `prefix`: one that begins so."""

    any_of: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of entries in the order asked for. `more`: others match too."""

    keys: tuple[str, ...]
    next: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One result: texts cut into pieces where the question's words stand, with their own accents."""

    key: str
    kind: str
    kind_label: str
    url: str
    at: datetime
    number: str
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    meta: str


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results. `corrected` is the question as it was read, when it was typed in Telex without a keyboard.

    `next` opens the page after this one, empty at the end.
    """

    typed: str
    corrected: str
    found: tuple[Found, ...]
    next: str

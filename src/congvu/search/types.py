"""Plain values of search that other apps may hold."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One thing that can be found, by whom.

    `kind` is "<app>.<thing>" ("documents.incoming"), registered with `register_kind` for its label. `grants` says who
    may see it, in the words of `grants_of`; without any grant nobody finds it. `body` is plain text. `extra` holds
    small values that the result line shows, such as {"meta": "Bộ Nội vụ · đến 14/10"}.
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

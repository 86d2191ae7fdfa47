"""A person's choice of work, read from an address and written into one."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from ..types import Choice

WHEN = {
    "qua-han": "late",
    "hom-nay": "today",
    "ba-ngay": "soon",
    "sau": "later",
    "khong-han": "none",
    "de-biet": "inform",
}
SORTS = {"han": "due", "den": "arrived", "khan": "urgency"}
_WHEN_NAMES = {value: name for name, value in WHEN.items()}
_SORT_NAMES = {value: name for name, value in SORTS.items()}
TEXT_LIMIT = 100


def parse(query: Mapping[str, str]) -> Choice:
    """Return the choice; what nobody can mean is left out."""
    return Choice(
        when=WHEN.get(query.get("han", ""), ""),
        kinds=tuple(kind for kind in query.get("viec", "").split(",") if kind.isidentifier() and len(kind) <= 30)[:8],
        unread=query.get("chua-doc") == "1",
        given=query.get("toi-giao") == "1",
        text=query.get("q", "").strip()[:TEXT_LIMIT],
        sort=SORTS.get(query.get("xep", ""), "due"),
        after=query.get("sau", "")[:60],
    )


def query_of(choice: Choice) -> str:
    """Return the choice as a query string without the page, empty for everything."""
    pairs = {
        "han": _WHEN_NAMES.get(choice.when, ""),
        "viec": ",".join(choice.kinds),
        "chua-doc": "1" if choice.unread else "",
        "toi-giao": "1" if choice.given else "",
        "q": choice.text,
        "xep": _SORT_NAMES[choice.sort] if choice.sort != "due" else "",
        "sau": choice.after,
    }
    return urlencode({name: value for name, value in pairs.items() if value}, safe=",")


def address(choice: Choice, **changes: object) -> str:
    """Return the address of the page with some of the choice changed; the page begins anew unless `after` is given."""
    changed = replace(choice, **{"after": "", **changes})  # type: ignore[arg-type]
    query = query_of(changed)
    return f"?{query}" if query else "?"

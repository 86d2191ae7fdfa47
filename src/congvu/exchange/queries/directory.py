"""The directory of agencies: quick search, agencies by name, and what is known of codes."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from congvu.identity import api as identity
from congvu.kernel.api import Actor, statements, text

from .. import policy, ways
from ..errors import UnknownReceiver
from ..models import DirectoryAgency, SendGroup
from ..types import AgencyRow, CarrierKind

MOST_FOUND = 20
MOST_WORDS = 8
MOST_WEIGHED = 1500
_WHY = re.compile(r"\s*\([^()]*\)\s*$")


_FIND = """
select code, name, parent_name
from (
  select code, old_code, name, parent_name, fold from exchange_directoryagency
  where exchange_words(fold) @@ %(words)s::tsquery
    and (valid_from is null or valid_from <= %(on)s) and (valid_to is null or valid_to >= %(on)s)
  limit %(weighed)s
) held
order by
  (strpos(fold, %(phrase)s) between 1 and length(code) + length(old_code) + length(name) - length(%(phrase)s) + 3) desc,
  length(name), code
limit %(most)s
"""


def find_agencies(typed: str, *, on: date, most: int = MOST_FOUND) -> list[AgencyRow]:
    """Return agencies in force whose code, name or superior has words that begin as every typed one.

    Those whose own code or name holds them as typed come first ("ủy ban nhân dân" also stands in the superior's name),
    then the shortest names. Accents and case do not matter. Of words that stand in very many names, only a part of
    the agencies is weighed.
    """
    words = text.fold(text.clean_line(typed[:200])).split()[:MOST_WORDS]
    if not words:
        return []
    # Từ có ở quá nhiều tên ("ủy ban nhân dân") thì chỉ cân nhắc một phần; người tìm gõ thêm chữ.
    values = {
        "words": " & ".join(map(_beginning, words)), "phrase": " ".join(words), "on": on, "weighed": MOST_WEIGHED,
        "most": most,
    }  # fmt: skip
    return [AgencyRow(*one) for one in statements.rows(_FIND, values)]


def _beginning(word: str) -> str:
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}':*"


def by_codes(codes: Iterable[str], *, on: date) -> list[AgencyRow]:
    """Return the agencies of codes in their order; one that is in no directory keeps its code as its name."""
    wanted = list(dict.fromkeys(code for code in codes if code))[:500]
    known = {one.code: one for one in DirectoryAgency.objects.filter(code__in=wanted)}
    found: list[AgencyRow] = []
    for code in wanted:
        if code in known:
            found.append(_row(known[code]))
            continue
        try:
            way = ways.way_to(code, on=on)
        except UnknownReceiver:
            continue
        found.append(AgencyRow(code, way.name, is_here=way.agency_id is not None, carrier=way.carrier))
    return found


def named(names: Iterable[str], *, on: date) -> dict[str, AgencyRow]:
    """Return who can be sent to among the lines of "Nơi nhận", by the line as given ("Bộ Nội vụ (để b/c);")."""
    plain = {name: _WHY.sub("", name.strip(" -;.\t")).strip() for name in names}
    here = identity.agencies_named(plain.values())
    cards = {card.id: card for card in identity.agencies(here.values())}
    found: dict[str, AgencyRow] = {}
    rest: dict[str, str] = {}
    for given, name in plain.items():
        card = cards.get(here.get(name, 0))
        if card is not None and card.code:
            found[given] = AgencyRow(card.code, card.name, is_here=True, carrier=CarrierKind.LOCAL)
        elif name:
            rest[given] = name
    rows = {one.name: one for one in in_force(on).filter(name__in=rest.values()).order_by("-pk")}
    return found | {given: _row(rows[name]) for given, name in rest.items() if name in rows}


def reachable(codes: Iterable[str], *, on: date) -> list[str]:
    """Return the codes to which a way leads: agencies here, and those behind a partner; standing in the directory alone
    is no way.
    """
    found: list[str] = []
    for code in codes:
        with contextlib.suppress(UnknownReceiver):
            ways.way_to(code, on=on)
            found.append(code)
    return found


def groups(*, actor: Actor) -> list[SendGroup]:
    """Return the agency's groups of receivers, by name."""
    return list(policy.visible_groups(actor).order_by("name", "pk"))


def in_force(on: date) -> QuerySet[DirectoryAgency]:
    """Return the rows in force on a day."""
    begun = Q(valid_from=None) | Q(valid_from__lte=on)
    return DirectoryAgency.objects.filter(begun, Q(valid_to=None) | Q(valid_to__gte=on))


def _row(one: DirectoryAgency) -> AgencyRow:
    return AgencyRow(one.code, one.name, one.parent_name)

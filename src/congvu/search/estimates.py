"""How many entries a question may find: the planner's numbers, for which no statement runs."""

import json
from dataclasses import dataclass, replace

from django.db import connection

from .limits import Limits, Value
from .rules import facets
from .rules.question import Question

UNHEARD = "zzzzzzzzzzzz"  # a word of which no statistics can tell


@dataclass(frozen=True, slots=True)
class Estimates:
    """Rows at all, rows that the actor may see, and how many of these hold each word; each facet or word of the title.

    `unheard` is what the planner supposes of a word it has never met: nothing it supposes so is frequent.
    """

    every: int
    visible: int
    unheard: int
    words: dict[str, int]
    facets: dict[str, int]

    @property
    def most(self) -> int:
        """Return an upper bound of what is found.

        Words of one Vietnamese term go together, so multiplying their frequencies would mislead.
        """
        return min([self.visible, *self.words.values(), *self.facets.values()])

    @property
    def share(self) -> float:
        """Return the same as a share of all rows."""
        return self.most / max(self.every, 1)


def estimate(question: Question, limits: Limits) -> Estimates:
    """Ask the planner, word by word, phrases too: it multiplies frequencies inside a phrase, wrong a hundredfold."""
    words = sorted(question.words())
    titles = limits.title.split(" & ") if limits.title else []
    marks = [facets.one(condition) for condition in limits.wanted]
    condition, values = replace(limits, wanted=(), title="", title_begun="").sql()
    tests = [("true", list[Value]()), (condition, values), ("doc @@ to_tsquery('simple', %s)", list[Value]([UNHEARD]))]
    tests += [(f"doc @@ to_tsquery('simple', %s) and {condition}", [word, *values]) for word in [*words, *titles]]
    tests += [(f"facets @@ %s::tsquery and {condition}", [mark, *values]) for mark in marks]
    every, visible, unheard, *rest = _planned(tests)
    found = dict(zip([*words, *titles, *marks], rest, strict=True))
    return Estimates(
        every,
        visible,
        unheard,
        {word: found[word] for word in words},
        {mark: found[mark] for mark in [*titles, *marks]},
    )


def _planned(tests: list[tuple[str, list[Value]]]) -> list[int]:
    parts = [f"(select 1 from search_entry where {test})" for test, _values in tests]  # noqa: S608 - fragments of here
    with connection.cursor() as cursor:
        cursor.execute(
            f"explain (format json) {' union all '.join(parts)}", [value for _test, values in tests for value in values]
        )
        plan = cursor.fetchone()[0]
    top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return [int(part["Plan Rows"]) for part in top["Plans"]]

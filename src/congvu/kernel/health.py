"""The state of the installation's parts, for /healthz and `congvu doctor`. An app registers its own in `health.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from .types import Look


@dataclass(frozen=True, slots=True)
class Part:
    """A registered part.

    `needed` fails the doctor, `probe` means quick enough for every /healthz, `asks_database` that it cannot be known
    while the database is away.
    """

    name: str
    look: Look
    needed: bool
    probe: bool
    asks_database: bool


_parts: dict[str, Part] = {}


def part(name: str, *, needed: bool = True, probe: bool = True, asks_database: bool = False) -> Callable[[Look], Look]:
    """Register a function that looks at one part. It may let the database's own errors through, no others."""

    def register(look: Look) -> Look:
        _parts[name] = Part(name, look, needed, probe, asks_database)
        return look

    return register


def parts() -> list[Part]:
    """Return all parts in the order in which they were registered."""
    return list(_parts.values())

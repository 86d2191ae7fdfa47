"""The state of the installation's parts, for /healthz and `congvu doctor`. An app registers its own in `health.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from .types import Look


@dataclass(frozen=True, slots=True)
class Part:
    """A registered part: `needed` fails the doctor, `probe` means quick enough for every /healthz."""

    name: str
    look: Look
    needed: bool
    probe: bool


_parts: dict[str, Part] = {}


def part(name: str, *, needed: bool = True, probe: bool = True) -> Callable[[Look], Look]:
    """Register a function that looks at one part; it must not raise for what it expects to find broken."""

    def register(look: Look) -> Look:
        _parts[name] = Part(name, look, needed, probe)
        return look

    return register


def parts() -> list[Part]:
    """Return all parts in the order in which they were registered."""
    return list(_parts.values())

"""Trees given as child → parent."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def makes_cycle(*, parents: Mapping[K, K | None], child: K, parent: K | None) -> bool:
    """Whether putting `child` under `parent` would make it its own ancestor."""
    current = parent
    seen: set[K] = set()
    while current is not None and current not in seen:
        if current == child:
            return True
        seen.add(current)
        current = parents.get(current)
    return False


def in_cycles(parents: Mapping[K, K | None]) -> set[K]:
    """The keys that stand on a cycle."""
    done: set[K] = set()
    found: set[K] = set()
    for start in parents:
        path: list[K] = []
        current: K | None = start
        while current is not None and current not in done and current not in path:
            path.append(current)
            current = parents.get(current)
        if current is not None and current in path:
            found.update(path[path.index(current) :])
        done.update(path)
    return found

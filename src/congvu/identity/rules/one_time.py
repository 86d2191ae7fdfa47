"""One-time passwords: all four classes, no letters that look alike."""

from collections.abc import Callable, Sequence

CLASSES = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", "-+=@#%")
LENGTH = 16


def one_time_password(*, choose: Callable[[Sequence[str]], str]) -> str:
    """Make a password with `choose`, a source of random choice (secrets.choice)."""
    drawn = [choose(letters) for letters in CLASSES] + [
        choose("".join(CLASSES[:3])) for _ in range(LENGTH - len(CLASSES))
    ]
    mixed: list[str] = []
    while drawn:
        mixed.append(drawn.pop(drawn.index(choose(drawn))))
    return "".join(mixed)

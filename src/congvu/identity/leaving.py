"""What the holder of a post must hand over before she leaves it: higher apps say what that is.

Who retires, leaves or is moved hands over all her files and papers (NĐ 30/2020/NĐ-CP Điều 31; Luật Lưu trữ
33/2024/QH15).
"""

from collections.abc import Callable

Held = Callable[[int], str]
"""Given a post's id: what its holder still holds, in words ("3 hồ sơ chưa bàn giao"), or nothing."""

_registered: dict[str, Held] = {}


def register_held(key: str, held: Held) -> None:
    """Let an app say what stands against leaving a post; the key makes a second registration harmless."""
    _registered[key] = held


def still_held(post_id: int) -> str:
    """Return what all apps say, or nothing."""
    return ", ".join(words for held in _registered.values() if (words := held(post_id)))

"""Fills an installation with the demonstration; running it again changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from congvu.identity.api import load_organisation

from . import organisation

# Mật khẩu minh họa, in ra cùng bảng tài khoản; đủ mạnh theo quy tắc cấp độ 3 nhưng ai cũng biết: chỉ để xem thử.
PASSWORD = "Congvu@2011-2015"  # noqa: S105

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """A demonstration account as `congvu run` prints it."""

    username: str
    person: str
    title: str
    agency: str


def _quiet(line: str) -> None:
    del line


def load(progress: Progress = _quiet) -> None:
    """Create what is missing of the demonstration, telling each step."""
    progress("Cơ quan, đơn vị, vị trí và người minh họa")
    load_organisation(organisation.agencies(), since=organisation.FOUNDED, password=PASSWORD)


def accounts() -> list[ShownAccount]:
    """Return one account a role, those of the provincial committee of Tiền Giang, in the order of the table."""
    found: dict[str, ShownAccount] = {}
    for agency in organisation.agencies():
        stack = list(agency.units)
        while stack:
            unit = stack.pop()
            stack += unit.units
            for post in unit.posts:
                if post.username in organisation.SHOWN_ACCOUNTS:
                    found[post.username] = ShownAccount(post.username, post.person, post.title, agency.name)
    return [found[name] for name in organisation.SHOWN_ACCOUNTS]

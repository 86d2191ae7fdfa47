"""Fills an installation with the demonstration; running it again changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from congvu.documents import api as documents
from congvu.exchange import api as exchange
from congvu.identity.api import Loaded, load_organisation
from congvu.signing import api as signing

from . import organisation
from .archive import load_archive
from .directives import load_directives
from .live import load_live
from .work import load_papers

HOME = "H58"

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


def load_agencies() -> Loaded:
    """Create the agencies with their units, posts, people and accounts that are not there yet."""
    return load_organisation(organisation.agencies(), since=organisation.FOUNDED, password=PASSWORD)


def load(progress: Progress = _quiet) -> None:
    """Create what is missing of the demonstration, telling each step."""
    now = timezone.now()
    progress("Cơ quan, đơn vị, vị trí và người minh họa")
    loaded = load_agencies()
    progress("Chứng thư và khóa ký minh họa (không có giá trị pháp lý)")
    signing.ensure_demo_keys(
        agencies=loaded.agencies.values(), people=loaded.persons.values(), at=now, address=settings.PUBLIC_URL
    )
    exchange.mirror_own_agencies(now=now)
    is_new = not documents.has_documents(agency_id=loaded.agencies[HOME])
    load_papers(loaded.agencies, now=now, progress=progress)
    if is_new:
        progress("Văn bản ký số gửi liên thông và dự thảo đang trình")
        load_live(agencies=loaded.agencies, posts=loaded.posts, now=now)
    progress("Danh mục hồ sơ, hồ sơ, nộp lưu")
    load_archive(home=loaded.agencies[HOME], posts=loaded.posts, now=now)
    progress("Nhiệm vụ lãnh đạo giao, ở mọi trạng thái")
    load_directives(home=loaded.agencies[HOME], posts=loaded.posts, now=now)


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

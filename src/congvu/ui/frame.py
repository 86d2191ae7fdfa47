"""What apps put into the page frame: the rail's menu, the hats, the account menu, the bell.

The frame knows no app. Apps register here when Django starts, from their `menu.py`; nothing is asked of them
before a template shows it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from congvu.kernel.api import statements
from congvu.kernel.types import Actor

from .rail import RailLine, RailSection, folded

Text = str | Promise
COUNT_SHOWN_AT_MOST = 9999


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of the rail. `count` gives the number beside it; None or 0 shows none."""

    section: Text
    order: int
    label: Text
    url_name: str
    visible: Callable[[Actor], bool]
    count: Callable[[Actor], int | None] | None
    section_order: int
    quiet: bool = False
    pages: str = ""


@dataclass(frozen=True, slots=True)
class HatLine:
    """One way to act, as the post switcher shows it. `key` is what switching posts back."""

    key: str
    title: str
    detail: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class AccountLink:
    """One line under the hats, such as signing out; `post` makes it a button that posts."""

    label: Text
    url_name: str
    order: int
    post: bool


@dataclass(frozen=True, slots=True)
class Bell:
    """What the bell needs: the address of its fragment, of the full page, the unread count, the live stream."""

    url: str
    all_url: str
    count: int
    stream: str


@dataclass(slots=True)
class _Registry:
    menu: dict[str, MenuItem] = field(default_factory=dict)
    account: dict[str, AccountLink] = field(default_factory=dict)
    hats: Callable[[HttpRequest], Sequence[HatLine]] | None = None
    switch_url_name: str = ""
    suggest_url_name: str = ""
    bell: "_BellSource | None" = None


@dataclass(frozen=True, slots=True)
class _BellSource:
    url_name: str
    all_url_name: str
    count: Callable[[Actor], int]
    token: Callable[[Actor], str] | None


_registry = _Registry()

# Thứ tự các mục của thanh bên; mục khác đứng sau, theo thứ tự đăng ký.
SECTION_ORDER = {
    "Của tôi": 10,
    "Văn bản": 20,
    "Cấu hình văn bản": 26,
    "Một cửa": 30,
    "Điều hành": 40,
    "Tổ chức": 50,
    "Quản trị": 90,
}


def register_menu(
    *,
    section: Text,
    order: int,
    label: Text,
    url_name: str,
    visible: Callable[[Actor], bool] = lambda actor: True,
    count: Callable[[Actor], int | None] | None = None,
    section_order: int | None = None,
    quiet: bool = False,
    pages: str = "",
) -> None:
    """Put a line into the rail of the office. A second call for the same address replaces the first.

    It is marked on its own page and those below, and on all below `pages` that no other line is nearer to.

    A section with a `quiet` line holds what is set up now and then: it stays folded until its reader opens it.
    """
    place = SECTION_ORDER.get(str(section), 60) if section_order is None else section_order
    _registry.menu[url_name] = MenuItem(section, order, label, url_name, visible, count, place, quiet, pages)


def register_account_link(*, label: Text, url_name: str, order: int = 50, post: bool = False) -> None:
    """Put a line under the post switcher; `post` sends it as a form, as signing out must."""
    _registry.account[url_name] = AccountLink(label, url_name, order, post)


def register_hats(source: Callable[[HttpRequest], Sequence[HatLine]], *, switch_url_name: str) -> None:
    """Say how to list a request's hats, and which address takes a POST of `hat=<key>&next=<path>`."""
    _registry.hats = source
    _registry.switch_url_name = switch_url_name


def register_suggestions(*, url_name: str) -> None:
    """Say which address answers `?q=` with a short list for the box at the top while one types."""
    _registry.suggest_url_name = url_name


def register_bell(
    *,
    url_name: str,
    all_url_name: str,
    count: Callable[[Actor], int],
    token: Callable[[Actor], str] | None = None,
) -> None:
    """Say where the bell's fragment is, how many messages are unread, and the token of the live stream.

    The fragment fills the bell's panel; it may carry `<span id="cv-bell-n" hx-swap-oob="true">` with a new count.
    """
    _registry.bell = _BellSource(url_name, all_url_name, count, token)


def rail(request: HttpRequest, actor: Actor | None) -> list[RailSection]:
    """Return the sections of the rail that this actor sees, with counts; the current line is the longest match."""
    if actor is None:
        return []
    shown = _shown(request, actor)
    found = shown.lines
    current = _current(request.path, found)
    sections: dict[str, list[RailLine]] = {}
    for item, url in found:
        count = shown.counts.get(item.url_name)
        line = RailLine(str(item.label), url, url == current, min(count, COUNT_SHOWN_AT_MOST) if count else None)
        sections.setdefault(str(item.section), []).append(line)
    quiet = frozenset(str(item.section) for item, _ in found if item.quiet)
    return folded(list(sections.items()), request, quiet=quiet)


def _current(path: str, lines: Sequence[tuple[MenuItem, str]]) -> str:
    """Return the address of the line that a page belongs to: the longest match of its own address, or of its pages."""
    found = [(len(url), url) for _item, url in lines if _within(path, url)]
    found += [(len(item.pages), url) for item, url in lines if item.pages and _within(path, item.pages)]
    return max(found, default=(0, ""))[1]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The lines of a request's rail with their addresses, and the counts of lines and bell by name of address."""

    lines: list[tuple[MenuItem, str]]
    counts: dict[str, int | None]


def _shown(request: HttpRequest, actor: Actor) -> _Shown:
    """Return what the frame shows an actor: asked once a request, all counts in one trip."""
    kept: _Shown | None = getattr(request, "frame_shown", None)
    if kept is None:
        lines = []
        for item in sorted(_registry.menu.values(), key=lambda i: (i.section_order, i.order)):
            url = address(item.url_name)
            if url and item.visible(actor):
                lines.append((item, url))
        reads: dict[str, Callable[[Actor], int | None]] = {i.url_name: i.count for i, _url in lines if i.count}
        if _registry.bell:
            reads[_registry.bell.url_name] = _registry.bell.count
        counts = statements.together(*(partial(count, actor) for count in reads.values()))
        kept = _Shown(lines, dict(zip(reads, counts, strict=True)))
        request.frame_shown = kept  # type: ignore[attr-defined]
    return kept


def hats(request: HttpRequest) -> Sequence[HatLine]:
    """Return the hats of the signed-in account, or nothing before identity has registered."""
    return _registry.hats(request) if _registry.hats else ()


def switch_url() -> str:
    """Return the address that changes the hat, empty when there is none."""
    return address(_registry.switch_url_name)


def suggest_url() -> str:
    """Return the address that suggests while one types, empty when there is none."""
    return address(_registry.suggest_url_name)


def account_links() -> Iterable[tuple[AccountLink, str]]:
    """Return the lines under the hats with their addresses, in order."""
    links = sorted(_registry.account.values(), key=lambda link: link.order)
    return [(link, url) for link in links if (url := address(link.url_name))]


def bell(request: HttpRequest, actor: Actor | None) -> Bell | None:
    """Return the bell of an actor; None before notices has registered.

    `{host}` in the address of the live events stands for the name by which the browser called this page.
    """
    source = _registry.bell
    if actor is None or source is None or not (url := address(source.url_name)):
        return None
    stream = ""
    if source.token and (token := source.token(actor)):
        base = (settings.EVENTS_URL or "/su-kien/").replace("{host}", _host_name(request))
        stream = f"{base}{'&' if '?' in base else '?'}token={token}"
    return Bell(url, address(source.all_url_name), _shown(request, actor).counts[source.url_name] or 0, stream)


def _host_name(request: HttpRequest) -> str:
    name, colon, port = request.get_host().rpartition(":")
    return name if colon and port.isdigit() else request.get_host()


def address(url_name: str) -> str:
    """Return the address of a named view, or nothing while its app is not there."""
    if not url_name:
        return ""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _within(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))

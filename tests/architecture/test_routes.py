"""Routes are closed by default: each declares who it is for (STYLE 9)."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

AUDIENCES = {"office", "citizen", "public", "machine"}
# Views of libraries carry no declaration; each package stands here with the audience that it serves.
LIBRARIES = {
    "allauth.": "public, each view asks for sign-in itself where needed",
    "ninja.": "machine, each router has its own authentication",
    "django.views.i18n": "public: the switch of language",
}


def routes(patterns=None, prefix="") -> Iterator[tuple[str, object]]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def undeclared() -> list[str]:
    return [
        f"{address} ({view.__module__}.{getattr(view, '__qualname__', view)})"
        for address, view in routes()
        if getattr(view, "audience", None) not in AUDIENCES
        and not getattr(view, "func", view).__module__.startswith(tuple(LIBRARIES))
    ]


def test_each_route_declares_its_audience():
    assert undeclared() == []


def test_office_pages_send_a_stranger_to_sign_in(client, db):
    plain = [
        f"/{address}"
        for address, view in routes()
        if getattr(view, "audience", None) == "office" and "<" not in address
    ]
    for address in plain:
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/dang-nhap/"), address

"""Every address is tried with rubbish, signed out and as several officials: a clear answer, never a fault (500)."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from congvu.config import demo

RUBBISH = {
    "int": ["0", "9223372036854775808", "99999999999999999999999999"],
    "uuid": [str(uuid.UUID(int=0))],
    "str": ["%00", "..%2f..%2fetc%2fpasswd", "x" * 3000, "Ủy ban nhân dân ' OR 1=1 --"],
    "slug": ["khong-co", "x" * 3000],
    "path": ["../../etc/passwd", "a//b", "%00"],
}
QUERY = {
    "q": '\x00\' OR "1"=1 ((( & | ! <script>',
    "page": "-1",
    "after": "rubbish==",
    "before": "%%%",
    "cursor": "' ; drop table",
    "from": "31/02/2026",
    "to": "0000-00-00",
    "state": "không có",
    "kind": "x" * 5000,
    "next": "//evil.example/",
    "number": "99999999999999999999",
    "agency": "abc",
    "unit": "1e309",
    "size": "-5",
    "format": "../../x",
}
ROLES = ["vanthu", "chuyenvien", "lanhdao", "quantri"]
# Máy chủ phát sự kiện không đi qua Django; trang đăng xuất làm mất phiên của các lần thử sau.
LEFT_OUT = ("dang-xuat", "accounts/logout", "static/")


def addresses(patterns=None, prefix=""):
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield from _filled(prefix, entry)


def _filled(prefix, entry):
    address = prefix + str(entry.pattern)
    places = [part.split(">")[0] for part in address.split("<")[1:]]
    if "(?P" in address or "^" in address:
        return
    choices = max((len(RUBBISH.get(p.split(":")[0] if ":" in p else "str", ["x"])) for p in places), default=1)
    for number in range(choices):
        filled = address
        for place in places:
            values = RUBBISH.get(place.split(":")[0] if ":" in place else "str", ["x"])
            filled = filled.replace(f"<{place}>", values[number % len(values)], 1)
        yield f"/{filled}"


@pytest.fixture
def everything(db):
    demo.load_agencies()
    with connection.cursor() as cursor:
        cursor.execute("analyze")  # without it some pages take seconds: the planner believes the new tables empty


def _faults(client, who):
    client.raise_request_exception = False
    found = []
    for address in sorted(set(addresses())):
        if any(part in address for part in LEFT_OUT):
            continue
        refused = False
        for method, data in (("get", QUERY), ("post", {**QUERY, "once": "x" * 300}), ("post", {})):
            if not data and refused:  # before its form was looked at: an empty one tells nothing new
                continue
            answer = getattr(client, method)(address, data)
            refused = answer.status_code in {403, 404, 405}
            if answer.status_code >= 500 and answer.status_code != 503:
                found.append(f"{who} {method.upper()} {address[:120]}: {answer.status_code}")
    return found


def test_a_stranger_with_rubbish_gets_an_answer(everything):
    assert _faults(Client(), "nobody") == []


@pytest.mark.parametrize("name", ROLES)
def test_an_official_with_rubbish_gets_an_answer(everything, name):
    from congvu.identity.models import Account

    client = Client()
    client.force_login(Account.objects.get(username=name))
    assert _faults(client, name) == []

"""The live events process: one real server, a real PostgreSQL connection, streams as browsers open them."""

import asyncio
import json
import time

import psycopg
import pytest
from django.core.signing import TimestampSigner
from django.db import connection, transaction

from congvu.notices import api, live, tokens
from congvu.notices.models import Notice

HOST = {"host": "congvu.test:8001"}


@pytest.fixture
def hub(monkeypatch):
    fresh = live.Hub()
    monkeypatch.setattr(live, "hub", fresh)
    monkeypatch.setattr(live, "_database", lambda: _parameters())
    return fresh


def _parameters():
    chosen = connection.settings_dict
    return {
        "dbname": chosen["NAME"],
        "user": chosen["USER"],
        "password": chosen["PASSWORD"],
        "host": chosen["HOST"],
        "port": chosen["PORT"],
    }


class Browser:
    """One request to the application, spoken in ASGI: what it sends back is kept."""

    def __init__(self, query="", method="GET", path="/su-kien/", **headers):
        self.scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(k.encode(), v.encode()) for k, v in {**HOST, **headers}.items()],
        }
        self.left = asyncio.Event()
        self.status, self.headers, self.text = 0, {}, ""

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.text += message.get("body", b"").decode()

    def open(self):
        self.task = asyncio.create_task(live.app(self.scope, self.receive, self.send))
        return self

    async def until(self, done):
        end = time.monotonic() + 20
        while not done():
            assert time.monotonic() < end, (self.status, self.text)
            await asyncio.sleep(0.01)

    async def close(self):
        self.left.set()
        await self.task


def stream(person_id, **headers):
    return Browser(f"token={tokens.issue(person_id)}", **headers).open()


def news(browser):
    return [json.loads(line[6:]) for line in browser.text.splitlines() if line.startswith("data: ")]


def notify(person_id, notice_id):
    with psycopg.connect(**_parameters(), autocommit=True) as link:
        link.execute("select pg_notify('congvu_notices', %s)", [f"{person_id}:{notice_id}"])


def run(work):
    return asyncio.run(asyncio.wait_for(work, 60))


@pytest.mark.django_db(transaction=True)
def test_news_reach_the_streams_of_that_person_only(hub):
    async def work():
        mine, other, second = stream(7), stream(8), stream(7)
        await mine.until(lambda: hub.listening and len(hub.streams.get(7, ())) == 2 and 8 in hub.streams)
        await asyncio.to_thread(notify, 7, 55)
        await mine.until(
            lambda: {"topic": "news", "id": 55} in news(mine) and {"topic": "news", "id": 55} in news(second)
        )
        for browser in (mine, other, second):
            await browser.close()
        assert {"topic": "news", "id": 55} not in news(other)
        assert hub.streams == {}
        await hub.stop()
        assert mine.status == 200
        assert mine.headers[b"content-type"] == b"text/event-stream; charset=utf-8"
        assert mine.headers[b"cache-control"] == b"no-store"

    run(work())


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_is_not_told(hub):
    async def work():
        browser = stream(7)
        await browser.until(lambda: hub.listening and 7 in hub.streams)
        await asyncio.to_thread(told)
        await browser.until(lambda: any("id" in one for one in news(browser)))
        await browser.close()
        await hub.stop()
        return [one["id"] for one in news(browser) if "id" in one]

    from congvu.identity.models import Person
    from tests.conftest import NOW

    person = Person.objects.create(pk=7, full_name="Lê Hoàng Phúc")
    kept = []

    def told():
        with transaction.atomic():
            api.send("a", to_person_ids=[person.pk], text="x", url="", at=NOW, kind="x")
            transaction.set_rollback(True)
        api.send("b", to_person_ids=[person.pk], text="x", url="", at=NOW, kind="x")
        kept.append(Notice.objects.get().pk)
        connection.close()

    assert run(work()) == kept


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_opened_again_and_every_page_looks_anew(hub):
    async def work():
        browser = stream(7)
        await browser.until(lambda: hub.listening and 7 in hub.streams)
        before = len(news(browser))
        await asyncio.to_thread(kill)
        await browser.until(lambda: len(news(browser)) > before)
        await asyncio.to_thread(notify, 7, 9)
        await browser.until(lambda: {"topic": "news", "id": 9} in news(browser))
        await browser.close()
        await hub.stop()

    def kill():
        with psycopg.connect(**_parameters(), autocommit=True) as link:
            found = link.execute(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity "
                " where datname = current_database() and query ilike 'listen congvu%'"
            )
            assert found.fetchone()[0] == 1

    run(work())


@pytest.mark.parametrize(
    "token",
    [
        "",
        "7",
        "7:abc:def",
        TimestampSigner(salt="something else").sign("7"),
        TimestampSigner(salt=tokens.SALT).sign("x"),
        "é" * 50,
    ],
    ids=["empty", "number", "unsigned", "other salt", "no number", "marks"],
)
def test_without_a_good_token_there_is_no_stream(hub, monkeypatch, token):
    monkeypatch.setattr(hub, "start", lambda: None)

    async def work():
        from urllib.parse import quote

        browser = Browser(f"token={quote(token)}").open()
        await browser.task
        return browser.status

    assert run(work()) == 401


def test_a_token_grows_old():
    assert tokens.person_of(tokens.issue(7)) == 7
    assert tokens.person_of(tokens.issue(7), valid_seconds=-1) is None


def test_a_person_opens_only_so_many_streams(hub, monkeypatch):
    monkeypatch.setattr(hub, "start", lambda: None)
    monkeypatch.setattr(live, "STREAMS_A_PERSON", 2)

    async def work():
        first, second = stream(7), stream(7)
        await second.until(lambda: len(hub.streams.get(7, ())) == 2)
        third = stream(7)
        await third.task
        await first.close()
        fourth = stream(7)
        await fourth.until(lambda: fourth.status)
        for browser in (second, fourth):
            await browser.close()
        return third.status, fourth.status

    assert run(work()) == (429, 200)


def test_a_quiet_stream_is_kept_open_by_comments(hub, monkeypatch):
    monkeypatch.setattr(hub, "start", lambda: None)
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.02)

    async def work():
        browser = stream(7)
        await browser.until(lambda: browser.text.count(": \n\n") > 2)
        await browser.close()
        return browser.text

    assert run(work()).startswith("retry: 3000\n\n: \n\n")


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://congvu.test:8000", True),
        ("https://congvu.tiengiang.gov.vn", True),
        ("http://evil.test", False),
        ("null", False),
    ],
)
def test_only_pages_of_the_site_may_read_the_stream(hub, monkeypatch, settings, origin, allowed):
    monkeypatch.setattr(hub, "start", lambda: None)
    settings.CSRF_TRUSTED_ORIGINS = ["https://congvu.tiengiang.gov.vn"]

    async def work():
        browser = stream(7, origin=origin)
        await browser.until(lambda: browser.status)
        await browser.close()
        return browser.headers.get(b"access-control-allow-origin")

    assert run(work()) == (origin.encode() if allowed else None)


def test_other_methods_are_refused_and_health_says_whether_it_listens(hub, monkeypatch):
    monkeypatch.setattr(hub, "start", lambda: None)

    async def work():
        post = Browser(method="POST").open()
        health = Browser(path="/healthz").open()
        await post.task
        await health.task
        return post.status, health.status, json.loads(health.text)

    assert run(work()) == (405, 503, {"listening": False})

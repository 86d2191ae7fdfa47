"""Live news by server-sent events: a small ASGI process of its own (granian --interface asgi).

One LISTEN connection to PostgreSQL serves every browser: each NOTIFY carries a person's id and a notice's id, and goes
to the open streams of that person. A browser shows a short-lived signed token (`tokens.issue`). Nothing but ids is
sent; the page then asks the web process, which knows the rights. Django is not set up here: only its settings and its
signing are used, so that the process is small and starts at once.
"""

import asyncio
import contextlib
import json
import logging
import os
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")

import psycopg
from django.conf import settings

from . import tokens
from .rules import CHANNEL, parse_payload

log = logging.getLogger(__name__)

STREAMS_A_PERSON = 8
STREAMS_IN_ALL = 5000
WAITING_AT_MOST = 100  # messages a slow browser may be behind before it is told only "there is news"
HEARTBEAT_SECONDS = 20
RETRY_SECONDS = (0.5, 1, 2, 5)
RECONNECT_MILLISECONDS = 3000

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Hub:
    """The open streams by person, and the one connection that feeds them."""

    def __init__(self) -> None:
        self.streams: dict[int, set[asyncio.Queue[str]]] = defaultdict(set)
        self.listening = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen; a lost connection is opened again for ever."""
        if self._task is None:
            self._task = asyncio.create_task(self._listen_for_ever())

    async def stop(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def open(self, person_id: int) -> asyncio.Queue[str] | None:
        """Return a queue for one more stream of a person, None when she, or the process, has enough."""
        if len(self.streams.get(person_id, ())) >= STREAMS_A_PERSON:
            return None
        if sum(map(len, self.streams.values())) >= STREAMS_IN_ALL:
            return None
        queue: asyncio.Queue[str] = asyncio.Queue(WAITING_AT_MOST)
        self.streams[person_id].add(queue)
        return queue

    def close(self, person_id: int, queue: asyncio.Queue[str]) -> None:
        """Forget a stream."""
        self.streams[person_id].discard(queue)
        if not self.streams[person_id]:
            del self.streams[person_id]

    def tell(self, person_ids: Iterable[int], message: dict[str, object]) -> None:
        """Put a message into every stream of some people; a full queue already holds news and may drop it."""
        text = json.dumps(message)
        for person_id in person_ids:
            for queue in self.streams.get(person_id, ()):
                with contextlib.suppress(asyncio.QueueFull):
                    queue.put_nowait(text)

    async def _listen_for_ever(self) -> None:
        attempt = 0
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**_database(), autocommit=True) as connection:
                    await connection.execute(f"listen {CHANNEL}")
                    self.listening, attempt = True, 0
                    self.tell(list(self.streams), {"topic": "news"})  # whatever was said while nobody listened
                    async for notify in connection.notifies():
                        if (ids := parse_payload(notify.payload)) is not None:
                            self.tell([ids[0]], {"topic": "news", "id": ids[1]})
            except psycopg.Error as error:
                log.warning("live: connection lost: %s", type(error).__name__)
            self.listening = False
            await asyncio.sleep(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)])
            attempt += 1


hub = Hub()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a browser's stream, a health check, or the server's start and stop."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        hub.start()
        if scope["path"] == "/healthz":
            await _answer(send, 200 if hub.listening else 503, json.dumps({"listening": hub.listening}).encode())
        else:
            await _stream(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub.start()
            await send({"type": "lifespan.startup.complete"})
        else:
            await hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _stream(scope: Scope, receive: Receive, send: Send) -> None:
    cors = _cors(scope)
    if scope["method"] != "GET":
        await _answer(send, 405, b"", cors)
        return
    person_id = tokens.person_of(parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0])
    if person_id is None:
        await _answer(send, 401, b"", cors)
        return
    queue = hub.open(person_id)
    if queue is None:
        await _answer(send, 429, b"", [*cors, (b"retry-after", b"60")])
        return
    gone = asyncio.create_task(_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": [*_STREAM_HEADERS, *cors]})
        await _say(send, f"retry: {RECONNECT_MILLISECONDS}\n\n")
        await _feed(queue, gone, send)
    finally:
        gone.cancel()
        hub.close(person_id, queue)


async def _feed(queue: asyncio.Queue[str], gone: asyncio.Task[None], send: Send) -> None:
    """Send what comes, and a comment now and then so that proxies keep the line open."""
    while not gone.done():
        news = asyncio.create_task(queue.get())
        await asyncio.wait({news, gone}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if news.done():
            await _say(send, f"data: {news.result()}\n\n")
        else:
            news.cancel()
            if not gone.done():
                await _say(send, ": \n\n")


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _answer(send: Send, status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), *headers],
        }
    )
    await send({"type": "http.response.body", "body": body})


_STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


def _cors(scope: Scope) -> list[tuple[bytes, bytes]]:
    """Let pages of this site read the stream: those from this host, or an origin named in the settings."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1")
    here = urlsplit("//" + headers.get(b"host", b"").decode("latin-1")).hostname
    named = {*settings.CSRF_TRUSTED_ORIGINS, settings.PUBLIC_URL}
    if not origin or (urlsplit(origin).hostname != here and origin not in named):
        return []
    return [(b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"origin")]


def _database() -> dict[str, Any]:
    """Return psycopg's words for Django's database settings, without the pool."""
    chosen: dict[str, Any] = settings.DATABASES["default"]
    options = {name: value for name, value in chosen.get("OPTIONS", {}).items() if name != "pool"}
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return options | {name: chosen[key] for name, key in names.items() if chosen.get(key)}

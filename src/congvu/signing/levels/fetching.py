"""Asking trust services over HTTP: small answers, short waits, no redirects, a few tries."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import lru_cache

import httpx

SECONDS = 10.0
PAUSES: Sequence[float] = (0.4, 1.2)
"""Chờ trước lần hỏi thứ hai và thứ ba."""


class Unanswered(Exception):
    """Nobody answered, or not usably; the text says what happened, without the address."""


@lru_cache(maxsize=1)
def client() -> httpx.Client:
    """Return the process's client: connections are kept."""
    return httpx.Client(timeout=SECONDS, follow_redirects=False, limits=httpx.Limits(max_connections=16))


def ask(
    url: str,
    *,
    content: bytes | None = None,
    content_type: str = "",
    most: int = 64 * 1024,
    pauses: Sequence[float] | None = None,
) -> tuple[str, bytes]:
    """Return the kind and bytes of an answer; a POST where there is content. Raises Unanswered.

    Network faults and 5xx answers are tried again after pauses; anything else is final at once.
    """
    waits = list(PAUSES if pauses is None else pauses)
    while True:
        try:
            return _once(url, content, content_type, most)
        except _Again as fault:
            if not waits:
                raise Unanswered(str(fault)) from fault
        time.sleep(waits.pop(0))


class _Again(Exception):
    pass


def _once(url: str, content: bytes | None, content_type: str, most: int) -> tuple[str, bytes]:
    if not url.lower().startswith(("http://", "https://")):
        raise Unanswered("địa chỉ không phải http(s)")
    headers = {"Content-Type": content_type} if content_type else {}
    try:
        with client().stream("GET" if content is None else "POST", url, content=content, headers=headers) as answer:
            if answer.status_code >= 500 or answer.status_code == 429:
                raise _Again(f"máy chủ trả lời {answer.status_code}")
            if answer.status_code != 200:
                raise Unanswered(f"máy chủ trả lời {answer.status_code}")
            body = b""
            for part in answer.iter_bytes():
                body += part
                if len(body) > most:
                    raise Unanswered("câu trả lời quá lớn")
            return answer.headers.get("Content-Type", "").partition(";")[0].strip().lower(), body
    except httpx.TimeoutException as error:
        raise _Again("không trả lời kịp") from error
    except httpx.InvalidURL as error:
        raise Unanswered("địa chỉ không đúng") from error
    except httpx.HTTPError as error:
        raise _Again("không nối được") from error

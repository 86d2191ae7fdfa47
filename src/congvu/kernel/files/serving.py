"""Handing a stored file to a browser."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from .naming import disposition
from .store import open_file, ref

_CHUNK = 1 << 16
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
# What a browser may show inside our pages; everything else is only downloaded.
SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"})


def serve(request: HttpRequest, file_id: int, name: str = "", inline: bool = False) -> HttpResponseBase:
    """Return the file as a streaming answer under `name` (default its own). Policy is the caller's.

    Answers 304 to a known ETag, 206 or 416 to one byte range (RFC 9110, 14). Raises NotFound.
    """
    stored = ref(file_id)
    etag = f'"{stored.sha256}"'
    if request.headers.get("If-None-Match") in {etag, f"W/{etag}"}:
        return _with_headers(HttpResponse(status=304), etag)
    wanted = _range(request, etag, stored.size)
    if wanted is not None and wanted[0] >= wanted[1]:
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{stored.size}"
        return _with_headers(response, etag)
    file = open_file(file_id)
    if wanted is None:
        response = FileResponse(file)
        response["Content-Length"] = str(stored.size)
    else:
        first, end = wanted
        response = StreamingHttpResponse(_slice(file, first, end - first), status=206)
        response["Content-Range"] = f"bytes {first}-{end - 1}/{stored.size}"
        response["Content-Length"] = str(end - first)
    text = "; charset=utf-8" if stored.media_type.startswith("text/") else ""
    response["Content-Type"] = stored.media_type + text
    response["Content-Disposition"] = disposition(name or stored.name, inline=inline and stored.media_type in SHOWN)
    return _with_headers(response, etag)


def _with_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"  # kept by the browser, asked for again each time: rights may end
    return response


def _range(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    """Return [first, end) of a single wanted range; None for the whole; first ≥ end when it cannot be met."""
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or match is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    if first:
        return int(first), min(int(last) + 1, size) if last else size
    if last:
        return max(0, size - int(last)), size if int(last) else 0
    return None


def _slice(file: BinaryIO, first: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while length > 0 and (chunk := file.read(min(_CHUNK, length))):
            length -= len(chunk)
            yield chunk

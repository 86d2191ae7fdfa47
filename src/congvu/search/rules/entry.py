"""How texts are cleaned before they are indexed."""

from congvu.kernel.api import text as vn

# A tsvector holds at most 1 MB and positions up to 16,383; beyond this a text adds no new way of finding it.
BODY_LIMIT = 200_000


def clean_line(text: str, limit: int) -> str:
    """Return one line of clean text, cut at the limit."""
    flat = vn.clean_line(str(text)[: limit * 4])
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def clean_body(text: str) -> str:
    """Return clean text of several lines, at most BODY_LIMIT long."""
    return vn.clean_text(str(text)[: BODY_LIMIT * 2])[:BODY_LIMIT]

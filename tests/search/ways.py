"""The ways to the matches, each of which must find the same."""

from congvu.search import matching

WAYS = ["index", "walk", "periods"]


def go(monkeypatch, way):
    """Let all questions go this way, whatever the planner expects."""
    monkeypatch.setattr(matching, "INDEX_AT_MOST", 10**9 if way == "index" else -1)
    if way == "periods":
        monkeypatch.setattr(matching, "WALK", 0)

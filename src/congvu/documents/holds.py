"""Documents that an app above holds, so that nobody may change them: they stand in a closed set of case files."""

from __future__ import annotations

from collections.abc import Callable

from .errors import DocumentHeld

Holder = Callable[[int], str]
_holders: list[Holder] = []


def register_holder(holder: Holder) -> None:
    """Let an upper app hold documents: given an id, it returns why, or "". Call it in `apps.ready`."""
    if holder not in _holders:
        _holders.append(holder)


def require_free(document_id: int) -> None:
    """Refuse to change a document that is held. Raises DocumentHeld."""
    for holder in _holders:
        if reason := holder(document_id):
            raise DocumentHeld(reason=reason)

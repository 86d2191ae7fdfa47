"""What every page frame needs. Everything is lazy: a page that does not show it pays nothing."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from . import frame as registry
from .appearance import appearance_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the acting post, the rail, the hats, the bell and the chosen appearance."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "rail": SimpleLazyObject(lambda: registry.rail(request, actor)),
        "hats": SimpleLazyObject(lambda: registry.hats(request)),
        "hat_switch_url": SimpleLazyObject(registry.switch_url),
        "account_links": SimpleLazyObject(registry.account_links),
        "bell": SimpleLazyObject(lambda: registry.bell(request, actor)),
        "suggest_url": SimpleLazyObject(registry.suggest_url),
        "appearance": appearance_of(request),
    }

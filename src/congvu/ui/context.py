"""What every page frame needs."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the acting post for the frame's head."""
    return {"actor": getattr(request, "actor", None)}

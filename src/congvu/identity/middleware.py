"""Puts the acting post on the request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from .hats import actor_for_request


class ActorMiddleware:
    """Sets `request.actor`: who acts, in which post, or None when nobody is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Resolve the actor afresh on each request, so that a right withdrawn is gone at once."""
        request.actor = actor_for_request(request)  # type: ignore[attr-defined]
        return self.get_response(request)

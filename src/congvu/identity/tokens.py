"""Bearer tokens of programs, and the authentication of the REST interface."""

import hashlib
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import Actor, statements
from congvu.kernel.errors import NotAllowed

from .hats import actor_in, client_address
from .models import ApiToken

PREFIX = "cv_"
USED_MARK_EVERY = timedelta(minutes=1)


def secret_hash(secret: str) -> str:
    """Return what is kept of a token. The secret has 256 random bits, so a plain hash will do."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiAuth:
    """Authentication class for django-ninja: `auth=api_auth` gives `request.auth` and `request.actor`, an Actor.

    A bearer token acts in the post it was issued for, while its owner holds that post; otherwise the session of
    the browser counts, with a CSRF token for acts that write. `scopes` names what a token must carry, for
    instance `ApiAuth("documents:write")`; sessions carry everything, policy still decides.
    """

    def __init__(self, *scopes: str) -> None:
        self.scopes = frozenset(scopes)

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return the actor, or None for 401. Raises NotAllowed for a token without the scope."""
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer" and secret:
            actor = self._by_token(request, secret.strip())
        else:
            actor = getattr(request, "actor", None)
            if actor is not None and not _csrf_holds(request):
                raise NotAllowed(reason=_("Thiếu mã chống giả mạo (X-CSRFToken) của phiên làm việc."))
        request.actor = actor  # type: ignore[attr-defined]
        return actor

    def _by_token(self, request: HttpRequest, secret: str) -> Actor | None:
        now = timezone.now()
        token: ApiToken | None = next(iter(statements.kept_objects(_valid, hashed=secret_hash(secret), now=now)), None)
        if token is None:
            return None
        if not self.scopes <= set(token.scopes):
            raise NotAllowed(reason=_("Mã truy cập này không có phạm vi cần thiết."))
        actor = actor_in(
            token.owner,
            f"post:{token.post_id}",
            now=now,
            address=client_address(request),
            assurance=frozenset({"token"}),
        )
        if actor is None or actor.post_id != token.post_id:
            return None
        _mark_used(token, now)
        return actor


api_auth = ApiAuth()


def _valid(*, hashed: str, now: datetime) -> QuerySet[ApiToken]:
    return ApiToken.objects.select_related("owner").filter(secret_hash=hashed, revoked_at=None, expires_at__gt=now)


def _mark_used(token: ApiToken, now: datetime) -> None:
    if token.last_used_at is not None and token.last_used_at >= now - USED_MARK_EVERY:
        return
    ApiToken.objects.filter(Q(last_used_at=None) | Q(last_used_at__lt=now - USED_MARK_EVERY), pk=token.pk).update(
        last_used_at=now
    )


def _csrf_holds(request: HttpRequest) -> bool:
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return True
    # ninja exempts its view from the middleware, so the same check runs here.
    check = CsrfViewMiddleware(_nothing)
    check.process_request(request)
    return check.process_view(request, _nothing, (), {}) is None


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()

"""How often one address may ask for a check: the page is open to everybody and a check costs real work."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.identity.api import client_address
from congvu.kernel.errors import DomainError

CHECKS_PER_MINUTE = 12
_KEPT = 120  # giây


class TooManyChecks(DomainError):
    """One address asked too often; it may go on in a minute."""

    code = "signing.too_many_checks"
    message = _("Đã kiểm tra %(limit)s tệp trong một phút. Hãy thử lại sau một phút.")
    status = 429


def count_check(request: HttpRequest) -> None:
    """Count one check of the client's address in this minute. Raises TooManyChecks."""
    minute = int(timezone.now().timestamp()) // 60
    key = f"signing-check:{client_address(request)}:{minute}"
    cache.add(key, 0, _KEPT)
    try:
        count = cache.incr(key)
    except ValueError:  # hết hạn giữa hai lệnh
        return
    if count > CHECKS_PER_MINUTE:
        raise TooManyChecks(limit=CHECKS_PER_MINUTE)

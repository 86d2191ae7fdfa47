"""How often one address may ask for a check: the page is open to everybody and a check costs real work."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.identity.api import client_address
from congvu.kernel.errors import DomainError

from ..actions.count_checks import count_one

CHECKS_PER_MINUTE = 12


class TooManyChecks(DomainError):
    """One address asked too often; it may go on in a minute."""

    code = "signing.too_many_checks"
    message = _("Đã kiểm tra %(limit)s tệp trong một phút. Hãy thử lại sau một phút.")
    status = 429


def count_check(request: HttpRequest) -> None:
    """Count one check of the client's address in this minute, over all web processes. Raises TooManyChecks."""
    if count_one(address=client_address(request), now=timezone.now()) > CHECKS_PER_MINUTE:
        raise TooManyChecks(limit=CHECKS_PER_MINUTE)


MAX_BACK = 100 * 1024 * 1024

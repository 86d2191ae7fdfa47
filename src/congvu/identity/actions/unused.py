"""Telling about and closing accounts that nobody uses; forgetting what need not be kept."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import audit, publish

from ..events import AccountUnused
from ..models import Account, ImportDraft, SignIn, UnknownName
from ..rules import lockout, unused
from .people import shut_account

KEEP_SIGN_INS = timedelta(days=366)
KEEP_DRAFTS = timedelta(days=30)
AT_ONCE = 500


@transaction.atomic
def close_unused(*, now: datetime) -> tuple[int, int]:
    """Tell the owners of unused accounts, close those told a week ago; return how many of each. Runs daily.

    Service accounts have no owner who signs in and stay; administrators review them.
    """
    limit = now - unused.CLOSE_AFTER + unused.NOTICE_BEFORE
    rows = (
        Account.objects.select_for_update(skip_locked=True, of=("self",))
        .alias(used=Coalesce("last_login", "created_at"))
        .filter(is_active=True, used__lte=limit)
        .exclude(kind=Account.Kind.SERVICE)
        .order_by("pk")[:AT_ONCE]
    )
    told = closed = 0
    for row in rows:
        used = row.last_login or row.created_at
        if row.unused_notice_at is None:
            _tell(row, now)
            told += 1
        elif unused.close_due(last_used=used, noticed_at=row.unused_notice_at, now=now):
            shut_account(row, reason=_("không dùng 45 ngày"), now=now)
            audit.record(None, "identity.account_closed_unused", row, at=now, last_used=used)
            closed += 1
    return told, closed


def forget_old(*, now: datetime) -> None:
    """Drop tries with unknown names after a day, uploads after a month, sign-ins after a year (6.3)."""
    UnknownName.objects.filter(last_wrong_at__lt=now - lockout.FORGET_AFTER).delete()
    ImportDraft.objects.filter(created_at__lt=now - KEEP_DRAFTS, accepted_at=None).delete()
    SignIn.objects.filter(at__lt=now - KEEP_SIGN_INS).delete()


def _tell(row: Account, now: datetime) -> None:
    row.unused_notice_at = now
    row.save(update_fields=["unused_notice_at"])
    closes_on = timezone.localdate(now + unused.NOTICE_BEFORE)
    audit.record(None, "identity.account_unused", row, at=now, closes_on=closes_on)
    publish(AccountUnused(row.pk, row.person_id or 0, closes_on.isoformat(), row.username, now))

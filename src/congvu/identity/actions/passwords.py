"""Choosing a password."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit

from .. import queries
from ..errors import PasswordTooWeak, WrongPassword
from ..models import Account, PasswordUsed
from ..rules import passwords


@transaction.atomic
def change_password(*, actor: Actor | None, account_id: int, current: str, new: str, now: datetime) -> None:
    """Replace one's own password. `actor` is None for an account that holds no post yet.

    Raises WrongPassword or PasswordTooWeak (its `reason` joins every broken rule).
    """
    account = Account.objects.select_for_update().select_related(None).get(pk=account_id)
    if not account.check_password(current):
        raise WrongPassword
    faults = list(_faults(account, new))
    if faults:
        raise PasswordTooWeak(reason=" ".join(str(fault) for fault in faults))
    PasswordUsed.objects.create(account=account, password=account.password, used_until=now)
    account.set_password(new)
    account.must_change_password = False
    account.password_changed_at = now
    account.save(update_fields=["password", "must_change_password", "password_changed_at"])
    audit.record(actor, "identity.password_changed", account, at=now)


def _faults(account: Account, new: str) -> Iterator[str | Promise]:
    person_name = account.person.full_name if account.person else ""
    yield from passwords.problems(
        password=new,
        has_mfa=queries.has_second_factor(account.pk),
        own_names=[name for name in (account.username, account.email, person_name) if name],
    )
    if _is_common(new):
        yield _("Mật khẩu này nằm trong danh sách hay bị đoán.")
    if _was_used(account, new):
        yield _("Mật khẩu này trùng một trong 10 mật khẩu gần nhất.")


def _is_common(password: str) -> bool:
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        return True
    return False


def _was_used(account: Account, password: str) -> bool:
    old = PasswordUsed.objects.filter(account=account).order_by("-used_until", "-pk")[: passwords.REMEMBERED - 1]
    return any(check_password(password, encoded) for encoded in [account.password, *(row.password for row in old)])

"""People and their accounts."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, text
from congvu.kernel.errors import Invalid, NotAllowed

from .. import policy
from ..errors import NameTaken
from ..models import Account, Agency, PasswordUsed, Person
from ..rules.one_time import one_time_password
from ..sessions import session_keys
from .locked import locked
from .posts import refuse_without_administrator


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person here; everything else stands in the personnel file."""

    full_name: str
    email: str = ""
    phone: str = ""
    code: str = ""


@transaction.atomic
def add_person(*, actor: Actor, facts: PersonFacts, now: datetime) -> int:
    """Add a person without any post and return the id. Raises NotAllowed or Invalid."""
    policy.may_administer_somewhere(actor).require()
    facts = _clean(facts, None)
    row = Person.objects.create(**asdict(facts))
    audit.record(actor, "identity.person_added", row, at=now, name=row.full_name)
    return row.pk


@transaction.atomic
def change_person(*, actor: Actor, person_id: int, facts: PersonFacts, now: datetime) -> None:
    """Change a person's name or addresses. Raises NotAllowed, NotFound or Invalid."""
    row = locked(Person.objects.all(), person_id)
    _require_person(actor, row)
    facts = _clean(facts, row.pk)
    changed = {key: value for key, value in asdict(facts).items() if getattr(row, key) != value}
    if changed:
        before = {key: getattr(row, key) for key in changed}
        for key, value in changed.items():
            setattr(row, key, value)
        row.save(update_fields=list(changed))
        audit.record(actor, "identity.person_changed", row, at=now, before=before, after=changed)


@transaction.atomic
def create_account(*, actor: Actor, person_id: int, username: str, email: str, kind: str, now: datetime) -> str:
    """Open an account and return its one-time password, shown this once.

    Raises NotAllowed, NotFound, Invalid or NameTaken.
    """
    person = locked(Person.objects.all(), person_id)
    _require_person(actor, person)
    if Account.objects.filter(person=person).exists():
        raise Invalid(field="username", reason=_("Người này đã có tài khoản."))
    row = Account(person=person, username=username.strip(), email=email.strip(), kind=kind, must_change_password=True)
    password = one_time_password(choose=secrets.choice)
    row.set_password(password)
    _save_new(row)
    audit.record(actor, "identity.account_created", row, at=now, username=row.username, kind=kind)
    return password


@transaction.atomic
def reset_password(*, actor: Actor, account_id: int, now: datetime) -> str:
    """Give a one-time password, end all sessions, and return it, shown this once. Raises NotAllowed or NotFound."""
    row = _administered(actor, account_id, now)
    PasswordUsed.objects.create(account=row, password=row.password, used_until=now)
    password = one_time_password(choose=secrets.choice)
    row.set_password(password)
    row.must_change_password = True
    row.failed_count, row.locked_until, row.last_wrong_at = 0, None, None
    row.save(update_fields=["password", "must_change_password", "failed_count", "locked_until", "last_wrong_at"])
    _end_all(row)
    audit.record(actor, "identity.password_reset", row, at=now)
    return password


@transaction.atomic
def require_new_password(*, actor: Actor, account_id: int, now: datetime) -> None:
    """Make the person choose a new password at her next request. Raises NotAllowed or NotFound."""
    row = _administered(actor, account_id, now)
    row.must_change_password = True
    row.save(update_fields=["must_change_password"])
    audit.record(actor, "identity.password_change_required", row, at=now)


@transaction.atomic
def unlock_account(*, actor: Actor, account_id: int, now: datetime) -> None:
    """Forget the wrong tries. Raises NotAllowed or NotFound."""
    row = _administered(actor, account_id, now)
    row.failed_count, row.locked_until, row.last_wrong_at = 0, None, None
    row.save(update_fields=["failed_count", "locked_until", "last_wrong_at"])
    audit.record(actor, "identity.account_unlocked", row, at=now)


@transaction.atomic
def close_account(*, actor: Actor, account_id: int, reason: str, now: datetime) -> None:
    """Close an account at once, with its sessions. Raises NotAllowed, NotFound or LastAdministrator."""
    row = _administered(actor, account_id, now)
    shut_account(row, reason=reason, now=now)
    for agency_id in Agency.objects.filter(
        units__posts__assignments__person__account=row, units__posts__roles__contains=["administrator"]
    ).values_list("pk", flat=True):
        refuse_without_administrator(agency_id, on=timezone.localdate(now))
    audit.record(actor, "identity.account_closed", row, at=now, reason=reason)


@transaction.atomic
def reopen_account(*, actor: Actor, account_id: int, now: datetime) -> str:
    """Open a closed account again with a one-time password, and return it. Raises NotAllowed or NotFound."""
    row = _administered(actor, account_id, now)
    row.is_active, row.closed_at, row.closed_reason, row.unused_notice_at = True, None, "", None
    row.save(update_fields=["is_active", "closed_at", "closed_reason", "unused_notice_at"])
    audit.record(actor, "identity.account_reopened", row, at=now)
    return reset_password(actor=actor, account_id=account_id, now=now)


@transaction.atomic
def remove_factors(*, actor: Actor, account_id: int, now: datetime) -> None:
    """Remove the second factors of a person who lost them, and end her sessions. Raises NotAllowed or NotFound."""
    row = _administered(actor, account_id, now)
    Authenticator.objects.filter(user_id=row.pk).delete()
    _end_all(row)
    audit.record(actor, "identity.factors_removed", row, at=now)


@transaction.atomic
def link_subject(*, actor: Actor, account_id: int, provider: str, subject: str, now: datetime) -> None:
    """Say which subject of an outside sign-in provider this account is. Raises NotAllowed, NotFound or NameTaken."""
    row = _administered(actor, account_id, now)
    if SocialAccount.objects.filter(provider=provider, uid=subject).exclude(user=row).exists():
        raise NameTaken
    SocialAccount.objects.filter(provider=provider, user=row).exclude(uid=subject).delete()
    SocialAccount.objects.get_or_create(provider=provider, uid=subject, defaults={"user": row})
    audit.record(actor, "identity.subject_linked", row, at=now, provider=provider, subject=subject)


def shut_account(row: Account, *, reason: str, now: datetime) -> None:
    """Close a locked account row and end its sessions; the caller checks rights and records."""
    row.is_active, row.closed_at, row.closed_reason = False, now, reason
    row.save(update_fields=["is_active", "closed_at", "closed_reason"])
    _end_all(row)


def _administered(actor: Actor, account_id: int, now: datetime) -> Account:
    row = locked(Account.objects.all(), account_id)
    policy.may_administer_account(actor, row, on=timezone.localdate(now)).require()
    return row


def _require_person(actor: Actor, person: Person) -> None:
    if not policy.administered_people(actor).filter(pk=person.pk).exists():
        raise NotAllowed(reason=policy.ONLY_ADMINISTRATORS)


def _clean(facts: PersonFacts, person_id: int | None) -> PersonFacts:
    name = text.clean_line(facts.full_name)
    if not name:
        raise Invalid(field="full_name", reason=_("Nhập họ và tên."))
    if facts.code and Person.objects.filter(code=facts.code).exclude(pk=person_id or 0).exists():
        raise Invalid(field="code", reason=_("Mã cán bộ này đã thuộc người khác."))
    return PersonFacts(name, facts.email.strip(), facts.phone.strip(), facts.code.strip())


def _save_new(row: Account) -> None:
    names = [name.lower() for name in (row.username, row.email) if name]
    taken = Account.objects.alias(low_name=Lower("username"), low_email=Lower("email")).filter(
        Q(low_name__in=names) | Q(low_email__in=names)
    )
    if taken.exists():
        raise NameTaken
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        raise NameTaken from clash


def _end_all(row: Account) -> None:
    keys = session_keys(row.pk)
    Session.objects.filter(session_key__in=keys).delete()

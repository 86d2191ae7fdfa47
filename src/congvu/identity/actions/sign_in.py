"""Signing in with official name or e-mail and password: one attempt, counted under a lock (domain 6.3)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from ..errors import AccountClosed, AddressBlocked, SignInLocked, SignInRefused
from ..models import Account, SignIn, UnknownName
from ..rules import lockout

Outcome = Literal["right", "wrong", "locked", "closed"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """Where an attempt comes from."""

    name: str
    address: str
    agent: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Answer:
    outcome: Outcome
    account_id: int | None = None
    locked_until: datetime | None = None


def check_sign_in(*, attempt: Attempt, password: str) -> int:
    """Check name and password once and return the account's id; every try is written to the history.

    A right password does not forget earlier wrong ones: `complete_sign_in` does, after the second factor.
    Unknown names cost the same time, lock alike and hear the same sentences as real ones.
    Raises SignInRefused, SignInLocked, AddressBlocked or AccountClosed.
    """
    _refuse_busy_address(attempt)
    answer = _try(attempt, password)
    match answer.outcome:
        case "locked":
            until = answer.locked_until or attempt.at
            raise SignInLocked(minutes=lockout.minutes_left(until=until, now=attempt.at))
        case "closed":
            raise AccountClosed
        case "wrong":
            raise SignInRefused
    assert answer.account_id is not None
    return answer.account_id


def complete_sign_in(*, account_id: int, method: str, address: str, agent: str, now: datetime) -> None:
    """Write a finished sign-in to the history and forget the wrong tries before it."""
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        Account.objects.filter(pk=account.pk).update(
            failed_count=0, locked_until=None, last_wrong_at=None, unused_notice_at=None
        )
        SignIn.objects.create(
            account=account,
            name_tried=account.username,
            at=now,
            address=address,
            agent=agent[:300],
            outcome="ok",
            method=method,
        )


@transaction.atomic
def count_wrong_code(*, account_id: int, address: str, agent: str, now: datetime) -> datetime | None:
    """Count a wrong second factor like a wrong password; return the end of the lock it caused, if any."""
    account = Account.objects.select_for_update().get(pk=account_id)
    _count(account, now)
    attempt = Attempt(account.username, address, agent, now)
    _write(attempt, account, "wrong", method="mfa")
    return account.locked_until if lockout.is_locked(until=account.locked_until, now=now) else None


def find_account_id(name: str) -> int | None:
    """Return the account that an official name or e-mail means; the name wins over another's e-mail."""
    wanted = name.strip().lower()
    found = (
        Account.objects.alias(low_name=Lower("username"), low_email=Lower("email"))
        .filter(Q(low_name=wanted) | Q(low_email=wanted) & ~Q(email=""))
        .values_list("pk", "username")[:2]
    )
    ranked = sorted(found, key=lambda row: row[1].lower() != wanted)
    return ranked[0][0] if ranked else None


@transaction.atomic
def _try(attempt: Attempt, password: str) -> _Answer:
    account_id = find_account_id(attempt.name)
    if account_id is None:
        return _try_unknown(attempt, password)
    account = Account.objects.select_for_update().get(pk=account_id)
    right = account.check_password(password)
    if lockout.is_locked(until=account.locked_until, now=attempt.at):
        _write(attempt, account, "locked")
        return _Answer("locked", locked_until=account.locked_until)
    if not right:
        _count(account, attempt.at)
        _write(attempt, account, "wrong")
        return _Answer("wrong")
    if not account.is_active:
        _write(attempt, account, "closed")
        return _Answer("closed")
    return _Answer("right", account_id)


def _try_unknown(attempt: Attempt, password: str) -> _Answer:
    make_password(password)  # the same work as a real check
    name_hash = hashlib.sha256(attempt.name.strip().lower().encode()).hexdigest()
    UnknownName.objects.bulk_create([UnknownName(name_hash=name_hash)], ignore_conflicts=True)
    row = UnknownName.objects.select_for_update().get(name_hash=name_hash)
    if lockout.is_locked(until=row.locked_until, now=attempt.at):
        _write(attempt, None, "locked")
        return _Answer("locked", locked_until=row.locked_until)
    _count(row, attempt.at)
    _write(attempt, None, "wrong")
    return _Answer("wrong")


def _count(row: Account | UnknownName, now: datetime) -> None:
    row.failed_count = lockout.count_after(failed_count=row.failed_count, last_wrong_at=row.last_wrong_at, now=now)
    row.locked_until = lockout.locked_until(failed_count=row.failed_count, now=now)
    row.last_wrong_at = now
    row.save(update_fields=["failed_count", "locked_until", "last_wrong_at"])


def _write(attempt: Attempt, account: Account | None, outcome: str, method: str = "password") -> None:
    # What was typed for an unknown name may be a password: only its beginning is kept.
    shown = account.username if account else f"{attempt.name.strip()[:2]}…"
    SignIn.objects.create(
        account=account,
        name_tried=shown,
        at=attempt.at,
        address=attempt.address,
        agent=attempt.agent[:300],
        outcome=outcome,
        method=method,
    )


def _refuse_busy_address(attempt: Attempt) -> None:
    wrong = SignIn.objects.filter(
        address=attempt.address, at__gt=attempt.at - lockout.ADDRESS_WINDOW, outcome__in=["wrong", "locked"]
    ).count()
    if wrong >= lockout.WRONG_TRIES_OF_ADDRESS:
        raise AddressBlocked

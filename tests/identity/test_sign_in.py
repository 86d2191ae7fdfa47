from datetime import timedelta

import pytest
from django.contrib.auth.hashers import get_hasher

from congvu.identity.actions.sign_in import Attempt, check_sign_in, complete_sign_in
from congvu.identity.errors import AccountClosed, AddressBlocked, SignInLocked, SignInRefused
from congvu.identity.models import Account, SignIn, UnknownName

from .conftest import PASSWORD


def attempt(now, name="be.ba", address="10.0.0.9"):
    return Attempt(name=name, address=address, agent="Firefox", at=now)


def test_official_name_and_email_in_any_case_both_sign_in(clerk, now):
    for name in ("be.ba", "BE.BA", " Be.Ba@TienGiang.gov.vn "):
        assert check_sign_in(attempt=attempt(now, name), password=PASSWORD) == clerk.account.pk


def test_the_fifth_wrong_try_locks_and_each_next_one_locks_longer(clerk, now):
    moments = []
    at = now
    for _ in range(10):
        with pytest.raises(SignInRefused):
            check_sign_in(attempt=attempt(at), password="sai")
        clerk.account.refresh_from_db()
        if clerk.account.locked_until:
            moments.append(int((clerk.account.locked_until - at).total_seconds() / 60))
            at = clerk.account.locked_until
    assert moments == [1, 3, 10, 30, 60, 60]


def test_a_locked_account_refuses_the_right_password_until_the_lock_ends(clerk, now):
    for _ in range(5):
        with pytest.raises(SignInRefused):
            check_sign_in(attempt=attempt(now), password="sai")
    with pytest.raises(SignInLocked) as refusal:
        check_sign_in(attempt=attempt(now + timedelta(seconds=30)), password=PASSWORD)
    assert refusal.value.data == {"minutes": 1}
    assert check_sign_in(attempt=attempt(now + timedelta(seconds=61)), password=PASSWORD) == clerk.account.pk


def test_an_unknown_name_hears_the_same_and_locks_alike(clerk, now):
    for name in ("be.ba", "khong.co"):
        heard = []
        for _ in range(6):
            with pytest.raises((SignInRefused, SignInLocked)) as refusal:
                check_sign_in(attempt=attempt(now, name), password="sai")
            heard.append(str(refusal.value))
        if name == "be.ba":
            known = heard
    assert heard == known
    assert "tạm khóa" in heard[5]


def test_a_real_and_an_unknown_name_cost_one_hash_each(clerk, now, monkeypatch):
    hasher = type(get_hasher())
    encode, count = hasher.encode, []
    monkeypatch.setattr(hasher, "encode", lambda self, *args, **kw: count.append(1) or encode(self, *args, **kw))
    for name in ("be.ba", "khong.co"):
        before = len(count)
        with pytest.raises(SignInRefused):
            check_sign_in(attempt=attempt(now, name), password="sai")
        assert len(count) - before == 1, name


def test_what_was_typed_for_an_unknown_name_is_not_kept(now, db):
    with pytest.raises(SignInRefused):
        check_sign_in(attempt=attempt(now, "MatKhauCuaToi1!"), password="x")
    assert SignIn.objects.get().name_tried == "Ma…"
    assert "MatKhau" not in UnknownName.objects.get().name_hash


def test_a_closed_account_says_so_only_after_the_right_password(clerk, now):
    Account.objects.filter(pk=clerk.account.pk).update(is_active=False)
    with pytest.raises(SignInRefused):
        check_sign_in(attempt=attempt(now), password="sai")
    with pytest.raises(AccountClosed):
        check_sign_in(attempt=attempt(now), password=PASSWORD)


def test_sixty_wrong_tries_from_one_address_stop_that_address_only(clerk, now):
    SignIn.objects.bulk_create(
        SignIn(name_tried="x", at=now, address="10.0.0.9", outcome="wrong", method="password") for _ in range(60)
    )
    with pytest.raises(AddressBlocked):
        check_sign_in(attempt=attempt(now + timedelta(minutes=5)), password=PASSWORD)
    assert check_sign_in(attempt=attempt(now, address="10.0.0.10"), password=PASSWORD) == clerk.account.pk
    assert check_sign_in(attempt=attempt(now + timedelta(minutes=11)), password=PASSWORD) == clerk.account.pk


def test_a_finished_sign_in_forgets_the_wrong_tries_and_is_written(clerk, now):
    for _ in range(4):
        with pytest.raises(SignInRefused):
            check_sign_in(attempt=attempt(now), password="sai")
    complete_sign_in(account_id=clerk.account.pk, method="password", address="10.0.0.9", agent="Firefox", now=now)
    clerk.account.refresh_from_db()
    assert clerk.account.failed_count == 0
    assert list(SignIn.objects.order_by("pk").values_list("outcome", flat=True)) == ["wrong"] * 4 + ["ok"]

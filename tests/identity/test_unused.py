from datetime import timedelta

from congvu.identity.actions.unused import close_unused, forget_old
from congvu.identity.models import Account, SignIn, UnknownName
from congvu.kernel.models import AuditEntry, OutboxEvent


def used(who, at):
    Account.objects.filter(pk=who.account.pk).update(last_login=at, created_at=at)


def test_an_account_unused_for_45_days_closes_a_week_after_the_notice(clerk, now):
    used(clerk, now)
    assert close_unused(now=now + timedelta(days=37)) == (0, 0)
    assert close_unused(now=now + timedelta(days=38)) == (1, 0)
    assert OutboxEvent.objects.get().name == "identity.AccountUnused"
    assert close_unused(now=now + timedelta(days=44)) == (0, 0)
    assert close_unused(now=now + timedelta(days=45)) == (0, 1)
    account = Account.objects.get(pk=clerk.account.pk)
    assert (account.is_active, account.closed_reason) == (False, "không dùng 45 ngày")
    assert AuditEntry.objects.latest("pk").code == "identity.account_closed_unused"


def test_nobody_is_closed_without_a_weeks_notice(clerk, now):
    used(clerk, now)
    assert close_unused(now=now + timedelta(days=90)) == (1, 0)
    assert close_unused(now=now + timedelta(days=96)) == (0, 0)
    assert close_unused(now=now + timedelta(days=97)) == (0, 1)


def test_signing_in_after_the_notice_keeps_the_account(clerk, now):
    from congvu.identity.actions.sign_in import complete_sign_in

    used(clerk, now)
    close_unused(now=now + timedelta(days=38))
    back = now + timedelta(days=40)
    complete_sign_in(account_id=clerk.account.pk, method="password", address="10.0.0.1", agent="", now=back)
    used(clerk, back)
    assert close_unused(now=now + timedelta(days=50)) == (0, 0)


def test_old_tries_are_forgotten(clerk, now):
    UnknownName.objects.create(name_hash="x", last_wrong_at=now - timedelta(days=2))
    SignIn.objects.create(name_tried="a", at=now - timedelta(days=367), address="10.0.0.1", outcome="ok")
    SignIn.objects.create(name_tried="b", at=now - timedelta(days=300), address="10.0.0.1", outcome="ok")
    forget_old(now=now)
    assert (UnknownName.objects.count(), SignIn.objects.get().name_tried) == (0, "b")

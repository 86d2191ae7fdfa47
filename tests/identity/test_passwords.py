import itertools

import pytest

from congvu.identity.actions.passwords import change_password
from congvu.identity.errors import PasswordTooWeak, WrongPassword
from congvu.identity.models import PasswordUsed
from congvu.identity.rules import passwords
from congvu.kernel.models import AuditEntry

from .conftest import PASSWORD

NAMES = ["be.ba", "be.ba@tiengiang.gov.vn", "Đỗ Thị Bé Ba"]


@pytest.mark.parametrize(
    ("password", "has_mfa", "count"),
    [
        ("Sông Tiền-864 x", False, 0),
        ("Sông Tiền-86 x", False, 0),  # 14 characters
        ("Sông Tiền-8 x", False, 1),  # 13
        ("sông tiền-864 chảy", False, 1),  # no capital
        ("SÔNG TIỀN CHẢY XUÔI", False, 1),  # lacks three classes, one sentence
        ("ngắn 8 k", True, 0),
        ("ngắn 7k", True, 1),
        ("Do Thi Be Ba 2026!", False, 1),
        ("DoThiBeBa-2026-abc", False, 1),
        ("xx be.ba YY 2026 !!", False, 1),
        ("a" * 129, True, 1),
    ],
)
def test_rules_of_level_three(password, has_mfa, count):
    assert len(passwords.problems(password=password, has_mfa=has_mfa, own_names=NAMES)) == count


def change(who, now, new, current=PASSWORD):
    change_password(actor=who.actor(now), account_id=who.account.pk, current=current, new=new, now=now)


def test_a_new_password_replaces_the_old_and_is_written_to_the_history(clerk, now):
    change(clerk, now, "Cầu Mỹ Thuận-2 mới")
    clerk.account.refresh_from_db()
    assert clerk.account.check_password("Cầu Mỹ Thuận-2 mới")
    assert clerk.account.password_changed_at == now
    assert AuditEntry.objects.get().code == "identity.password_changed"


def test_the_present_password_must_be_right(clerk, now):
    with pytest.raises(WrongPassword):
        change(clerk, now, "Cầu Mỹ Thuận-2 mới", current="sai")
    assert PasswordUsed.objects.count() == 0


def test_the_last_ten_are_refused_and_the_eleventh_is_not(clerk, now):
    used = [PASSWORD] + [f"Cầu Mỹ Thuận-2 số {n:02}" for n in range(10)]
    for old, new in itertools.pairwise(used):
        change(clerk, now, new, current=old)
    for recent in used[1:]:
        with pytest.raises(PasswordTooWeak):
            change(clerk, now, recent, current=used[-1])
    change(clerk, now, used[0], current=used[-1])


def test_a_common_password_is_refused_even_when_long_enough_with_a_second_factor(clerk, now):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(clerk.account, generate_totp_secret())
    with pytest.raises(PasswordTooWeak) as refusal:
        change(clerk, now, "password123")
    assert "hay bị đoán" in str(refusal.value)


def test_the_page_keeps_the_session_and_says_each_fault(as_clerk):
    answer = as_clerk.post("/tai-khoan/mat-khau/", {"current": PASSWORD, "new": "ngắn", "again": "ngắn"})
    text = answer.content.decode()
    assert "ít nhất 14 ký tự" in text
    assert "còn thiếu" in text
    good = {"current": PASSWORD, "new": "Cầu Mỹ Thuận-2 mới", "again": "Cầu Mỹ Thuận-2 mới"}
    assert as_clerk.post("/tai-khoan/mat-khau/", good)["Location"] == "/"
    assert as_clerk.get("/tai-khoan/mat-khau/").status_code == 200

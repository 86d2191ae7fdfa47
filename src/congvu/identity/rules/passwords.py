"""Password rules of security level 3 (TCVN 14423:2026 §5; NĐ 331/2026)."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LENGTH_ALONE = 14  # mật khẩu là yếu tố duy nhất
LENGTH_WITH_MFA = 8
LONGEST = 128
REMEMBERED = 10  # số mật khẩu cũ không được dùng lại
ADMIN_MAX_AGE = timedelta(days=60)  # quản trị đổi hai tháng một lần
ONE_TIME_LENGTH = 16
SHORTEST_NAME_PART = 3


def problems(*, password: str, has_mfa: bool, own_names: Iterable[str]) -> list[str | Promise]:
    """Every fault of a new password as a sentence; empty when it will do.

    Reuse and common passwords are looked up elsewhere.
    """
    found: list[str | Promise] = []
    shortest = LENGTH_WITH_MFA if has_mfa else LENGTH_ALONE
    if len(password) < shortest:
        found.append(
            _("Mật khẩu cần ít nhất %(count)d ký tự, đang có %(have)d.") % {"count": shortest, "have": len(password)}
        )
    if len(password) > LONGEST:
        found.append(_("Mật khẩu dài quá %(count)d ký tự.") % {"count": LONGEST})
    if not has_mfa and (missing := missing_classes(password)):
        found.append(_("Mật khẩu còn thiếu: %(classes)s.") % {"classes": ", ".join(map(str, missing))})
    if holds_own_name(password, own_names):
        found.append(_("Mật khẩu không được chứa tên, tên công vụ hay thư điện tử của chính bạn."))
    return found


def missing_classes(password: str) -> list[str | Promise]:
    """Which of the four classes (upper, lower, digit, special) a password lacks."""
    present = {
        _("chữ hoa"): any(c.isupper() for c in password),
        _("chữ thường"): any(c.islower() for c in password),
        _("chữ số"): any(c.isdigit() for c in password),
        _("ký tự đặc biệt"): any(not c.isalnum() and not c.isspace() for c in password),
    }
    return [name for name, there in present.items() if not there]


def holds_own_name(password: str, own_names: Iterable[str]) -> bool:
    """Whether the password holds the person's name, official name or mail name, with or without marks and spaces."""
    bare = _bare(password)
    return any(
        len(part) > SHORTEST_NAME_PART and part in bare
        for name in own_names
        for part in {_bare(name), _bare(name.partition("@")[0])}
    )


def must_change(*, asked: bool, is_admin: bool, changed_at: datetime | None, now: datetime) -> bool:
    """Whether the person must choose a new password before going on."""
    if asked:
        return True
    return is_admin and (changed_at is None or now - changed_at >= ADMIN_MAX_AGE)


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(c for c in plain if c.isalnum())


def rule_text(*, has_mfa: bool) -> str | Promise:
    """The rule as a sentence beside the field."""
    if has_mfa:
        return _("Ít nhất 8 ký tự, không chứa tên của bạn, không trùng 10 mật khẩu gần nhất.")
    return _(
        "Ít nhất 14 ký tự, có chữ hoa, chữ thường, chữ số và ký tự đặc biệt, không chứa tên của bạn, "
        "không trùng 10 mật khẩu gần nhất. Khi bật xác thực hai lớp, 8 ký tự là đủ."
    )

"""Decisions of the exchange without database, clock or network.

QĐ 28/2018/QĐ-TTg (12/7/2018): Điều 4 legal value, Điều 5 and 9 checks, refusal, clocks, Điều 14 time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .types import MailingState, StatusCode, Verdict

# Lần thử thứ 1, 2, 3…; sau đó cứ một giờ một lần.
_DELAYS: Final = (10, 30, 60, 120, 300, 600, 1200, 1800)
LONGEST_DELAY: Final = timedelta(hours=1)
# Một ngày nghỉ cuối tuần và một ngày làm việc: đường truyền hỏng tối thứ Sáu còn được nối lại sáng thứ Hai.
DEAD_AFTER: Final = timedelta(hours=72)
# Trong lúc đang truyền, không tiến trình nào khác thử gói tin; chết giữa chừng thì sau chừng này được thử lại.
LEASE: Final = timedelta(seconds=20)
RENEWAL: Final = timedelta(seconds=6)
# Điều 14: giờ của các hệ thống được đồng bộ; lệch hơn thì biên nhận và thời hạn không còn đúng.
MOST_SKEW: Final = timedelta(minutes=15)
# Điều 5: văn bản khẩn xử lý ngay; văn bản thường tiếp nhận trong ngày, chậm nhất một ngày làm việc kế tiếp.
URGENT_FROM: Final = 1
LONGEST_CODE: Final = 35
CODE: Final = re.compile(r"^[A-Z][0-9]{2}(\.[0-9A-Z]{1,3})*$")
OLD_CODE: Final = re.compile(r"^[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}$")

# Chữ đi trên dây, cùng một dạng ở mọi bản cài đặt dù giao diện dùng ngôn ngữ nào.
PROGRESS_WORD: Final = "Tiến độ"
_PROGRESS: Final = re.compile(rf"{PROGRESS_WORD} ([0-9]{{1,3}}) ?%(?![0-9])")
LONGEST_DESCRIPTION: Final = 500
WHOLE: Final = 100

_S = StatusCode
# (đã báo gần nhất) → được báo tiếp. Bước được bỏ qua, không lùi lại (domain/documents 4.3).
_ORDER: Final = (_S.ARRIVED, _S.ACCEPTED, _S.ASSIGNED, _S.PROCESSING, _S.DONE)
_ANSWERS: Final = frozenset({_S.AGREED, _S.DISAGREED})

MAILING_MOVES: Final[Mapping[str, frozenset[str]]] = {
    MailingState.WAITING: frozenset(
        {MailingState.SENT, MailingState.DONE, MailingState.REFUSED, MailingState.DEAD, MailingState.WAITING}
    ),
    MailingState.SENT: frozenset({MailingState.WAITING, MailingState.DONE, MailingState.REFUSED, MailingState.DEAD}),
    MailingState.DEAD: frozenset({MailingState.WAITING, MailingState.DONE}),
    MailingState.REFUSED: frozenset(),
    MailingState.DONE: frozenset(),
}


def may_move(state: str, to: str) -> bool:
    """Whether a mailing in one state may become another."""
    return to in MAILING_MOVES.get(state, frozenset())


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many failed tries (1 is the first)."""
    return timedelta(seconds=_DELAYS[attempts - 1]) if 0 < attempts <= len(_DELAYS) else LONGEST_DELAY


def is_dead(*, tried_since: datetime, now: datetime) -> bool:
    """Whether to stop trying by oneself: a person must look."""
    return now - tried_since >= DEAD_AFTER


def skew_minutes(*, sent_at: datetime, now: datetime) -> int | None:
    """Return by how many minutes the other clock is off when that is too much, else None."""
    off = abs(now - sent_at)
    return int(off.total_seconds() // 60) if off > MOST_SKEW else None


def may_report(sent: Iterable[str], code: str) -> bool:
    """Whether a handling state may follow those already reported: 01, then 02 or 03, then 04, 05, 06, never back.

    Answers to the sender's wishes (15, 16) are told apart from it; each of the other codes goes once.
    """
    before = set(sent)
    if code in _ANSWERS:
        return True
    if code in before or _S.REFUSED in before:
        return False
    if code == _S.REFUSED:
        return not before & {_S.DONE}
    if code not in _ORDER:
        return False
    place = _ORDER.index(StatusCode(code))
    return not any(one in before for one in _ORDER[place:])


def is_newer_word(told: Iterable[tuple[str, datetime, str]], *, at: datetime, description: str) -> bool:
    """Whether "in work" (05) says more after what was told: code, time, description of each.

    The axis wants each code once. Between installations of this system 05 comes again with how far the work is: later,
    in other words, and never after the end or a refusal.
    """
    before = list(told)
    if {one[0] for one in before} & {_S.DONE, _S.REFUSED}:
        return False
    said = [(moment, words) for code, moment, words in before if code == _S.PROCESSING]
    return not said or (max(moment for moment, _words in said) <= at and said[-1][1] != description)


def progress_said(percent: int, text: str) -> str:
    """Return how far the work is as state 05 carries it to another agency; `progress_in` reads it there."""
    words = f"{PROGRESS_WORD} {percent}%"
    return (f"{words}: {text}" if text else words)[:LONGEST_DESCRIPTION]


def progress_in(description: str) -> int | None:
    """Return the percentage that a description begins with, None where it says none."""
    found = _PROGRESS.match(description)
    percent = int(found[1]) if found else None
    return percent if percent is not None and percent <= WHOLE else None


def status_label(code: str) -> str | Promise:
    """Return the words of a status code; an unknown one is named as such."""
    if code in StatusCode.values:
        return StatusCode(code).label
    return _("Mã trạng thái %(code)s (chưa rõ nghĩa)") % {"code": code}


def verdict_of(checks: Mapping[str, bool | None]) -> Verdict:
    """Judge an arrival: broken or forged is unsound; both signatures sound is worth a paper; the rest is to be known.

    QĐ 28/2018 Điều 4: only a document signed digitally equals paper; one not signed is for information.
    """
    if any(checks.get(name) is False for name in ("integrity", "message", "signatures", "sender")):
        return Verdict.UNSOUND
    if checks.get("both_signatures"):
        return Verdict.SOUND
    return Verdict.INFORMATION


def agency_prefixes(code: str) -> list[str]:
    """Return a code and the codes above it, longest first: H58.01.02, H58.01, H58; old codes stand alone.

    "000.00.04.G14" is read from the right: its owner is "G14".
    """
    if OLD_CODE.match(code):
        return [code, code.rsplit(".", 1)[1]]
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def covers(owned: Sequence[str], code: str) -> bool:
    """Whether a system that speaks for some codes may speak for this one."""
    return any(prefix in owned for prefix in agency_prefixes(code))


def code_problem(code: str) -> str | Promise | None:
    """Return what is wrong with an agency code, or None; outside codes of any shape are taken (domain 5.1)."""
    if not code or code != code.strip() or any(mark.isspace() or not mark.isprintable() for mark in code):
        return _("Mã cơ quan trống hoặc có khoảng trắng.")
    if len(code) > LONGEST_CODE:
        return _("Mã cơ quan dài quá 35 ký tự.")
    return None


def day_leaf(uid: str, sha256: str) -> bytes:
    """Return the leaf of a package in the daily comparison (RFC 6962)."""
    return hashlib.sha256(b"\x00" + f"{uid}\n{sha256}".encode()).digest()


def day_root(packages: Mapping[str, str]) -> str:
    """Return the Merkle root over a day's packages in the order of their uid; of none, the digest of nothing."""
    level = [day_leaf(uid, packages[uid]) for uid in sorted(packages)] or [hashlib.sha256(b"").digest()]
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = [*pairs, level[-1]] if len(level) % 2 else pairs
    return level[0].hex()


def differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what differs between two days' packages (uid to digest): only here, only there, other content."""
    found = [{"uid": uid, "what": "only_here", "sha256": sha} for uid, sha in ours.items() if uid not in theirs]
    found += [{"uid": uid, "what": "only_there", "sha256": sha} for uid, sha in theirs.items() if uid not in ours]
    found += [
        {"uid": uid, "what": "other_content", "sha256": sha}
        for uid, sha in ours.items()
        if uid in theirs and theirs[uid] != sha
    ]
    return sorted(found, key=lambda one: (one["uid"], one["what"]))

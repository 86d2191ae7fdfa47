"""How long a name stays locked after wrong passwords (TCVN 14423:2026 §5, level 3)."""

import math
from datetime import datetime, timedelta

WRONG_TRIES_BEFORE_LOCK = 5
# Lần sai thứ 5 khóa 1 phút, mỗi lần sai tiếp theo khóa lâu hơn, từ lần thứ 9 là một giờ.
LOCK_MINUTES = (1, 3, 10, 30, 60)
# Một địa chỉ mạng sai nhiều lần (nhiều tên khác nhau) bị từ chối, không cần thử mật khẩu.
WRONG_TRIES_OF_ADDRESS = 60
ADDRESS_WINDOW = timedelta(minutes=10)
# Quên các lần sai khi đã lâu không ai thử.
FORGET_AFTER = timedelta(hours=24)


def locked_until(*, failed_count: int, now: datetime) -> datetime | None:
    """The end of the lock that follows the `failed_count`-th wrong try in a row; None while tries are left."""
    over = failed_count - WRONG_TRIES_BEFORE_LOCK
    if over < 0:
        return None
    return now + timedelta(minutes=LOCK_MINUTES[min(over, len(LOCK_MINUTES) - 1)])


def count_after(*, failed_count: int, last_wrong_at: datetime | None, now: datetime) -> int:
    """The number of wrong tries in a row after one more; old ones are forgotten after a day."""
    if last_wrong_at is not None and now - last_wrong_at >= FORGET_AFTER:
        return 1
    return failed_count + 1


def is_locked(*, until: datetime | None, now: datetime) -> bool:
    """Whether a lock still holds."""
    return until is not None and now < until


def minutes_left(*, until: datetime, now: datetime) -> int:
    """Whole minutes until a lock ends, at least one."""
    return max(1, math.ceil((until - now).total_seconds() / 60))

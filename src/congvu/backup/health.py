"""Whether the installation has a fresh backup that could be read again."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from congvu.kernel.api import health
from congvu.kernel.types import Finding

from . import queries, rules

REMEDY = "Xem trang Sao lưu và nhật ký của tiến trình việc nền; chạy `congvu backup --out THƯ-MỤC`."


@health.part("backup", needed=False, probe=False, asks_database=True)
def backup(now: datetime) -> Finding:
    """The last good backup is not too old."""
    last = queries.last_good()
    shown = f"bản tốt gần nhất {timezone.localtime(last):%H:%M %d/%m/%Y}" if last else "chưa có bản nào đã kiểm tra"
    if not settings.BACKUP_FOLDER:
        return Finding(False, f"chưa đặt lịch; {shown}", "Đặt CONGVU_BACKUP_FOLDER (docs/operator.md, mục 4).")
    return Finding(not rules.is_late(last, now), shown, REMEDY)

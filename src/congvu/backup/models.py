"""What is known of backups and restores."""

from typing import ClassVar

from django.db import models


class BackupReason(models.TextChoices):
    """Why a backup was made: scheduled, or asked for on the page or the command line (sao lưu định kỳ, đột xuất)."""

    SCHEDULED = "scheduled", "định kỳ"
    PAGE = "page", "đột xuất, từ trang quản trị"
    COMMAND = "command", "đột xuất, từ dòng lệnh"


class BackupState(models.TextChoices):
    """How far it came."""

    RUNNING = "running", "đang chạy"
    DONE = "done", "xong"
    FAILED = "failed", "không xong"


class Backup(models.Model):
    """Một lần sao lưu. Hàng không bị xóa; `removed_at` nói tệp đã được dọn theo số bản giữ lại.

    A row that still says "running" while no process holds the lock of backups belongs to one that was killed.
    """

    started_at = models.DateTimeField("bắt đầu")
    finished_at = models.DateTimeField("xong", null=True)
    state = models.CharField("tình trạng", max_length=10, choices=BackupState)
    reason = models.CharField("loại", max_length=10, choices=BackupReason)
    asked_by = models.CharField("người yêu cầu", max_length=250, blank=True)
    name = models.CharField("tên tệp", max_length=200, blank=True)
    in_folder = models.BooleanField("nằm trong thư mục sao lưu", default=False)
    size = models.PositiveBigIntegerField("dung lượng", default=0)
    sha256 = models.CharField("mã băm", max_length=64, blank=True)
    encrypted = models.BooleanField("có mã hóa", default=False)
    with_files = models.BooleanField("gồm tệp lưu trữ", default=True)
    rows = models.PositiveBigIntegerField("số dòng", default=0)
    files = models.PositiveBigIntegerField("số tệp", default=0)
    lost = models.PositiveBigIntegerField("số tệp thiếu", default=0)
    seals = models.PositiveBigIntegerField("số con dấu nhật ký", default=0)
    root = models.CharField("gốc nhật ký", max_length=64, blank=True)
    trouble = models.CharField("lý do không xong", max_length=500, blank=True)
    checked_at = models.DateTimeField("kiểm tra lúc", null=True)
    faults = models.JSONField("điều sai khi kiểm tra", default=list)
    removed_at = models.DateTimeField("dọn tệp lúc", null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-started_at", "-id"], name="backup_newest")]

    @property
    def is_good(self) -> bool:
        """Whether the file was read again in full and nothing was wrong."""
        return self.state == BackupState.DONE and self.checked_at is not None and not self.faults


class Restore(models.Model):
    """Một lần phục hồi vào bản cài này: từ bản sao lưu nào, được gì, khác gì."""

    restored_at = models.DateTimeField("phục hồi lúc")
    name = models.CharField("tên tệp", max_length=200)
    made_at = models.DateTimeField("sao lưu lúc")
    report = models.JSONField("báo cáo")
    ok = models.BooleanField("đúng như bản sao lưu")

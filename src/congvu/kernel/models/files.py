"""Stored files."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class StoredContent(models.Model):
    """Bytes kept once under their SHA-256, never rewritten; they lie in the storage under `path`.

    With `destroyed_at` the bytes are gone by decision and only what they were is known.
    """

    sha256 = models.CharField("mã băm", max_length=64, unique=True)
    size = models.PositiveBigIntegerField("dung lượng")
    media_type = models.CharField("loại", max_length=127)
    created_at = models.DateTimeField("nhận lúc", auto_now_add=True)
    destroyed_at = models.DateTimeField("hủy nội dung lúc", null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="kernel_content_sha256"),
            models.CheckConstraint(condition=Q(size__gt=0), name="kernel_content_size"),
        ]

    @property
    def path(self) -> str:
        """Where the storage keeps the bytes."""
        return content_path(self.sha256)


class StoredFile(models.Model):
    """A content under the name that it came with. The same content under the same name is the same row."""

    content = models.ForeignKey(StoredContent, models.PROTECT, related_name="names")
    name = models.CharField("tên tệp", max_length=200)
    media_type = models.CharField("loại", max_length=127)
    created_at = models.DateTimeField("nhận lúc", auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["content", "name"], name="kernel_file_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


def content_path(sha256: str) -> str:
    """Return the place of a content: two levels of 256 folders, so that no folder grows beyond use."""
    return f"sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"

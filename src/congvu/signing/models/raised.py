"""More provable forms of signed files."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RaisedFile(models.Model):
    """A form of a signed file raised to a level; the newest form of a source has no `replaced_at`. Never deleted.

    `stamped_until` is until when its last time stamp proves by itself; before that a new one must cover it.
    """

    source_file_id = models.BigIntegerField(_("tệp lúc đầu"))
    file_id = models.BigIntegerField(_("tệp đã nâng mức"), unique=True)
    file_sha256 = models.CharField(_("SHA-256 của tệp"), max_length=64)
    level = models.CharField(_("mức"), max_length=5)
    raised_at = models.DateTimeField(_("nâng lúc"))
    stamped_until = models.DateTimeField(_("dấu thời gian chứng minh được đến"), null=True)
    replaced_at = models.DateTimeField(_("có bản mới lúc"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source_file_id"], condition=Q(replaced_at=None), name="signing_raised_one_newest"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["stamped_until"], condition=Q(replaced_at=None), name="signing_raised_due"),
            models.Index(fields=["file_sha256"], name="signing_raised_sha"),
        ]

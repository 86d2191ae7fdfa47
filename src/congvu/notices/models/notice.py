"""Messages to people."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One message to one person, about one thing of one post of hers. Sent twice under a key, it is kept once."""

    key = models.CharField(_("khóa"), max_length=200)
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(_("loại"), max_length=40)
    text = models.CharField(_("nội dung"), max_length=500)
    url = models.CharField(_("địa chỉ"), max_length=500, blank=True)
    at = models.DateTimeField(_("lúc"))
    read_at = models.DateTimeField(_("đọc lúc"), null=True)
    mailed_at = models.DateTimeField(_("gửi thư lúc"), null=True)
    texted_at = models.DateTimeField(_("nhắn tin lúc"), null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "person"], name="notices_once")]
        indexes: ClassVar = [
            models.Index(fields=["person", "-at", "-id"], name="notices_recent"),
            models.Index(fields=["person", "-at", "-id"], condition=Q(read_at=None), name="notices_unread"),
        ]

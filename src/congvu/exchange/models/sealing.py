"""Keys that packages to this installation are sealed to."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SealingKey(models.Model):
    """A key of this installation, shared by its machines. Partners seal to it from `valid_from` to `valid_to`.

    `private` is sealed with the installation's secret key; it is emptied some time after the last day, and what was
    sealed to it does not open again.
    """

    key_id = models.CharField(_("dấu vân tay"), max_length=16, unique=True)
    public = models.BinaryField(_("khóa công khai"))
    private = models.TextField(_("khóa riêng"), blank=True)
    made_at = models.DateTimeField(_("tạo lúc"))
    valid_from = models.DateField(_("dùng từ ngày"))
    valid_to = models.DateField(_("đến ngày"))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-valid_to"], name="exchange_sealing_newest")]

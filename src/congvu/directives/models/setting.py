"""How an agency follows its tasks."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..rules import entry
from ..rules.reminders import BEFORE_DEFAULT, OVERDUE_EVERY_DEFAULT
from ..types import Follow, ReportEvery


def default_before() -> list[int]:
    """Return the working days before a deadline on which a new agency is reminded."""
    return list(BEFORE_DEFAULT)


class Setting(models.Model):
    """One row an agency; without one the defaults hold."""

    agency = models.OneToOneField("identity.Agency", models.PROTECT, related_name="+")
    remind_before = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("nhắc trước, ngày làm việc"), default=default_before
    )
    remind_on_day = models.BooleanField(_("nhắc trong ngày đến hạn"), default=True)
    overdue_every = models.PositiveSmallIntegerField(
        _("nhắc lại khi quá hạn, sau mỗi số ngày làm việc"), default=OVERDUE_EVERY_DEFAULT
    )
    follow = models.CharField(_("bút phê nào thành nhiệm vụ"), max_length=10, choices=Follow, default=Follow.DUE)
    report_every = models.CharField(
        _("gửi báo cáo cho người giao"), max_length=10, choices=ReportEvery, default=ReportEvery.WEEK
    )
    urge_by_ladder = models.BooleanField(_("tự soạn phiếu, công văn đôn đốc khi quá hạn"), default=True)
    entry_urgent_days = models.PositiveSmallIntegerField(_("lập nhiệm vụ: văn bản khẩn"), default=entry.URGENT_DAYS)
    entry_days = models.PositiveSmallIntegerField(_("lập nhiệm vụ: văn bản thường"), default=entry.DAYS)
    entry_many_days = models.PositiveSmallIntegerField(_("lập nhiệm vụ: nhiều nơi nhận"), default=entry.MANY_DAYS)
    public_rates = models.BooleanField(_("công bố tỷ lệ thực hiện"), default=False)
    public_uid = models.UUIDField(_("mã trang công bố"), null=True, unique=True, editable=False)
    updated_at = models.DateTimeField(_("sửa lúc"), null=True)

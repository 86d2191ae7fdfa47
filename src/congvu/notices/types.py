"""Plain values of notices that other apps may hold."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EmailChoice(TextChoices):
    """What a person wants by e-mail; the bell shows everything in any case."""

    NO = "no", _("Không gửi")
    EACH = "each", _("Gửi ngay từng tin")
    DAILY = "daily", _("Gộp một thư mỗi ngày")

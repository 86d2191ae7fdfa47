"""Minutes that several persons sign: of a hand-over, of a disposal (NĐ 30/2020 Điều 30, Luật Lưu trữ 33/2024/QH15)."""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import MinutesState
from .handover import Handover
from .use import Disposal


class Minutes(models.Model):
    """One paper of one act. `file_id` is the newest form; each signature adds to the bytes before it.

    Signed by all within the system, or on paper: then the clerk attaches what was scanned, and `scan_file_id` holds it.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+")
    handover = models.OneToOneField(Handover, models.PROTECT, null=True, related_name="minutes")
    disposal = models.OneToOneField(Disposal, models.PROTECT, null=True, related_name="minutes")
    state = models.CharField(_("trạng thái"), max_length=10, choices=MinutesState, default=MinutesState.WAITING)
    file_id = models.BigIntegerField(_("biên bản"))  # kernel.files
    made_at = models.DateTimeField(_("lập lúc"))
    done_at = models.DateTimeField(_("ký xong lúc"), null=True)
    scan_file_id = models.BigIntegerField(_("bản giấy đã quét"), null=True)  # kernel.files
    scanned_by = models.CharField(_("người đưa bản quét"), max_length=250, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(handover=None, disposal__isnull=False) | Q(handover__isnull=False, disposal=None),
                name="archive_minutes_of_one_act",
            ),
            models.CheckConstraint(
                condition=~Q(state=MinutesState.ON_PAPER) | Q(scan_file_id__isnull=False),
                name="archive_minutes_paper_scanned",
            ),
        ]

    @property
    def work_key(self) -> str:
        """The key of these minutes in the work list."""
        return f"archive.minutes:{self.pk}"


class MinutesSigner(models.Model):
    """Who signs, in which place. Without a person she has no account here and signs on paper only."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="signers", db_index=False)
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    role = models.CharField(_("ký với tư cách"), max_length=250)
    name = models.CharField(_("họ tên"), max_length=250)
    title = models.CharField(_("chức danh"), max_length=250, blank=True)
    person = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey("identity.Post", models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(_("ký lúc"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["minutes", "position"], name="archive_minutes_place_once"),
        ]

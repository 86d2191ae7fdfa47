"""Papers that direct, and whether their tasks were entered in time."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class DirectingPaper(models.Model):
    """A paper that directs: registered with SteeringType 2, or a chỉ thị or công điện that the agency issued.

    One row a paper, never deleted; `registered_at` is when its limit began: the registration or the issue.
    It waits until a task came out of it (`entered_at`), or until `left_reason` says why there is none.
    """

    document = models.OneToOneField("documents.Document", models.PROTECT, related_name="+")
    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    registered_at = models.DateTimeField(_("vào sổ lúc"))
    enter_by = models.DateTimeField(_("lập nhiệm vụ trước"))
    entered_at = models.DateTimeField(_("đã lập nhiệm vụ lúc"), null=True)
    left_reason = models.CharField(_("lý do không lập nhiệm vụ"), max_length=4000, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agency", "registered_at"], name="directives_directing")]

    @property
    def work_key(self) -> str:
        """The key of the work of entering its tasks."""
        return f"directives.enter:{self.document_id}"

"""Papers that direct, and whether their tasks were entered in time."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class DirectingPaper(models.Model):
    """A registered paper that says itself that it directs (SteeringType 2). One row a paper, never deleted.

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

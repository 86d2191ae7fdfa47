"""To whom a task is open, in rows of its own: what she sees is found, put in order and counted without the tasks."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from ..types import Kind, State
from .directive import Directive, Field

SUPPORTS: Final = "support:"  # before the key of who supports: not a right, but what the list of supporting asks


class Sight(models.Model):
    """A task is open to `key`, a word of its `grants`; or is supported by it ("support:post:12").

    Beside it stands what lists are put in order and counted by, as the task has it. The rows are kept by the database
    (triggers directives_sight_of_task, directives_sight_of_supporter), never written by the program.
    """

    pk = models.CompositePrimaryKey("key", "directive")
    key = models.CharField(max_length=70, editable=False)
    directive = models.ForeignKey(
        Directive, models.DO_NOTHING, related_name="sights", db_constraint=False, db_index=False, editable=False
    )
    agency = models.ForeignKey(
        "identity.Agency", models.PROTECT, related_name="+", db_constraint=False, db_index=False, editable=False
    )
    lead_unit = models.ForeignKey(
        "identity.Unit",
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        editable=False,
    )
    field = models.ForeignKey(
        Field, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False, editable=False
    )
    due_on = models.DateField(null=True, editable=False)
    due_sort = models.DateField(editable=False)
    result_on = models.DateField(null=True, editable=False)
    is_open = models.BooleanField(editable=False)
    has_difficulties = models.BooleanField(editable=False)
    state = models.CharField(max_length=20, choices=State, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["key", "due_sort", "directive"],
                condition=Q(is_open=True),
                include=["agency", "state", "due_on", "result_on", "has_difficulties", "lead_unit", "field", "kind"],
                name="directives_sight_open",
            ),
            models.Index(
                fields=["key", "result_on"],
                condition=Q(state=State.DONE),
                include=["agency", "due_on", "directive"],
                name="directives_sight_done",
            ),
        ]

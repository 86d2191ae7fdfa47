"""Where the lines of a register stand in each order: a narrow row a line, so that pages of a million are read.

The rows are kept by the database (trigger documents_place_kept) from their documents, never written by the program.
Texts stand there as the key of their order, so that looking through lines in an order computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, Index, Q, QuerySet

from ..types import State
from .catalogue import DocumentType, Register
from .document import Document

# The columns of an order; the key follows, so that no two lines share a place.
PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("number",),
    "arrived": ("arrived",),
    "issued": ("issued",),
    "due": ("due",),
    "passed": ("passed",),
    "issuer": ("issuer",),  # without marks: the filter by issuer walks the same index
    "code": ("code",),
    "subject": ("subject",),
    "signer": ("signer",),
    "handler": ("handler",),
    "type": ("document_type", "number"),
    "state": ("state",),
}
# States in the order in which a paper goes through them; one that is added gets the next number.
RANKS: Final[Mapping[str, int]] = {state.value: rank for rank, state in enumerate(State, 1)}


class Place(models.Model):
    """What a line of a register is put in order and filtered by; empty days lie at the far end (9000-01-01).

    `unit` leads the handling of what came in, drafted what went out.
    """

    document = models.OneToOneField(
        Document,
        models.DO_NOTHING,
        primary_key=True,
        related_name="place_in_register",
        db_constraint=False,
        editable=False,
    )
    agency = models.ForeignKey(
        "identity.Agency", models.PROTECT, related_name="+", db_constraint=False, db_index=False, editable=False
    )
    register = models.ForeignKey(
        Register, models.PROTECT, related_name="+", db_constraint=False, db_index=False, editable=False
    )
    document_type = models.ForeignKey(
        DocumentType, models.PROTECT, related_name="+", db_constraint=False, db_index=False, editable=False
    )
    unit = models.ForeignKey(
        "identity.Unit",
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        editable=False,
    )
    arrived = models.DateTimeField(null=True, editable=False)
    due = models.DateTimeField(editable=False)
    passed = models.DateTimeField(editable=False)
    issued = models.DateField(editable=False)
    number = models.IntegerField(null=True, editable=False)
    state = models.SmallIntegerField(editable=False)  # its rank
    urgency = models.SmallIntegerField(editable=False)
    secrecy = models.SmallIntegerField(editable=False)
    issuer = models.TextField(db_collation="C", editable=False)
    code = models.TextField(db_collation="C", editable=False)  # 5 before 12 before 12a
    subject = models.TextField(db_collation="C", editable=False)
    signer = models.TextField(db_collation="C", editable=False)
    handler = models.TextField(db_collation="C", editable=False)

    objects: ClassVar[models.Manager[Place]]

    class Meta:
        indexes: ClassVar = [
            *(Index(fields=["register", *columns, "document"], name=f"documents_place_{name}")
              for name, columns in PLACES.items()),
            Index(fields=["register", "unit", "handler", "document"], name="documents_place_unit"),
            Index(fields=["register", "number"], condition=Q(urgency__gt=0), name="documents_place_urgent"),
        ]  # fmt: skip


def one_of(key: str, keys: QuerySet[Any, Any]) -> Func:
    """Return the condition that a key is among others, which are looked up one by one in their order.

    Of `in` the planner makes a join, for which it would rather read a table of a million rows than look up many.
    """
    condition: dict[str, Any] = {
        "template": "(%(expressions)s))",
        "arg_joiner": " = any (",
        "output_field": models.BooleanField(),
    }
    return Func(F(key), ArraySubquery(keys), **condition)

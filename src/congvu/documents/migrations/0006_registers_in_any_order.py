"""Indexes for the registers in the order of any column; those by arrival, issuer and type are replaced by wider ones."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Func
from django.db.models.functions import Collate


def text(name: str) -> Collate:
    start = Func(F(name), output_field=models.TextField(), template="left(%(expressions)s, 48)")
    return Collate(Func(start, function="vn_sort", output_field=models.TextField()), "C")


def moment(name: str) -> Func:
    template = "coalesce(%(expressions)s, timestamptz '9000-01-01 00:00:00+00')"
    return Func(F(name), output_field=models.DateTimeField(), template=template)


STATES = (
    "'arrived', 'registered', 'waiting', 'assigned', 'in_progress', 'review', 'done', 'filed', 'returned', 'recalled',"
    " 'void', 'numbered', 'sealed', 'issued', 'replaced'"
)
ISSUED = Func(F("issued_on"), output_field=models.DateField(), template="coalesce(%(expressions)s, date '9000-01-01')")
DIGITS = Func(F("code_number"), template="lpad(coalesce(substring(%(expressions)s from '^[0-9]+'), ''), 10, '0')")
CODE = Collate(
    Func(
        DIGITS,
        F("code_number"),
        F("code_notation"),
        arg_joiner=" || ' ' || ",
        output_field=models.TextField(),
        template="(%(expressions)s)",
    ),
    "C",
)
STATE = Func(
    F("state"),
    output_field=models.IntegerField(),
    template=f"array_position(array[{STATES}]::text[], (%(expressions)s)::text)",
)
PLACES = {
    "arrived": (F("arrived_at"),),
    "issued": (ISSUED,),
    "due": (moment("due_at"),),
    "passed": (moment("forwarded_at"),),
    "issuer": (F("issuer_fold"),),
    "code": (CODE,),
    "subject": (text("subject"),),
    "signer": (text("signer_name"),),
    "handler": (text("handler_text"),),
    "type": (F("document_type"), F("number")),
    "state": (STATE,),
}


class Migration(migrations.Migration):
    atomic = False  # built while people register
    dependencies = [("documents", "0005_number_rules")]
    operations = [
        *(
            AddIndexConcurrently("document", models.Index(F("register"), *place, F("id"), name=f"documents_by_{name}"))
            for name, place in PLACES.items()
        ),
        RemoveIndexConcurrently("document", "documents_reg_arrived"),
        RemoveIndexConcurrently("document", "documents_reg_type"),
        RemoveIndexConcurrently("document", "documents_reg_issuer"),
        # Expressions of an index have no figures for the planner before the table is looked at again.
        migrations.RunSQL("analyze documents_document", migrations.RunSQL.noop),
    ]

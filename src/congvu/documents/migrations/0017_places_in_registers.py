"""The orders of a register in a table of their own; the indexes on documents that gave nothing but an order go."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Index, Q

ORDERS = {
    "number": ["number"],
    "arrived": ["arrived"],
    "issued": ["issued"],
    "due": ["due"],
    "passed": ["passed"],
    "issuer": ["issuer"],
    "code": ["code"],
    "subject": ["subject"],
    "signer": ["signer"],
    "handler": ["handler"],
    "type": ["document_type", "number"],
    "state": ["state"],
}
KEPT_THERE = ("number", "arrived", "issuer", "type")  # by number a filter is answered by these
COLUMNS = (
    "document_id, agency_id, register_id, document_type_id, unit_id, arrived, due, passed, issued, number, state,"
    " urgency, secrecy, issuer, code, subject, signer, handler"
)
OTHERS = COLUMNS.removeprefix("document_id, ")
# What a place is made of, texts apart: their keys take longer than all the rest, and texts rarely change.
PLAIN = """
  d.id, d.agency_id, d.register_id, d.document_type_id,
  case d.direction when 'outgoing' then d.drafting_unit_id else d.lead_unit_id end, d.arrived_at,
  coalesce(d.due_at, timestamptz '9000-01-01 00:00:00+00'),
  coalesce(d.forwarded_at, timestamptz '9000-01-01 00:00:00+00'), coalesce(d.issued_on, date '9000-01-01'), d.number,
  coalesce(array_position(array['arrived', 'registered', 'waiting', 'assigned', 'in_progress', 'review', 'done',
    'filed', 'returned', 'recalled', 'void', 'numbered', 'sealed', 'issued', 'replaced'], d.state::text), 99),
  d.urgency, d.secrecy, d.issuer_fold,
  lpad(coalesce(substring(d.code_number from '^[0-9]+'), ''), 10, '0') || ' ' || d.code_number || ' '
    || d.code_notation
"""
KEPT = f"""
create function documents_place_key(t text) returns text language sql immutable parallel safe as
$$ select vn_sort(left(t, 48)) $$;

create function documents_places_filled(first bigint, last bigint) returns bigint language sql as $$
  with made as (insert into documents_place ({COLUMNS})
  select {PLAIN}, documents_place_key(d.subject), documents_place_key(d.signer_name),
    documents_place_key(d.handler_text)
  from documents_document d where d.id between first and last and d.register_id is not null
  on conflict (document_id) do nothing returning 1)
  select count(*) from made
$$;

create function documents_place_kept() returns trigger language plpgsql as $$
begin
  if new.register_id is null then
    delete from documents_place where document_id = new.id;
    return null;
  end if;
  loop
    if tg_op = 'UPDATE' then
      update documents_place p set ({OTHERS}) = (
        select {PLAIN.replace("d.id, ", "", 1)},
          case when new.subject = old.subject then p.subject else documents_place_key(new.subject) end,
          case when new.signer_name = old.signer_name then p.signer else documents_place_key(new.signer_name) end,
          case when new.handler_text = old.handler_text then p.handler else documents_place_key(new.handler_text) end
        from documents_document d where d.id = new.id
      ) where p.document_id = new.id;
      exit when found;
    end if;
    -- Nothing is made where another has just made it from what stood there before: then it is brought up to date.
    exit when documents_places_filled(new.id, new.id) > 0;
  end loop;
  return null;
end $$;
create function documents_place_gone() returns trigger language plpgsql as $$
begin
  delete from documents_place where document_id = old.id;
  return null;
end $$;
create trigger documents_place_made after insert on documents_document
  for each row when (new.register_id is not null) execute function documents_place_kept();
create trigger documents_place_kept after update on documents_document
  for each row when (
    (old.agency_id, old.register_id, old.document_type_id, old.lead_unit_id, old.drafting_unit_id, old.arrived_at,
     old.due_at, old.forwarded_at, old.issued_on, old.number, old.state, old.urgency, old.secrecy,
     old.issuing_agency_name, old.code_number, old.code_notation, old.subject, old.signer_name, old.handler_text)
    is distinct from
    (new.agency_id, new.register_id, new.document_type_id, new.lead_unit_id, new.drafting_unit_id, new.arrived_at,
     new.due_at, new.forwarded_at, new.issued_on, new.number, new.state, new.urgency, new.secrecy,
     new.issuing_agency_name, new.code_number, new.code_notation, new.subject, new.signer_name, new.handler_text)
  ) execute function documents_place_kept();
create trigger documents_place_gone after delete on documents_document
  for each row execute function documents_place_gone();
"""
GONE = """
drop trigger documents_place_gone on documents_document;
drop trigger documents_place_kept on documents_document;
drop trigger documents_place_made on documents_document;
drop function documents_place_gone();
drop function documents_place_kept();
drop function documents_places_filled(bigint, bigint);
drop function documents_place_key(text);
"""
# A part of the rows at a time, each committed, so that nobody waits long and what was begun is gone on with.
FILLED = """
do $$
declare first bigint := 0; last bigint;
begin
  select max(id) into last from documents_document;
  while first <= last loop
    perform documents_places_filled(first, first + 19999);
    commit;
    first := first + 20000;
  end loop;
end $$
"""


def link(to, **options):
    settings = {"db_constraint": False, "db_index": False, "editable": False, "related_name": "+"}
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to, **settings, **options)


def text():
    return models.TextField(db_collation="C", editable=False)


class Migration(migrations.Migration):
    atomic = False  # filled and built while people work
    dependencies = [("documents", "0016_deputies_of_councils")]
    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="place_in_register",
                        serialize=False,
                        to="documents.document",
                    ),
                ),
                ("agency", link("identity.agency")),
                ("register", link("documents.register")),
                ("document_type", link("documents.documenttype")),
                ("unit", link("identity.unit", null=True)),
                ("arrived", models.DateTimeField(editable=False, null=True)),
                ("due", models.DateTimeField(editable=False)),
                ("passed", models.DateTimeField(editable=False)),
                ("issued", models.DateField(editable=False)),
                ("number", models.IntegerField(editable=False, null=True)),
                ("state", models.SmallIntegerField(editable=False)),
                ("urgency", models.SmallIntegerField(editable=False)),
                ("secrecy", models.SmallIntegerField(editable=False)),
                ("issuer", text()),
                ("code", text()),
                ("subject", text()),
                ("signer", text()),
                ("handler", text()),
            ],
        ),
        migrations.RunSQL(KEPT, GONE),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        *(
            AddIndexConcurrently(
                "place", Index(fields=["register", *columns, "document"], name=f"documents_place_{name}")
            )
            for name, columns in ORDERS.items()
        ),
        AddIndexConcurrently(
            "place", Index(fields=["register", "unit", "handler", "document"], name="documents_place_unit")
        ),
        AddIndexConcurrently(
            "place", Index(fields=["register", "number"], condition=Q(urgency__gt=0), name="documents_place_urgent")
        ),
        migrations.RunSQL("vacuum analyze documents_place", migrations.RunSQL.noop),
        *(RemoveIndexConcurrently("document", f"documents_by_{name}") for name in ORDERS if name not in KEPT_THERE),
    ]

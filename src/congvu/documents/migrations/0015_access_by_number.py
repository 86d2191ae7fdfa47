import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

KEPT = """
create function documents_access_placed() returns trigger language plpgsql as $$
begin
  select d.register_id, d.number into new.register_id, new.number from documents_document d where d.id = new.document_id;
  return new;
end $$;
create trigger documents_access_placed before insert on documents_access
  for each row execute function documents_access_placed();
create function documents_access_follows() returns trigger language plpgsql as $$
begin
  update documents_access a set register_id = new.register_id, number = new.number where a.document_id = new.id;
  return null;
end $$;
create trigger documents_access_follows after update of register_id, number on documents_document
  for each row when ((old.register_id, old.number) is distinct from (new.register_id, new.number))
  execute function documents_access_follows();
"""
GONE = """
drop trigger documents_access_follows on documents_document;
drop trigger documents_access_placed on documents_access;
drop function documents_access_follows();
drop function documents_access_placed();
"""
# A part of the rows at a time, each committed, so that nobody waits long and what was begun is gone on with.
FILLED = """
do $$
declare first bigint := 0; last bigint;
begin
  select max(id) into last from documents_document;
  while first <= last loop
    update documents_access a set register_id = d.register_id, number = d.number from documents_document d
    where d.id = a.document_id and d.id between first and first + 49999 and d.register_id is not null
      and (a.register_id is distinct from d.register_id or a.number is distinct from d.number);
    commit;
    first := first + 50000;
  end loop;
end $$
"""


class Migration(migrations.Migration):
    """Who sees by grants turns the pages of a register without looking through what others were given."""

    atomic = False  # filled and built while people work
    dependencies = [("documents", "0014_opening_days")]
    operations = [
        migrations.AddField(
            "access",
            "register",
            models.ForeignKey(
                null=True,
                editable=False,
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="documents.register",
            ),
        ),
        migrations.AddField(
            "access", "number", models.PositiveIntegerField(null=True, editable=False, verbose_name="số")
        ),
        migrations.RunSQL(KEPT, GONE),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        AddIndexConcurrently(
            "access",
            models.Index(
                fields=["grant", "register", "-number"],
                include=["document"],
                condition=models.Q(closed_at=None),
                name="documents_access_nearest",
            ),
        ),
        # The new columns have no figures for the planner before the table is looked at again.
        migrations.RunSQL("analyze documents_access", migrations.RunSQL.noop),
    ]

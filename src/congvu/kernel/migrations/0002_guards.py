"""The database itself refuses to change the log, and queues each act for its seal in the act's own transaction."""

from django.db import migrations

TABLES = ("kernel_auditentry", "kernel_auditleaf", "kernel_auditseal")
REFUSE = """
create function kernel_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only: % on % is refused', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end $$
"""
PENDING = """
create function kernel_audit_pending() returns trigger language plpgsql as $$
begin
  insert into kernel_auditpending (entry_id) select id from added;
  return null;
end $$
"""


def _guard(table):
    return migrations.RunSQL(
        [
            f"create trigger {table}_fixed before update or delete on {table} "
            "for each statement execute function kernel_refuse_change()",
            f"create trigger {table}_whole before truncate on {table} "
            "for each statement execute function kernel_refuse_change()",
            f"alter table {table} enable always trigger {table}_fixed",
            f"alter table {table} enable always trigger {table}_whole",
        ],
        [f"drop trigger {table}_whole on {table}", f"drop trigger {table}_fixed on {table}"],
    )


class Migration(migrations.Migration):
    replaces = [("kernel", "0006_audit_guards")]
    dependencies = [("kernel", "0001_tables")]
    operations = [
        migrations.RunSQL(REFUSE, "drop function kernel_refuse_change()"),
        migrations.RunSQL(PENDING, "drop function kernel_audit_pending()"),
        *map(_guard, TABLES),
        migrations.RunSQL(
            "create trigger kernel_auditentry_pending after insert on kernel_auditentry "
            "referencing new table as added for each statement execute function kernel_audit_pending()",
            "drop trigger kernel_auditentry_pending on kernel_auditentry",
        ),
    ]

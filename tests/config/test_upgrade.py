"""An installation that came to today's tables by the migrations of before the first release."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from congvu.config import prepare

STANDS = {
    "columns": "select table_name, column_name, data_type, is_nullable, column_default, generation_expression "
    "from information_schema.columns where table_schema = 'public'",
    "indexes": "select indexname, indexdef from pg_indexes where schemaname = 'public'",
    "constraints": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint",
    "triggers": "select tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
    "functions": "select proname, prosrc, proargtypes::text from pg_proc where pronamespace = 'public'::regnamespace",
    "types of document": "select * from documents_documenttype",
    "limits": "select * from documents_urgencyclock",
    "values of retention": "select * from archive_retentionvalue",
    "groups of files": "select * from archive_retentionrule",
    "known codes": "select * from identity_knowncode",
}


def stands() -> dict[str, list[str]]:
    """Return all that a migration could change, in order."""
    found = {}
    with connection.cursor() as cursor:
        for name, question in STANDS.items():
            cursor.execute(question)
            found[name] = sorted(map(repr, cursor.fetchall()))
    return found


@pytest.fixture
def squashed(db):
    """Return the migrations that stand for old ones, in a database that has seen only the old ones."""
    replacing = MigrationExecutor(connection).loader.replacements
    assert len(replacing) >= 11
    seen = MigrationRecorder(connection).migration_qs
    for app, name in replacing:
        seen.filter(app=app, name=name).delete()
    for migration in replacing.values():
        for app, name in migration.replaces:
            assert seen.filter(app=app, name=name).exists()  # written with the one that stands for it
    return replacing


def test_an_installation_at_the_old_leaf_stays_as_it_is(squashed):
    before = stands()
    assert all(before.values())
    assert prepare.open_migrations() == []
    prepare.migrate_all()
    assert stands() == before
    assert MigrationRecorder(connection).applied_migrations().keys() >= squashed.keys()


def test_no_old_migration_is_replaced_twice(squashed):
    """Else a start that is killed between the two would take the second for done."""
    replaced = [old for migration in squashed.values() for old in migration.replaces]
    assert len(replaced) == len(set(replaced))

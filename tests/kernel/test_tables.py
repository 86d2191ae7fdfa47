import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from congvu.kernel.api import Tables

SHELF = migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))])
BOOK = migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True)), ("year", models.IntegerField())])
ON_SHELF = migrations.AddField("book", "shelf", models.ForeignKey("kernel.Shelf", models.PROTECT))
FIRST = migrations.AddField("shelf", "first", models.ForeignKey("kernel.Book", models.PROTECT, null=True))
YEARS = migrations.AddIndex("book", models.Index(fields=["year"], name="book_years"))
ONCE = migrations.AddConstraint("book", models.UniqueConstraint(fields=["shelf", "year"], name="book_once"))


def constraints(table):
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return None
        return connection.introspection.get_constraints(cursor, table)


def test_tables_that_point_at_each_other_are_made_whole_and_dropped_again(db):
    step = Tables([SHELF, BOOK, ON_SHELF, FIRST, YEARS, ONCE])
    before = ProjectState()
    after = before.clone()
    step.state_forwards("kernel", after)
    with connection.schema_editor(atomic=True) as editor:
        step.database_forwards("kernel", editor, before, after)
    made = constraints("kernel_book")
    assert made["book_years"]["index"]
    assert made["book_once"]["unique"]
    assert [one["foreign_key"] for one in made.values() if one["foreign_key"]] == [("kernel_shelf", "id")]
    assert ("kernel_book", "id") in [one["foreign_key"] for one in constraints("kernel_shelf").values()]
    with connection.schema_editor(atomic=True) as editor:
        step.database_backwards("kernel", editor, after, before)
    assert (constraints("kernel_book"), constraints("kernel_shelf")) == (None, None)


def test_a_step_on_a_table_of_before_is_refused():
    with pytest.raises(ValueError, match="not created here"):
        Tables([SHELF, YEARS])

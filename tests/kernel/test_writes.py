"""Writes that are gathered go in their order in one trip, and not at all when their act fails."""

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congvu.kernel.api import statements, writes
from congvu.kernel.models import AuditEntry

INSERT = """
    insert into kernel_auditentry (at, code, subject_type, subject_id, person_name, post_title, address, data)
    values (%s, %s, 'kernel.test', 1, '', '', '', '{}')
"""


@pytest.mark.django_db
def test_gathered_writes_are_one_trip_and_nothing_of_a_failed_act():
    now = timezone.now()
    with transaction.atomic(), CaptureQueriesContext(connection) as asked, writes.gathered():
        writes.write(INSERT, [now, "test.50%"])
        writes.write(INSERT, [now, "test.'quoted';"])
        assert not AuditEntry.objects.filter(code__startswith="test.").exists()
    assert len(asked) == 2
    with pytest.raises(ValueError, match="too late"), transaction.atomic(), writes.gathered():
        writes.write(INSERT, [now, "test.never"])
        raise ValueError("too late")
    writes.write(INSERT, [now, "test.alone"])
    codes = AuditEntry.objects.filter(code__startswith="test.").order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["test.50%", "test.'quoted';", "test.alone"]


@pytest.mark.django_db
def test_rows_with_reserved_ids_are_written_in_the_same_trip():
    now = timezone.now()
    first, second = statements.together(lambda: writes.ids(AuditEntry, 2), lambda: writes.ids(AuditEntry, 1))
    assert len({*first, *second}) == 3
    rows = [
        AuditEntry(pk=pk, at=now, code=f"test.{n}", subject_type="x", subject_id=n, data={"nói": 'ba "dấu" \\ %s'})
        for n, pk in enumerate(first)
    ]
    with transaction.atomic(), CaptureQueriesContext(connection) as asked, writes.gathered():
        writes.insert_all(rows)
        writes.write(INSERT, [now, "test.too"])
        writes.insert_all([])
    assert len(asked) == 1
    assert list(AuditEntry.objects.filter(pk__in=first).order_by("pk")) == rows
    assert {row.data["nói"] for row in AuditEntry.objects.filter(pk__in=first)} == {'ba "dấu" \\ %s'}


NASTY = ["", "null", "NULL", 'a"b', "a\\b", '\\"', "{x,y}", "dòng\nhai", "   ", "'", "%s", "\u2003", "Đỗ Thị Bé Ba"]


@pytest.mark.django_db
def test_lists_come_as_they_were_given():
    for given in (NASTY, [*NASTY, None], [NASTY, [*NASTY]], [1, 2**40, -1], []):
        kind = "bigint[]" if given[:1] == [1] else "text[]"
        assert statements.rows(f"select %s::{kind}", [given]) == [(given,)]
        with connection.cursor() as cursor:
            assert cursor.execute(f"select %s::{kind}", [given]).fetchone() == (given,)
    with pytest.raises(DataError, match="NUL"):
        statements.rows("select %s::text[]", [["a", "b\x00c"]])

"""Writes that are gathered go in their order in one trip, and not at all when their act fails."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congvu.kernel.api import writes
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

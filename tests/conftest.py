"""Fixtures that every test may use."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from congvu.kernel.types import Actor

# Thứ Tư, giữa giờ làm việc, không sát ngày nghỉ.
NOW = datetime(2026, 10, 14, 10, 20, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def now() -> datetime:
    """A Wednesday morning in working time."""
    return NOW


def make_actor(**changes: object) -> Actor:
    """Return an actor who need not stand in the database."""
    values: dict[str, object] = {
        "person_id": 1,
        "person_name": "Đỗ Thị Bé Ba",
        "post_id": 1,
        "post_title": "Văn thư",
        "unit_id": 1,
        "unit_name": "Văn phòng",
        "unit_ids": (1,),
        "agency_id": 1,
        "agency_name": "Ủy ban nhân dân tỉnh Tiền Giang",
        "roles": frozenset(),
    }
    return Actor(**{**values, **changes})


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let the tests that commit be flushed: nothing else may truncate the audit log (tests/kernel proves it)."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("kernel_auditentry", "kernel_auditleaf", "kernel_auditseal"):
            cursor.execute(f"alter table {table} disable trigger {table}_whole")

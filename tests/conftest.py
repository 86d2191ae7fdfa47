"""Fixtures that every test may use."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from pytest_django.plugin import blocking_manager_key

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
        cursor.execute(KEEP)


# The rows that migrations bring (types of papers, codes of agencies, limits of the law), put aside for those tests that
# come after one that commits, in whatever order the files fall to a process.
KEEP = """
create schema if not exists brought;
do $$
declare name text; has boolean;
begin
  for name in select tablename from pg_tables
      where schemaname = 'public' and tablename !~ '^(django|auth|procrastinate)_' loop
    execute format('select exists (select from public.%I)', name) into has;
    if has then execute format('create table if not exists brought.%I as table public.%I', name, name); end if;
  end loop;
end $$
"""
BRING = """
do $$
declare name text;
begin
  set local session_replication_role = replica;
  for name in select tablename from pg_tables where schemaname = 'brought' loop
    execute format('insert into public.%I overriding system value select * from brought.%I on conflict do nothing',
                   name, name);
  end loop;
end $$
"""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """Bring back after a test that commits, and is flushed, what the migrations had brought."""
    done = yield
    marker = item.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock(), connection.cursor() as cursor:
            cursor.execute(BRING)
    return done

"""Gapless numbers under a row lock, in the act's own transaction (NĐ 30/2020 Điều 15)."""

from django.db import connection, transaction

from . import statements
from .errors import SeriesInUse
from .models import NumberSeries

# One statement takes the row's lock, counts on and answers; the first number of a year makes the row.
_TAKE = """
    insert into kernel_numberseries as series (key, year, last) values (%s, %s, %s)
    on conflict (key, year) do update set last = series.last + excluded.last
    returning last
"""


def take_number(*, key: str, year: int) -> int:
    """Return the next number of the series, starting at 1 each year.

    Must run inside the act's transaction: the series stays locked until it ends, and a rolled-back act
    gives its number back. Raises RuntimeError outside a transaction.
    """
    return take_numbers(key=key, year=year, count=1)


def take_numbers(*, key: str, year: int, count: int) -> int:
    """Return the first of `count` numbers in a row, for bulk loads; otherwise as `take_number`."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("take_number needs the act's transaction")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [key, year, count])
        return int(cursor.fetchone()[0]) - count + 1


def start_series(*, key: str, year: int, last: int) -> None:
    """Let an unused series go on after `last`, the last number taken on paper or in another system.

    Part of the act's transaction. Raises SeriesInUse when a number was taken already.
    """
    NumberSeries.objects.bulk_create([NumberSeries(key=key, year=year)], ignore_conflicts=True)
    series = NumberSeries.objects.select_for_update().get(key=key, year=year)
    if series.last:
        raise SeriesInUse(last=series.last)
    series.last = last
    series.save(update_fields=["last"])


def next_number(*, key: str, year: int) -> int:
    """Return the number that would be taken now, for display only."""
    found = statements.rows("select last from kernel_numberseries where key = %s and year = %s", [key, year])
    return (found[0][0] if found else 0) + 1

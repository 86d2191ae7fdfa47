from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from congvu.kernel.numbering import next_number, take_number


@pytest.mark.django_db
def test_numbers_start_at_one_and_have_no_gap():
    assert [take_number(key="so-den:1", year=2026) for _ in range(3)] == [1, 2, 3]
    assert next_number(key="so-den:1", year=2026) == 4


@pytest.mark.django_db
def test_each_year_and_each_series_starts_anew():
    take_number(key="so-den:1", year=2026)
    assert take_number(key="so-den:1", year=2027) == 1
    assert take_number(key="so-den:2", year=2026) == 1


@pytest.mark.django_db
def test_a_rolled_back_act_gives_its_number_back():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        take_number(key="so-den:1", year=2026)
        raise ZeroDivisionError
    assert next_number(key="so-den:1", year=2026) == 1


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_number_is_given():
    with pytest.raises(RuntimeError):
        take_number(key="so-den:1", year=2026)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_get_different_numbers():
    def one(_):
        try:
            with transaction.atomic():
                return take_number(key="so-den:9", year=2026)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(40))) == list(range(1, 41))

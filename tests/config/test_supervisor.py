import pytest

from congvu.config.supervisor import LONGEST_DELAY, delay_after


@pytest.mark.parametrize(("deaths", "seconds"), [(0, 0.2), (1, 0.2), (2, 0.4), (3, 0.8), (6, 6.4), (20, LONGEST_DELAY)])
def test_each_death_in_a_row_doubles_the_wait(deaths, seconds):
    assert delay_after(deaths) == pytest.approx(seconds)

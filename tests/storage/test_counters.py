"""Numbers without gaps."""

import pytest

from storage import counters


def count(database, name="a"):
    return database.write_now(lambda work: counters.next(work, name))


def test_a_counter_counts_from_one_by_name(database):
    assert [count(database), count(database), count(database, "b"), count(database)] == [1, 2, 1, 3]


def test_a_number_whose_unit_failed_is_given_again(database):
    def unit(work):
        counters.next(work, "a")
        raise ValueError("a bug")

    count(database)
    with pytest.raises(ValueError, match="a bug"):
        database.write_now(unit)
    assert count(database) == 2

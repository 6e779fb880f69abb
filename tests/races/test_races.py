"""A share of `make races` in the tests of both databases."""

from tests.races.__main__ import raced


def test_of_two_processes_that_claim_one_wins_and_the_other_is_told_who(database_url, tmp_path):
    assert not raced(database_url, tmp_path, 100)

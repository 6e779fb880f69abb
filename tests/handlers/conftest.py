"""A desk that is stepped by hand."""

import pytest

from tests.handlers.front import Front, desk_of


@pytest.fixture
def front(sqlite_database, judging, business_clock):
    return Front(sqlite_database, desk_of(judging), business_clock)

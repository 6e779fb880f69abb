"""What tests of the handlers share."""

import random
import shutil

import pytest

from storage.database import Database
from tests.handlers import a_month
from tests.handlers.front import Front, desk_of


@pytest.fixture
def front(sqlite_database, judging, business_clock):
    """A desk that is stepped by hand."""
    return Front(sqlite_database, desk_of(judging), business_clock)


@pytest.fixture(scope="session", params=[1, 2], ids=lambda seed: f"seed {seed}")
def month(request, sqlite_template, tmp_path_factory):
    """A database that nobody changes any more, at half past eight on the 13th."""
    file = shutil.copy(sqlite_template, tmp_path_factory.mktemp("month") / "desk.db")
    life = a_month.Life(random.Random(request.param))
    life.make(400)
    database = Database.open(f"sqlite:///{file}", now=lambda: a_month.NOW)
    database.write_now(life.live)
    yield database
    database.close()

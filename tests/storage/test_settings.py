"""Small facts by name."""

from storage import settings


def test_the_last_value_holds(database):
    database.write_now(lambda work: settings.put(work, "position", "1"))
    database.write_now(lambda work: settings.put(work, "position", "2"))
    assert database.read_now(lambda work: settings.get(work, "position")) == "2"


def test_an_unknown_name_has_no_value(database):
    assert database.read_now(lambda work: settings.get(work, "position")) is None

"""People are known by the channel's id; what they said about themselves is not lost by the next message."""

import pytest

from storage import people
from tests.storage.make import person


def seen(database, **facts):
    defaults = {"channel": "telegram", "user": "100", "chat": "100", "name": "王", "language": "zh"}
    return database.write_now(lambda work: people.seen(work, **defaults | facts))


def test_a_person_is_one_however_often_they_write(database):
    first = seen(database)
    again = seen(database, name="王阿姨", language=None, chat="101")
    assert again.id == first.id
    assert (again.name, again.language, again.chat, again.reachable) == ("王阿姨", None, "101", True)
    assert database.read_now(lambda work: people.by_user(work, "telegram", "100")) == again
    assert database.read_now(lambda work: people.get(work, first.id)) == again


def test_the_same_id_in_another_channel_is_another_person(database):
    assert seen(database).id != seen(database, channel="wecom").id


def test_writing_again_keeps_the_estate_and_makes_reachable(database):
    first = seen(database)
    database.write_now(lambda work: people.set_estate(work, first.id, "cuiyuan"))
    database.write_now(lambda work: people.lost(work, first.channel, first.chat))
    kept = database.read_now(lambda work: people.get(work, first.id))
    assert (kept.estate, kept.reachable) == ("cuiyuan", False)
    again = seen(database)
    assert (again.estate, again.reachable) == ("cuiyuan", True)


def test_writing_again_keeps_the_chosen_language_beside_that_of_the_app(database):
    first = seen(database, language="zh-hans")
    assert first.chosen_language is None
    database.write_now(lambda work: people.choose_language(work, first.id, "en"))
    again = seen(database, language="zh-hant")
    assert (again.language, again.chosen_language) == ("zh-hant", "en")


def test_somebody_never_seen_is_unknown(database):
    assert database.read_now(lambda work: people.by_user(work, "telegram", "1")) is None
    with pytest.raises(LookupError, match="there is no person 1"):
        database.read_now(lambda work: people.get(work, 1))


def test_a_conversation_begins_idle(database):
    found = database.write_now(lambda work: people.conversation(work, person(work).id))
    assert (found.state, found.data, found.version) == ("idle", {}, 0)


def test_a_conversation_keeps_its_last_state(database):
    number = seen(database).id
    for state, data in (("asked", {"round": 1}), ("asked", {"round": 2, "began": "2026"})):
        kept = database.write_now(
            lambda work, state=state, data=data: people.set_conversation(work, number, state, data)
        )
    assert (kept.state, kept.data, kept.version) == ("asked", {"round": 2, "began": "2026"}, 2)
    assert database.read_now(lambda work: people.conversation(work, number)) == kept

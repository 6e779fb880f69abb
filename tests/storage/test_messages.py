"""Words never change; they wait, belong to a ticket, or are settled."""

from datetime import timedelta

import pytest

from storage import messages
from tests.storage.make import AT, message


def store(database, *texts, **facts):
    return database.write_now(lambda work: [messages.store(work, message(text, **facts)) for text in texts])


def ids(found):
    return [one.id for one in found]


def test_words_come_back_as_they_were_stored(database):
    media = [{"kind": "photo", "file": "AgAC"}]
    new = message("漏水了", media=media, message="7", reply_to="6", album="9", pending=True)
    number = database.write_now(lambda work: messages.store(work, new))
    kept = database.read_now(lambda work: messages.get(work, number))
    for name in (
        "text",
        "media",
        "channel",
        "chat",
        "message",
        "reply_to",
        "album",
        "at",
        "pending",
        "person",
    ):
        assert getattr(kept, name) == getattr(new, name)


def test_a_message_that_was_never_stored_is_a_bug(database):
    with pytest.raises(LookupError, match="there is no message 5"):
        database.read_now(lambda work: messages.get(work, 5))


def test_what_waits_for_a_ticket_comes_oldest_first(database):
    first, second = store(database, "一", "二", pending=True)
    store(database, "settled long ago")
    store(database, "somebody else's", pending=True, person=2)
    assert ids(database.read_now(lambda work: messages.pending_of(work, 1))) == [first, second]


def test_attached_words_belong_to_the_ticket_and_wait_no_longer(database):
    first, second = store(database, "一", "二", pending=True)
    database.write_now(lambda work: messages.attach(work, [first, second], 5))
    assert database.read_now(lambda work: messages.pending_of(work, 1)) == []
    assert ids(database.read_now(lambda work: messages.of_ticket(work, 5))) == [first, second]


def test_settled_words_wait_no_longer_and_belong_to_no_ticket(database):
    [first] = store(database, "谢谢", pending=True)
    database.write_now(lambda work: messages.settle(work, [first]))
    kept = database.read_now(lambda work: messages.get(work, first))
    assert (kept.pending, kept.ticket) == (False, None)


def test_nothing_to_attach_or_settle_is_harmless(database):
    [first] = store(database, "一", pending=True)
    database.write_now(lambda work: messages.attach(work, [], 5))
    database.write_now(lambda work: messages.settle(work, []))
    assert ids(database.read_now(lambda work: messages.pending_of(work, 1))) == [first]


def test_an_edit_is_kept_beside_the_first_words(database):
    [first] = store(database, "电梯好了", message="7", ticket=5)
    later = AT + timedelta(minutes=1)
    revision = database.write_now(lambda work: messages.revise(work, first, "电梯坏了", later))
    again = database.write_now(lambda work: messages.revise(work, revision, "电梯又坏了", later))
    kept = [
        database.read_now(lambda work, one=one: messages.get(work, one)) for one in (first, revision, again)
    ]
    assert [one.text for one in kept] == ["电梯好了", "电梯坏了", "电梯又坏了"]
    assert [one.revision_of for one in kept] == [None, first, first]
    assert [(one.ticket, one.pending, one.message) for one in kept] == [(5, False, "7")] * 3
    assert kept[1].at == later


def test_an_edit_of_waiting_words_goes_to_their_ticket(database):
    [first] = store(database, "一", message="7", pending=True)
    revision = database.write_now(lambda work: messages.revise(work, first, "二", AT))
    assert ids(database.read_now(lambda work: messages.pending_of(work, 1))) == [first]
    database.write_now(lambda work: messages.attach(work, [first], 5))
    assert ids(database.read_now(lambda work: messages.of_ticket(work, 5))) == [first, revision]


def test_the_channels_id_finds_the_first_words(database):
    [first] = store(database, "一", message="7")
    database.write_now(lambda work: messages.revise(work, first, "二", AT))
    store(database, "another chat", message="7", chat="200")
    store(database, "another channel", message="7", channel="wecom")
    assert database.read_now(lambda work: messages.by_outside_id(work, "telegram", "100", "7")).id == first
    assert database.read_now(lambda work: messages.by_outside_id(work, "telegram", "100", "8")) is None


def test_an_album_is_found_by_its_first_message(database):
    first, _ = store(database, "一", "二", album="9")
    store(database, "another chat", album="9", chat="200")
    assert database.read_now(lambda work: messages.of_album(work, "telegram", "100", "9"))[0].id == first
    assert database.read_now(lambda work: messages.of_album(work, "telegram", "100", "8")) == []

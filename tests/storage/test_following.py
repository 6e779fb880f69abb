"""What waits for a chat that got a new id waits for the new one: in its order, and nothing else moves."""

import pytest
from sqlalchemy import text

from storage import absentees, audit, following, links, moved_chats, outbox, questions, tickets
from storage.records import OutboxState
from tests.storage.make import letter, put, take_out, ticket

OLD, NEW, NEWER = "-1", "-1001", "-1002"


def amended(body):
    return {**body, "reply_to": None}


def follow(database, old=OLD, new=NEW):
    return database.write_now(lambda work: following.messages(work, "telegram", old, new, amended))


def sound(database):
    return database.read_now(audit.queues) == []


def to_group(key, lane="5", **facts):
    return letter(key, chat=OLD, lane=f"{OLD}/{lane}", body={"text": key, "reply_to": "9"}, **facts)


def sent_in_turn(database, limit=10):
    """Send all that may go, lane after lane, and return chat and key in that order."""
    told = []
    while rows := take_out(database, limit):
        for row in rows:
            database.write_now(lambda work, row=row: outbox.sent(work, row.id, ["1"], row.chat))
            told.append((row.chat, row.dedupe_key))
    return told


def test_waiting_messages_go_to_the_new_chat_in_their_order_and_reply_to_nobody(database):
    put(database, to_group("a"), to_group("b"), to_group("c", "6"), letter("d"))
    assert follow(database) == 3
    assert sound(database)
    [row, *_] = take_out(database, 1)
    assert (row.lane, row.body) == (f"{NEW}/5", {"text": "a", "reply_to": None})
    database.write_now(lambda work: outbox.retry(work, row.id, wait_s=0, error=""))
    told = sent_in_turn(database)
    assert sorted(told) == [(NEW, "a"), (NEW, "b"), (NEW, "c"), ("100", "d")]
    assert told.index((NEW, "a")) < told.index((NEW, "b"))
    assert follow(database) == 0


def test_one_that_is_on_its_way_comes_before_those_behind_it_when_it_is_refused(database):
    put(database, to_group("a"), to_group("b"))
    [row] = take_out(database)
    follow(database)
    assert take_out(database) == []
    database.write_now(lambda work: outbox.retry(work, row.id, wait_s=0, error="moved"))
    assert sent_in_turn(database) == [(NEW, "a"), (NEW, "b")]


def test_one_that_arrived_in_the_old_chat_all_the_same_is_known_there(database):
    put(database, to_group("a", ticket=5, role="card"))
    [row] = take_out(database)
    follow(database)
    database.write_now(lambda work: outbox.sent(work, row.id, ["77"], row.chat))
    known = database.read_now(
        lambda work: [links.by_message(work, "telegram", chat, "77") for chat in (OLD, NEW)]
    )
    assert (known[0].role, known[1]) == ("card", None)


@pytest.mark.parametrize("claimed", [False, True])
def test_a_lane_of_the_new_chat_that_has_a_first_row_keeps_it(database, claimed):
    put(database, letter("new", chat=NEW, lane=f"{NEW}/5"), to_group("a"), to_group("b"))
    if claimed:
        assert len(take_out(database)) == 2  # the first of either lane
    follow(database)
    assert sound(database)
    for row in database.read_now(lambda work: [outbox.get(work, n) for n in (1, 2, 3)]):
        if row.state is OutboxState.sending:
            database.write_now(lambda work, row=row: outbox.retry(work, row.id, wait_s=0, error=""))
    assert sound(database)
    told = [key for _, key in sent_in_turn(database)]
    assert told.index("a") < told.index("b")
    assert len(told) == 3


def test_one_that_was_on_its_way_goes_on_when_its_new_lane_ran_empty_meanwhile(database):
    put(database, letter("new", chat=NEW, lane=f"{NEW}/5"), to_group("a"))
    there, on_its_way = take_out(database)
    follow(database)
    database.write_now(lambda work: outbox.sent(work, there.id, ["1"]))
    database.write_now(lambda work: outbox.retry(work, on_its_way.id, wait_s=0, error="moved"))
    assert sound(database)
    assert sent_in_turn(database) == [(NEW, "a")]


def test_what_is_put_aside_is_sent_to_the_new_chat_when_a_person_asks_for_it(database):
    put(database, to_group("a"), letter("board", chat=OLD, lane=f"board/{OLD}"))
    rows = take_out(database)
    for row in rows:
        database.write_now(lambda work, row=row: outbox.refused(work, row.id, "no"))
    follow(database)
    database.write_now(lambda work: [outbox.replay(work, row.id) for row in rows])
    assert {(row.chat, row.lane) for row in take_out(database)} == {
        (NEW, f"{NEW}/5"),
        (NEW, f"board/{NEW}"),
    }


def test_a_message_that_was_sent_is_sent_once_more_on_request(database):
    put(database, to_group("question:1"))
    [row] = take_out(database)
    database.write_now(lambda work: outbox.sent(work, row.id, ["77"]))
    for key in ("question:1", "question:2"):
        database.write_now(lambda work, key=key: following.again(work, key, NEW, amended))
    assert [(row.chat, row.lane) for row in take_out(database)] == [(NEW, f"{NEW}/5")]


def test_tickets_and_open_questions_follow(database):
    def unit(work):
        for chat in (OLD, OLD, "-5"):
            ticket(work, staff_chat=chat)
        work.connection.execute(text("UPDATE tickets SET step = 'closed' WHERE id = 2"))
        asked = [
            questions.ask(work, ticket=1, action="answer", channel="telegram", chat=OLD, user="7", data={})
            for _ in range(2)
        ]
        questions.settle(work, asked[0], "answered")
        moved = following.tickets(work, OLD, NEW)
        return moved, following.questions(work, "telegram", OLD, NEW), asked

    moved, asked_anew, asked = database.write_now(unit)
    assert [(one.id, one.staff_chat, one.version) for one in moved] == [(1, NEW, 1)]
    chats = database.read_now(lambda work: [tickets.get(work, n).staff_chat for n in (1, 2, 3)])
    assert chats == [NEW, NEW, "-5"]
    assert asked_anew == [asked[1]]
    assert database.read_now(lambda work: [q.id for q in questions.open_for(work, "telegram", NEW, "7")]) == [
        asked[1]
    ]


@pytest.mark.parametrize(
    "moves", [[(OLD, NEW), (NEW, NEWER)], [(NEW, NEWER), (OLD, NEW)], [(OLD, NEW), (NEW, NEWER), (OLD, NEW)]]
)
def test_moves_in_a_row_lead_to_the_last_in_whatever_order_they_are_learned(database, moves):
    noted = [database.write_now(lambda work, m=m: moved_chats.note(work, "telegram", *m)) for m in moves]
    assert noted[-1] == NEWER
    assert database.read_now(lambda work: moved_chats.all_of(work, "telegram")) == {OLD: NEWER, NEW: NEWER}
    assert database.read_now(lambda work: moved_chats.now(work, "telegram", NEWER)) == NEWER
    assert database.write_now(lambda work: moved_chats.note(work, "telegram", NEWER, OLD)) is None


def test_whoever_is_missing_from_a_group_is_missing_from_it_under_its_new_id(database, machine_clock):
    def unit(work):
        assert absentees.gone(work, "telegram", OLD, "7")
        assert not absentees.gone(work, "telegram", OLD, "7")
        assert absentees.gone(work, "telegram", OLD, absentees.THE_DESK)
        absentees.follow(work, "telegram", OLD, NEW)
        assert absentees.of_chats(work, [OLD, NEW]) == {(NEW, "7"), (NEW, absentees.THE_DESK)}
        assert absentees.back(work, "telegram", NEW, "7")
        assert not absentees.back(work, "telegram", NEW, "7")

    database.write_now(unit)
    closed = lambda work: absentees.closed_to_desk(work, "telegram")  # noqa: E731
    assert database.read_now(closed) == {NEW}
    machine_clock.forward(minutes=11)
    assert database.read_now(closed) == frozenset()

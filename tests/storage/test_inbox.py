"""What came in is kept once, handled in order per lane, and never forgotten."""

import pytest

from storage import inbox
from storage.database import LostClaim
from storage.records import InboxState
from tests.storage.make import keep, take_in


def keys(rows):
    return [row.key for row in rows]


def finish(database, row):
    database.write_now(lambda work: inbox.done(work, row.id))


def fail(database, row, **more):
    return database.write_now(lambda work: inbox.failed(work, row.id, "Trace: a bug", **more))


def look(database, row):
    return database.read_now(lambda work: inbox.get(work, row.id))


def test_a_redelivered_update_is_known(database):
    assert keep(database, ("1", "a"))[0] is not None
    assert keep(database, ("1", "a"), ("2", "a"))[0] is None
    assert keys(take_in(database)) == ["1"]


def test_a_number_that_is_given_out_anew_after_an_idle_week_is_another_update(database, machine_clock):
    def keep_one(words):
        unit = lambda work: inbox.keep(work, channel="telegram", key="1", lane="a", raw=words)  # noqa: E731
        return database.write_now(unit)

    assert keep_one("before") is not None
    assert keep_one("in the same week") is None
    machine_clock.forward(days=7)
    assert keep_one("before") is None, "a clock that is set makes no new update of an old one"
    assert keep_one("a week later") is not None
    assert keep_one("delivered again, with another name of the sender") is None
    assert keys(take_in(database)) == ["1"]


def test_channels_have_keys_of_their_own(database):
    def unit(work):
        return [inbox.keep(work, channel=name, key="1", lane="1", raw="{}") for name in ("telegram", "wecom")]

    assert None not in database.write_now(unit)


def test_a_known_key_stays_known_after_the_row_is_done(database):
    keep(database, ("1", "a"))
    finish(database, take_in(database)[0])
    assert keep(database, ("1", "a")) == [None]


def test_the_row_comes_back_as_it_was_kept(database, machine_clock):
    [number] = keep(database, ("7", "a"))
    [row] = take_in(database)
    assert (row.id, row.channel, row.key, row.lane, row.raw) == (number, "telegram", "7", "a", '{"key":"7"}')
    assert (row.attempts, row.state, row.error) == (1, InboxState.doing, None)
    assert row.received_at == machine_clock.at


def test_each_lane_gives_its_oldest_row(database):
    keep(database, ("1", "a"), ("2", "a"), ("3", "b"), ("4", "c"), ("5", "b"))
    assert keys(take_in(database)) == ["1", "3", "4"]
    assert take_in(database) == []


def test_no_more_rows_are_taken_than_asked_for(database):
    keep(database, ("1", "a"), ("2", "b"), ("3", "c"))
    assert keys(take_in(database, limit=2)) == ["1", "2"]
    assert keys(take_in(database, limit=2)) == ["3"]


def test_a_busy_lane_is_left_alone(database):
    keep(database, ("1", "a"), ("2", "b"))
    assert keys(take_in(database, busy={"a"})) == ["2"]
    assert keys(take_in(database)) == ["1"]


def test_a_lane_goes_on_when_its_row_is_done(database):
    keep(database, ("1", "a"), ("2", "a"))
    finish(database, take_in(database)[0])
    assert keys(take_in(database)) == ["2"]


def test_a_lane_is_worked_through_from_the_first_to_the_last(database):
    keep(database, *((str(n), "a") for n in range(6)))
    seen = []
    while rows := take_in(database):
        seen += keys(rows)
        finish(database, rows[0])
    assert seen == [str(n) for n in range(6)]


def test_a_row_that_comes_while_its_lane_works_waits(database):
    keep(database, ("1", "a"))
    [row] = take_in(database)
    keep(database, ("2", "a"))
    assert take_in(database) == []
    finish(database, row)
    assert keys(take_in(database)) == ["2"]


def test_a_failed_row_waits_longer_each_time_and_keeps_its_place(database, machine_clock):
    keep(database, ("1", "a"), ("2", "a"))
    for wait in (1, 2, 4, 8):
        [row] = take_in(database)
        assert row.key == "1"
        assert fail(database, row) is False
        machine_clock.forward(seconds=wait - 0.001)
        assert take_in(database) == []
        machine_clock.forward(seconds=0.001)
    assert take_in(database)[0].attempts == 5


def test_a_row_that_waits_blocks_only_its_own_lane(database):
    keep(database, ("1", "a"), ("2", "a"), ("3", "b"))
    fail(database, take_in(database, limit=1)[0])
    assert keys(take_in(database)) == ["3"]


def test_the_machine_clock_counts_for_waits_and_not_the_business_clock(database, business_clock):
    keep(database, ("1", "a"))
    fail(database, take_in(database)[0])
    business_clock.forward(days=1)
    assert take_in(database) == []


def test_a_row_that_fails_too_often_is_parked_and_its_lane_goes_on(database, machine_clock):
    keep(database, ("1", "a"), ("2", "a"))
    parked = []
    for _ in range(5):
        [row] = take_in(database)
        parked.append(fail(database, row))
        machine_clock.forward(seconds=10)
    assert parked == [False] * 4 + [True]
    assert look(database, row).state is InboxState.parked
    assert look(database, row).error == "Trace: a bug"
    assert keys(database.read_now(inbox.parked)) == ["1"]
    assert keys(take_in(database)) == ["2"]


def test_a_row_may_be_parked_at_once(database):
    keep(database, ("1", "a"))
    assert fail(database, take_in(database)[0], park_after=1) is True


def parked_row(database, key="1", lane="a"):
    keep(database, (key, lane))
    [row] = take_in(database)
    fail(database, row, park_after=1)
    return row


def test_a_replayed_row_is_tried_again_from_the_start(database):
    row = parked_row(database)
    assert database.write_now(lambda work: inbox.replay(work, row.id)) is True
    [again] = take_in(database)
    assert (again.key, again.attempts, again.error) == ("1", 1, None)


def test_a_replayed_row_waits_for_its_lane(database):
    row = parked_row(database)
    keep(database, ("2", "a"), ("3", "a"))
    [working] = take_in(database)
    database.write_now(lambda work: inbox.replay(work, row.id))
    assert take_in(database) == []
    finish(database, working)
    assert keys(take_in(database)) == ["1"]


def test_a_dropped_row_is_never_tried_again_and_stays_known(database):
    row = parked_row(database)
    assert database.write_now(lambda work: inbox.drop(work, row.id)) is True
    assert take_in(database) == []
    assert database.read_now(inbox.parked) == []
    assert keep(database, ("1", "a")) == [None]


@pytest.mark.parametrize("move", [inbox.replay, inbox.drop])
def test_only_a_parked_row_can_be_replayed_or_dropped(database, move):
    [number] = keep(database, ("1", "a"))
    assert database.write_now(lambda work: move(work, number)) is False
    assert database.write_now(lambda work: move(work, 999)) is False
    assert keys(take_in(database)) == ["1"]


def test_a_row_can_be_done_once(database):
    keep(database, ("1", "a"))
    [row] = take_in(database)
    finish(database, row)
    with pytest.raises(LostClaim):
        finish(database, row)


def test_a_unit_whose_claim_is_lost_does_not_count(database):
    keep(database, ("1", "a"))
    [row] = take_in(database)
    finish(database, row)

    def handles_again(work):
        inbox.keep(work, channel="telegram", key="made by the handler", lane="b", raw="{}")
        inbox.done(work, row.id)

    with pytest.raises(LostClaim):
        database.write_now(handles_again)
    assert take_in(database) == []


def test_a_row_that_is_done_cannot_fail_any_more(database):
    keep(database, ("1", "a"))
    [row] = take_in(database)
    finish(database, row)
    assert fail(database, row, park_after=1) is False
    assert look(database, row).state is InboxState.done


def test_at_the_start_what_was_being_done_waits_again(sqlite_database):
    keep(sqlite_database, ("1", "a"), ("2", "a"), ("3", "b"))
    take_in(sqlite_database)
    assert sqlite_database.write_now(inbox.recover) == 2
    assert [(row.key, row.attempts) for row in take_in(sqlite_database)] == [("1", 2), ("3", 2)]


def test_on_sqlite_no_claim_runs_out(sqlite_database, machine_clock):
    keep(sqlite_database, ("1", "a"))
    take_in(sqlite_database)
    machine_clock.forward(days=1)
    assert take_in(sqlite_database) == []


@pytest.mark.postgres
def test_on_postgres_a_claim_runs_out_after_fifteen_seconds(postgres_database, machine_clock):
    keep(postgres_database, ("1", "a"), ("2", "a"))
    [first] = take_in(postgres_database)
    machine_clock.forward(seconds=15)
    assert postgres_database.write_now(inbox.recover) == 0
    assert take_in(postgres_database) == []
    machine_clock.forward(seconds=0.001)
    [again] = take_in(postgres_database)
    assert (again.id, again.attempts) == (first.id, 2)


@pytest.mark.postgres
def test_on_postgres_a_slow_worker_and_its_successor_count_once(postgres_database, machine_clock):
    keep(postgres_database, ("1", "a"))
    [slow] = take_in(postgres_database)
    machine_clock.forward(seconds=16)
    [quick] = take_in(postgres_database)
    finish(postgres_database, slow)
    with pytest.raises(LostClaim):
        finish(postgres_database, quick)


def test_a_row_that_ends_the_process_each_time_is_parked_in_the_end(database, machine_clock):
    keep(database, ("1", "a"), ("2", "a"))
    for _ in range(20):
        [row] = take_in(database)
        assert row.key == "1"
        machine_clock.forward(seconds=60)
        database.write_now(inbox.recover)
    assert keys(take_in(database)) == ["2"]
    assert "20 claims" in look(database, row).error


def test_rows_are_counted_by_state(database):
    parked_row(database)
    keep(database, ("2", "a"), ("3", "a"), ("4", "b"))
    finish(database, take_in(database, limit=1)[0])
    take_in(database, limit=1)
    assert database.read_now(inbox.counts) == {"parked": 1, "done": 1, "doing": 1, "todo": 1}


def test_the_longest_wait_is_known(database, machine_clock):
    assert database.read_now(inbox.oldest_waiting) is None
    keep(database, ("1", "a"))
    began = machine_clock.at
    machine_clock.forward(minutes=5)
    keep(database, ("2", "b"))
    assert database.read_now(inbox.oldest_waiting) == began
    take_in(database, limit=1)
    assert database.read_now(inbox.oldest_waiting) == machine_clock.at


def test_what_is_not_there_is_not_found(database):
    assert database.read_now(lambda work: inbox.get(work, 1)) is None

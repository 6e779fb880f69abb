"""A timer fires once per occurrence, is never dropped, and a failing one does not stop the others."""

from datetime import timedelta

from storage import timers
from storage.records import TimerState
from tests.storage.test_tickets import in_threads


def set_one(database, due, kind="page", entity="1", occurrence="1", data=None):
    return database.write_now(
        lambda work: timers.set(work, kind=kind, entity=entity, occurrence=occurrence, due=due, data=data)
    )


def due(database, limit=10):
    return database.read_now(lambda work: timers.due(work, limit))


def call(database, move, *words):
    return database.write_now(lambda work: move(work, *words))


def test_an_occurrence_exists_once(database, business_clock):
    assert set_one(database, business_clock.at) is True
    assert set_one(database, business_clock.at + timedelta(days=1)) is False
    assert set_one(database, business_clock.at, occurrence="2") is True
    assert set_one(database, business_clock.at, entity="2") is True
    assert set_one(database, business_clock.at, kind="revisit") is True
    assert len(due(database)) == 4


def test_a_timer_is_due_at_its_moment_of_the_business_clock(database, business_clock, machine_clock):
    set_one(database, business_clock.at + timedelta(minutes=1), data={"n": 1})
    machine_clock.forward(days=1)
    assert due(database) == []
    business_clock.forward(minutes=1)
    [timer] = due(database)
    assert (timer.kind, timer.entity, timer.occurrence, timer.data) == ("page", "1", "1", {"n": 1})
    assert (timer.due, timer.state) == (business_clock.at, TimerState.waiting)


def test_a_timer_whose_moment_passed_long_ago_is_still_due(database, business_clock):
    set_one(database, business_clock.at)
    business_clock.forward(days=400)
    assert len(due(database)) == 1


def test_the_oldest_come_first_and_no_more_than_asked_for(database, business_clock):
    for n, minutes in enumerate((5, 1, 3)):
        set_one(database, business_clock.at - timedelta(minutes=minutes), entity=str(n))
    assert [timer.entity for timer in due(database, 2)] == ["0", "2"]


def test_a_timer_fires_once(database, business_clock):
    set_one(database, business_clock.at)
    [timer] = due(database)
    assert call(database, timers.fired, timer.id).id == timer.id
    assert call(database, timers.fired, timer.id) is None
    assert due(database) == []
    assert set_one(database, business_clock.at) is False


def test_of_two_schedules_one_fires_each_timer(database, business_clock):
    for n in range(50):
        set_one(database, business_clock.at, entity=str(n))
    found = due(database, 50)
    fired = []

    def run(n):
        for timer in found:
            if call(database, timers.fired, timer.id):
                fired.append((n, timer.id))

    in_threads(2, run)
    assert sorted(number for _, number in fired) == sorted(timer.id for timer in found)


def test_a_unit_that_fails_has_not_fired(database, business_clock):
    set_one(database, business_clock.at)
    [timer] = due(database)

    def unit(work):
        assert timers.fired(work, timer.id)
        raise ValueError("a bug")

    outcome = []
    try:
        database.write_now(unit)
    except ValueError as error:
        outcome.append(error)
    assert outcome
    assert [one.id for one in due(database)] == [timer.id]


def test_a_cancelled_timer_does_not_fire(database, business_clock):
    for occurrence in ("1", "2"):
        set_one(database, business_clock.at, occurrence=occurrence)
    set_one(database, business_clock.at, entity="2")
    set_one(database, business_clock.at, kind="revisit")
    [first, *_] = due(database)
    assert call(database, timers.cancel, "page", "1") == 2
    assert call(database, timers.cancel, "page", "1") == 0
    assert call(database, timers.fired, first.id) is None
    assert {(timer.kind, timer.entity) for timer in due(database)} == {("page", "2"), ("revisit", "1")}


def test_a_waiting_timer_can_be_moved(database, business_clock):
    set_one(database, business_clock.at)
    later = business_clock.at + timedelta(hours=1)
    assert call(database, timers.move, "page", "1", "1", later) is True
    assert due(database) == []
    assert database.read_now(timers.next_due) == later
    call(database, timers.cancel, "page", "1")
    assert call(database, timers.move, "page", "1", "1", later) is False


def test_the_next_moment_is_known(database, business_clock):
    assert database.read_now(timers.next_due) is None
    for hours in (3, 1, 2):
        set_one(database, business_clock.at + timedelta(hours=hours), occurrence=str(hours))
    assert database.read_now(timers.next_due) == business_clock.at + timedelta(hours=1)


def test_a_failed_timer_waits_on_the_machine_clock_and_is_parked_in_the_end(
    database, business_clock, machine_clock
):
    set_one(database, business_clock.at)
    parked = []
    for wait in (1, 2, 4, 8):
        [timer] = due(database)
        parked.append(call(database, timers.failed, timer.id, "Trace: a bug"))
        machine_clock.forward(seconds=wait - 0.001)
        assert due(database) == []
        assert database.read_now(timers.next_due) is None
        machine_clock.forward(seconds=0.001)
    [timer] = due(database)
    assert (timer.attempts, timer.error) == (4, "Trace: a bug")
    parked.append(call(database, timers.failed, timer.id, "Trace: a bug"))
    assert parked == [False] * 4 + [True]
    machine_clock.forward(days=1)
    assert due(database) == []
    assert call(database, timers.failed, timer.id, "again") is False


def test_a_failed_timer_does_not_hold_up_the_others(database, business_clock):
    for entity in ("1", "2"):
        set_one(database, business_clock.at, entity=entity)
    call(database, timers.failed, due(database)[0].id, "Trace: a bug")
    assert [timer.entity for timer in due(database)] == ["2"]


def test_a_new_timer_is_told(sqlite_database, business_clock):
    heard = []
    sqlite_database.subscribe(heard.append)
    set_one(sqlite_database, business_clock.at)
    set_one(sqlite_database, business_clock.at)
    sqlite_database.close()
    assert heard == [frozenset({"timers"})]


def rearm(database, moment):
    database.write_now(lambda work: timers.rearm(work, kind="deadline", entity="1", due=moment))


def test_a_timer_that_is_set_anew_fires_at_the_last_moment_it_was_given(database, business_clock):
    rearm(database, business_clock.at)
    rearm(database, business_clock.at + timedelta(minutes=1))
    assert due(database) == []
    business_clock.forward(minutes=1)
    assert len(due(database)) == 1


def test_a_timer_can_be_set_anew_after_it_fired_was_cancelled_or_failed(database, business_clock):
    rearm(database, business_clock.at)
    [timer] = due(database)
    call(database, timers.fired, timer.id)
    rearm(database, business_clock.at)
    assert [again.id for again in due(database)] == [timer.id]
    call(database, timers.cancel, "deadline", "1")
    assert due(database) == []
    rearm(database, business_clock.at)
    for _ in range(5):
        call(database, timers.failed, timer.id, "trace")
    rearm(database, business_clock.at)
    [again] = due(database)
    assert (again.attempts, again.error) == (0, None)


NOTICES = ("notices", "a|-1", "1")


def collect(database, moment, item):
    kind, entity, occurrence = NOTICES
    return database.write_now(
        lambda work: timers.collect(
            work, kind=kind, entity=entity, occurrence=occurrence, due=moment, item={"n": item}
        )
    )


def test_what_is_collected_until_a_moment_happens_together(database, business_clock):
    assert [collect(database, business_clock.at, n) for n in (1, 2, 3)] == [True] * 3
    [timer] = due(database)
    assert timer.data == {"items": [{"n": 1}, {"n": 2}, {"n": 3}]}
    call(database, timers.fired, timer.id)
    assert collect(database, business_clock.at, 4) is False


def test_a_timer_fires_with_what_it_carries_by_then_and_not_when_it_was_put_off(database, business_clock):
    collect(database, business_clock.at, 1)
    [read] = due(database)
    collect(database, business_clock.at, 2)
    assert call(database, timers.move, *NOTICES, business_clock.at + timedelta(seconds=2)) is True
    assert call(database, timers.fired, read.id) is None
    business_clock.forward(seconds=2)
    assert call(database, timers.fired, read.id).data == {"items": [{"n": 1}, {"n": 2}]}


def test_nothing_is_lost_when_many_collect_at_once(database, business_clock):
    in_threads(8, lambda n: collect(database, business_clock.at, n))
    [timer] = due(database)
    assert sorted(item["n"] for item in timer.data["items"]) == list(range(8))


def test_what_a_waiting_timer_carries_changes_only_as_it_was_read(database, business_clock):
    set_one(database, business_clock.at, data={"held": ["a"]})
    read = database.read_now(lambda work: timers.waiting(work, "page", "1", "1"))
    assert call(database, timers.amend, read, {"held": ["a", "b"]}) is True
    assert call(database, timers.amend, read, {"held": ["a", "c"]}) is False
    [timer] = due(database)
    assert timer.data == {"held": ["a", "b"]}
    call(database, timers.fired, timer.id)
    assert database.read_now(lambda work: timers.waiting(work, "page", "1", "1")) is None
    assert call(database, timers.amend, timer, {}) is False

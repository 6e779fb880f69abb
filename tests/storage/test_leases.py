"""One service at a time has a lease, and what it had in hand when it lost it does not count."""

from datetime import timedelta

from storage import leases

LASTS = timedelta(seconds=9)


def taken(database, holder):
    return database.write_now(lambda work: leases.take(work, "leader", holder, LASTS))


def kept(database, lease):
    return database.write_now(lambda work: leases.keep(work, lease, LASTS))


def test_who_keeps_a_lease_in_time_has_it_alone(database, machine_clock):
    first = taken(database, "first")
    for _ in range(3):
        machine_clock.forward(seconds=8)
        assert taken(database, "second") is None
        assert kept(database, first)
    assert database.read_now(lambda work: leases.of(work, "leader")).holder == "first"


def test_who_was_held_up_loses_it_to_the_next_and_is_known_by_its_fence(database, machine_clock):
    first = taken(database, "first")
    machine_clock.forward(seconds=9)
    second = taken(database, "second")
    assert second.fence > first.fence
    assert not kept(database, first)
    database.write_now(lambda work: leases.release(work, first))
    assert kept(database, second)


def test_who_was_held_up_while_nobody_else_came_still_has_it(database, machine_clock):
    first = taken(database, "first")
    machine_clock.forward(seconds=60)
    assert kept(database, first)


def test_a_released_lease_is_the_next_ones_at_once_and_nothing_of_before_counts(database):
    first = taken(database, "first")
    database.write_now(lambda work: leases.release(work, first))
    assert not kept(database, first)
    assert taken(database, "second")

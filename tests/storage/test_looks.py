"""What is shown as not out: everything given up, until somebody has said it by phone."""

from storage import looks, outbox, tasks
from tests.storage.make import AT, letter, put, take_out, ticket


def shown(database):
    found = database.read_now(lambda work: looks.unsent(work, 10, "phone"))
    return {one.row.dedupe_key for one in found}


def call(database):
    def unit(work):
        return tasks.add(work, estate="cuiyuan", ticket=1, kind="phone", data={}, due=AT)

    return database.write_now(unit)


def test_what_reached_nobody_is_shown_until_the_owner_was_phoned(database):
    database.write_now(ticket)
    put(
        database,
        letter("to the owner", ticket=1),
        letter("to staff", ticket=1, chat="200"),
        letter("about nothing", chat="300"),
    )
    for row in take_out(database):
        database.write_now(lambda work, row=row: outbox.unreachable(work, row.id, "blocked"))
    others = {"to staff", "about nothing"}
    assert shown(database) == {"to the owner", *others}
    first = call(database)
    assert shown(database) == {"to the owner", *others}
    database.write_now(lambda work: tasks.done(work, first, "2001"))
    assert shown(database) == others
    call(database)
    assert shown(database) == {"to the owner", *others}

"""The journal shows when a row was changed or taken away; it keeps no words."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import delete, update

from storage import journal
from storage.schema import journal as table
from tests.storage.test_tickets import in_threads


def add(database, code="received", estate="cuiyuan", **more):
    facts = {"ticket": 1, "actor": "owner", "facts": {"kind": "request", "n": 1, "none": None}} | more
    database.write_now(lambda work: journal.add(work, estate=estate, code=code, **facts))


def verify(database, estate="cuiyuan"):
    return database.read_now(lambda work: journal.verify(work, estate))


def tamper(database, statement):
    database.write_now(lambda work: work.connection.execute(statement))


def row(seq):
    return (table.c.estate == "cuiyuan") & (table.c.seq == seq)


def test_an_untouched_journal_is_sound(database):
    assert verify(database) == []
    for code in ("received", "claimed", "answered"):
        add(database, code, words="漏水\ud800了")
    add(database, estate="another")
    assert verify(database) == []
    assert verify(database, "another") == []


def test_rows_are_numbered_without_gaps_in_each_estate(database):
    for estate in ("cuiyuan", "another", "cuiyuan"):
        add(database, estate=estate)
    found = database.read_now(lambda work: journal.of_ticket(work, 1))
    assert sorted((one.estate, one.seq) for one in found) == [("another", 1), ("cuiyuan", 1), ("cuiyuan", 2)]


def test_a_tickets_history_comes_in_order_with_its_facts(database, business_clock):
    add(database, "received")
    add(database, "other", ticket=2)
    business_clock.forward(minutes=3)
    add(database, "claimed", actor="500")
    first, second = database.read_now(lambda work: journal.of_ticket(work, 1))
    assert (first.code, first.facts) == ("received", {"kind": "request", "n": 1, "none": None})
    assert (second.code, second.actor, second.at) == ("claimed", "500", business_clock.at)
    assert first.previous == journal.START


def test_a_unit_that_fails_leaves_no_gap(database):
    def unit(work):
        journal.add(work, estate="cuiyuan", ticket=1, code="x", actor="a", facts={})
        raise ValueError("a bug")

    add(database)
    with pytest.raises(ValueError, match="a bug"):
        database.write_now(unit)
    add(database)
    assert verify(database) == []


def test_many_writers_make_one_chain(database):
    in_threads(4, lambda n: [add(database, f"code {n}") for _ in range(10)])
    assert verify(database) == []
    assert len(database.read_now(lambda work: journal.of_ticket(work, 1))) == 40


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("code", "closed"),
        ("actor", "somebody else"),
        ("facts", {"kind": "complaint"}),
        ("ticket", 2),
        ("ticket", None),
        ("at", datetime(2026, 1, 1, tzinfo=UTC)),
        ("digest", "0" * 64),
        ("digest", None),
        ("hash", "0" * 64),
    ],
)
def test_a_changed_row_is_found(database, column, value):
    for _ in range(3):
        add(database, words="漏水了")
    tamper(database, update(table).where(row(2)).values({column: value}))
    assert "journal cuiyuan: row 2 was changed" in verify(database)


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        ((1,), "row 1 is"),
        ((2,), "row 2 is"),
        ((2, 3), "rows 2 to 3 are"),
        ((4,), "row 4 is"),
        ((3, 4), "rows 3 to 4 are"),
    ],
)
def test_a_missing_row_is_found_wherever_it_was(database, gone, told):
    for _ in range(4):
        add(database)
    for seq in gone:
        tamper(database, delete(table).where(row(seq)))
    assert f"journal cuiyuan: {told} missing" in verify(database)


def test_a_row_put_in_place_of_another_is_found(database):
    for _ in range(3):
        add(database, words="漏水了")
    rows = database.read_now(lambda work: journal.of_ticket(work, 1))
    values = {"code": "closed"}
    forged = {column.name: getattr(rows[1], column.name) for column in table.columns} | values
    tamper(database, update(table).where(row(2)).values(**values, hash=journal._chained(forged)))
    assert verify(database) == ["journal cuiyuan: row 3 does not follow from the row before it"]


def test_a_forged_row_shows_in_every_row_after_it(database):
    for _ in range(3):
        add(database)
    rows = database.read_now(lambda work: journal.of_ticket(work, 1))
    forged = {column.name: getattr(rows[1], column.name) for column in table.columns} | {"code": "closed"}
    forged["hash"] = journal._chained(forged)
    tamper(database, update(table).where(row(2)).values(**forged))
    tamper(database, update(table).where(row(3)).values(previous=forged["hash"]))
    assert verify(database) == ["journal cuiyuan: row 3 was changed"]


def test_words_are_kept_as_a_salted_digest_only(database):
    add(database, words="我家漏水了")
    add(database, words="我家漏水了")
    first, second = database.read_now(lambda work: journal.of_ticket(work, 1))
    assert first.digest == journal.digest_of("我家漏水了", first.salt)
    assert first.digest != second.digest
    assert "漏水" not in repr(first)


def test_erasing_the_salt_leaves_the_chain_sound(database):
    add(database, words="我家漏水了")
    add(database)
    tamper(database, update(table).where(row(1)).values(salt=None))
    assert verify(database) == []


def test_the_zone_of_the_clock_does_not_matter(database, business_clock):
    business_clock.at = datetime(2026, 11, 23, 10, 0, 0, 123456, timezone(timedelta(hours=8)))
    add(database)
    assert verify(database) == []

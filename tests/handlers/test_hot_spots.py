"""Where matters gather: each rule has its hit, what is just below it has none."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.desk import Role, StaffMember
from handlers.manager import days, digest, figures
from handlers.texts import load_all
from handlers.ticket import hot_spots, riser, sight
from handlers.ticket.hot_spots import Rule
from handlers.ticket.sight import Confided
from nlp.judgement import Home
from storage import tickets
from tests.handlers.a_month import ESTATE
from tests.storage.make import new_ticket

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
DAY = NOON.astimezone(ESTATE.zone).date()
HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def spots(sqlite_database):
    """Give what is found once these were told of: before noon by so much, where, and about what."""

    def found(*told):
        def tell(work):
            for n, (before, home, topic, *more) in enumerate(told):
                at = riser.columns(Home(*home.split("-")) if home else None)
                kind = {"kind": "request", **dict(zip(("kind", "category", "data"), more, strict=False))}
                new = new_ticket(topic=topic, home=home, reporter=n, received_at=NOON - before, **at, **kind)
                tickets.open(work, new)

        sqlite_database.write_now(tell)
        span = days.span_of(ESTATE, DAY, DAY)
        return sqlite_database.read_now(lambda work: hot_spots.of(work, ESTATE, *span))

    return found


def many(count, before, home, topic, *more):
    return [(before * n, home.format(n=n), topic, *more) for n in range(count)]


MINUTES = timedelta(minutes=20)
TABLE = [
    (many(3, MINUTES, "3-1-{n}01", "outage"), Rule.event),
    (many(2, MINUTES, "3-1-{n}01", "outage"), None),
    (many(3, HOUR, "3-1-{n}05", "parcel"), Rule.households),
    ([(HOUR, "3-1-501", "plumbing"), (3 * A_DAY, "3-1-601", "drain")], Rule.riser),
    ([(HOUR, "3-1-501", "plumbing"), (3 * A_DAY, "3-1-602", "drain")], None),
    ([(HOUR, "3-1-501", "plumbing"), (8 * A_DAY, "3-1-601", "drain")], None),
    (many(3, 2 * A_DAY, "{n}-1-501", "parking", "complaint", "service"), Rule.households),
    (many(3, 4 * A_DAY, "{n}-1-501", "parking", "complaint", "service"), None),
    (many(3, 2 * A_DAY, "3-{n}-501", "lift"), Rule.households),
    (many(5, A_DAY, "3-{n}-501", "lift"), None),
    (many(6, A_DAY, "3-{n}-501", "lift") + many(3, 2 * HOUR, "3-{n}-901", "lift"), Rule.households),
    (many(3, 2 * A_DAY, "{n}-1-501", "noise", "complaint", "neighbours"), None),
    (many(3, 2 * A_DAY, "3-1-{n}05", "noise", "complaint", "neighbours"), Rule.households),
    (many(3, 2 * A_DAY, "{n}-1-501", "lift"), None),
    ([(HOUR, "3-1-501", "parking"), (29 * A_DAY, "3-1-501", "parking")], Rule.again),
    ([(HOUR, "3-1-501", "parking"), (31 * A_DAY, "3-1-501", "parking")], None),
    ([(A_DAY, "3-1-501", "parking"), (2 * A_DAY, "3-1-501", "parking")], None),
    (many(3, HOUR, "", "parking"), Rule.unusual),
    (many(3, HOUR, "", "general"), None),
    (many(28, A_DAY, "", "parking") * 3, None),
]


@pytest.mark.parametrize(("told", "rule"), TABLE, ids=[f"{n}" for n in range(len(TABLE))])
def test_what_gathers_is_found_by_its_rule_alone(spots, told, rule):
    assert {spot.rule for spot in spots(*told)} == ({rule} if rule else set())


def test_a_hit_says_its_reason_and_names_its_tickets(spots):
    (spot,) = spots(*many(3, MINUTES, "3-1-{n}01", "outage"))
    assert load_all()["zh"].said(spot.said(ESTATE)) == "一小时内3幢3户:停电停水"
    assert [ticket.home for ticket in spot.tickets] == ["3-1-201", "3-1-101", "3-1-001"]


def test_complaints_about_one_person_are_for_those_who_may_see_them(spots, sqlite_database):
    about = Confided(about=("2001",)).kept_in({})
    told = [(A_DAY * n, f"{n}-1-501", f"topic{n}", "complaint", "service", about) for n in range(2)]
    (spot,) = spots(*told)
    found = sqlite_database.read_now(lambda work: figures.of(work, ESTATE, DAY))
    read = [digest.render(load_all()["zh"], ESTATE, found, None, chat).text for chat in (None, "-1001")]
    assert ["反映同一人" in text for text in read] == [True, False]
    assert (spot.rule, spot.person, spot.count) == (Rule.person, "2001", 2)
    estate = ESTATE
    member = StaffMember("2001", "王工", Role.staff)
    assert not any(sight.may_see(estate, member, ticket) for ticket in spot.tickets)

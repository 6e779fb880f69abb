"""Short ways to the records that tests need."""

from datetime import UTC, date, datetime

from storage import inbox, outbox, people, tickets
from storage.records import Delivery, NewMessage, NewOutbox, NewTicket, PersonId, Priority

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def person(work, user="100"):
    return people.seen(work, channel="telegram", user=user, chat=user, name="王阿姨", language="zh")


def new_ticket(**facts):
    defaults = {
        "estate": "cuiyuan",
        "local_date": DAY,
        "kind": "request",
        "reporter": PersonId(1),
        "channel": "telegram",
        "chat": "100",
        "staff_chat": "-200",
        "words": "厨房漏水",
        "received_at": AT,
    }
    return NewTicket(**defaults | facts)


def ticket(work, **facts):
    return tickets.open(work, new_ticket(**facts))


def message(text="漏水了", **facts):
    defaults = {
        "ticket": None,
        "person": PersonId(1),
        "direction": "owner",
        "text": text,
        "channel": "telegram",
        "chat": "100",
        "at": AT,
    }
    return NewMessage(**defaults | facts)


def letter(key="k", **facts):
    defaults = {
        "dedupe_key": key,
        "channel": "telegram",
        "chat": "100",
        "ticket": None,
        "klass": Delivery.must_arrive,
        "priority": Priority.receipt,
        "body": {"text": key},
    }
    return NewOutbox(**defaults | facts)


def put(database, *letters):
    return database.write_now(lambda work: [outbox.put(work, new) for new in letters])


def keep(database, *pairs):
    """Keep updates given as (key, lane)."""
    return database.write_now(
        lambda work: [
            inbox.keep(work, channel="telegram", key=key, lane=lane, raw=f'{{"key":"{key}"}}')
            for key, lane in pairs
        ]
    )


def take_in(database, limit=10, busy=()):
    return database.write_now(lambda work: inbox.claim(work, limit=limit, busy=busy))


def take_out(database, limit=10, busy=(), resting=(), **more):
    return database.write_now(
        lambda work: outbox.claim(work, limit=limit, busy=busy, resting=resting, **more)
    )

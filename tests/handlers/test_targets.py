"""A reply finds its ticket even when nobody recorded the message it replies to."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from handlers.messages import ChatKind, Incoming, Sender
from handlers.refusals import Refused, TooEarly
from handlers.staff.targets import target
from storage import buttons, links, outbox
from storage.records import Delivery, Link, NewOutbox, Priority, TicketId

GROUP = "-1001"


def reply(text: str = "我来看看", *, token: str | None = None, chat: str = GROUP) -> Incoming:
    return Incoming(
        channel="telegram",
        key="1",
        chat=chat,
        chat_kind=ChatKind.group,
        sender=Sender("2001", "王工"),
        at=datetime(2026, 11, 23, 2, tzinfo=UTC),
        text=text,
        reply_to="77",
        reply_to_desk=True,
        reply_token=token,
    )


def claim_a_row(work) -> None:
    row = NewOutbox(
        dedupe_key="k",
        channel="telegram",
        chat=GROUP,
        ticket=None,
        klass=Delivery.must_arrive,
        priority=Priority.update,
        body={},
    )
    outbox.put(work, row)
    outbox.claim(work, limit=1, busy=(), resting=())


def test_the_button_under_a_message_tells_the_ticket_and_the_next_reply_finds_it(database):
    def unit(work):
        token = buttons.token_for(
            work, action="claim", channel="telegram", chat=GROUP, ticket=TicketId(5), estate="cuiyuan"
        )
        return target(work, reply(token=token)), target(work, reply())

    first, second = database.write_now(unit)
    assert first.ticket == 5
    assert second == first


def test_a_button_of_another_chat_tells_nothing(database):
    def unit(work):
        token = buttons.token_for(work, action="claim", channel="telegram", chat="-9", ticket=TicketId(5))
        with pytest.raises(Refused, match=r"refusal\.unknown_message"):
            target(work, reply(token=token))

    database.write_now(unit)


def test_while_something_is_on_its_way_a_reply_waits_for_its_record(database):
    def unit(work):
        claim_a_row(work)
        with pytest.raises(TooEarly):
            target(work, reply())
        with pytest.raises(Refused):
            target(work, reply(chat="-9"))

    database.write_now(unit)


def test_a_reply_that_stays_without_a_record_is_refused_however_much_is_on_its_way(database, business_clock):
    business_clock.forward(seconds=3)

    def unit(work):
        claim_a_row(work)
        with pytest.raises(Refused):
            target(work, reply())

    database.write_now(unit)


def test_a_note_to_an_unknown_message_is_left_in_peace(database):
    assert database.write_now(lambda work: target(work, reply("// 内部"))) is None


@pytest.mark.postgres
@pytest.mark.parametrize(("before", "has_button"), [("FROM outbox", False), ("INSERT INTO links", True)])
def test_a_record_that_is_committed_between_two_looks_is_found_and_stays(
    postgres_database, before, has_button
):
    recorded = Link("telegram", GROUP, "77", TicketId(5), "card", None)

    def unit(work):
        token = buttons.token_for(work, action="claim", channel="telegram", chat=GROUP, ticket=TicketId(5))
        writer = threading.Thread(
            target=postgres_database.write_now, args=(lambda other: links.link(other, recorded),)
        )

        def commit_elsewhere(_connection, _cursor, statement, *_):
            if before in statement and writer.ident is None:
                writer.start()
                writer.join()

        event.listen(work.connection, "before_cursor_execute", commit_elsewhere)
        return target(work, reply(token=token if has_button else None))

    assert postgres_database.write_now(unit) == recorded
    assert (
        postgres_database.read_now(lambda work: links.by_message(work, "telegram", GROUP, "77")) == recorded
    )

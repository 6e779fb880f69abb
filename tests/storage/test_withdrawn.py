"""What may not be seen any more: what waits is cancelled and holds nothing up, what stands is found."""

from storage import links, outbox, withdrawn
from storage.records import Delivery, Link, NewOutbox, Priority, TicketId

GROUP, PERSON = "-1", "7"


def put(work, key, chat=GROUP, ticket=1):
    new = NewOutbox(
        dedupe_key=key,
        channel="telegram",
        chat=chat,
        ticket=TicketId(ticket),
        klass=Delivery.must_arrive,
        priority=Priority.update,
        body={"text": key},
    )
    return outbox.put(work, new)


def claimed(work):
    return [row.dedupe_key for row in outbox.claim(work, limit=9, busy=(), resting=())]


def test_what_waits_for_a_chat_is_cancelled_and_the_rest_goes_on(database):
    def unit(work):
        for key, chat, ticket in (("a", GROUP, 1), ("b", GROUP, 1), ("c", PERSON, 1), ("d", GROUP, 2)):
            put(work, key, chat, ticket)
        waited = withdrawn.chats_waited_for(work, "telegram", TicketId(1))
        cancelled = withdrawn.cancel(work, "telegram", GROUP, TicketId(1))
        put(work, "e")
        return waited, cancelled, claimed(work)

    assert database.write_now(unit) == ([GROUP, PERSON], 2, ["c", "d", "e"])


def test_what_is_on_its_way_is_not_held_up(database):
    def unit(work):
        put(work, "a")
        put(work, "b")
        on_its_way = outbox.claim(work, limit=9, busy=(), resting=())
        withdrawn.cancel(work, "telegram", GROUP, TicketId(1))
        put(work, "c")
        outbox.sent(work, on_its_way[0].id, ["100"])
        return claimed(work)

    assert database.write_now(unit) == ["c"]


def test_a_message_gets_a_role_of_its_own(database):
    def unit(work):
        for message in ("100", "101"):
            links.link(work, Link("telegram", GROUP, message, TicketId(1), "followup", 5))
        first, second = withdrawn.messages(work, TicketId(1))
        withdrawn.rename(work, first, "stub/100")
        role = links.by_message(work, "telegram", GROUP, "100").role
        return role, links.latest(work, "telegram", GROUP, TicketId(1), "followup"), second.message

    assert database.write_now(unit) == ("stub/100", "101", "101")

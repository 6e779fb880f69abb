"""What the name of a ticket's topic tells, and whom."""

from dataclasses import replace

from handlers import speak
from handlers.ticket import confiding, forum, moves
from handlers.ticket.sight import Confided
from storage import outbox, topics
from tests.handlers.front import GROUP, OWNER

NAME = "001 待接 厨房水管漏水"


def test_a_topic_of_what_is_confided_later_says_nothing_of_it(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.sends()
    (ticket,) = front.tickets()

    def unit(work):
        topics.keep(work, topics.Topic("telegram", GROUP, ticket.id, "77", NAME, closed=False))
        confiding.hide(front.desk, work, moves.get(work, ticket.id), Confided(sensitive=True), "2003")

    front.database.write_now(unit)
    assert names(front) == [("(已收起)", True, "77")]


def test_a_topic_that_opens_while_its_ticket_is_confided_says_nothing_of_it_either(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    (ticket,) = front.tickets()

    def unit(work):
        (row,) = outbox.claim(work, limit=1, busy=(), resting=())
        confiding.hide(front.desk, work, moves.get(work, ticket.id), Confided(sensitive=True), "2003")
        card = replace(row, chat=GROUP, ticket=ticket.id, role=speak.CARD)
        forum.opened(front.desk, work, card, "77", NAME)

    front.database.write_now(unit)
    assert names(front) == [("(已收起)", True, "77")]


def names(front):
    changed = [shown for shown in front.said(GROUP) if shown.topic]
    return [(one.topic.name, one.topic.closed, one.thread) for one in changed]

"""What the name of a ticket's topic tells, and whom."""

from handlers.ticket import confiding, moves
from handlers.ticket.sight import Confided
from storage import topics
from tests.handlers.front import GROUP, OWNER


def test_a_topic_of_what_is_confided_later_says_nothing_of_it(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.sends()
    (ticket,) = front.tickets()

    def unit(work):
        topics.keep(
            work, topics.Topic("telegram", GROUP, ticket.id, "77", "001 待接 厨房水管漏水", closed=False)
        )
        confiding.hide(front.desk, work, moves.get(work, ticket.id), Confided(sensitive=True), "2003")

    front.database.write_now(unit)
    changed = [shown for shown in front.said(GROUP) if shown.topic]
    assert [(one.topic.name, one.topic.closed, one.thread) for one in changed] == [("(已收起)", True, "77")]

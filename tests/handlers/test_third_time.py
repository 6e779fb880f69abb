"""What comes back for the third time: the manager talks to its owner, and may end it with both views kept."""

import pytest

from handlers.manager import revisits
from handlers.refusals import Refused
from handlers.ticket import guards, histories, moves
from handlers.ticket.lifecycle import Move, Step
from storage import journal, tasks, tickets
from tests.handlers.front import GROUP, OWNER, WANG
from tests.storage import make

LEAD, MANAGER, MANAGERS = "2003", "2004", "-1002"


def answers(front, user, words="又看过了。"):
    front.press(user, GROUP, "办结")
    question = front.last(GROUP, "做了什么")
    front.says(user, words, chat=GROUP, reply_to=question)


def came_back(front, times=3):
    """Let one matter be answered and come back so many times; return it."""
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.press(WANG, GROUP, "接单")
    for who in (WANG, LEAD, LEAD)[:times]:
        answers(front, who)
        front.passes(hours=25)
        front.press(OWNER, OWNER, "不满意")
    (ticket,) = front.tickets()
    assert ticket.reopened == times
    return ticket


def codes(front):
    (ticket,) = front.tickets()
    return [row.code for row in front.database.read_now(lambda work: journal.of_ticket(work, ticket.id))]


def test_the_manager_has_it_is_asked_to_talk_and_reminded_until_they_did(front):
    ticket = came_back(front)
    assert ticket.assignee == MANAGER
    asked = [text for text in front.texts(MANAGER) if "请您和业主谈一次" in text]
    assert len(asked) == 1
    assert not [text for text in front.texts(LEAD) if "请您和业主谈一次" in text]
    front.passes(days=3)
    assert [text for text in front.texts(MANAGER) if "还没有和业主谈" in text]
    front.press(MANAGER, MANAGER, "谈过了")
    chased = len(front.texts(MANAGER))
    front.passes(days=3)
    assert not [text for text in front.texts(MANAGER)[chased:] if "还没有和业主谈" in text]


def test_it_ends_with_both_views_kept_as_not_satisfied_and_its_owner_reads_no_fault(front):
    came_back(front)
    front.press(MANAGER, MANAGER, "谈过了")
    front.press(MANAGER, MANAGER, "保留意见结案")
    front.says(MANAGER, "业主要求全屋换管,超出约定范围", reply_to=front.last(MANAGER, "看法差在哪里"))
    (ticket,) = front.tickets()
    assert (ticket.step, ticket.rating) == ("closed", "reserved")
    assert "您的意见已完整记下" in front.texts(OWNER)[-1]
    assert not [text for text in front.texts(OWNER) + front.texts(GROUP) if "超出约定" in text]
    day = front.clock.at
    estate = front.desk.estates["cuiyuan"]
    found = front.database.read_now(
        lambda work: revisits.of(work, estate, day.replace(hour=0), day.replace(hour=23))
    )
    assert found.reserved == 1
    assert found.satisfied.part == 0
    assert found.satisfied.of == sum(found.ratings.values()) + 1
    assert [bad.words for bad in found.bad if bad.rating == "reserved"] == ["业主要求全屋换管,超出约定范围"]
    told = front.database.read_now(lambda work: histories.retold(journal.of_ticket(work, ticket.id)))
    assert told.step is Step.closed
    assert not front.database.read_now(lambda work: tasks.open_of(work, ticket.id))


def test_without_a_talk_and_by_anybody_else_it_is_not_closed_so(front):
    came_back(front)
    front.press(MANAGER, GROUP, "更多")
    front.press(MANAGER, GROUP, "保留意见结案")
    assert not [text for text in front.texts(MANAGER) if "看法差在哪里" in text]
    assert "close_reserved" not in codes(front)
    front.press(LEAD, GROUP, "更多")
    with pytest.raises(AssertionError, match="no button"):
        front.press(LEAD, GROUP, "保留意见结案", contains="李主管")


@pytest.mark.parametrize(
    ("reopened", "talked", "refused"),
    [(2, 2, "not_so_often"), (3, None, "talk_first"), (3, 2, "talk_first"), (3, 3, None), (4, 4, None)],
)
def test_the_table_lets_it_end_so_only_after_three_times_and_a_talk_since(
    sqlite_database, reopened, talked, refused
):
    def tried(work):
        data = {guards.TALKED: talked} if talked else {}
        made = make.ticket(work, step="working", assignee=MANAGER, data=data)
        ticket = tickets.change(work, made, reopened=reopened)
        return moves.move(work, ticket, Move.close_reserved, MANAGER, closed_at=work.now).step

    if refused:
        with pytest.raises(Refused, match=refused):
            sqlite_database.write_now(tried)
    else:
        assert sqlite_database.write_now(tried) == "closed"


def test_a_serious_complaint_that_ends_so_is_summed_up_first(sqlite_database):
    def tried(work):
        made = make.ticket(
            work,
            kind="complaint",
            severity="serious",
            step="working",
            assignee=MANAGER,
            data={guards.TALKED: 3},
        )
        ticket = tickets.change(work, made, reopened=3)
        moves.move(work, ticket, Move.close_reserved, MANAGER, closed_at=work.now)

    with pytest.raises(Refused, match="not_summed_up"):
        sqlite_database.write_now(tried)


def test_nobody_is_asked_to_talk_before_the_third_time(front):
    came_back(front, 2)
    assert not [text for text in front.texts(LEAD) + front.texts(MANAGER) if "和业主谈" in text]

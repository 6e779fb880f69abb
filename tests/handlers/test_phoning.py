"""What does not reach an owner is read to them: one call a ticket, and one message however much there is."""

import pytest

from handlers.messages import units
from handlers.ticket import calls, phoning
from handlers.ticket.calls import Reason
from storage import outbox, people, tasks
from storage.records import OutboxId
from tests.handlers.test_duty import held
from tests.handlers.test_handover import DESK


def told(database, *words):
    """Give up messages with these words, one after the other; return the call's message and its tasks."""

    def unit(work):
        people.seen(work, channel="telegram", user="100", chat="100", name="王阿姨", language="zh")
        ticket = held(work, words="漏水,13812341234")
        for n, one in enumerate(words):
            for _ in range(2):  # of which one is the same again
                phoning.undelivered(DESK, work, ticket, str(n), one)
        [task] = tasks.open_of(work, ticket.id)
        waiting = [row for number in range(1, 9) if (row := outbox.get(work, OutboxId(number)))]
        return calls._shown(DESK, work, ticket, task).text, task, [row.body["text"] for row in waiting]

    return database.write_now(unit)


def test_later_words_are_added_to_the_one_call_and_numbers_in_them_are_masked(database):
    text, task, _ = told(database, "三点到", "", "打 13912345678 找我")
    assert task.kind == Reason.phone
    assert [line for line in text.splitlines() if "要告诉业主" in line] == [
        "要告诉业主:三点到",
        "要告诉业主:打 139****5678 找我",
    ]
    assert "号码:138****1234" in text


@pytest.mark.parametrize(("words", "left"), [(["💧" * 4000] * 5, 4), (["好" * 900] * 5, 2)])
def test_a_call_is_one_message_with_the_latest_words_and_a_count_of_the_others(database, words, left):
    text, _, _ = told(database, *words)
    assert units(text) <= 4096
    assert f"更早的还有 {left} 条" in text


def test_every_change_of_a_call_is_shown_though_the_ticket_did_not_change(database):
    text, _, waiting = told(database, "一", "二", "三")
    assert len(waiting) == 3  # the call, the number for its assignee, and one change: the latest
    assert waiting[-1] == text

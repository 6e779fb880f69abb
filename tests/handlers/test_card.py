"""The card: one message, however much was written."""

from handlers.messages import units
from handlers.ticket import card
from storage import people, tickets
from tests.handlers.test_duty import held
from tests.handlers.test_handover import DESK


def test_a_card_of_the_longest_words_and_answer_is_one_message_with_all_its_lines(database):
    def unit(work):
        people.seen(work, channel="telegram", user="100", chat="100", name="王阿姨", language="zh")
        long = "💧" * 2048  # as much as one message of Telegram holds
        ticket = tickets.change(
            work, held(work, words=long), step="answered", answer=long, rating="good", reopened=2
        )
        return card.render(DESK, work, ticket)

    shown = database.write_now(unit)
    assert units(shown.text) <= 4096
    assert shown.text.count("…") == 2
    assert shown.text.endswith("评价:满意")

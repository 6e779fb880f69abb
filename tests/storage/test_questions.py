"""A question is settled once."""

import pytest

from storage import questions
from storage.records import QuestionState


def ask(database, user="500", chat="-200", data=None):
    return database.write_now(
        lambda work: questions.ask(
            work, ticket=5, action="answer", channel="telegram", chat=chat, user=user, data=data or {}
        )
    )


def get(database, number):
    return database.read_now(lambda work: questions.get(work, number))


def open_for(database, user="500", chat="-200"):
    found = database.read_now(lambda work: questions.open_for(work, "telegram", chat, user))
    return [question.id for question in found]


def test_a_question_is_open_and_remembers_what_it_is_about(database, business_clock):
    found = get(database, ask(database, data={"words": "修好了"}))
    assert (found.ticket, found.action, found.user, found.data) == (5, "answer", "500", {"words": "修好了"})
    assert (found.state, found.asked_at) == (QuestionState.open, business_clock.at)
    assert get(database, 999) is None


@pytest.mark.parametrize("state", ["answered", "cancelled", "lapsed"])
def test_a_question_is_settled_once(database, state):
    number = ask(database)
    assert database.write_now(lambda work: questions.settle(work, number, state)) is True
    assert database.write_now(lambda work: questions.settle(work, number, "answered")) is False
    assert get(database, number).state == state
    assert open_for(database) == []


def test_open_questions_of_a_person_in_a_chat_come_newest_first(database):
    first, second = ask(database), ask(database)
    ask(database, user="600")
    ask(database, chat="-300")
    assert open_for(database) == [second, first]


def test_an_unknown_state_is_a_bug(database):
    number = ask(database)
    with pytest.raises(ValueError, match="forgotten"):
        database.write_now(lambda work: questions.settle(work, number, "forgotten"))

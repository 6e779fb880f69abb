"""A ticket that is confided, and everything anybody can type or press: not a word of it where it may not be seen."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.messages import Press
from handlers.staff import words
from handlers.ticket.actions import Action
from storage import buttons, duties
from tests.handlers.front import CHEN, GROUP, OWNER, WANG

MANAGERS, TEAM, LEAD, MANAGER, OFFICE = "-1002", "-1003", "2003", "2004", "-1009"
SECRET, HOME = "金丝楠", "7-3-2201"
TOLD = {
    WANG: (f"王工昨天上门态度恶劣,还要我送他{SECRET}手串,我要投诉,{HOME}", {GROUP, TEAM, WANG, CHEN}),
    MANAGER: (
        f"赵经理骂人,还要我送他{SECRET}手串,我要投诉赵经理,{HOME}",
        {GROUP, TEAM, MANAGERS, WANG, CHEN, LEAD, MANAGER},
    ),
}
WHERE = {
    WANG: [(WANG, GROUP), (WANG, WANG), (CHEN, GROUP), (LEAD, GROUP)],
    MANAGER: [(MANAGER, MANAGERS), (MANAGER, MANAGER), (LEAD, GROUP)],
}
ARGUMENTS = {
    Action.next_page: "queue:0",
    Action.previous_page: "overdue:0",
    Action.this_sort: ":service",
    Action.return_all: WANG,
    Action.this_person: f"1:{CHEN}",
}


def found(front, chats, number):
    front.sends()
    said = [(to, outgoing) for to, _, outgoing in [*front.sent, *front.edits] if to in chats]
    marks = (number, number[-3:], SECRET, HOME)
    return [
        (to, outgoing.text)
        for to, outgoing in said
        if any(mark in f"{outgoing.text} {outgoing.buttons}" for mark in marks)
        and not outgoing.text.startswith("没有找到")  # which only says what was typed
    ]


def everything_typed(front, user, chat, number):
    said = []
    for word in (*words.TABLE, words.HELP):
        for argument in ("", number, f"{number} 明天9点") if word.of_ticket else ("",):
            text = f"/{word.command} {argument}"
            said.append(front.incoming(user, text, chat=chat, command=word.command, argument=argument))
        said += [
            front.incoming(user, f"{one} {number[-3:]}" if word.of_ticket else one, chat=chat)
            for one in word.said
        ]
    at_once(front, said)


def everything_pressed(front, user, chat, ticket):
    """Press every button there may be, as if it had been shown in that chat before."""

    def token(work, action, arg):
        return buttons.token_for(
            work,
            action=action.value,
            channel="telegram",
            chat=chat,
            ticket=ticket.id,
            estate="cuiyuan",
            arg=arg,
        )

    every = [(action, arg) for action in Action for arg in {"", ARGUMENTS.get(action, "")}]
    tokens = front.database.write_now(lambda work: [token(work, *one) for one in every])
    incoming = [front.incoming(user, chat=chat) for _ in tokens]
    at_once(
        front,
        [
            replace(one, press=Press("p", known, one.message))
            for one, known in zip(incoming, tokens, strict=True)
        ],
    )


def at_once(front, incoming):
    """Let all of it come in one unit of work: what counts is what is said, not how often it is synced."""

    def unit(work):
        for one in incoming:
            with suppress(ValueError, AssertionError, LookupError):  # an argument no button of this kind has
                front._route(work, one)

    front.database.write_now(unit)


@pytest.mark.parametrize("about", TOLD)
def test_nothing_of_a_confided_ticket_is_ever_read_by_those_it_is_kept_from(front, about):
    told, kept_from = TOLD[about]
    estate = front.desk.estates["cuiyuan"]
    front.desk.estates["cuiyuan"] = replace(estate, head_office_chat=OFFICE)

    def shift(work):
        for user, team in ((WANG, "engineering"), (CHEN, None), (LEAD, None)):
            duties.add(work, "cuiyuan", user, team, work.now, work.now + timedelta(hours=6))

    front.database.write_now(shift)
    for n in (1, 2):
        front.says(f"40{n:02}", f"楼道{n}层灯坏了,请来修")
    front.says(OWNER, told)
    ticket = next(one for one in front.tickets() if SECRET in one.words)
    assert ticket.number.endswith("-003")
    for user, chat in WHERE[about]:
        everything_typed(front, user, chat, ticket.number)
        everything_pressed(front, user, chat, ticket)
        assert found(front, kept_from, ticket.number) == [], (user, chat)
        assert front.tickets()[ticket.id - 1].assignee not in kept_from
    front.says(OWNER, f"{SECRET}那件事怎么还没人管")
    front.passes(days=3)
    assert found(front, kept_from, ticket.number) == []
    assert found(front, {ticket.staff_chat}, ticket.number)

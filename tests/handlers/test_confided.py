"""What is about somebody of the staff, or sensitive: who sees it, who never does, and how it comes to that."""

import pytest

from storage import journal
from tests.handlers.front import CHEN, GROUP, NEIGHBOUR, OWNER, WANG

MANAGERS, TEAM, LEAD, MANAGER = "-1002", "-1003", "2003", "2004"
ABOUT_WANG = "王工昨天上门态度很差,还骂人"
WHISPER = "6栋102在群租,别说是我说的"


def seen(front, chat):
    """Return all that a chat was ever shown: messages and what they were changed to."""
    front.sends()
    shown = [(to, outgoing) for to, _, outgoing in [*front.sent, *front.edits]]
    return "\n".join(
        outgoing.text + "".join(button.label for line in outgoing.buttons for button in line)
        for to, outgoing in shown
        if to == chat
    )


def codes(front, ticket):
    return [row.code for row in front.database.read_now(lambda work: journal.of_ticket(work, ticket.id))]


def test_a_complaint_about_somebody_goes_to_those_who_lead_and_to_nobody_else(front):
    front.says(OWNER, ABOUT_WANG)
    (ticket,) = front.tickets()
    assert ticket.staff_chat == MANAGERS
    for chat in (MANAGERS, LEAD, MANAGER):
        assert "骂人" in seen(front, chat)
    for chat in (GROUP, TEAM, WANG, CHEN):
        assert "001" not in seen(front, chat)
        assert "骂人" not in seen(front, chat)
    assert "不经当事人的手" in front.texts(OWNER)[0]
    assert "不透露报事人" in seen(front, MANAGERS)

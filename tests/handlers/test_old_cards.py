"""A card whose edit was lost still offers the claim; whoever presses it there gets the card as it is."""

from dataclasses import replace

import pytest

from handlers import router
from handlers.messages import Press
from handlers.refusals import Refused
from storage import tickets
from tests.handlers.front import CHEN, GROUP, OWNER, WANG


@pytest.fixture
def claimed(front):
    """Return the old card's button by which its ticket was claimed."""
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.press(WANG, GROUP, "接单")
    front.sends()
    return front, next(
        shown.buttons[0][0].token for to, _, shown in front.sent if to == GROUP and shown.buttons
    )


def presses(front, user, token):
    incoming = replace(front.incoming(user, chat=GROUP), press=Press("p", token, "100"))
    return front.database.write_now(lambda work: router.route(front.desk, work, incoming))


def shown_again(front):
    before = len(front.edits)
    front.sends()
    return [shown.text for to, _, shown in front.edits[before:] if "261123" in shown.text]


def test_the_assignee_is_told_that_it_is_theirs_and_the_card_is_edited_each_time(claimed):
    front, token = claimed
    version = front.tickets()[0].version
    for _ in range(2):
        assert presses(front, WANG, token) == "261123-001 由您负责"
        (card,) = shown_again(front)
        assert "已接单 王工" in card
    assert front.tickets()[0].version == version


def test_a_colleague_is_told_who_has_it_and_the_card_is_edited(claimed):
    front, token = claimed
    assert presses(front, CHEN, token) == "261123-001 已由王工接单。"
    (card,) = shown_again(front)
    assert "已接单 王工" in card
    assert front.tickets()[0].assignee == WANG


def test_a_closed_matter_is_nobodys_any_more(claimed):
    front, token = claimed
    front.database.write_now(
        lambda work: tickets.change(work, front.tickets()[0], step="closed", closed_at=work.now)
    )
    with pytest.raises(Refused, match=r"refusal\.claimed"):
        presses(front, WANG, token)
    assert shown_again(front) == []

"""«撤回»: what somebody wrote to an owner can be taken back for a minute, all of it, and once."""

from dataclasses import replace

import pytest

from handlers.messages import Media, MediaKind
from handlers.staff import recalling
from storage import journal, messages
from tests.handlers.front import CHEN, GROUP, OWNER, WANG

WORDS = "我下午三点到"


@pytest.fixture
def claimed(front):
    """A front with a ticket that somebody has."""
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.passes(minutes=1)
    front.press(WANG, GROUP, "接单")
    front.sends()
    return front


def reply(front, text=WORDS, **more):
    said = front.says(WANG, text, chat=GROUP, reply_to=front.card(), reply_to_desk=True, **more)
    front.sends()
    return said


def shown(front, text=WORDS):
    """Return the ids of what the owner was sent of a reply: its words and its files."""
    return [
        one
        for to, ids, outgoing in front.sent
        if to == OWNER and (text in outgoing.text or outgoing.media)
        for one in ids
    ]


def erased(front):
    front.sends()
    return [message for chat, message in front.erased if chat == OWNER]


def marks(front):
    """Return how the mark looks by now: its text and buttons."""
    last = [one for to, _, one in [*front.sent, *front.edits] if to == GROUP and one.text[:1] in "✅已没"][-1]
    return last.text, [button.label for line in last.buttons for button in line]


def test_within_a_minute_the_writer_takes_it_back_and_the_record_keeps_it(claimed):
    reply(claimed)
    assert marks(claimed) == ("✅", ["撤回"])
    claimed.passes(seconds=59)
    claimed.press(WANG, GROUP, "撤回")
    assert erased(claimed) == shown(claimed) != []
    assert marks(claimed) == ("已撤回", [])
    (ticket,) = claimed.tickets()
    rows = claimed.database.read_now(lambda work: journal.of_ticket(work, ticket.id))
    assert [row.actor for row in rows if row.code == "recalled"] == [WANG]
    assert WORDS in [one.text for one in claimed.words_of(ticket.id)]
    claimed.press(WANG, GROUP, "撤回")
    assert len(erased(claimed)) == 1


def test_after_a_minute_the_button_goes_and_an_old_one_does_nothing(claimed):
    reply(claimed)
    claimed.passes(seconds=60)
    claimed.sends()
    assert marks(claimed) == ("✅", [])
    claimed.press(WANG, GROUP, "撤回")
    assert erased(claimed) == []


def test_a_press_after_a_minute_whose_timer_is_late_is_refused(claimed):
    reply(claimed)
    claimed.clock.forward(seconds=61)
    claimed.press(WANG, GROUP, "撤回")
    assert erased(claimed) == []


def test_nobody_else_takes_it_back(claimed):
    reply(claimed)
    for user in (CHEN, "2003", "2004"):
        claimed.press(user, GROUP, "撤回")
    assert erased(claimed) == []


def test_an_album_goes_as_a_whole_with_its_words(claimed):
    claimed.takes(*claimed.album(WANG, ["", WORDS], chat=GROUP, reply_to=claimed.card(), reply_to_desk=True))
    claimed.passes(seconds=3)
    claimed.sends()
    claimed.press(WANG, GROUP, "撤回")
    assert sorted(erased(claimed)) == sorted(shown(claimed))
    assert len(erased(claimed)) == 3


def test_what_waits_is_not_sent_at_all(claimed):
    """The words have arrived, the picture that belongs to them not yet."""
    said = claimed.says(
        WANG,
        WORDS,
        chat=GROUP,
        reply_to=claimed.card(),
        reply_to_desk=True,
        media=(Media(MediaKind.photo, "p"),),
    )
    while not shown(claimed):
        claimed.sends(1)
    takes_back(claimed, said)
    assert shown(claimed) == erased(claimed)
    assert not [one for to, _, one in claimed.sent if to == OWNER and one.media]


def takes_back(front, said):
    """Press without sending what waits before."""
    (ticket,) = front.tickets()
    member = front.desk.estates["cuiyuan"].member(WANG)

    def unit(work):
        kept = messages.by_outside_id(work, "telegram", GROUP, said.message)
        recalling.pressed(front.desk, work, ticket, member, str(kept.id))

    front.database.write_now(unit)
    front.sends()


def test_an_edit_of_what_was_taken_back_goes_nowhere_and_its_writer_reads_so(claimed):
    said = reply(claimed)
    claimed.press(WANG, GROUP, "撤回")
    claimed.sends()
    claimed.takes(replace(said, key="e1", text="我四点到", edited=True))
    assert "已经撤回" in claimed.texts(GROUP)[-1]
    assert "四点" not in "".join(one.text for to, _, one in [*claimed.sent, *claimed.edits] if to == OWNER)


def test_an_edit_that_waits_is_not_sent_anew_after_the_message_is_gone(claimed):
    said = reply(claimed)
    claimed.takes(replace(said, key="e1", text="我四点到", edited=True))
    takes_back(claimed, said)
    assert "四点" not in "".join(one.text for to, _, one in [*claimed.sent, *claimed.edits] if to == OWNER)


def test_an_estate_may_switch_it_off(claimed):
    estate = claimed.desk.estates["cuiyuan"]
    claimed.desk.estates["cuiyuan"] = replace(estate, policy=replace(estate.policy, recall_s=0))
    reply(claimed)
    assert marks(claimed) == ("✅", [])


def test_of_words_in_several_messages_nothing_is_taken_back(claimed):
    reply(claimed, "长" * 4096)
    assert marks(claimed) == ("✅", [])

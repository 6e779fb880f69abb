"""Many tickets in one message: what came overnight, and more at once than a group may be sent."""

from dataclasses import replace

from handlers.messages import Media, MediaKind, Press
from handlers.ticket import burst, confiding, moves
from handlers.ticket.sight import Confided
from tests.handlers.front import CHEN, GROUP, NEIGHBOUR, OWNER, WANG

CARDS = "卡片随后到"


def rings(front):
    """Return what notified the group, in its order."""
    front.sends()
    return [shown for to, _, shown in front.sent if to == GROUP and not shown.silent]


def press(front, user, sent, label):
    """Press a button of one message that was sent."""
    chat, ids, shown = sent
    token = next(button.token for line in shown.buttons for button in line if button.label == label)
    front.takes(replace(front.incoming(user, chat=chat, message=ids[0]), press=Press("p", token, ids[0])))


def labels(shown):
    return [button.label for line in shown.buttons for button in line]


def test_what_came_overnight_rings_once_at_opening_and_what_was_claimed_drops_out(front):
    front.passes(hours=13)
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.says(NEIGHBOUR, "楼道灯坏了,请来修")
    front.says("3003", "门锁坏了,请来修,5-1-302")
    front.passes(minutes=30)
    front.says("3003", "是防盗门,钥匙断在里面了", media=(Media(MediaKind.photo, "p1"),))
    assert rings(front) == []
    front.press(CHEN, GROUP, "接单", contains="楼道灯")
    front.says("3004", "3号楼着火了,快来")
    alarm = [shown for shown in rings(front) if "🚨" in shown.text]
    assert alarm
    front.passes(hours=8, minutes=30)
    (told,) = [shown for shown in rings(front) if "下班后来的 2 件" in shown.text]
    assert [part in told.text for part in ("厨房水管", "门锁", "楼道灯")] == [True, True, False]
    assert labels(told) == ["接单 001", "查看 001", "接单 003", "查看 003"]
    front.press(WANG, GROUP, "接单 003")
    assert front.tickets()[2].assignee == WANG


def test_a_reply_to_a_message_about_several_goes_to_nobody_before_it_is_said_which(front):
    front.passes(hours=13)
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.says(NEIGHBOUR, "楼道灯坏了,请来修")
    front.passes(hours=10)
    listed = front.last(GROUP, "下班后来的")
    front.press(WANG, GROUP, "接单 002")
    before = [front.texts(who) for who in (OWNER, NEIGHBOUR)]
    front.says(WANG, "马上就来", chat=GROUP, reply_to=listed)
    front.says(WANG, "//带梯子", chat=GROUP, reply_to=listed)
    assert [front.texts(who) for who in (OWNER, NEIGHBOUR)] == before
    reply, note = [one for one in front.sent if "哪一件" in one[2].text]
    press(front, WANG, note, "002")
    assert [front.texts(who) for who in (OWNER, NEIGHBOUR)] == before
    press(front, WANG, reply, "002")
    press(front, WANG, reply, "001")
    assert front.texts(OWNER) == before[0]
    assert "马上就来" in front.texts(NEIGHBOUR)[-1]
    hide = Confided(sensitive=True)
    first, second = front.tickets()
    front.database.write_now(
        lambda work: confiding.hide(front.desk, work, moves.get(work, first.id), hide, "2003")
    )
    front.sends()
    (left,) = [shown for _, ids, shown in front.edits if ids == [listed]]
    assert "下班后来的 1 件" in left.text
    assert first.number not in left.text
    assert labels(left) == ["接单 002", "查看 002"]
    assert [one.text for one in front.words_of(second.id)] == [
        "楼道灯坏了,请来修",
        "//带梯子",
        "马上就来",
    ]


def burst_of(front, count, room):
    for n in range(count):
        front.says(f"50{n:02}", f"{n + 1}号楼门锁坏了,请来修")
    front.database.write_now(lambda work: burst.join(front.desk, work, lambda _: room))


def test_a_burst_is_told_of_at_once_and_each_card_still_comes_quietly_behind(front):
    front.says(OWNER, "3号楼着火了,快来")
    front.says(NEIGHBOUR, media=(Media(MediaKind.voice, "v1"),))
    front.passes(minutes=1)
    burst_of(front, 4, 3)
    shown = [shown for to, _, shown in sent(front) if to == GROUP]
    assert "🚨" in shown[0].text
    assert [one.silent for one in shown if "接单" in labels(one) and "照片或语音" in one.text] == [False]
    (told,) = [n for n, one in enumerate(shown) if CARDS in one.text]
    cards = [n for n, one in enumerate(shown) if "接单" in labels(one) and "门锁" in one.text]
    assert len(cards) == 4
    assert all(shown[n].silent for n in cards)
    assert min(cards) > told
    assert sum("接单" in label for label in labels(shown[told])) == 4


def sent(front):
    front.sends()
    return front.sent


def test_who_takes_one_of_a_burst_sees_its_card_as_it_is_by_then_before_the_others(front):
    burst_of(front, 4, 3)
    front.sends(5)  # four receipts, then the list
    assert CARDS in front.sent[-1][2].text
    press(front, WANG, front.sent[-1], "接单 003")
    (first, *others) = [shown for to, _, shown in sent(front)[5:] if to == GROUP and "门锁" in shown.text]
    assert "3号楼" in first.text
    assert "已接单 王工" in first.text
    assert len(others) == 3
    assert not any("3号楼" in shown.text for to, _, shown in front.edits if to == GROUP)


def test_what_fits_and_what_cannot_wait_is_not_joined(front):
    burst_of(front, 4, 4)
    front.database.write_now(lambda work: burst.join(front.desk, work, lambda _: 0))
    assert not any(CARDS in text for text in front.texts(GROUP))

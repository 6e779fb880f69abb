"""Words that must not get from one chat into another: a table of ways in, and what may be read where."""

from dataclasses import replace

import pytest

from handlers.messages import Forwarded, Media, MediaKind
from tests.handlers.front import CHEN, GROUP, NEIGHBOUR, OWNER, WANG

LEAD, MANAGER, MANAGERS = "2003", "2004", "-1002"
PRIVATE = "金丝楠"  # what stays among the staff
PHOTO = {"media": (Media(MediaKind.photo, "p1"),)}
# What only whoever has the matter may read, each as an owner would write it, and what of it is a secret.
SECRETS = {
    "phone": ("打13812345678", "13812345678"),
    "identity": ("身份证330106199001011234", "330106199001011234"),
    "card": ("退到6222021001116245702", "6222021001116245702"),
    "code": ("门锁密码是258369", "258369"),
    "key": ("钥匙在门垫下面", "门垫下面"),
    "away": ("我不在家,周五才回来", "不在家"),
    "empty": ("家里白天没人", "没人"),
    "in English": ("nobody is home until Friday, door code 4711#", "4711"),
}
ALL = ";".join(words for words, _ in SECRETS.values())
GROUPS = (GROUP, MANAGERS, "-1003")


def read(front, *chats):
    """Return everything that was ever shown in these chats, edits too."""
    front.sends()
    return "\n".join(one.text for to, _, one in [*front.sent, *front.edits] if to in chats)


@pytest.fixture
def claimed(front):
    """Two owners with a matter each: 王工 has the first one, 001, and 小陈 the second."""
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.passes(minutes=1)
    front.press(WANG, GROUP, "接单", contains="001")
    front.first = front.last(GROUP, "厨房水管")
    front.says(NEIGHBOUR, "客厅灯不亮了,5-1-802")
    front.passes(minutes=1)
    front.press(CHEN, GROUP, "接单", contains="002")
    return front


def reply(front, text, to, user=WANG, **more):
    return front.says(user, text, chat=GROUP, reply_to=to, reply_to_desk=True, **more)


# ---- what staff write: nothing of it may reach an owner ------------------------------------------------------


def note_then_edit(front):
    said = reply(front, f"// {PRIVATE}", front.first)
    front.sends()
    front.takes(replace(said, key="e1", text=f"{PRIVATE}的事", edited=True))


def reply_to_a_note(front):
    reply(front, f"/note {PRIVATE}", front.first, command="note", argument=PRIVATE)
    front.says(WANG, f"/note 001 {PRIVATE}", command="note", argument=f"001 {PRIVATE}")
    reply(front, PRIVATE, front.last(GROUP, PRIVATE))


def album_of_a_note(front):
    front.takes(
        *front.album(WANG, ["", f"//{PRIVATE}"], chat=GROUP, reply_to=front.first, reply_to_desk=True)
    )
    front.passes(seconds=3)


def held_and_left(front):
    reply(front, f"{PRIVATE}不归我们管", front.first)
    front.passes(minutes=31)


def another_home(front):
    reply(front, f"802的业主{PRIVATE}说是您家的", front.first)
    front.passes(minutes=31)


STAY = {
    "a note": lambda front: reply(front, f"//{PRIVATE}", front.first),
    "a note in full width": lambda front: reply(front, f"／／{PRIVATE}", front.first),
    "a note under a picture": lambda front: reply(front, f"备注 {PRIVATE}", front.first, **PHOTO),
    "an album whose second caption is a note": album_of_a_note,
    "a note that is edited into words": note_then_edit,
    "a note by command, and a reply to it": reply_to_a_note,
    "a reply to a question, as a note": lambda front: (
        front.press(WANG, GROUP, "进展", contains="001"),
        reply(front, f"//{PRIVATE}", front.last(GROUP, "进展如何")),
    ),
    "words that are held, and left": held_and_left,
    "words that name another home": another_home,
    "a colleague who is named with an @": lambda front: reply(front, f"@小陈 {PRIVATE}", front.first),
    "talk that replies to nothing": lambda front: front.says(WANG, PRIVATE, chat=GROUP),
    "talk among colleagues": lambda front: front.says(WANG, PRIVATE, chat=GROUP, reply_to="77"),
    "what somebody forwards into the group": lambda front: front.says(
        WANG, PRIVATE, chat=GROUP, forwarded=Forwarded("王芳", front.clock.at)
    ),
    "what somebody forwards to the desk": lambda front: front.says(
        WANG, f"{PRIVATE}漏水", forwarded=Forwarded("王芳", front.clock.at)
    ),
    "a colleague's reply nobody decides about": lambda front: reply(front, PRIVATE, front.first, CHEN),
    "a reply of somebody who is on no roster": lambda front: reply(front, PRIVATE, front.first, "9999"),
    "a reply to a list": lambda front: (
        front.says(WANG, "超时", chat=GROUP),
        reply(front, PRIVATE, front.last(GROUP, "没有超时的")),
    ),
    "a reply to the board": lambda front: reply(front, PRIVATE, front.last(GROUP, "今日约")),
    "a reason for handing back": lambda front: (
        front.press(WANG, GROUP, "更多", contains="001"),
        front.press(WANG, GROUP, "退单"),
        reply(front, PRIVATE, front.last(GROUP, "为什么退")),
    ),
}


def test_what_is_for_colleagues_never_reaches_an_owner(claimed):
    """One after the other with the same two matters; the last gives its matter back."""
    for way, write in STAY.items():
        write(claimed)
        claimed.passes(minutes=1)
        assert PRIVATE not in read(claimed, OWNER, NEIGHBOUR), way
    assert not [one for to, _, one in claimed.sent if to in (OWNER, NEIGHBOUR) and one.media]


ONE_OWNER = {
    "a reply to the card": lambda front: reply(front, PRIVATE, front.first),
    "that names the number of another": lambda front: reply(front, f"002 {PRIVATE}", front.first),
    "to what the owner added": lambda front: (
        front.says(OWNER, "还有阳台也漏"),
        reply(front, PRIVATE, front.last(GROUP, "阳台也漏")),
    ),
    "to the mark of a reply": lambda front: (
        reply(front, "好的", front.first),
        reply(front, PRIVATE, front.last(GROUP, "✅")),
    ),
    "to the details": lambda front: (
        front.says(WANG, "查 001", chat=GROUP),
        reply(front, PRIVATE, front.last(GROUP, "261123-001 · ")),
    ),
    "a caption": lambda front: reply(front, PRIVATE, front.first, **PHOTO),
    "an edit": lambda front: (
        front.takes(
            replace(_sent(front, reply(front, "好的", front.first)), key="e1", text=PRIVATE, edited=True)
        ),
    ),
    "an album": lambda front: (
        front.takes(*front.album(WANG, [PRIVATE, ""], chat=GROUP, reply_to=front.first, reply_to_desk=True)),
        front.passes(seconds=3),
    ),
}


def _sent(front, said):
    front.sends()
    return said


def test_what_is_for_one_owner_reaches_that_one_and_no_other(claimed):
    for times, (way, write) in enumerate(ONE_OWNER.items(), start=1):
        write(claimed)
        assert read(claimed, OWNER).count(PRIVATE) == times, way
        assert PRIVATE not in read(claimed, NEIGHBOUR), way


def test_a_reply_to_a_colleagues_relay_goes_to_nobody(claimed):
    relayed = reply(claimed, "下午到", claimed.first)
    claimed.sends()
    claimed.says(CHEN, PRIVATE, chat=GROUP, reply_to=relayed.message)
    assert PRIVATE not in read(claimed, OWNER, NEIGHBOUR)


# ---- what owners write: no group reads what only whoever has it may ------------------------------------------


def at_once(front, words):
    front.says(OWNER, f"厨房水管漏水,3-2-1501,{words}")
    front.passes(minutes=1)


def then(front, words, **more):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.passes(minutes=1)
    front.press(WANG, GROUP, "接单")
    front.passes(minutes=1)
    return front.says(OWNER, words, **more)


def edited(front, words):
    said = then(front, "从里屋也能听到滴水")
    front.sends()
    front.takes(replace(said, key="e1", text=f"从里屋也能听到滴水,{words}", edited=True))


def piece_by_piece(front, words):
    front.says(OWNER, "厨房水管漏水")
    front.says(OWNER, words)
    front.says(OWNER, "3-2-1501")
    front.passes(minutes=1)


def flood(front, words):
    then(front, words)
    for n in range(22):
        front.says(OWNER, f"{words} {n}")
    front.passes(minutes=2)


def an_album(front, words):
    then(front, "好的")
    front.takes(*front.album(OWNER, ["", words]))
    front.passes(seconds=12)


def typed_in(front, words):
    front.says(LEAD, f"代报 3-2-1501 王阿姨 来电 厨房漏水 {words}")
    front.sends()
    front.press(LEAD, LEAD, "开单")
    front.passes(minutes=1)


def rated(front, words):
    then(front, "好的")
    front.press(WANG, GROUP, "办结")
    reply(front, "换了角阀", front.last(GROUP, "做了什么"))
    front.passes(hours=26)
    front.says(OWNER, f"还没解决,{words}")


WAYS_IN = {
    "at once": at_once,
    "later": then,
    "an edit": edited,
    "piece by piece": piece_by_piece,
    "a caption": lambda front, words: then(front, words, **PHOTO),
    "an album": an_album,
    "a flood": flood,
    "an urge": lambda front, words: then(front, f"怎么还没来,{words}"),
    "a wish for a call": lambda front, words: then(front, f"打电话给我,{words}"),
    "a time": lambda front, words: then(front, f"明天下午三点可以,{words}"),
    "danger": lambda front, words: at_once(front, f"厨房着火了,{words}"),
    "danger later": lambda front, words: then(front, f"着火了,{words}"),
    "praise": lambda front, words: (front.says(OWNER, f"表扬保洁阿姨,{words}"), front.passes(minutes=1)),
    "typed in by staff": typed_in,
    "a bad rating": rated,
}


def everything_is_looked_at(front, **later):
    """Ask for all lists and the ticket itself, in the group and by somebody who does not have it."""
    for user, chat in ((WANG, GROUP), (CHEN, CHEN), (LEAD, LEAD)):
        for word in ("待接", "我的单", "超时", "查 001", "今日约"):
            front.says(user, word, chat=chat)
    front.passes(**later)
    front.sends()


@pytest.mark.parametrize("way", WAYS_IN)
def test_no_group_and_no_list_shows_what_only_whoever_has_it_may_read(front, way):
    """All secrets at once: a way that leaks one leaks one of them."""
    WAYS_IN[way](front, ALL)
    # Once until limits have passed and the digest has come: a day is dear.
    everything_is_looked_at(front, hours=23 if way == "at once" else 0)
    shown = read(front, *GROUPS, CHEN)
    assert [kind for kind, (_, secret) in SECRETS.items() if secret in shown] == []


def test_whoever_claims_reads_it_whole_in_their_own_chat_and_so_what_comes_later(front):
    at_once(front, ALL)
    for _, secret in SECRETS.values():
        assert secret not in read(front, WANG)
    front.press(WANG, GROUP, "接单")
    front.says(OWNER, f"对了,{ALL}")
    others = read(front, GROUP, CHEN, LEAD, MANAGER)
    for kind, (_, secret) in SECRETS.items():
        assert read(front, WANG).count(secret) >= 2, kind
        assert secret not in others, kind


def test_whoever_has_it_sees_it_whole_when_they_ask_privately(front):
    then(front, "门锁密码是258369")
    front.says(WANG, "查 001")
    front.sends()
    assert "258369" in front.texts(WANG)[-1]
    front.says(CHEN, "查 001")
    assert "258369" not in read(front, CHEN)
    front.says(WANG, "查 001", chat=GROUP)
    assert "258369" not in read(front, GROUP)


def test_who_takes_it_over_reads_it_and_who_had_it_nothing_new(front):
    then(front, "门锁密码是258369")
    card = front.last(GROUP, "厨房水管漏水,3")
    reply(front, "我替王工去", card, CHEN)
    front.press(CHEN, GROUP, "接手")
    assert "258369" in read(front, CHEN)
    before = read(front, WANG).count("密码")
    front.says(OWNER, "门锁密码改成741852了")
    assert "741852" in read(front, CHEN)
    assert read(front, WANG).count("密码") == before


def test_who_complained_of_neighbours_is_named_to_none_of_them(front):
    front.says(OWNER, "楼上3-2-1601半夜装修太吵了,我要投诉,我是王芳,3-2-1501")
    front.passes(minutes=1)
    shown = read(front, GROUP)
    assert "不透露报事人" in shown
    front.says(NEIGHBOUR, "客厅灯不亮了,3-2-1601")
    front.passes(minutes=1)
    front.press(CHEN, GROUP, "接单", contains="灯不亮")
    reply(front, "1501的业主说您家半夜装修", front.last(GROUP, "灯不亮"), CHEN)
    front.passes(minutes=31)
    assert "1501" not in read(front, NEIGHBOUR)

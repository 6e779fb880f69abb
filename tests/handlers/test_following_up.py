"""What an owner adds names whoever has the ticket by then, in whatever form it comes."""

import pytest

from handlers.messages import Media, MediaKind
from tests.handlers.front import CHEN, GROUP, OWNER, WANG

PHOTO = (Media(MediaKind.photo, "p1"),)
NAMES = {WANG: "王工", CHEN: "小陈"}


def in_words(front):
    front.says(OWNER, "又开始漏了,快来看看")


def in_a_photo(front):
    front.says(OWNER, media=PHOTO)


def in_an_album_with_words(front):
    front.takes(*front.album(OWNER, ["", "这里漏得最厉害"], album="b1"))
    front.passes(seconds=5)


def in_an_album_without(front):
    front.takes(*front.album(OWNER, ["", ""], album="b2"))
    front.passes(seconds=5)


def in_an_edit(front):
    first = front.says(OWNER, "阀门在橱柜里面")
    front.says(OWNER, "阀门在橱柜下面", message=first.message, edited=True)


def handed_back(front):
    front.press(WANG, GROUP, "更多")
    front.press(WANG, GROUP, "退单")
    front.says(WANG, "不会修", chat=GROUP, reply_to=front.last(GROUP, "为什么"))


def transferred(front):
    front.press(WANG, GROUP, "更多")
    front.press(WANG, GROUP, "转派")
    front.press(WANG, GROUP, "小陈")
    front.press(CHEN, GROUP, "接受")


@pytest.mark.parametrize(("before", "has_it"), [(None, {WANG}), (handed_back, set()), (transferred, {CHEN})])
def test_what_an_owner_adds_notifies_whoever_has_it_now(front, before, has_it):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.press(WANG, GROUP, "接单")
    if before:
        before(front)
    for adds in (in_words, in_a_photo, in_an_album_with_words, in_an_album_without, in_an_edit):
        front.passes(minutes=2)
        front.sends()
        was = len(front.sent)
        adds(front)
        front.sends()
        told = [shown for to, _, shown in front.sent[was:] if to == GROUP]
        assert told, adds
        assert {user for shown in told for _, _, user in shown.mentions} == has_it, adds
        assert all(shown.reply_role == "card" for shown in told)

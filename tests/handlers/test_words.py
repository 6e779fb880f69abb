"""Which messages are words of staff, and which are their own talk."""

from datetime import UTC, datetime

import pytest

from handlers.messages import ChatKind, Incoming
from handlers.staff import words

GROUP, PRIVATE = ChatKind.group, ChatKind.private


def understood(text, kind=GROUP, *, replied=False):
    name, _, argument = text.partition(" ") if text.startswith("/") else ("", "", "")
    incoming = Incoming(
        channel="telegram",
        key="1",
        chat="-1001" if kind is GROUP else "2001",
        chat_kind=kind,
        sender=None,
        at=datetime(2026, 11, 23, tzinfo=UTC),
        text=text,
        command=name.removeprefix("/") or None,
        argument=argument,
    )
    meant = words.understood(incoming, replied=replied)
    return meant and (meant.word.command, meant.number, meant.rest)


@pytest.mark.parametrize("kind", [GROUP, PRIVATE])
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("待接", ("queue", "", "")),
        (" 待接。", ("queue", "", "")),
        ("待接!", ("queue", "", "")),
        ("@frontdesk_bot 待接", ("queue", "", "")),
        ("/queue", ("queue", "", "")),
        ("我的单", ("mine", "", "")),
        ("/mine", ("mine", "", "")),
        ("超时", ("overdue", "", "")),
        ("/overdue", ("overdue", "", "")),
        ("查 007", ("find", "007", "")),
        ("查007", ("find", "007", "")),
        ("查\u3000#7", ("find", "7", "")),
        ("查 261123-007", ("find", "261123-007", "")),
        ("查", ("find", "", "")),
        ("/find 261123-007", ("find", "261123-007", "")),
        ("/find", ("find", "", "")),
        ("/note 007 阀门在地下室", ("note", "007", "阀门在地下室")),
        ("/note 007:阀门\n在地下室", ("note", "007", "阀门\n在地下室")),
        ("/note 阀门在地下室", ("note", "", "阀门在地下室")),
        ("约时 007 明天9点", ("promise", "007", "明天9点")),
        ("约时", ("promise", "", "")),
        ("/promise 261123-007,下午三点", ("promise", "261123-007", "下午三点")),
        ("今天谁值班", ("duty", "", "")),
        ("今天谁值班?", ("duty", "", "")),
        ("常用语", ("canned", "", "")),
        ("菜单", ("menu", "", "")),
        ("/menu", ("menu", "", "")),
    ],
)
def test_a_word_alone_and_its_command_mean_the_same_everywhere(text, meant, kind):
    assert understood(text, kind) == meant


@pytest.mark.parametrize(
    "text",
    [
        "待接的有几个",
        "还有待接吗",
        "@chen_work 待接",
        "超时了怎么办",
        "查 20号楼的水表",
        "查一下物业费",
        "约时明天下午三点",
        "约时间 007",
        "查 0571-88000000",
        "查 13800000000",
        "查 12345",
        "备注 007 小心狗",
        "菜单呢",
        "/queued",
        "/my",
        "",
    ],
)
def test_what_only_resembles_a_word_is_none(text):
    assert understood(text) is None


def test_help_is_the_owners_in_private_and_the_staffs_in_a_group():
    assert understood("/help", GROUP) == ("help", "", "")
    assert understood("/help", PRIVATE) is None


def test_a_reply_is_words_for_the_owner_unless_it_is_a_command_and_then_about_what_it_replies_to():
    assert understood("查 007", replied=True) is None
    assert understood("待接", replied=True) is None
    assert understood("/note 3 号阀门已换", replied=True) == ("note", "", "3 号阀门已换")


def test_no_word_means_two_things():
    said = [said for word in words.TABLE for said in word.said]
    commands = [word.command for word in (*words.TABLE, words.HELP)]
    assert len(said) == len(set(said))
    assert len(commands) == len(set(commands))

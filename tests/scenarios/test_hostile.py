"""Whatever an owner writes is taken, shown as it is, and never interpreted."""

import pytest

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import OWNER, WANG

ACTIVE = {"mention", "text_link", "url", "bot_command", "bold", "italic", "hashtag", "cashtag", "email"}

HOSTILE = {
    "html": "<b>漏水</b> <a href='http://evil.example'>点这里</a> </code></pre> 3 < 5 & 6 > 2",
    "markdown": "*漏水* _x_ [链接](http://evil.example) `code` ```pre``` ||x|| \\",
    "mention": "@wanggong 漏水 http://evil.example /start #标签 $USD a@b.cn",
    "braces": "漏水 {number} {0} {words!r} %s ${HOME} {{x}} {",
    "formula": '=HYPERLINK("http://evil.example","漏水")',
    "zero width": "漏\u200b水\u200d了\ufeff水管\u2060",
    "bidi": "\u202e水漏管水\u202c \u2067漏水\u2069",
    "emoji": "👨‍👩‍👧‍👦🔧漏水💧" * 20,
    "newlines": "漏水\n\n\n\n\r\n\t\x0b\x0c水管",
    "combining": "漏水" + "\u0301" * 300,
    "sql": "漏水'; DROP TABLE tickets; --",
    "4096": "漏水" * 2048,
    "4096 emoji": "💧" * 2048,
    "one word": "漏<",
    "spaces around": "   漏水,水管坏了   ",
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_text_is_never_refused_and_never_interpreted(scene, words):
    scene.write(OWNER, words)
    await scene.quiet()
    scene.passes(seconds=9)
    await scene.box.until(lambda: scene.texts(OWNER), 10)
    if not scene.texts(STAFF_CHAT):
        scene.passes(minutes=31)
    await scene.card()
    scene.passes(minutes=1)
    scene.write(OWNER, words)
    await scene.quiet()
    inbox, outbox = await scene.counts()
    assert set(inbox) <= {"done"}
    assert set(outbox) <= {"sent", "cancelled"}
    for chat in (STAFF_CHAT, OWNER):
        for message in scene.box.messages(chat):
            if message.is_bot:
                assert not ACTIVE & {
                    entity["type"] for entity in message.entities if not _own(message, entity)
                }


async def test_a_long_text_arrives_whole_in_the_group(scene):
    words = "".join(f"漏水{n}。" for n in range(600))[:4096]
    scene.write(OWNER, words)
    await scene.card("漏水0")
    await scene.quiet()
    assert "".join(scene.texts(STAFF_CHAT)).count("漏水") >= words.count("漏水")


async def test_a_long_reply_of_the_staff_reaches_the_owner_in_order(scene):
    card = await scene.claimed()
    words = "".join(f"第{n}步。" for n in range(900))[:4090]
    scene.write(WANG, words, STAFF_CHAT, card)
    await scene.quiet()
    assert words in "".join(scene.texts(OWNER))


def _own(message, entity) -> bool:
    """The desk's own texts may name a command or a telephone number: only owners' words must stay dead."""
    raw = message.text.encode("utf-16-le")
    words = raw[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
    return words in {"/my", "/human"}

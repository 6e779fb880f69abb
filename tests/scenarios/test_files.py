"""Files go both ways, whatever they are: with words and without, alone and in albums."""

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import OWNER, WANG

KINDS = ["photo", "video", "animation", "voice", "audio", "document", "video_note"]
WITHOUT_CAPTION = ["video_note", "sticker"]


def of_bot(scene, chat, after):
    return [message for message in scene.box.messages(chat) if message.is_bot and message.id > after]


async def test_every_kind_of_file_of_an_owner_reaches_the_group(scene):
    await scene.claimed()
    scene.passes(seconds=30)
    for kind in KINDS:
        for caption in ("", f"这是{kind}")[: 1 if kind in WITHOUT_CAPTION else 2]:
            last = scene.box.messages(STAFF_CHAT)[-1].id
            scene.box.people.send(OWNER, kind, caption=caption)
            shown = await scene.reads(STAFF_CHAT, media=kind, after=last)
            assert scene.now(shown).reply_to is not None
            if caption:
                await scene.reads(STAFF_CHAT, caption, after=last)
    scene.box.people.location(OWNER, 30.1, 120.2)
    await scene.reads(STAFF_CHAT, "30.10000, 120.20000")
    scene.box.people.contact(OWNER, "13812345678")
    await scene.reads(STAFF_CHAT, "138****5678")
    await scene.reads(WANG, "13812345678")
    _, outbox = await scene.counts()
    assert set(outbox) <= {"sent", "todo", "sending"}


async def test_every_kind_of_file_of_staff_reaches_the_owner_with_one_mark_each(scene):
    card = await scene.claimed()
    sent = 0
    for kind in [*KINDS, "sticker"]:
        for caption in ("", "看" * 1024)[: 1 if kind in WITHOUT_CAPTION else 2]:
            last = scene.box.messages(OWNER)[-1].id
            scene.box.people.send(WANG, kind, caption=caption, chat=STAFF_CHAT, reply_to=card.id)
            await scene.reads(OWNER, media=kind, after=last)
            sent += 1
            if caption:
                await scene.reads(OWNER, f"王工:{caption}", after=last)
    scene.box.people.location(WANG, 30.1, 120.2, chat=STAFF_CHAT, reply_to=card.id)
    await scene.reads(OWNER, "30.10000, 120.20000")
    await scene.box.until(lambda: scene.texts(STAFF_CHAT).count("✅") == sent + 1, 10)
    _, outbox = await scene.counts()
    assert set(outbox) <= {"sent", "todo", "sending"}


async def test_albums_go_both_ways_as_albums(scene):
    scene.box.people.album(OWNER, ["厨房水管漏水,3-2-1501", *[""] * 9])
    card = await scene.card("厨房水管漏水")
    await scene.box.until(lambda: len([m for m in of_bot(scene, STAFF_CHAT, 0) if m.album]) == 10, 10)
    assert len({m.album for m in of_bot(scene, STAFF_CHAT, 0) if m.album}) == 1
    assert len(scene.texts(OWNER)) == 1

    third = [m for m in of_bot(scene, STAFF_CHAT, 0) if m.album][2]
    scene.press(WANG, card, "接单")
    await scene.becomes(card, "已接单")
    last = scene.box.messages(OWNER)[-1].id
    scene.box.people.album(WANG, ["换好了", "", ""], chat=STAFF_CHAT, reply_to=third.id)
    await scene.reads(OWNER, "王工:换好了", after=last)
    await scene.box.until(lambda: len([m for m in of_bot(scene, OWNER, last) if m.media]) == 3, 10)
    assert len({m.album for m in of_bot(scene, OWNER, last) if m.media}) == 1
    await scene.reads(STAFF_CHAT, "✅")
    await scene.quiet()
    assert scene.texts(STAFF_CHAT).count("✅") == 1


async def test_a_reply_that_is_changed_is_changed_for_the_owner_in_its_place(scene):
    card = await scene.claimed()
    written = scene.write(WANG, "下午三点到", STAFF_CHAT, card)
    read = await scene.reads(OWNER, "王工:下午三点到")
    await scene.reads(STAFF_CHAT, "✅")
    scene.box.people.edit(WANG, written, "下午四点到", chat=STAFF_CHAT)
    await scene.becomes(read, "王工:下午四点到")
    mark = await scene.reads(STAFF_CHAT, "✏️")
    assert mark.reply_to == written

"""Whatever an owner sends is shown to a person or answered: nothing is taken and then forgotten."""

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import OWNER, WANG


async def test_a_photo_behind_a_greeting_goes_to_a_person(scene):
    scene.write(OWNER, "你好")
    scene.box.people.send(OWNER, "photo")
    await scene.quiet()
    scene.passes(seconds=41)
    await scene.reads(STAFF_CHAT, media="photo")
    await scene.reads(OWNER, "已收到")


async def test_a_photo_of_what_is_not_solved_is_seen(scene):
    await scene.answered()
    await scene.asked()
    scene.box.people.send(OWNER, "photo", caption="没修好,还是漏")
    await scene.reads(OWNER, "明白,还没解决")
    await scene.reads(STAFF_CHAT, media="photo")


async def test_a_photo_with_praise_is_seen(scene):
    scene.box.people.send(OWNER, "photo", caption="小王师傅修得真好,态度也好,谢谢")
    await scene.reads(STAFF_CHAT, "业主表扬")
    await scene.reads(STAFF_CHAT, media="photo")


async def test_the_words_of_a_rating_are_read(scene):
    await scene.answered()
    await scene.asked()
    scene.write(OWNER, "很满意,谢谢师傅")
    await scene.reads(OWNER, "谢谢您告诉我们")
    await scene.reads(STAFF_CHAT, "很满意,谢谢师傅")


async def test_what_belongs_to_no_matter_of_a_message_is_on_a_card(scene):
    scene.write(OWNER, "物业费能开发票吗?顺便301门口灯修一下。还有那个事情记得")
    await scene.card("灯修一下")
    await scene.quiet()
    assert "那个事情记得" in "".join(scene.texts(STAFF_CHAT))


async def test_an_edit_of_words_that_still_wait_is_taken(scene):
    first = scene.write(OWNER, "那个事情")
    await scene.quiet()
    scene.box.people.edit(OWNER, first, "厨房水管漏水,3-2-1501")
    await scene.card("厨房水管漏水")


async def test_a_place_that_moves_is_no_edit(scene):
    await scene.claimed()
    scene.passes(seconds=30)
    here = scene.box.people.location(OWNER, 30.1, 120.2)
    await scene.reads(STAFF_CHAT, "位置")
    scene.box.people.edit(OWNER, here, "")
    await scene.quiet()
    _, outbox = await scene.counts()
    assert set(outbox) <= {"sent"}


async def test_a_yes_to_a_question_of_the_staff_is_read_by_them(scene):
    card = await scene.claimed()
    scene.write(WANG, "明天上午九点可以吗?", STAFF_CHAT, card)
    await scene.reads(OWNER, "九点可以吗")
    scene.write(OWNER, "好的")
    await scene.reads(STAFF_CHAT, "业主补充(王工):好的")


async def test_a_new_matter_after_the_answer_is_a_new_ticket(scene):
    await scene.answered()
    scene.passes(hours=2)
    scene.write(OWNER, "卫生间水管漏水")
    card = await scene.card("卫生间水管漏水")
    assert "261123-002" in card.text


async def test_a_new_matter_as_a_reply_to_a_closed_one_is_a_new_ticket(scene):
    card = await scene.answered()
    asked = await scene.asked()
    scene.press(OWNER, asked, "满意")
    await scene.becomes(card, "已结案")
    scene.write(OWNER, "想再装个水龙头,周末可以来一下吗", reply_to=asked)
    assert "261124-001" in (await scene.card("装个水龙头")).text


async def test_what_is_taken_back_and_wanted_after_all_is_a_new_ticket(scene):
    card = await scene.reported()
    receipt = await scene.reads(OWNER, button="不用来了")
    scene.press(OWNER, receipt, "不用来了")
    gone = await scene.reads(OWNER, "已撤回")
    await scene.becomes(card, "已撤回")
    scene.passes(minutes=5)
    scene.write(OWNER, "卫生间水管漏水,还是来一下吧", reply_to=gone)
    assert "261123-002" in (await scene.card("卫生间水管漏水")).text


async def test_words_that_make_it_urgent_call_people(scene):
    scene.write(OWNER, "客厅灯不亮了,来修一下")
    await scene.card("客厅灯")
    scene.write(OWNER, "家里停电了")
    await scene.reads(WANG, "急修 261123-001", button="接单")
    await scene.reads(OWNER, "今天 10:30 前由工作人员与您联系")


async def test_an_album_is_one_answer(scene):
    card = await scene.claimed()
    scene.press(WANG, card, "办结")
    question = await scene.reads(STAFF_CHAT, "做了什么")
    for n in range(2):
        scene.box.people.send(WANG, "photo", chat=STAFF_CHAT, reply_to=question.id, caption=f"第{n}张")
    await scene.becomes(card, "已办结")
    await scene.quiet()
    assert len([m for m in scene.box.messages(OWNER) if m.is_bot and m.media]) == 2
    assert not [text for text in scene.texts(STAFF_CHAT) if "过期" in text]


async def test_a_long_reply_is_marked_once(scene):
    card = await scene.claimed()
    scene.write(WANG, "字" * 4096, STAFF_CHAT, card)
    await scene.quiet()
    assert scene.texts(STAFF_CHAT).count("✅") == 1


async def test_staff_who_live_here_are_owners_too(scene):
    scene.write(WANG, "/help")
    shown = await scene.reads(WANG, "急事请打")
    scene.write(WANG, "我家马桶堵了", reply_to=shown)
    await scene.card("我家马桶堵了")

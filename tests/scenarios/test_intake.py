"""No forms: bursts, fragments, photos, greetings, and one question where it is unclear."""

import pytest

from bot.demonstration.stage import STAFF_CHAT, stage
from tests.scenarios.scene import ESTATE, MONDAY_TEN, NEIGHBOUR, OWNER, Scene


async def test_a_burst_becomes_one_ticket_and_later_pieces_attach_in_silence(scene):
    scene.write(OWNER, "厨房水管漏水")
    receipt = await scene.reads(OWNER, "请问是哪一栋哪个单元几室")
    scene.write(OWNER, "3-2-1501")
    scene.write(OWNER, "漏得挺大的")
    card = await scene.becomes(await scene.card("厨房水管漏水"), "漏得挺大的")
    assert "房号:3-2-1501" in card.text
    assert "请问是哪一栋" not in (await scene.becomes(receipt, "漏得挺大的")).text
    await scene.quiet()
    assert len(scene.texts(OWNER)) == 1
    assert len(scene.texts(STAFF_CHAT)) == 1


async def test_fragments_wait_for_each_other(scene):
    scene.write(OWNER, "在吗")
    await scene.quiet()
    assert scene.texts(OWNER) == []
    scene.write(OWNER, "客厅灯不亮了,来修一下")
    card = await scene.card("客厅灯不亮")
    assert "在吗" in card.text


@pytest.mark.parametrize("greeting", ["在吗", "你好", "喂", "有人吗"])
async def test_a_fault_after_a_greeting_is_judged_without_it(scene, greeting):
    scene.write(OWNER, greeting)
    await scene.quiet()
    scene.write(OWNER, "客厅灯不亮了")
    receipt = await scene.reads(OWNER, "261123-001", button="不用来了")
    card = await scene.card("客厅灯不亮了")
    assert "· 报修办事\n电与灯" in card.text
    assert greeting in card.text
    scene.write(OWNER, "谁来看下")
    assert "· 报修办事\n电与灯" in (await scene.becomes(card, "谁来看下")).text
    assert "您好,我在" not in " ".join(scene.texts(OWNER))
    assert "谁来看下" in (await scene.becomes(receipt, "谁来看下")).text


async def test_the_second_matter_after_a_greeting_has_its_own_words(scene):
    scene.write(OWNER, "你好")
    await scene.quiet()
    scene.write(OWNER, "物业费能开发票吗?顺便301门口灯修一下")
    await scene.card("你好\n物业费能开发票吗")
    assert "\n301门口灯修一下\n" in (await scene.card("261123-002")).text


async def test_a_greeting_alone_is_greeted_when_the_window_ends(scene):
    scene.write(OWNER, "你好")
    await scene.quiet()
    scene.passes(seconds=9)
    await scene.reads(OWNER, "您好,我在")
    await scene.quiet()
    assert scene.texts(STAFF_CHAT) == []


async def test_a_photo_alone_goes_to_a_person(scene):
    scene.box.people.send(OWNER, "photo")
    await scene.quiet()
    scene.passes(seconds=31)
    await scene.reads(OWNER, "已收到,工作人员马上看")
    card = await scene.card("照片或语音")
    photo = await scene.reads(STAFF_CHAT, media="photo")
    assert photo.reply_to == card.id


async def test_an_album_is_one_ticket_with_every_picture(scene):
    scene.box.people.album(OWNER, ["厨房水管漏水,3-2-1501", "", ""])
    await scene.card("厨房水管漏水")
    await scene.box.until(lambda: len([m for m in scene.box.messages(STAFF_CHAT) if m.media]) == 3, 10)
    await scene.quiet()
    assert len(scene.texts(OWNER)) == 1


async def test_an_unclear_text_is_asked_about_once_with_buttons(scene):
    scene.write(OWNER, "那个事情")
    await scene.quiet()
    scene.passes(seconds=9)
    asked = await scene.reads(OWNER, "那个事情", button="报修办事")
    assert len([label for row in asked.buttons for label in row]) <= 4
    scene.press(OWNER, asked, "报修办事")
    await scene.reads(OWNER, "261123-001")
    assert "报修办事" in (await scene.card("那个事情")).text


async def test_after_two_rounds_a_person_takes_it(scene):
    scene.write(OWNER, "那个事情")
    await scene.quiet()
    scene.passes(seconds=9)
    await scene.reads(OWNER, button="报修办事")
    scene.write(OWNER, "就是那个")
    await scene.reads(OWNER, "谢谢您补充")
    scene.write(OWNER, "嗯那个那个")
    await scene.reads(OWNER, "已请工作人员来看")
    card = await scene.card("就是那个")
    assert "那个事情" in card.text


async def test_a_question_never_answered_goes_to_a_person(scene):
    scene.write(OWNER, "那个事情")
    await scene.quiet()
    scene.passes(seconds=9)
    await scene.reads(OWNER, button="报修办事")
    scene.passes(minutes=31)
    await scene.card("那个事情")


async def test_two_matters_in_one_message_open_two_tickets(scene):
    scene.write(OWNER, "物业费能开发票吗?顺便301门口灯修一下")
    await scene.card("发票")
    await scene.card("灯修一下")
    await scene.reads(OWNER, "261123-001")
    await scene.reads(OWNER, "261123-002")


async def test_with_two_open_matters_the_desk_asks_which_is_meant(scene):
    scene.write(OWNER, "厨房水管漏水,3-2-1501")
    first = await scene.card("厨房水管漏水")
    scene.passes(seconds=20)
    scene.write(OWNER, "物业费怎么交?多少钱一平")
    await scene.card("物业费怎么交")
    scene.passes(seconds=20)
    scene.write(OWNER, "到底什么时候来啊")
    asked = await scene.reads(OWNER, "哪一件事")
    scene.press(OWNER, asked, "厨房")
    added = await scene.reads(STAFF_CHAT, "到底什么时候来啊")
    assert added.reply_to == first.id


async def test_the_commands_of_an_owner(scene):
    scene.write(OWNER, "/start")
    await scene.reads(OWNER, "翠园小区的自动前台")
    scene.write(OWNER, "/help")
    await scene.reads(OWNER, "急事请打 0571-0000")
    scene.write(OWNER, "/my")
    await scene.reads(OWNER, "没有在办的事")
    await scene.reported()
    scene.write(OWNER, "/my")
    listed = await scene.reads(OWNER, "您有 1 件事在办")
    assert "261123-001 厨房水管漏水" in listed.text
    scene.write(OWNER, "/human")
    await scene.reads(OWNER, "已转告工作人员")
    await scene.reads(STAFF_CHAT, "业主要求人工联系")


async def test_asking_for_a_person_with_nothing_open_opens_a_ticket(scene):
    scene.write(OWNER, "转人工")
    await scene.reads(OWNER, "已请工作人员来看,单号 261123-001")
    await scene.card("转人工")


async def test_praise_is_thanked_and_read_by_the_staff(scene):
    scene.write(OWNER, "小王师傅修得真好,态度也好,谢谢")
    await scene.reads(OWNER, "谢谢您!这番话已转给同事们")
    await scene.reads(STAFF_CHAT, "业主表扬:小王师傅")


async def test_a_sticker_needs_no_answer(scene):
    scene.box.people.send(OWNER, "sticker")
    await scene.quiet()
    scene.passes(minutes=2)
    await scene.quiet()
    assert scene.texts(OWNER) == []


TWO_ESTATES = (
    ESTATE
    + """
[[estates]]
key = "hubin"
name = "湖滨花园"
timezone = "Asia/Shanghai"
staff_chat = -1009
duty_phone = "0571-1111"
"""
)


async def test_with_two_estates_the_owner_is_asked_once_and_an_emergency_pages_both(judging):
    async with stage(start=MONDAY_TEN, estates=TWO_ESTATES, judging=judging) as here:
        scene = Scene(here)
        for number in (OWNER, NEIGHBOUR):
            scene.box.add_person("业主", number=number)
        bot = scene.box.world.bot().id
        scene.box.add_group("湖滨 前台", members=[2001, bot], number=-1009)

        scene.write(OWNER, "客厅灯不亮了,来修一下")
        asked = await scene.reads(OWNER, "哪个小区", button="湖滨花园")
        scene.press(OWNER, asked, "湖滨花园")
        await scene.card("客厅灯不亮", -1009)
        assert scene.texts(STAFF_CHAT) == []
        scene.passes(seconds=60)
        scene.write(OWNER, "物业费怎么交?多少钱一平")
        await scene.card("物业费怎么交", -1009)

        scene.write(NEIGHBOUR, "5栋着火了!!冒黑烟")
        await scene.reads(NEIGHBOUR, "119")
        there = await scene.card("🚨", -1009)
        await scene.card("🚨")
        asked = await scene.reads(NEIGHBOUR, "哪个小区", button="翠园小区")
        scene.press(NEIGHBOUR, asked, "翠园小区")
        await scene.becomes(there, "已撤回")


async def test_with_two_estates_an_emergency_is_followed_and_settled_by_words(judging):
    async with stage(start=MONDAY_TEN, estates=TWO_ESTATES, judging=judging) as here:
        scene = Scene(here)
        scene.box.add_person("业主", number=OWNER)
        scene.box.add_group("湖滨 前台", members=[2001, scene.box.world.bot().id], number=-1009)

        scene.write(OWNER, "/start")
        await scene.reads(OWNER, "物业的自动前台")
        scene.write(OWNER, "5栋着火了!!冒黑烟")
        there, here_ = await scene.card("🚨", -1009), await scene.card("🚨")
        for words in ("我在三楼", "里面还有老人"):
            scene.write(OWNER, words)
            for chat in (-1009, STAFF_CHAT):
                await scene.reads(chat, words)
        await scene.quiet()
        assert len([text for text in scene.texts(OWNER) if "哪个小区" in text]) == 1
        scene.write(OWNER, "湖滨花园的")
        await scene.becomes(here_, "已撤回")
        await scene.reads(STAFF_CHAT, "业主在湖滨花园")
        await scene.reads(-1009, "湖滨花园的")
        assert "待接" in scene.now(there).text


async def test_with_two_estates_wanting_a_person_is_not_forgotten(judging):
    async with stage(start=MONDAY_TEN, estates=TWO_ESTATES, judging=judging) as here:
        scene = Scene(here)
        scene.box.add_person("业主", number=OWNER)
        scene.box.add_group("湖滨 前台", members=[2001, scene.box.world.bot().id], number=-1009)
        for words in ("/human", "客厅灯不亮了,来修一下", "快点"):
            scene.write(OWNER, words)
        asked = await scene.reads(OWNER, "哪个小区", button="翠园小区")
        await scene.quiet()
        assert len(scene.texts(OWNER)) == 1
        scene.press(OWNER, asked, "翠园小区")
        assert "客厅灯" in (await scene.card("转人工")).text
        scene.press(OWNER, asked, "湖滨花园")
        await scene.quiet()
        assert not [text for text in scene.texts(STAFF_CHAT) if "已撤回" in text]


async def test_with_two_estates_words_of_somebody_who_never_says_which_are_read_by_both(judging):
    async with stage(start=MONDAY_TEN, estates=TWO_ESTATES, judging=judging) as here:
        scene = Scene(here)
        scene.box.add_person("业主", number=OWNER)
        scene.box.add_group("湖滨 前台", members=[2001, scene.box.world.bot().id], number=-1009)
        scene.write(OWNER, "客厅灯不亮了,来修一下")
        asked = await scene.reads(OWNER, "哪个小区", button="翠园小区")
        scene.passes(minutes=31)
        for chat in (-1009, STAFF_CHAT):
            await scene.reads(chat, "还不知道是哪个小区的业主")
        scene.press(OWNER, asked, "翠园小区")
        await scene.card("客厅灯不亮")

"""Each person reads the language they chose; groups stay in Chinese, and nobody's choice is forgotten."""

import re

import pytest

from bot.demonstration.stage import STAFF_CHAT, stage
from tests.scenarios.scene import (
    CHEN,
    ESTATE,
    LEAD,
    MANAGER,
    MONDAY_TEN,
    NEIGHBOUR,
    OWNER,
    STRANGER,
    WANG,
    Scene,
)
from tests.scenarios.test_intake import TWO_ESTATES

CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")
LEAK = "厨房水管漏水,3-2-1501"
FIRE = "5栋着火了!!冒黑烟"
SMELL = "楼道里有股臭鸡蛋味"


async def chooses_english(scene, person=OWNER):
    scene.write(person, "/language en")
    return await scene.reads(person, "from now on I write to you in English")


async def asked_in_english(scene, after=0):
    scene.passes(hours=25)
    return await scene.reads(OWNER, "How was it?", button="Mostly satisfied", after=after)


def said_by_the_desk(scene, chat, after):
    """Return what the desk itself said, without the words and names of people."""
    shown = []
    for message in scene.box.messages(chat):
        if message.is_bot and message.id >= after.id:
            text = message.text
            for theirs in (
                LEAK,
                FIRE,
                SMELL,
                "配件下午到。",
                "换了角阀。",
                "还是漏",
                "王工",
                "李主管",
                "翠园小区",
            ):
                text = text.replace(theirs, "")
            shown.append(" ".join([text, *(label for line in message.buttons for label in line)]))
    return shown


def assert_english(scene, chat, after):
    shown = said_by_the_desk(scene, chat, after)
    assert [text for text in shown if CHINESE.search(text)] == []


async def test_a_leak_goes_its_whole_way_in_english_for_her_and_in_chinese_for_the_group(scene):
    chosen = await chooses_english(scene)
    scene.write(OWNER, LEAK)
    receipt = await scene.reads(OWNER, "Its number is 261123-001", button="No longer needed")
    assert "Our staff will contact you by 10:00 tomorrow." in receipt.text
    card = await scene.card("厨房水管漏水")

    scene.press(WANG, card, "接单")
    await scene.reads(OWNER, "王工 has taken on 261123-001")
    scene.press(WANG, await scene.becomes(card, "已接单"), "进展")
    question = await scene.reads(STAFF_CHAT, "进展如何")
    await scene.quiet()
    scene.write(WANG, "配件下午到。", STAFF_CHAT, question)
    await scene.reads(OWNER, "261123-001 update (王工): 配件下午到。")
    scene.write(WANG, "换了角阀。", STAFF_CHAT, card)
    await scene.reads(OWNER, "261123-001 王工: 换了角阀。")
    scene.write(OWNER, "/my")
    await scene.reads(OWNER, "being worked on")
    await scene.answers(card, "换了角阀。")
    await scene.reads(OWNER, "261123-001 is done (王工): 换了角阀。")

    asked = await asked_in_english(scene)
    assert asked.buttons == [["Satisfied", "Mostly satisfied"], ["Not satisfied", "Not solved yet"]]
    assert await scene.toast(scene.press(OWNER, asked, "Not satisfied")) == "All right, noted"
    await scene.reads(OWNER, "now with 李主管")
    why = await scene.reads(OWNER, "what it was mainly about", button="Too slow")
    scene.press(OWNER, why, "Too slow")
    await scene.reads(STAFF_CHAT, "不满意的原因:太慢")
    await scene.becomes(card, "已接单 李主管")
    await scene.answers(card, "换了角阀。", by=LEAD)
    again = await asked_in_english(scene, after=asked.id)
    scene.press(OWNER, again, "Satisfied")
    await scene.reads(OWNER, "Thank you for telling us")
    assert "评价:满意" in (await scene.becomes(card, "已结案")).text

    assert_english(scene, OWNER, chosen)
    assert not [text for text in scene.texts(STAFF_CHAT) if re.search("[A-Za-z]", text)]


async def test_an_emergency_is_english_from_the_first_word_to_the_last(scene):
    chosen = await chooses_english(scene)
    scene.write(OWNER, FIRE)
    safety = await scene.reads(OWNER, "Leave first and phone 119!")
    assert "if nobody contacts you, phone 0571-0000" in safety.text
    receipt = await scene.reads(OWNER, "The staff on duty are being called", button="Not an emergency")
    card = await scene.card("🚨 紧急")
    scene.passes(minutes=1, seconds=1)
    await scene.reads(STAFF_CHAT, "第 1 次呼叫")
    scene.passes(minutes=2)
    await scene.reads(OWNER, "Please phone the duty room directly: 0571-0000")
    scene.press(OWNER, receipt, "Not an emergency")
    await scene.reads(OWNER, "In danger, reply “danger”")
    await scene.quiet()
    scene.write(OWNER, "Danger!")
    await scene.becomes(card, "🚨")
    await scene.reads(OWNER, "261123-001 is an emergency")
    scene.press(WANG, scene.now(card), "接单")
    await scene.reads(OWNER, "and is dealing with it")
    assert_english(scene, OWNER, chosen)


@pytest.mark.parametrize(("words", "alarmed"), [("Yes!", True), ("no", False)])
async def test_a_suspicion_is_asked_about_and_answered_in_english(scene, words, alarmed):
    chosen = await chooses_english(scene)
    scene.write(OWNER, SMELL)
    await scene.reads(OWNER, "Is it happening right now?", button="It is happening")
    scene.write(OWNER, words)
    await scene.reads(STAFF_CHAT, "臭鸡蛋")
    await scene.quiet()
    assert bool([text for text in scene.texts(STAFF_CHAT) if "🚨 紧急 " in text]) is alarmed
    assert_english(scene, OWNER, chosen)


async def test_not_fixed_opens_it_again_as_the_text_says(scene):
    await chooses_english(scene)
    card = await scene.answered()
    assert "just reply “not fixed”" in (await scene.reads(OWNER, "is done")).text
    scene.write(OWNER, "Not fixed")
    await scene.reads(OWNER, "it is not solved yet")
    await scene.becomes(card, "第 1 次重开")


async def test_unclear_words_are_asked_about_in_english(scene):
    chosen = await chooses_english(scene)
    scene.write(OWNER, "the thing again")
    await scene.quiet()
    scene.passes(seconds=30)
    asked = await scene.reads(OWNER, "a repair or request, a problem, or a question?", button="Question")
    scene.press(OWNER, asked, "Repair or request")
    await scene.card("the thing again")
    await scene.reads(OWNER, "“the thing again” is noted")
    assert_english(scene, OWNER, chosen)


async def test_small_answers_are_in_english_too(scene):
    await chooses_english(scene)
    scene.write(OWNER, "您好")
    await scene.quiet()
    scene.passes(seconds=9)
    await scene.reads(OWNER, "Hello, I am here. Just write what you need")
    await scene.reported(LEAK)
    scene.passes(seconds=30)
    for words, answer in (
        ("谢谢", "You are welcome"),
        ("您好", "Hello, I am here. 261123-001: noted, nobody has taken it on yet."),
        ("水还在滴", "Added to 261123-001"),
        (
            "到底什么时候来啊",
            "I know you are waiting for 261123-001. At the moment: nobody has taken it on yet",
        ),
    ):
        scene.write(OWNER, words)
        await scene.reads(OWNER, answer)
    scene.write(OWNER, "小王师傅修得真好,态度也好,谢谢")
    await scene.reads(OWNER, "Your kind words have been passed on")
    scene.write(OWNER, "物业费怎么交?多少钱一平")
    await scene.reads(OWNER, "Your question “物业费怎么交?多少钱一平” is noted")
    scene.passes(seconds=30)
    scene.write(OWNER, "到底什么时候来啊")
    await scene.reads(OWNER, "Which matter is this about?", button="Something new")
    scene.write(OWNER, "/human")
    await scene.reads(OWNER, "Our staff have been told")


async def test_a_false_alarm_is_told_in_english(scene):
    await chooses_english(scene)
    scene.write(OWNER, FIRE)
    scene.press(WANG, await scene.card("🚨"), "误报")
    question = await scene.reads(STAFF_CHAT, "为什么是误报")
    await scene.quiet()
    scene.write(WANG, "是水汽,已看过。", STAFF_CHAT, question)
    await scene.reads(OWNER, "Our staff have checked 261123-001")


async def test_which_estate_is_asked_in_english(judging):
    async with stage(start=MONDAY_TEN, estates=TWO_ESTATES, judging=judging) as here:
        scene = Scene(here)
        scene.box.add_person("王芳", number=OWNER)
        scene.box.add_group("湖滨 前台", members=[WANG, scene.box.world.bot().id], number=-1009)
        await chooses_english(scene)
        scene.write(OWNER, "客厅灯不亮了,来修一下")
        asked = await scene.reads(OWNER, "Which estate do you live in?", button="湖滨花园")
        scene.press(OWNER, asked, "湖滨花园")
        await scene.reads(OWNER, "Its number is 261123-001")


async def test_staff_read_their_own_language_in_private_and_in_what_a_press_answers(scene):
    await chooses_english(scene, CHEN)
    card = await scene.reported()
    assert await scene.toast(scene.press(CHEN, card, "接单")) == "261123-001 is yours"
    assert await scene.toast(scene.press(WANG, card, "接单")) == "261123-001 已由小陈接单。"
    card = await scene.becomes(card, "已接单 小陈")
    scene.press(WANG, card, "办结")
    assert await scene.toast(scene.press(CHEN, card, "办结")) == "Please reply to the question below"
    question = await scene.reads(STAFF_CHAT, "做了什么")
    await scene.quiet()
    scene.write(CHEN, "Cancel", STAFF_CHAT, question)
    await scene.reads(STAFF_CHAT, "已取消。")

    scene.write(OWNER, FIRE)
    page = await scene.reads(CHEN, "🚨 Emergency 261123-002, nobody has claimed it yet", button="Claim")
    assert "\nFire\n" in page.text
    await scene.reads(WANG, "🚨 紧急 261123-002 还没有人接单", button="接单")
    scene.write(CHEN, "On my way", reply_to=page)
    await scene.reads(CHEN, "these words have not gone to the owner", button="Claim and send")
    await scene.reads(STAFF_CHAT, "🚨 紧急 261123-002")


async def test_what_only_leads_read_is_in_the_language_of_each(scene):
    await chooses_english(scene, LEAD)
    await scene.answered()
    scene.press(OWNER, await scene.asked(), "不满意")
    scene.press(OWNER, await scene.reads(OWNER, button="态度"), "态度")
    await scene.reads(LEAD, "261123-001: why the owner is not satisfied: Manner")
    await scene.reads(MANAGER, "261123-001 业主不满意的原因:态度")


async def test_a_refusal_in_the_group_is_chinese_and_one_in_a_toast_is_the_pressers(scene):
    await chooses_english(scene, WANG)
    card = await scene.claimed()
    scene.box.groups.join(STAFF_CHAT, STRANGER)
    assert await scene.toast(scene.press(STRANGER, card, "办结")) == "只有工作人员可以操作。"
    scene.press(WANG, card, "进展")
    question = await scene.reads(STAFF_CHAT, "进展如何")
    await scene.quiet()
    assert "You have been asked already" in await scene.toast(scene.press(WANG, card, "进展"))
    scene.write(CHEN, "我来说", STAFF_CHAT, question)
    await scene.reads(STAFF_CHAT, "这个问题是问别人的。")


async def test_the_choice_is_offered_and_taken_with_a_press(scene):
    scene.write(OWNER, "/language")
    offered = await scene.reads(OWNER, "您想用哪种语言?", button="English")
    assert offered.buttons == [["中文", "English"]]
    assert await scene.toast(scene.press(OWNER, offered, "English")) == "All right, noted"
    await scene.reads(OWNER, "from now on I write to you in English")
    scene.write(OWNER, "/language")
    again = await scene.reads(OWNER, "Which language would you like?")
    await scene.toast(scene.press(OWNER, again, "中文"))
    await scene.reads(OWNER, "以后用中文和您说")
    scene.write(OWNER, "/language English")
    await scene.reads(OWNER, "from now on I write to you in English", after=again.id)


async def test_a_language_that_is_not_here_is_a_sentence_and_changes_nothing(scene):
    scene.write(OWNER, "/language xx")
    told = await scene.reads(OWNER, "还没有这种语言", button="English")
    assert told.buttons == [["中文", "English"]]
    scene.write(OWNER, "/my")
    await scene.reads(OWNER, "您现在没有在办的事")


async def test_somebody_whose_app_is_not_chinese_sees_how_to_switch_and_nothing_else_changes(scene):
    for number, language in ((3011, "en"), (3012, "de"), (3013, "zh-hant")):
        scene.box.add_person("John", language=language, number=number)
        scene.write(number, "/start")
        scene.write(number, "/help")
        await scene.reads(number, "急事请打")
    for number in (3011, 3012):
        start, help_ = scene.texts(number)
        assert [text.splitlines()[-1] for text in (start, help_)] == ["For English, send /language en"] * 2
        assert start.startswith("您好,这里是翠园小区的自动前台")
    assert not [text for text in scene.texts(3013) if "English" in text]
    scene.write(3011, LEAK)
    await scene.reads(3011, "已记下,单号 261123-001", button="不用来了")
    await chooses_english(scene, 3011)
    scene.write(3011, "/help")
    await scene.reads(3011, "People answer 8:00–20:00")
    assert len([text for text in scene.texts(3011) if "For English" in text]) == 2


async def test_what_was_said_stays_and_the_receipt_that_changes_is_in_the_language_of_now(scene):
    await scene.reported()
    receipt = await scene.reads(OWNER, "已记下", button="不用来了")
    await chooses_english(scene)
    await scene.quiet()
    assert "已记下" in scene.now(receipt).text
    scene.write(OWNER, "不用来了")
    await scene.reads(OWNER, "All right, 261123-001 is withdrawn")
    await scene.becomes(receipt, "Its number is 261123-001")


async def test_the_choice_survives_a_restart(judging, database_url):
    for words, answer in (("/language en", "from now on I write"), ("/my", "You have nothing open")):
        async with stage(start=MONDAY_TEN, estates=ESTATE, judging=judging, database=database_url) as here:
            scene = Scene(here)
            # Another sandbox counts its updates anew: what came before must not hide what comes now.
            scene.box.add_person("王芳", number=OWNER)
            scene.box.add_person("李明", number=NEIGHBOUR)
            for _ in range(2 if words == "/my" else 0):
                scene.write(NEIGHBOUR, "🌹")
            scene.write(OWNER, words)
            await scene.reads(OWNER, answer)
            await scene.quiet()


async def test_private_chats_have_a_menu_for_chinese_and_for_english_apps(judging):
    async with stage(start=MONDAY_TEN, estates=ESTATE, judging=judging) as never_ran:
        await never_ran.sandbox.until(lambda: len(never_ran.sandbox.called("setMyCommands")) >= 5, 10)
        menus = never_ran.sandbox.world.bot().commands
    private = {language: menu for (where, language), menu in menus.items() if "all_private" in where}
    assert {language: menu[2] for language, menu in private.items()} == {
        "": {"command": "my", "description": "我的报事"},
        "en": {"command": "my", "description": "My open matters"},
    }
    assert all(menu[-1]["command"] == "language" for menu in private.values())


async def test_thanks_and_a_wish_to_be_called_are_understood_in_english(scene):
    await chooses_english(scene)
    await scene.claimed()
    scene.write(OWNER, "Thank you!")
    await scene.reads(OWNER, "You are welcome")
    scene.write(OWNER, "call me please")
    await scene.reads(OWNER, "Which number shall they call?")
    await scene.quiet()
    assert not any("Thank you" in text for text in scene.texts(STAFF_CHAT))

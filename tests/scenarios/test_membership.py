"""Who left a group of staff may do nothing there; a group that the bot is not in keeps what waits for it."""

from bot.demonstration.stage import MANAGER_CHAT, STAFF_CHAT, TEAM_CHAT
from bot.sandbox.chats import Status
from tests.scenarios.scene import CHEN, LEAD, MANAGER, OWNER, WANG, Scene

GONE = "不在翠园小区的工作群"


async def test_who_left_the_group_is_refused_in_words_and_is_let_in_again_when_back(scene: Scene):
    scene.box.people.start(CHEN)
    scene.box.people.start(LEAD)
    card = await scene.claimed(by=CHEN)
    scene.box.groups.leave(STAFF_CHAT, CHEN, by=LEAD)
    told = await scene.reads(LEAD, "小陈 离开群")
    assert "名下 1 件" in told.text
    assert "厨房水管漏水" in told.text
    await scene.quiet()
    # An old card in their own chat, a word, and a press that the client still shows.
    scene.box.groups.world.groups[STAFF_CHAT].members[CHEN] = Status.member  # the client has not noticed
    assert GONE in await scene.toast(scene.press(CHEN, card, "办结"))
    scene.write(CHEN, "明天到", STAFF_CHAT, card)
    await scene.reads(STAFF_CHAT, GONE)
    scene.write(CHEN, "待接")
    await scene.reads(CHEN, GONE)
    assert not [text for text in scene.texts(OWNER) if "明天到" in text]
    assert len([text for text in scene.texts(LEAD) if "离开群" in text]) == 1

    scene.box.groups.world.groups[STAFF_CHAT].members[CHEN] = Status.left
    scene.box.groups.join(STAFF_CHAT, CHEN)
    await scene.quiet()
    await scene.answers(card, "换了角阀。", CHEN)


async def test_what_somebody_who_left_had_is_put_back_by_their_lead_and_claimed_anew(scene: Scene):
    scene.box.people.start(LEAD)
    card = await scene.claimed(by=CHEN)
    scene.box.groups.leave(STAFF_CHAT, CHEN, by=LEAD)
    told = await scene.reads(LEAD, "名下 1 件", button="退回待接")
    scene.press(LEAD, told, "退回待接")
    await scene.reads(STAFF_CHAT, "小陈 已离开群,1 件退回待接")
    scene.press(WANG, await scene.becomes(card, "待接"), "接单")
    await scene.becomes(card, "已接单 王工")


async def test_nobody_who_left_is_called_about_an_emergency(scene: Scene):
    for person in (WANG, CHEN, LEAD, MANAGER):
        scene.box.people.start(person)
    scene.box.groups.leave(TEAM_CHAT, WANG)
    await scene.quiet()
    scene.write(OWNER, "电梯里困人了!3栋,快来人")
    await scene.reads(CHEN, "困人")
    await scene.reads(LEAD, "困人")
    await scene.quiet()
    assert not [text for text in scene.texts(WANG) if "困人" in text]


async def test_a_group_that_put_the_bot_out_has_everything_when_it_takes_it_in_again(scene: Scene):
    scene.box.people.start(LEAD)
    bot = scene.box.world.bot().account.id
    scene.box.groups.leave(STAFF_CHAT, bot, by=LEAD)
    await scene.reads(LEAD, "不能在翠园小区工作群发言了")
    scene.write(OWNER, "厨房水管漏水,3-2-1501")
    await scene.reads(OWNER, "-001")
    await scene.reads(MANAGER_CHAT, "不能在翠园小区工作群发言了")
    scene.box.groups.join(STAFF_CHAT, bot)
    card = await scene.card("厨房水管漏水")
    scene.press(WANG, card, "接单")
    await scene.becomes(card, "已接单")
    await scene.quiet()
    _, sent = await scene.counts()
    assert set(sent) == {"sent"}
    assert len([text for text in scene.texts(LEAD) if "不能在翠园小区" in text]) == 1

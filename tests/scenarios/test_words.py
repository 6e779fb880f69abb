"""Words and commands of staff, the whole way: lists, one ticket, notes, «更多», the board, canned replies."""

from bot.demonstration.stage import MANAGER_CHAT, STAFF_CHAT, stage
from bot.sandbox.menus import menu
from storage import journal, tickets
from storage.database import Database
from tests.scenarios.scene import CHEN, ESTATE, MANAGER, MONDAY_TEN, NEIGHBOUR, OWNER, STRANGER, WANG
from tests.storage import make


def fill(scene, count):
    """Let more wait than fits on a page; how it came in does not matter here."""
    database = Database.open(scene.stage.database, now=scene.stage.clock.now)

    def unit(work):
        for n in range(count):
            new = make.new_ticket(staff_chat=str(STAFF_CHAT), words=f"事{n}", received_at=work.now)
            number = tickets.open(work, new).id
            journal.add(work, estate=new.estate, ticket=number, code="received", actor="owner", facts={})

    try:
        database.write_now(unit)
    finally:
        database.close()


async def test_what_waits_is_listed_until_it_is_claimed_and_is_then_mine(scene):
    card = await scene.reported()
    scene.write(CHEN, "待接", STAFF_CHAT)
    listed = await scene.reads(STAFF_CHAT, "待接 1 件")
    assert "▪ 261123-001 3-2-1501\n厨房水管漏水" in listed.text
    assert listed.marked("code") == ["3-2-1501", "厨房水管漏水,3-2-1501"]
    scene.press(WANG, card, "接单")
    await scene.becomes(card, "已接单")
    scene.write(CHEN, "/queue", STAFF_CHAT)
    await scene.reads(STAFF_CHAT, "没有待接的")
    scene.write(WANG, "我的单")
    mine = await scene.reads(WANG, "我的单 1 件", button="001")
    scene.press(WANG, mine, "001")
    shown = await scene.reads(WANG, "接单 王工", button="办结")
    scene.press(WANG, shown, "办结")
    question = await scene.reads(WANG, "做了什么")
    await scene.quiet()
    scene.write(WANG, "换了角阀。", reply_to=question)
    await scene.becomes(card, "已办结")


async def test_a_page_is_turned_in_its_place(scene):
    fill(scene, 10)
    scene.write(WANG, "待接", STAFF_CHAT)
    listed = await scene.reads(STAFF_CHAT, "待接 10 件", button="下一页")
    scene.press(CHEN, listed, "下一页")
    second = await scene.becomes(listed, "第 2/2 页")
    assert second.buttons == [["009", "010"], ["上一页"]]
    scene.press(WANG, second, "上一页")
    assert "▪ 261123-001" in (await scene.becomes(listed, "第 1/2 页")).text


async def test_what_is_late_is_told_with_by_how_long(scene):
    await scene.reported()
    scene.passes(hours=2, minutes=35)
    scene.write(WANG, "超时", STAFF_CHAT)
    assert "接单超时35分钟" in (await scene.reads(STAFF_CHAT, "超时 1 件")).text


async def test_only_exact_words_of_staff_are_taken_from_their_private_messages(scene):
    scene.write(WANG, "家里的灯超时没人修,3-2-1502")
    await scene.card("家里的灯超时")
    scene.write(NEIGHBOUR, "待接")
    await scene.quiet()
    assert not [text for text in scene.texts(NEIGHBOUR) if "261123-001" in text]
    scene.box.groups.join(STAFF_CHAT, STRANGER)
    scene.write(STRANGER, "待接", STAFF_CHAT)
    await scene.reads(STAFF_CHAT, "只有工作人员可以操作")
    scene.write(WANG, "查 9", STAFF_CHAT)
    await scene.reads(STAFF_CHAT, "没有找到 9")


async def test_a_note_from_anywhere_stays_with_the_ticket_and_never_leaves(scene):
    card = await scene.claimed()
    scene.write(CHEN, "/note 001 阀门在地下室")
    await scene.reads(CHEN, "已记在 261123-001")
    shown = await scene.reads(STAFF_CHAT, "备注(小陈):阀门在地下室")
    assert shown.reply_to == card.id
    await scene.quiet()
    scene.write(WANG, "知道了", STAFF_CHAT, shown)
    scene.write(WANG, "/note 带梯子", STAFF_CHAT, card)
    await scene.reads(STAFF_CHAT, "已记在 261123-001")
    scene.write(WANG, "查 001", STAFF_CHAT)
    found = await scene.reads(STAFF_CHAT, "备注:带梯子")
    assert "备注:阀门在地下室" in found.text
    assert "备注:知道了" in found.text
    await scene.quiet()
    assert not [text for text in scene.texts(OWNER) if "阀门" in text or "知道了" in text or "梯子" in text]


async def test_more_is_for_the_presser_alone_and_gone_after_use(scene):
    card = await scene.claimed()
    assert card.buttons[-1] == ["更多"]
    scene.press(WANG, card, "更多")
    menu = await scene.reads(STAFF_CHAT, "王工,261123-001 还可以", button="备注")
    assert "改分类" in [label for line in menu.buttons for label in line]
    assert await scene.toast(scene.press(CHEN, menu, "备注")) == "这个按钮不是给您的。"
    scene.press(WANG, menu, "备注")
    question = await scene.reads(STAFF_CHAT, "备注什么")
    used = await scene.becomes(menu, "261123-001 王工:备注")
    assert used.buttons == []
    token = menu.reply_markup["inline_keyboard"][0][0]["callback_data"]
    stale = scene.box.people.press(WANG, menu.id, data=token, chat=STAFF_CHAT)
    assert "已经过期" in await scene.toast(stale)
    await scene.quiet()
    scene.write(WANG, "总阀坏了", STAFF_CHAT, question)
    await scene.reads(STAFF_CHAT, "已记下,只留内部")
    scene.press(WANG, card, "更多")
    again = await scene.reads(STAFF_CHAT, "还可以", button="详情", after=question.id)
    scene.passes(minutes=31)
    assert (await scene.becomes(again, "已收起")).buttons == []
    assert not [text for text in scene.texts(OWNER) if "总阀" in text]


async def test_a_time_is_promised_in_one_line_and_a_new_one_needs_its_reason(scene):
    card = await scene.claimed()
    scene.write(CHEN, "约时 001 明天上午9点", STAFF_CHAT)
    await scene.reads(STAFF_CHAT, "261123-001 由王工负责")
    scene.write(WANG, "约时 001 快了", STAFF_CHAT)
    await scene.quiet()
    assert not [text for text in scene.texts(OWNER) if "约您" in text]
    scene.write(WANG, "约时 001 明天上午9点", STAFF_CHAT)
    await scene.reads(OWNER, "王工约您 明天 09:00 上门")
    scene.write(WANG, "/promise 明天下午3点", STAFF_CHAT, card)
    why = await scene.reads(STAFF_CHAT, "是什么原因")
    await scene.quiet()
    scene.write(WANG, "等配件", STAFF_CHAT, why)
    await scene.becomes(card, "11月24日(周二)15:00")


async def test_the_board_is_pinned_follows_and_comes_back(scene):
    card = await scene.reported()
    await scene.reported("楼道灯坏了,3-2", NEIGHBOUR)
    scene.passes(seconds=31)
    board = await scene.reads(STAFF_CHAT, "待接2 超时0 今日约0")
    await scene.quiet()
    assert scene.now(board).pinned
    scene.press(WANG, card, "接单")
    await scene.becomes(card, "已接单")
    scene.passes(seconds=31)
    await scene.becomes(board, "待接1 超时0 今日约0")
    scene.passes(hours=2)
    await scene.becomes(board, "待接1 超时1")
    await scene.quiet()
    group = scene.box.world.groups[STAFF_CHAT]
    scene.box.world.delete(group, [group.messages[board.id]])
    scene.passes(hours=12)  # past midnight
    anew = await scene.reads(STAFF_CHAT, "待接1 超时1", after=board.id)
    await scene.quiet()
    assert scene.now(anew).pinned
    assert not [text for text in scene.texts(MANAGER_CHAT) if text.startswith("待接")]


async def test_a_canned_reply_reaches_the_owner_filled_in_and_a_slip_does_not(scene):
    card = await scene.claimed()
    scene.write(WANG, "#wiat", STAFF_CHAT, card)
    await scene.reads(STAFF_CHAT, "没有常用语“#wiat”")
    scene.write(WANG, "常用语", STAFF_CHAT)
    await scene.reads(STAFF_CHAT, "#wait 稍等:{home} 的事")
    words = "3-2-1501 的事(261123-001)小陈会尽快联系您,急事打 0571-0000。"
    scene.write(CHEN, "#稍等", STAFF_CHAT, card)
    await scene.reads(STAFF_CHAT, f"常用语:{words}")
    offer = await scene.reads(STAFF_CHAT, "由王工负责", button="仍要发送")
    scene.press(CHEN, offer, "仍要发送")
    await scene.reads(OWNER, words)
    await scene.quiet()
    assert not [text for text in scene.texts(OWNER) if "wiat" in text]


async def test_everybody_finds_the_commands_in_the_menu(judging):
    async with stage(start=MONDAY_TEN, estates=ESTATE, judging=judging) as never_ran:
        box, world = never_ran.sandbox, never_ran.sandbox.world
        box.add_person("王芳", number=OWNER)
        await box.until(lambda: any(str(MANAGER) in scope for scope, _ in world.bot().commands), 10)

    def offered(chat):
        return {command["command"] for command in menu(world, chat)}

    assert {"queue", "mine", "overdue", "find", "note", "help"} <= offered(world.groups[STAFF_CHAT])
    assert {"queue", "mine", "my", "language"} <= offered(world.private(WANG, world.bot().id))
    assert "queue" not in offered(world.private(OWNER, world.bot().id))

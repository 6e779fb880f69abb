"""Only those on shift are called; at the end of a shift, and when somebody is away, nothing stays behind."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.demonstration.stage import MANAGER_CHAT, STAFF_CHAT, TEAM_CHAT
from handlers.ticket import pending, roster, unattended
from handlers.ticket.roster import Planned
from storage.database import Database
from tests.scenarios.scene import CHEN, LEAD, MANAGER, OWNER, WANG

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(clock: str, day: int = 23) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=SHANGHAI).astimezone(UTC)


def run(scene, unit):
    database = Database.open(scene.stage.database, now=scene.stage.clock.now)
    try:
        return database.write_now(lambda work: unit(work, scene.stage.estates["cuiyuan"]))
    finally:
        database.close()


def plan(scene, *shifts):
    """Lay a roster down: (who, from, to), each moment a clock of the 23rd or a clock and another day."""
    laid = [
        Planned(str(who), "engineering" if who == WANG else None, at(*_pair(begins)), at(*_pair(ends)))
        for who, begins, ends in shifts
    ]
    run(scene, lambda work, estate: roster.lay(work, estate, laid))


def _pair(moment):
    return moment if isinstance(moment, tuple) else (moment,)


DAY_AND_NIGHT = [(WANG, "08:00", "20:00"), (CHEN, "20:00", ("08:00", 24))]


async def test_at_night_only_those_on_shift_are_called_and_for_danger_lead_and_manager(scene):
    plan(scene, *DAY_AND_NIGHT)
    scene.passes(hours=13)  # 23:00
    scene.write(OWNER, "5栋着火了!!冒黑烟")
    await scene.card("🚨")
    for chat in (CHEN, LEAD, MANAGER, MANAGER_CHAT):
        await scene.reads(chat, "🚨", button="接单")
    scene.passes(minutes=9)
    await scene.reads(CHEN, "第 3 次呼叫")
    await scene.quiet()
    assert not [text for text in scene.texts(WANG) if "🚨" in text]


async def test_the_next_shift_takes_the_open_tickets_and_the_list_says_who_has_them(scene):
    plan(scene, *DAY_AND_NIGHT)
    first = await scene.claimed("厨房水管漏水,3-2-1501")
    await scene.claimed("客厅灯不亮了,5-1-302")
    scene.passes(hours=9, minutes=51)  # 19:51
    handover = await scene.reads(STAFF_CHAT, "20:00 交接班,2 件", button="接班")
    assert "已接单 王工" in handover.text
    press = scene.press(WANG, handover, "接班")
    assert "您这班也要下班了" in await scene.toast(press)
    press = scene.press(CHEN, handover, "接 001")
    assert "1 件由您接着处理" in await scene.toast(press)
    handover = await scene.becomes(handover, "001 → 已接单 小陈")
    assert "接班" in [button for line in handover.buttons for button in line]
    scene.press(CHEN, handover, "接班")
    too_late = scene.press(LEAD, handover, "接班")
    await scene.becomes(handover, "002 → 已接单 小陈")
    assert "已经处理过了" in await scene.toast(too_late)
    assert not scene.now(handover).buttons
    await scene.becomes(first, "已接单 小陈")
    await scene.reads(OWNER, "261123-001 现在由小陈接着处理")


async def test_a_list_that_nobody_takes_is_told_to_the_lead(scene):
    plan(scene, *DAY_AND_NIGHT)
    await scene.claimed("厨房水管漏水,3-2-1501")
    scene.passes(hours=9, minutes=51)
    await scene.reads(STAFF_CHAT, "20:00 交接班")
    scene.passes(minutes=25)  # 20:16
    told = await scene.reads(LEAD, "还有 1 件没有人接")
    assert "261123-001" in told.text

    def left(work, estate):
        return unattended.orphans(work, estate, pending.of_estate(work, estate))

    assert [one.ticket.number for one in run(scene, left)] == ["261123-001"]


async def test_an_absence_gives_the_tickets_back_and_pages_about_what_cannot_wait(scene):
    ordinary = await scene.claimed("客厅灯不亮了,5-1-302")
    scene.write(LEAD, "/duty 王工 请假 今天", STAFF_CHAT)
    await scene.reads(STAFF_CHAT, "已记下:王工 请假 今天 00:00–24:00")
    listed = await scene.reads(STAFF_CHAT, "王工 不在")
    assert "1 件退回待接" in listed.text
    await scene.becomes(ordinary, "待接")
    scene.press(CHEN, scene.now(ordinary), "接单")
    await scene.becomes(ordinary, "已接单 小陈")
    await scene.reads(OWNER, "已由小陈接手")
    scene.write(OWNER, "5栋着火了!!冒黑烟")
    await scene.reads(CHEN, "🚨", button="接单")
    await scene.quiet()
    assert not [text for text in scene.texts(WANG) if "🚨" in text]


async def test_a_claimed_emergency_of_somebody_away_is_paged_about_anew(scene):
    scene.write(OWNER, "5栋着火了!!冒黑烟")
    card = await scene.card("🚨")
    scene.press(WANG, card, "接单")
    await scene.becomes(card, "已接单 王工")
    pages = len(scene.texts(CHEN))
    scene.write(MANAGER, "/duty 王工 请假 今天", STAFF_CHAT)
    await scene.becomes(card, "待接")
    await scene.box.until(lambda: len(scene.texts(CHEN)) > pages, 10)


async def test_a_gap_is_told_to_the_managers_once_a_day_and_an_emergency_reaches_everybody(scene):
    plan(scene, (WANG, "08:00", "20:00"))
    scene.passes(hours=9, minutes=51)
    await scene.reads(MANAGER_CHAT, "今天 20:00起没有人排班")
    scene.passes(hours=3)
    scene.write(OWNER, "5栋着火了!!冒黑烟")
    for chat in (WANG, CHEN, LEAD, MANAGER):
        await scene.reads(chat, "🚨", button="接单")
    scene.press(CHEN, await scene.card("🚨"), "接单")
    await scene.quiet()
    scene.passes(hours=22)  # 20:51 on the next day
    await scene.reads(MANAGER_CHAT, "现在起没有人排班")
    await scene.quiet()
    assert len([text for text in scene.texts(MANAGER_CHAT) if "没有人排班" in text]) == 2


async def test_the_team_of_a_ticket_is_called_first_and_then_everybody_on_shift(scene):
    plan(scene, (WANG, "08:00", "20:00"), (CHEN, "08:00", "20:00"))
    scene.write(OWNER, "我被关在电梯里了快来人")
    await scene.card("🚨", TEAM_CHAT)
    await scene.reads(WANG, "🚨", button="接单")
    await scene.quiet()
    assert not [text for text in scene.texts(CHEN) if "🚨" in text]
    scene.write(OWNER, "怎么还没来")
    await scene.reads(WANG, "业主在催 261123-001", button="接单")
    await scene.quiet()
    assert not [text for text in scene.texts(CHEN) if "业主在催" in text]
    scene.passes(minutes=1, seconds=1)
    await scene.reads(CHEN, "第 1 次呼叫")


async def test_the_rota_is_told_and_planned_in_the_chat_and_only_by_those_who_lead(scene):
    scene.write(WANG, "/duty 王工 今天 08:00-20:00", STAFF_CHAT)
    await scene.reads(STAFF_CHAT, "排班由主管或经理来排")
    scene.write(LEAD, "/duty 王工 今天 08:00-20:00", STAFF_CHAT)
    await scene.reads(STAFF_CHAT, "已排班:王工 今天 08:00–20:00")
    scene.write(LEAD, "/duty 小陈 今天 20:00-08:00", STAFF_CHAT)
    await scene.reads(STAFF_CHAT, "已排班:小陈 今天 20:00–明天 08:00")
    scene.write(LEAD, "/duty 小陈 明天 06:00-10:00", STAFF_CHAT)
    await scene.reads(STAFF_CHAT, "小陈 今天 20:00–明天 08:00 已经有班")
    scene.write(CHEN, "今天谁值班", STAFF_CHAT)
    shown = await scene.reads(STAFF_CHAT, "现在值班")
    assert shown.text == "现在值班:\n· 工程 王工,到 今天 20:00\n接下来:\n· 小陈 今天 20:00–明天 08:00"
    scene.write(LEAD, "/duty 小陈 取消 今天", STAFF_CHAT)
    await scene.reads(STAFF_CHAT, "已取消:小陈")
    scene.write(CHEN, "明天谁值班", CHEN)
    await scene.reads(CHEN, "明天没有人排班")

"""Danger, a voice message, and an owner who reads English, each from the page."""

import re

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

CHINESE = re.compile("[\u4e00-\u9fff]+")


async def test_somebody_shut_in_a_lift_is_told_how_to_stay_safe_and_paged_for_until_somebody_claims(
    running_demo, visits
):
    seen = await visits(running_demo.url)
    owner = await seen.hand("王芳", "李明")
    engineer, manager = seen.phone("王工"), seen.phone("赵经理")
    await owner.start()
    await owner.write("我被困在电梯里了,5栋1单元")
    await owner.reads("不要扒门")
    await owner.reads("正在通知值班人员")
    await engineer.reads("🚨 紧急")
    await manager.reads("🚨 紧急")
    await manager.open("翠园前台")
    await manager.reads("🚨 紧急")

    await seen.move_clock("+1 分钟")
    await engineer.reads("第 1 次呼叫")
    await manager.reads("第 1 次呼叫")
    await expect(owner.log).not_to_contain_text("接手")
    await manager.press("接单")
    await owner.reads("已由赵经理接手,正在处理")
    await engineer.reads("已接单 赵经理")
    await expect(seen.life).not_to_contain_text("再呼叫")


async def test_a_voice_message_alone_goes_to_a_person_at_once(shared_demo, visits):
    seen = await visits(shared_demo.url)
    owner = await seen.hand("王芳", "陈建国")
    clerk = await seen.hand("王工", "小陈")
    await clerk.open("翠园 前台")
    await owner.start()
    await owner.attach("示例语音")
    await seen.until("等陈建国把话说完")
    await owner.reads("语音已收到,工作人员马上听")
    await clerk.reads("(照片或语音)")
    await expect(clerk.log.get_by_role("button", name="报修")).to_be_visible()
    await expect(clerk.log.get_by_role("button", name="播放")).to_be_visible()
    await clerk.press("接单")
    await owner.reads("已由小陈接手")


async def test_an_owner_who_chose_english_is_answered_in_english_and_the_team_in_chinese(shared_demo, visits):
    seen = await visits(shared_demo.url)
    owner = await seen.hand("王芳", "Emma")
    engineer = seen.phone("王工")
    await owner.start()
    await owner.write("/language")
    await owner.press("English")
    await owner.reads("from now on I write to you in English")
    await owner.write("厨房水管漏水, water leak in 6-2-1103")
    await owner.reads("Its number is")
    await engineer.reads("water leak in 6-2-1103")
    await engineer.press("接单")
    await owner.reads("王工 has taken on")


async def test_a_visitor_who_wants_english_finds_no_chinese_on_the_page_but_names_and_the_desk_itself(
    running_demo, visits
):
    seen = await visits(running_demo.url, locale="en-GB")
    await expect(seen.panel.get_by_role("region", name="Things to say")).to_be_visible()
    for name in ("Behind the scenes", "What if…"):
        await seen.panel.get_by_role("tab", name=name).click()
        shown = await seen.panel.inner_text()
        assert set(CHINESE.findall(shown)) <= {"王芳", "王芳的手机", "翠园前台", "翠园"}

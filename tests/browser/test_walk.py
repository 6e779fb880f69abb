"""One matter from the first word to the last, through the command and the page, as everybody sees it."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.hands import SINK

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

OWNER, ENGINEER, LEAD = "王芳", "王工", "李主管"


async def test_a_leak_is_reported_worked_on_found_bad_and_worked_on_again(running_demo, visits):
    seen = await visits(running_demo.url)
    owner, engineer = seen.phone(OWNER), seen.phone(ENGINEER)

    await owner.start()
    await owner.reads("有事直接说")
    await owner.send_photo(SINK, "厨房水管漏水,3-2-1501")
    await owner.reads(re.compile(r"已记下,单号 \d{6}-001"))
    await expect(seen.panel.get_by_role("region", name="前台听懂了什么")).to_contain_text("报修办事 · 给水")

    await engineer.reads("待接")
    await expect(engineer.log.get_by_role("img")).to_be_visible()
    await engineer.press("接单")
    await owner.reads("已由王工接手")
    await engineer.press_and_say("进展", "角阀坏了,回去取一个新的。")
    await owner.reads("进展(王工):角阀坏了")
    await expect(seen.step_now).to_contain_text("处理中")
    await engineer.press_and_say("办结", "换了厨房角阀。")
    await owner.reads("已办好(王工):换了厨房角阀")

    await seen.look_at(owner)
    await seen.until("不再等相像的来报")
    await seen.until("给经理发日报")
    await seen.until("问业主满不满意")
    await owner.reads("您觉得怎样")
    await owner.press("不满意")
    await owner.reads("转给李主管")
    await owner.press("没修好")
    lead = await seen.hand(ENGINEER, LEAD)
    await lead.open("翠园 工程")
    await lead.reads("业主不满意的原因:没修好")
    await expect(seen.life).to_contain_text("重新打开过 1 次")

    await lead.press_and_say("进展", "我带王工一起来看。")
    await owner.reads("进展(李主管)")
    await lead.press_and_say("办结", "接头重新缠了密封带,观察半小时不漏。")
    await owner.reads("已办好(李主管)")
    await seen.until("给经理发日报")
    await seen.until("问业主满不满意")
    await expect(owner.log.get_by_role("button", name="满意", exact=True)).to_have_count(1)
    await owner.press("满意")
    await owner.reads("谢谢您告诉我们")
    await expect(seen.step_now).to_contain_text("已结案")
    await expect(seen.figure("待人处理的消息")).to_have_text("0 待人处理的消息")

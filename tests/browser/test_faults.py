"""What goes wrong on purpose from the page: nobody's words are lost, and the panel says what waits."""

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def test_a_receipt_that_telegram_slows_down_comes_later_and_the_panel_says_that_it_waits(
    shared_demo, visits
):
    seen = await visits(shared_demo.url)
    owner = await seen.hand("王芳", "李明")
    await owner.start()
    await owner.reads("有事直接说")
    await seen.break_something("请求过多")
    await owner.write("厨房水管漏水,5-1-802")
    await expect(seen.life).to_contain_text("Telegram 说太快了,要等一等")
    await owner.reads("已记下")
    await expect(seen.life).not_to_contain_text("Telegram 说太快了")


async def test_a_receipt_whose_answer_is_lost_arrives_once_or_twice_and_the_card_too(shared_demo, visits):
    words = "浴室水管漏水,3-2-1601"
    seen = await visits(shared_demo.url)
    owner, engineer = await seen.hand("王芳", "张伟"), seen.phone("王工")
    await owner.start()
    await owner.reads("有事直接说")
    await seen.break_something("丢失应答")
    await owner.write(words)
    await owner.reads("已记下")
    await engineer.reads(words)
    await engineer.press("接单")
    await owner.reads("已由王工接手")
    assert await owner.log.get_by_text("已记下,单号").count() in {1, 2}
    assert await engineer.log.get_by_text(words, exact=True).count() in {1, 2}


async def test_staff_are_told_to_phone_an_owner_who_blocked_the_bot(shared_demo, visits):
    words = "阳台水管漏水,2-3-604"
    seen = await visits(shared_demo.url)
    owner, engineer = await seen.hand("王芳", "刘婷"), seen.phone("王工")
    await owner.start()
    await owner.write(words)
    await engineer.reads(words)
    await engineer.press("接单")
    await owner.reads("已由王工接手")
    await seen.look_at(owner)
    await seen.break_something("刘婷拉黑", about=None)
    await expect(owner.frame.get_by_text("你已拉黑这个机器人")).to_be_visible()
    await engineer.press_and_say("进展", "配件下午到。")
    await engineer.reads("消息送不到业主,请打电话联系")


async def test_what_is_for_a_group_that_was_upgraded_goes_on_in_the_new_one(running_demo, visits):
    seen = await visits(running_demo.url)
    owner, engineer = seen.phone("王芳"), seen.phone("王工")
    await seen.look_at(engineer)
    await seen.break_something("升级「翠园 工程」", about=None)
    await expect(engineer.frame.get_by_text("聊天在新群里继续")).to_be_visible()
    await owner.start()
    await owner.write("厨房水管漏水,3-2-1501")
    await owner.reads("已记下")
    await expect(seen.life).to_contain_text("在翠园 工程待接")
    await expect(seen.life).not_to_contain_text("发不出去")

"""The page in a real browser, with a bot that the tests speak for."""

import asyncio
import time

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.sandbox.server import Sandbox
from tests.browser.chromium import launched
from tests.sandbox.conftest import furnished

# One browser for all: starting it takes longer than most tests.
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

WIDE = {"width": 1600, "height": 900}
SMALL = {"width": 390, "height": 844}
BUTTONS = {
    "inline_keyboard": [[{"text": "接单", "callback_data": "t1"}, {"text": "更多", "callback_data": "t2"}]]
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser():
    async with launched() as chromium:
        yield chromium


@pytest_asyncio.fixture(loop_scope="module")
async def place():
    async with Sandbox() as sandbox, furnished(sandbox) as place:
        yield place


@pytest_asyncio.fixture(loop_scope="module")
async def open_page(place, browser):
    """Open a page of its own browser profile; an error in it fails the test."""
    contexts = []
    errors = []

    async def opened(viewport=WIDE, **options):
        context = await browser.new_context(viewport=viewport, **({"locale": "zh-CN"} | options))
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        await page.goto(place.sandbox.url)
        await page.locator(".phone").first.wait_for()
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert errors == []


def phone(page, number):
    return page.locator(f"[data-phone='{number}']")


def bubble(where, text):
    return where.locator(".row", has=where.page.locator(".words", has_text=text)).last


@pytest.fixture(autouse=True)
def started(place):
    """李雷, who is in no group, has the first phone, and 王芳 in her group the second."""
    place.people.start(place.li)


async def test_words_go_both_ways_and_reach_only_those_they_are_for(place, open_page):
    page = await open_page()
    li, wang = phone(page, 0), phone(page, 1)
    await li.locator("textarea").fill("水管漏水")
    await li.locator("textarea").press("Enter")
    await expect(bubble(li, "水管漏水")).to_be_visible()
    assert place.sandbox.messages(place.li)[-1].text == "水管漏水"
    await place.client("sendMessage", chat_id=place.li, text="<b>已记下</b>", parse_mode="HTML")
    await expect(li.locator(".words b", has_text="已记下")).to_be_visible()
    await expect(wang.get_by_text("已记下")).to_have_count(0)


async def test_enter_that_ends_a_composition_does_not_send(place, open_page):
    page = await open_page()
    field = phone(page, 0).locator("textarea")
    await field.fill("ni'hao")
    for key in ({"isComposing": True, "keyCode": 13}, {"isComposing": False, "keyCode": 229}):
        await field.dispatch_event("keydown", {"key": "Enter", "bubbles": True, **key})
    await field.press("Shift+Enter")
    await expect(field).to_have_value("ni'hao\n")
    assert place.sandbox.messages(place.li)[-1].text == "/start"


async def test_a_press_waits_for_its_answer_which_only_the_presser_sees(place, open_page):
    await place.client("sendMessage", chat_id=place.group, text="卡片", reply_markup=BUTTONS)
    page, other = await open_page(), await open_page()
    li, wang = phone(page, 0), phone(page, 1)
    claim = wang.get_by_role("button", name="接单", exact=True)
    await claim.focus()
    await page.keyboard.press("Enter")
    await expect(claim).to_have_attribute("aria-busy", "true")
    await expect(phone(other, 1).get_by_role("button", name="接单", exact=True)).to_have_attribute(
        "aria-busy", "true"
    )
    (press,) = place.sandbox.world.presses
    await place.client("answerCallbackQuery", callback_query_id=press, text="已由王芳接单")
    await expect(wang.locator(".toast")).to_have_text("已由王芳接单")
    assert await li.locator(".toast").count() == 0
    await expect(claim).to_have_attribute("aria-busy", "false")
    await wang.get_by_role("button", name="更多", exact=True).click()
    await place.sandbox.until(lambda: len(place.sandbox.world.presses) == 2)
    await place.client(
        "answerCallbackQuery",
        callback_query_id=list(place.sandbox.world.presses)[1],
        text="不行",
        show_alert=True,
    )
    await expect(wang.get_by_role("alertdialog")).to_contain_text("不行")
    await page.keyboard.press("Escape")
    await expect(wang.get_by_role("alertdialog")).to_have_count(0)


async def test_edits_replies_reactions_and_deletions_are_seen(place, open_page):
    card = await place.client("sendMessage", chat_id=place.group, text="第一张卡片")
    page = await open_page()
    wang = phone(page, 1)
    await bubble(wang, "第一张卡片").locator(".bubble").click(button="right")
    await page.get_by_role("menuitem", name="回复").click()
    await wang.locator("textarea").fill("马上来")
    await wang.locator("textarea").press("Enter")
    answer = bubble(wang, "马上来")
    await expect(answer.locator(".quote")).to_contain_text("第一张卡片")
    assert place.sandbox.messages(place.group)[-1].reply_to == card["message_id"]

    await answer.get_by_label("消息菜单").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("menuitem", name="编辑").click()
    await expect(wang.locator("textarea")).to_have_value("马上来")
    await wang.locator("textarea").fill("十分钟后来")
    await wang.locator("textarea").press("Enter")
    await expect(bubble(wang, "十分钟后来").locator(".edited")).to_have_text("已编辑")

    await place.client("editMessageText", chat_id=place.group, message_id=card["message_id"], text="第二版")
    await expect(bubble(wang, "第二版")).to_be_visible()
    await bubble(wang, "第二版").locator(".bubble").click(button="right")
    await page.get_by_role("menuitem", name="👍").click()
    await expect(wang.locator(".reaction")).to_have_text("👍")
    await bubble(wang, "十分钟后来").locator(".bubble").click(button="right")
    await page.get_by_role("menuitem", name="删除").click()
    await expect(wang.get_by_text("十分钟后来")).to_have_count(0)


async def test_several_pictures_are_an_album_and_open_large(place, open_page, browser):
    page = await open_page()
    li = phone(page, 0)
    picture = await page.screenshot()
    files = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": picture} for n in range(3)]
    await li.locator("textarea").fill("漏水的地方")
    await li.locator("input[type=file]").set_input_files(files)
    await expect(li.locator(".album img")).to_have_count(3)
    await expect(li.locator("textarea")).to_have_value("")
    sent = place.sandbox.messages(place.li)[-3:]
    assert [one.text for one in sent] == ["漏水的地方", "", ""]
    assert len({one.album for one in sent}) == 1
    await li.locator(".album .picture").first.click()
    await expect(page.locator("dialog.lightbox img")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog.lightbox")).to_have_count(0)


async def test_what_is_not_words_can_be_sent_without_having_any(place, open_page):
    page = await open_page()
    li = phone(page, 0)
    items = {
        "示例照片": "photo",
        "示例语音": "voice",
        "位置": "location",
        "联系人": "contact",
        "👍": "sticker",
    }
    for item, kind in items.items():
        await li.get_by_label("附件").click()
        await page.get_by_role("menuitem", name=item).click()
        if kind in {"location", "contact"}:
            await li.locator(".sheet").get_by_role("button", name="发送").click()
        await expect(li.locator(f".has-{kind}")).to_be_visible()
        assert place.sandbox.messages(place.li)[-1].media == kind


async def test_a_question_opens_as_a_reply_for_whom_it_is_meant(place, open_page):
    place.groups.join(place.group, place.li)
    own = place.people.write(place.wang, "办结", chat=place.group)
    question = {"force_reply": True, "selective": True, "input_field_placeholder": "做了什么"}
    asked = await place.client(
        "sendMessage",
        chat_id=place.group,
        text="做了什么?",
        reply_markup=question,
        reply_parameters={"message_id": own},
    )
    page = await open_page()
    await page.evaluate(
        "([a, b, key]) => localStorage.setItem('sandbox.phones', JSON.stringify({0: {person: a, chat: key}, 1: {person: b, chat: key}}))",
        [place.li, place.wang, str(place.group)],
    )
    await page.reload()
    await expect(phone(page, 1).locator(".context")).to_contain_text("做了什么?")
    await expect(phone(page, 0).locator(".context")).to_have_count(0)
    await phone(page, 1).locator("textarea").fill("换了角阀")
    await phone(page, 1).locator("textarea").press("Enter")
    await expect(phone(page, 1).locator(".context")).to_have_count(0)
    assert place.sandbox.messages(place.group)[-1].reply_to == asked["message_id"]


async def test_a_keyboard_takes_the_place_of_letters_until_it_is_used(place, open_page):
    keys = [["是", "否"], [{"text": "发电话", "request_contact": True}]]
    page = await open_page()
    li = phone(page, 0)
    markup = {"keyboard": keys, "one_time_keyboard": True}
    await place.client("sendMessage", chat_id=place.li, text="选一个", reply_markup=markup)
    await li.locator(".keyboard").get_by_role("button", name="发电话").click()
    await expect(li.locator(".has-contact")).to_be_visible()
    await expect(li.locator(".keyboard")).to_have_count(0)


async def test_topics_stand_apart_and_an_upgraded_group_leads_to_the_new_one(place, open_page):
    forum = place.sandbox.add_group("话题群", forum=True, members=[place.wang, place.bot.id])
    basic = place.sandbox.add_group("小群", kind="group", members=[place.wang, place.bot.id])
    topic = await place.client("createForumTopic", chat_id=forum.id, name="漏水")
    thread = topic["message_thread_id"]
    await place.client("sendMessage", chat_id=forum.id, message_thread_id=thread, text="在话题里")
    page = await open_page()
    wang = phone(page, 1)
    await wang.get_by_label("返回").click()
    await wang.get_by_role("button", name="话题群").click()
    await expect(wang.get_by_text("在话题里")).to_have_count(0)
    await wang.get_by_role("tab", name="漏水").click()
    await expect(bubble(wang, "在话题里")).to_be_visible()
    await wang.locator("textarea").fill("我也在")
    await wang.locator("textarea").press("Enter")
    await expect(bubble(wang, "我也在")).to_be_visible()
    assert place.sandbox.messages(forum.id)[-1].thread == thread
    await wang.get_by_label("返回").click()
    await wang.get_by_role("button", name="小群").click()
    await page.get_by_role("button", name="升级「小群」").click()
    await wang.get_by_role("button", name="打开新群").click()
    await expect(wang.get_by_text("由普通群升级而来")).to_be_visible()
    assert basic.moved_to is not None


async def test_a_reload_keeps_what_is_open_and_what_was_being_written(place, open_page):
    page = await open_page()
    await phone(page, 1).get_by_label("返回").click()
    await phone(page, 1).get_by_role("button", name="Desk").click()
    await phone(page, 1).locator("textarea").fill("noch nicht fertig")
    await page.get_by_role("button", name="English").click()
    await page.reload()
    await expect(phone(page, 1).locator(".chat-title")).to_contain_text("Desk")
    await expect(phone(page, 1).locator("textarea")).to_have_value("noch nicht fertig")
    await expect(phone(page, 1).get_by_label("Attach")).to_be_visible()


async def test_somebody_new_is_added_presses_start_and_blocks(place, open_page):
    page = await open_page()
    first = phone(page, 0)
    await first.locator(".holder").click()
    await first.get_by_role("button", name="再添加一个人").click()
    await first.get_by_label("姓名").fill("赵六")
    await first.get_by_role("button", name="添加", exact=True).click()
    await expect(first.locator(".holder")).to_contain_text("赵六")
    await first.get_by_role("button", name="开始").click()
    await expect(first.locator("textarea")).to_be_visible()
    await page.get_by_role("button", name="赵六拉黑").click()
    await expect(first.get_by_text("你已拉黑这个机器人")).to_be_visible()
    who = place.sandbox.world.numbers["person"] - 1
    assert "blocked" in await place.client.refused("sendMessage", chat_id=who, text="x")
    await first.get_by_role("button", name="解除拉黑").click()
    await place.client("sendMessage", chat_id=who, text="wieder da")
    await expect(bubble(first, "wieder da")).to_be_visible()


async def test_a_fault_is_asked_for_listed_and_used_up(place, open_page):
    page = await open_page()
    await page.get_by_role("button", name="请求过多").click()
    await expect(page.locator(".waiting-faults")).to_contain_text("sendMessage")
    assert "retry after 5" in await place.client.refused("sendMessage", chat_id=place.wang, text="x")
    await expect(page.locator(".waiting-faults")).to_have_count(0)


async def test_a_lost_connection_comes_back_by_itself(place, open_page):
    page = await open_page()
    for browser in place.sandbox.live._browsers:
        browser.hang_up()
    place.people.write(place.li, "inzwischen")
    await expect(bubble(phone(page, 0), "inzwischen")).to_be_visible()


async def test_ten_pages_see_the_same(place, open_page):
    pages = [await open_page(SMALL if n % 2 else WIDE) for n in range(10)]
    for number in range(20):
        await place.client("sendMessage", chat_id=place.li, text=f"Nachricht {number}")
    for page in pages:
        await expect(bubble(phone(page, 0), "Nachricht 19")).to_be_visible()
    seen = await asyncio.gather(
        *(page.locator("[data-phone='0'] .words").all_inner_texts() for page in pages)
    )
    assert all(texts == seen[0] for texts in seen)
    assert len(seen[0]) == 21


async def test_on_a_small_screen_one_phone_fills_it_and_tabs_change_it(place, open_page):
    page = await open_page(SMALL)
    await expect(page.locator(".phone")).to_have_count(1)
    await page.locator(".tabs.bottom .tab").nth(1).click()
    await expect(page.locator(".chat-title")).to_contain_text("前台")
    await page.get_by_role("button", name="侧栏").click()
    await expect(page.locator(".panel")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]


async def test_two_thousand_messages_open_at_once_and_scroll_without_a_stall(place, open_page):
    for number in range(2000):
        place.people.write(place.wang, f"第 {number} 条 " + "话" * (number % 60), chat=place.group)
    began = time.perf_counter()
    page = await open_page()
    wang = phone(page, 1)
    await expect(bubble(wang, "第 1999 条")).to_be_visible()
    opened_s = time.perf_counter() - began
    assert await wang.locator(".row").count() == 100
    slowest_ms = await wang.locator(".history").evaluate(SCROLL_UP)
    place.people.write(place.wang, "own words do not count", chat=place.group)
    await expect(bubble(wang, "own words")).to_be_visible()
    await wang.locator(".history").evaluate("(history) => history.scrollBy({ top: -3000 })")
    await place.client("sendMessage", chat_id=place.group, text="vom Bot")
    await expect(wang.locator(".to-bottom")).to_contain_text("1 条新消息")
    await wang.locator(".to-bottom").click()
    await expect(bubble(wang, "vom Bot")).to_be_visible()
    # Far from what is measured on an idle machine, so that a busy one does not fail.
    assert opened_s < 10
    assert slowest_ms < 2000


# Scrolls up quickly, a step every frame, to the six hundredth row; returns the longest frame in ms.
SCROLL_UP = """async (history) => {
    let slowest = 0, before = performance.now();
    while (history.querySelectorAll(".row").length < 600) {
        history.scrollBy({ top: -600, behavior: "instant" });
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        slowest = Math.max(slowest, now - before);
        before = now;
    }
    return slowest;
}"""

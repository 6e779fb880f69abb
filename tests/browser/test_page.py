"""The page itself: many eyes on one demo, what stays after a reload or a kill, the keyboard, many messages."""

import asyncio
import socket
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.chromium import PHONE, nameless
from tests.demo_command import demo

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

LEAK = "厨房水管漏水,3-2-1501"
MANY = 2000


async def test_ten_browsers_see_the_same_after_each_act(shared_demo, visits):
    all_seen = await asyncio.gather(*(visits(shared_demo.url, viewport=PHONE) for _ in range(10)))
    first, last = all_seen[0].phone("王芳"), all_seen[-1].phone("王芳")

    async def all_read(words: str) -> None:
        for seen in all_seen:
            await seen.phone("王芳").reads(words)

    await first.start()
    await first.write(LEAK)
    await all_read("已记下")
    await last.press("不用来了")
    await all_read("已撤回")
    await first.write("谢谢")
    await all_read("不客气")
    shown = [" ".join((await seen.phone("王芳").log.inner_text()).split()) for seen in all_seen]
    assert shown == [shown[0]] * 10


async def test_a_reload_loses_nothing(shared_demo, visits):
    seen = await visits(shared_demo.url)
    owner = await seen.hand("王芳", "何静")
    await owner.start()
    await owner.write("厨房水管漏水,8-1-204")
    await owner.reads("已记下")
    clerk = await seen.hand("王工", "小陈")
    await clerk.open("翠园 工程")
    await clerk.frame.get_by_role("textbox").fill("我问一下")
    await seen.page.reload()
    await owner.reads("已记下")
    await clerk.reads("厨房水管漏水,8-1-204")
    await expect(clerk.frame.get_by_role("textbox")).to_have_value("我问一下")
    await expect(seen.life).to_contain_text("何静报的")


async def test_a_demo_that_was_killed_goes_on_and_the_page_finds_it_again(tmp_path, visits):
    with demo(tmp_path, port=free_port()) as first:
        seen = await visits(first.url)
        owner, engineer = seen.phone("王芳"), seen.phone("王工")
        await owner.start()
        await owner.write(LEAK)
        await engineer.press("接单")
        await owner.reads("已由王工接手")
        await wait_for_saving(tmp_path, "已由王工接手")
        first.kill()
        await expect(seen.page.get_by_text("连接断开,正在重连…")).to_be_visible()
    with demo(tmp_path, port=first.port):
        await expect(seen.page.get_by_text("连接断开,正在重连…")).to_have_count(0)
        await owner.reads("已由王工接手")
        await engineer.press_and_say("进展", "配件下午到。")
        await owner.reads("配件下午到")
    assert all("ERR_CONNECTION" in fault or "WebSocket" in fault for fault in visits.faults)
    visits.faults.clear()


async def wait_for_saving(state: Path, words: str) -> None:
    """Wait until the words are on the disk: a second may pass before a change is saved."""
    (phones,) = (state / "frontdesk").glob("demo-*/phones")
    for _ in range(100):
        if words.encode() in phones.read_bytes():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"“{words}” was not saved")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def test_two_thousand_messages_are_not_all_drawn_at_once_and_the_first_is_reached_by_scrolling(
    running_demo, visits
):
    seen = await visits(running_demo.url)
    engineer = seen.phone("王工")
    written = [
        {"person": 2001, "chat": -1003, "text": f"第 {n} 条。{'今天的活儿。' * (n % 5)}"} for n in range(MANY)
    ]
    await seen.page.request.post(f"{running_demo.url}/sandbox/write_many", data={"messages": written})
    await seen.page.reload()
    await engineer.reads(f"第 {MANY - 1} 条")
    lines = engineer.log.get_by_text("条。")
    drawn = await lines.count()
    assert drawn < MANY / 4
    slowest = await engineer.log.evaluate(SCROLL_TO_THE_FIRST)
    await expect(engineer.log.get_by_text("第 0 条。", exact=True)).to_be_visible()
    elements = await seen.page.evaluate("document.querySelectorAll('*').length")
    print(
        f"\n{MANY} messages: {drawn} drawn at first, {elements} elements in the end, longest frame {slowest:.0f} ms"
    )
    await engineer.frame.get_by_role("button", name="回到最新").click()
    await engineer.reads(f"第 {MANY - 1} 条")
    await expect(lines).to_have_count(drawn)


# Scrolls up a little every frame until there is nothing older; returns the longest frame in ms.
SCROLL_TO_THE_FIRST = """async (log) => {
    let slowest = 0, before = performance.now(), still = 0, last = 1;
    while (still < 30) {
        log.scrollBy({ top: -2000, behavior: "instant" });
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        slowest = Math.max(slowest, now - before);
        before = now;
        still = log.scrollTop === last ? still + 1 : 0;
        last = log.scrollTop;
    }
    return slowest;
}"""


async def test_the_keyboard_alone_is_enough_to_start_to_write_and_to_press(shared_demo, visits):
    seen = await visits(shared_demo.url)
    owner, keyboard = await seen.hand("王芳", "赵磊"), seen.page.keyboard
    await expect(owner.frame.get_by_role("button", name="开始")).to_be_visible()
    await go_to(seen.page, "Tab", "开始")
    await keyboard.press("Enter")
    await owner.reads("有事直接说")
    await go_to(seen.page, "Tab", "输入消息…")
    await keyboard.type(LEAK)
    await keyboard.press("Enter")
    await owner.reads("已记下")
    await go_to(seen.page, "Shift+Tab", "不用来了")
    await keyboard.press("Enter")
    await owner.reads("已撤回")


async def go_to(page: Page, key: str, name: str) -> None:
    """Press a key until the focus is on what has this name."""
    for _ in range(60):
        if await page.evaluate(NAME_OF_FOCUS) == name:
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{key} never comes to {name}")


NAME_OF_FOCUS = "document.activeElement.ariaLabel ?? document.activeElement.innerText.trim()"


async def test_everything_that_can_be_pressed_has_a_name(shared_demo, visits):
    seen = await visits(shared_demo.url)
    engineer = seen.phone("王工")
    await seen.panel.get_by_role("tab", name="万一…").click()
    await engineer.frame.get_by_role("button", name="附件").click()
    await expect(seen.page.get_by_role("menu")).to_be_visible()
    assert nameless(await seen.tree()) == []
    await seen.page.keyboard.press("Escape")
    await engineer.frame.get_by_role("button", name="王工").first.click()
    await expect(engineer.frame.get_by_role("dialog")).to_be_visible()
    assert nameless(await seen.tree()) == []

"""The pictures of the page for the documents: `make pictures` puts them into docs/pictures."""

import os
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.hands import SINK

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

LAPTOP = {"width": 1440, "height": 860}
LARGEST = 250_000
OF_THE_NIGHT = {
    "night.jpg": {"viewport": DESKTOP},
    "night-phone.png": {"viewport": PHONE},
}


async def test_the_pictures_show_a_matter_half_way(running_demo, visits, tmp_path):
    folder = Path(os.environ.get("FRONTDESK_PICTURES") or tmp_path)
    small = await visits(running_demo.url, viewport=PHONE)
    large = await visits(running_demo.url, viewport=LAPTOP)
    owner, engineer = large.phone("王芳"), large.phone("王工")
    await owner.start()
    await owner.reads("有事直接说")
    await owner.send_photo(SINK, "厨房水管漏水,3-2-1501")
    await owner.reads("已记下")
    await expect(engineer.log.get_by_role("img")).to_be_visible()
    await engineer.press("接单")
    await owner.reads("已由王工接手")
    await large.look_at(owner)
    await expect(large.step_now).to_contain_text("已接单")
    await small.phone("王芳").reads("已由王工接手")
    for visitor, name in ((large, "desktop.jpg"), (small, "phone.png")):
        await expect(visitor.page.locator("img").first).to_be_visible()
        await taken(visitor, folder / name)


@pytest.mark.skipif("FRONTDESK_PICTURES" not in os.environ, reason="it plays a story of two minutes")
async def test_the_pictures_show_forty_homes_without_power_as_one_card(running_demo, visits):
    folder = Path(os.environ["FRONTDESK_PICTURES"])
    visitors = {name: await visits(running_demo.url, **options) for name, options in OF_THE_NIGHT.items()}
    await visitors["night-phone.png"].hand("王芳", "张伟")
    told = visitors["night.jpg"].panel
    await told.get_by_role("button", name="夜里停电").click()
    await expect(told).to_contain_text("都马上收到安全提示", timeout=120_000)
    for name, visitor in visitors.items():
        await taken(visitor, folder / name)


@pytest.mark.skipif("FRONTDESK_PICTURES" not in os.environ, reason="it plays a story of a minute")
async def test_the_pictures_show_the_file_of_a_complaint_where_only_its_clerk_reads_it(running_demo, visits):
    visitor = await visits(running_demo.url)
    await visitor.hand("王芳", "李明")
    clerk = await visitor.hand("王工", "小陈")
    for phone in (clerk, visitor.phone("赵经理")):
        await phone.open("翠园前台")
    await visitor.panel.get_by_role("button", name="一件投诉从头到尾").click()
    await expect(visitor.panel).to_contain_text("方案先给赵经理看", timeout=120_000)
    await taken(visitor, Path(os.environ["FRONTDESK_PICTURES"]) / "complaint.jpg")


async def taken(visitor, file):
    """Take a picture of what somebody sees, once all of it is delivered."""
    await expect(visitor.page.get_by_role("article").get_by_role("status")).to_have_count(0)
    quality = {"quality": 75} if file.suffix == ".jpg" else {}
    picture = await visitor.page.screenshot(path=file, animations="disabled", **quality)
    assert len(picture) < LARGEST

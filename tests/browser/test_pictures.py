"""The pictures of the page for the documents: `make pictures` puts them into docs/pictures."""

import os
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.chromium import PHONE
from tests.browser.hands import SINK

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

LAPTOP = {"width": 1440, "height": 860}
LARGEST = 250_000


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


async def taken(visitor, file):
    """Take a picture of what somebody sees, once all of it is delivered."""
    await expect(visitor.page.get_by_role("article").get_by_role("status")).to_have_count(0)
    quality = {"quality": 75} if file.suffix == ".jpg" else {}
    picture = await visitor.page.screenshot(path=file, animations="disabled", **quality)
    assert len(picture) < LARGEST

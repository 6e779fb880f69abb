"""The pictures of the stories, which play for minutes: only `make pictures` takes them."""

import os
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.test_pictures import taken

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

OF_THE_NIGHT = {
    "night.jpg": {"viewport": DESKTOP},
    "night-phone.png": {"viewport": PHONE},
}


async def test_the_pictures_show_forty_homes_without_power_as_one_card(running_demo, visits):
    folder = Path(os.environ["FRONTDESK_PICTURES"])
    visitors = {name: await visits(running_demo.url, **options) for name, options in OF_THE_NIGHT.items()}
    await visitors["night-phone.png"].hand("王芳", "张伟")
    told = visitors["night.jpg"].panel
    await told.get_by_role("button", name="夜里停电").click()
    await expect(told).to_contain_text("都马上收到安全提示", timeout=120_000)
    for name, visitor in visitors.items():
        await taken(visitor, folder / name)


async def test_the_pictures_show_the_file_of_a_complaint_where_only_its_clerk_reads_it(running_demo, visits):
    visitor = await visits(running_demo.url)
    await visitor.hand("王芳", "李明")
    clerk = await visitor.hand("王工", "小陈")
    for phone in (clerk, visitor.phone("赵经理")):
        await phone.open("翠园前台")
    await visitor.panel.get_by_role("button", name="一件投诉从头到尾").click()
    await expect(visitor.panel).to_contain_text("方案先给赵经理看", timeout=120_000)
    await taken(visitor, Path(os.environ["FRONTDESK_PICTURES"]) / "complaint.jpg")

"""Chromium without a window, and what must hold of every page in it."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.hands import Visitor

NAMES = ("chromium", "chromium-browser", "google-chrome")
DESKTOP = {"width": 1600, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 15_000
CONTROLS = "button|link|textbox|searchbox|combobox|tab|menuitem|checkbox"
NAMELESS = re.compile(rf"^\s*- ({CONTROLS})\b(?! \"|: \S)", re.MULTILINE)


def find() -> str:
    """Return where Chromium is."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, (
        "no Chromium on the PATH: install it together with a Chinese font (Debian: chromium fonts-noto-cjk)"
    )
    return found


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """Run Chromium until the block ends."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find(), args=["--no-sandbox", "--disable-background-networking"]
        )
        try:
            yield browser
        finally:
            await browser.close()


def nameless(tree: str) -> list[str]:
    """Return what can be pressed or filled in, and has no name."""
    return NAMELESS.findall(tree)


class Visits:
    """Opens pages, each in a browser profile of its own, and writes down what must not happen in any of them."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._visitors: list[Visitor] = []
        self.faults: list[str] = []

    async def __call__(self, url: str, **options: Any) -> Visitor:
        """Open the page of a demo; in Chinese on a large screen where nothing else is asked for."""
        context = await self._browser.new_context(**{"locale": "zh-CN", "viewport": DESKTOP} | options)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        self._listen(page, url)
        await page.goto(url)
        self._visitors.append(Visitor(page))
        return self._visitors[-1]

    async def end(self) -> None:
        """Look for controls without a name on what was left open, and close everything."""
        for visitor in self._visitors:
            self.faults += [f"no name: {control}" for control in nameless(await visitor.tree())]
            await visitor.page.context.close()

    def _listen(self, page: Page, url: str) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("console", lambda said: said.type == "error" and self.faults.append(f"console: {said.text}"))
        page.on("request", lambda sent: self._note_strange(sent.url, url))
        page.on("websocket", lambda sent: self._note_strange(sent.url.replace("ws:", "http:"), url))

    def _note_strange(self, address: str, url: str) -> None:
        if not address.startswith((url, "data:", "blob:")):
            self.faults.append(f"left this machine: {address}")

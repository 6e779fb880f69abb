"""What a person does on the page and sees there: everything by the names that are on it."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect

SINK = Path(__file__).parents[2] / "bot" / "demonstration" / "page" / "sink.jpg"


@dataclass(frozen=True, slots=True)
class Phone:
    """One of the phones on the page, in the hands of somebody."""

    page: Page
    frame: Locator

    @property
    def log(self) -> Locator:
        """Return the messages of the chat that is open."""
        return self.frame.get_by_role("log")

    async def start(self) -> None:
        await self.frame.get_by_role("button", name="开始").click()

    async def write(self, words: str) -> None:
        field = self.frame.get_by_role("textbox")
        await field.fill(words)
        await field.press("Enter")

    async def send_photo(self, file: Path, words: str) -> None:
        """Choose a photo from the disk, with words to it."""
        await self.frame.get_by_role("textbox").fill(words)
        await self.attach("照片或文件", file)

    async def attach(self, item: str, file: Path | None = None) -> None:
        """Take something from the menu beside the words."""
        await self.frame.get_by_role("button", name="附件").click()
        entry = self.page.get_by_role("menuitem", name=item)
        if file is None:
            await entry.click()
            return
        async with self.page.expect_file_chooser() as chooser:
            await entry.click()
        await (await chooser.value).set_files(file)

    async def press(self, button: str) -> None:
        """Press the lowest button of this name."""
        await self.log.get_by_role("button", name=button, exact=True).last.click()

    async def press_and_say(self, button: str, words: str) -> None:
        """Press a button that asks for words, and answer the question."""
        await self.press(button)
        await expect(self.frame.get_by_text("回复 翠园前台")).to_be_visible()
        await self.write(words)

    async def reads(self, words: str | re.Pattern[str]) -> None:
        await expect(self.log).to_contain_text(words)

    async def open(self, chat: str) -> None:
        """Open a chat from the list of them."""
        chats = self.frame.get_by_role("navigation", name="聊天")
        await expect(self.log.or_(chats)).to_be_visible()
        if await self.log.is_visible():
            await self.frame.get_by_role("button", name="返回").click()
        await chats.get_by_role("button", name=chat).click()


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody before the page in a browser."""

    page: Page

    def phone(self, name: str) -> Phone:
        """Return the phone that somebody holds."""
        return Phone(self.page, self.page.get_by_role("article", name=f"{name}的手机"))

    async def hand(self, of: str, to: str) -> Phone:
        """Give somebody's phone to another person: then it is that person's."""
        frame = self.phone(of).frame
        await frame.get_by_role("button", name=of).first.click()
        await frame.get_by_role("dialog").get_by_role("button", name=to).click()
        return self.phone(to)

    async def tree(self) -> str:
        """Return the page as a screen reader has it."""
        return await self.page.locator("body").aria_snapshot()

    @property
    def panel(self) -> Locator:
        """Return what stands beside the phones."""
        return self.page.get_by_role("complementary")

    async def look_at(self, phone: Phone) -> None:
        """Bring a phone to the front: the panel shows what is about its owner."""
        await phone.frame.get_by_role("textbox").click()

    async def move_clock(self, button: str) -> None:
        await self.panel.get_by_role("button", name=button).click()

    async def until(self, happening: str) -> None:
        """Move the clock to the next thing that happens by itself, which is to be this."""
        await expect(self.panel.get_by_role("region", name="时间")).to_contain_text(f"下一件:{happening}")
        await self.move_clock("到下一件事")

    async def break_something(self, fault: str, about: str | None = "sendMessage") -> None:
        """Let a fault happen, to the next call of this method where it is about one; the panel is shown again."""
        await self.panel.get_by_role("tab", name="万一…").click()
        if about is not None:
            await self.panel.get_by_role("combobox", name="方法").select_option(about)
        await self.panel.get_by_role("button", name=fault).click()
        await self.panel.get_by_role("tab", name="幕后").click()

    @property
    def life(self) -> Locator:
        """Return the panel's part about a ticket's life."""
        return self.panel.get_by_role("region", name="这件事走到哪了")

    @property
    def step_now(self) -> Locator:
        """Return the step of the track at which the ticket is."""
        return self.life.locator("[aria-current=step]")

    def figure(self, name: str) -> Locator:
        """Return one of today's figures."""
        return self.panel.get_by_role("listitem").filter(has_text=name)

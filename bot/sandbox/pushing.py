"""Updates pushed to the address that a bot has set: several at once, again and again until each is taken.

Only addresses of this machine are called; what is set elsewhere fails as an unknown host would. A method that
a bot puts into its answer instead of calling it is not carried out.
"""

import asyncio
import json
import time
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.accounts import Bot
from bot.sandbox.world import Change, World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name, no secret
HERE = frozenset({"127.0.0.1", "localhost", "::1"})
AT_ONCE = 40  # where the bot wishes no other number
PATIENCE_S = 15.0
PAUSE_S = 0.1
LONGEST_PAUSE_S = 2.0


class Pushing:
    """Looks after every bot that has an address. `codes` are all answers so far, 0 being none."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.codes: list[int] = []
        self._lines: dict[int, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        """Push from now on; the addresses of a world that was loaded hold."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE_S))
        self.world.listen(self._hear)
        for bot in self.world.bots.values():
            self._look_after(bot)

    async def stop(self) -> None:
        """Break off whatever is on its way."""
        lines, self._lines = list(self._lines.values()), {}
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _hear(self, change: Change) -> None:
        if change.kind == "webhook" and change.facts and self._session is not None:
            self._look_after(self.world.bots[change.facts["bot"]])

    def _look_after(self, bot: Bot) -> None:
        line = self._lines.pop(bot.id, None)
        if line is not None:
            line.cancel()
        if bot.webhook:
            self._lines[bot.id] = asyncio.create_task(self._push_all(bot))

    async def _push_all(self, bot: Bot) -> None:
        """Hand over what waits, oldest first but side by side, so that no order is promised."""
        free = asyncio.Semaphore(bot.webhook.get("max_connections") or AT_ONCE)
        begun = set[int]()
        async with asyncio.TaskGroup() as pushes:
            while True:
                for update in bot.updates.pending():
                    if id(update) not in begun:
                        begun.add(id(update))
                        await free.acquire()
                        pushes.create_task(self._push(bot, update, free, begun))
                await bot.updates.more()

    async def _push(self, bot: Bot, update: dict[str, Any], free: asyncio.Semaphore, begun: set[int]) -> None:
        pause_s = PAUSE_S
        try:
            while not await self._taken(bot, update):
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            bot.updates.taken(update)
            self.world.tell("push", bot=bot.id)
        finally:
            begun.discard(id(update))
            free.release()

    async def _taken(self, bot: Bot, update: dict[str, Any]) -> bool:
        webhook = bot.webhook  # another may be set before the answer is there
        code, trouble = await self._posted(webhook, json.dumps(update))
        self.codes.append(code)
        if trouble:
            webhook |= {"last_error_date": int(time.time()), "last_error_message": trouble}
        self.world.tell("push", bot=bot.id)
        return not trouble

    async def _posted(self, webhook: dict[str, Any], body: str) -> tuple[int, str]:
        """Return the code of the answer and, unless it is 2xx, what Telegram would say of it."""
        url = str(webhook["url"])
        if urlsplit(url).hostname not in HERE:
            return 0, "Failed to resolve host: Name or service not known"
        headers = {"Content-Type": "application/json"}
        if webhook.get("secret_token"):
            headers[SECRET_HEADER] = webhook["secret_token"]
        assert self._session is not None, "lines run between start and stop"
        try:
            # A certificate of one's own would be given with setWebhook; here every one is taken.
            async with self._session.post(url, data=body, headers=headers, ssl=False) as answer:
                await answer.read()
                told = (
                    "" if answer.ok else f"Wrong response from the webhook: {answer.status} {answer.reason}"
                )
                return answer.status, told
        except TimeoutError:
            return 0, "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return 0, "Connection refused"
        except aiohttp.ClientError:
            return 0, "Connection reset by peer"

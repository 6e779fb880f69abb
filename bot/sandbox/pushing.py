"""Updates pushed to the address that a bot has set: chats side by side, each until it is taken.

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
        """Hand over what waits: one update of a chat after the other, chats side by side."""
        free = asyncio.Semaphore(bot.webhook.get("max_connections") or AT_ONCE)
        busy = set[Any]()
        async with asyncio.TaskGroup() as pushes:
            while True:
                for update in _first_of_each(bot.updates.pending(), busy):
                    busy.add(_queue_of(update))
                    await free.acquire()
                    pushes.create_task(self._push(bot, update, free, busy))
                await bot.updates.more()

    async def _push(self, bot: Bot, update: dict[str, Any], free: asyncio.Semaphore, busy: set[Any]) -> None:
        pause_s = PAUSE_S
        while (told := await self._tried(bot, update)) is not None:
            free.release()
            # As the server of the Bot API does it: a wish is heeded, and does not lengthen the next pause.
            await asyncio.sleep(told or pause_s)
            pause_s = min(pause_s if told else 2 * pause_s, LONGEST_PAUSE_S)
            await free.acquire()
        free.release()
        busy.discard(_queue_of(update))
        bot.updates.taken(update)
        self.world.tell("push", bot=bot.id)

    async def _tried(self, bot: Bot, update: dict[str, Any]) -> float | None:
        """Try once; return None when it was taken, else the pause that was wished for, 0 for none."""
        webhook = bot.webhook  # another may be set before the answer is there
        code, trouble, pause_s = await self._posted(webhook, json.dumps(update))
        self.codes.append(code)
        if trouble:
            webhook |= {"last_error_date": int(time.time()), "last_error_message": trouble}
        self.world.tell("push", bot=bot.id)
        return pause_s if trouble else None

    async def _posted(self, webhook: dict[str, Any], body: str) -> tuple[int, str, float]:
        """Return the code, what Telegram would say of it unless it is 2xx, and the pause it wishes for."""
        url = str(webhook["url"])
        if urlsplit(url).hostname not in HERE:
            return 0, "Failed to resolve host: Name or service not known", 0.0
        headers = {"Content-Type": "application/json"}
        if webhook.get("secret_token"):
            headers[SECRET_HEADER] = webhook["secret_token"]
        assert self._session is not None, "lines run between start and stop"
        try:
            # A certificate of one's own would be given with setWebhook; here every one is taken.
            async with self._session.post(url, data=body, headers=headers, ssl=False) as answer:
                await answer.read()
                if answer.ok:
                    return answer.status, "", 0.0
                wished = answer.headers.get("Retry-After", "")
                trouble = f"Wrong response from the webhook: {answer.status} {answer.reason}"
                return answer.status, trouble, float(wished) if wished.isdecimal() else 0.0
        except TimeoutError:
            return 0, "Read timeout expired", 0.0
        except aiohttp.ClientConnectorError:
            return 0, "Connection refused", 0.0
        except aiohttp.ClientError:
            return 0, "Connection reset by peer", 0.0


def _first_of_each(updates: list[dict[str, Any]], busy: set[Any]) -> list[dict[str, Any]]:
    """Return the oldest update of each queue that has none on its way."""
    oldest: dict[Any, dict[str, Any]] = {}
    for update in updates:
        oldest.setdefault(_queue_of(update), update)
    return [update for queue, update in oldest.items() if queue not in busy]


def _queue_of(update: dict[str, Any]) -> Any:
    """Return the chat whose order the server keeps; an update of no chat waits for nobody."""
    for content in update.values():
        holder = content if isinstance(content, dict) else {}
        for place in (holder, holder.get("message")):
            chat = place.get("chat") if isinstance(place, dict) else None
            if isinstance(chat, dict) and "id" in chat:
                return chat["id"]
    return f"update {update.get('update_id')}"

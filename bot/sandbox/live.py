"""What happens, told to every open page at once: the whole world first, then one message a change."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.chats import Chat
from bot.sandbox.faults import Faults
from bot.sandbox.view import account_view, chat_view, key_of, message_view, world_view
from bot.sandbox.world import Change, World

# What a page may be behind before it is sent away to come again; more than a script writes in one go.
MOST_WAITING = 20_000
SIGN_OF_LIFE_S = 20.0


@dataclass(eq=False, slots=True)
class Browser:
    """One open page and what it has not been sent yet."""

    request: web.Request
    waiting: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    def hang_up(self) -> None:
        """Break the connection without waiting for the other side; the page connects again."""
        if self.request.transport is not None:
            self.request.transport.abort()


class Live:
    """Listens to the world on behalf of all pages; none of them can hold the others up."""

    def __init__(self, world: World, faults: Faults, beside: Sequence[str], zone: str) -> None:
        self.world = world
        self.faults = faults
        self.most_waiting = MOST_WAITING
        self._page = {"beside": list(beside), "zone": zone}
        self._browsers: set[Browser] = set()
        world.listen(self._tell)

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/sandbox/live", self._serve)
        app.on_shutdown.append(self._send_away)

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=SIGN_OF_LIFE_S, compress=False)
        await socket.prepare(request)
        browser = Browser(request)
        browser.waiting.put_nowait(self._everything())
        self._browsers.add(browser)
        sending = asyncio.create_task(_send(socket, browser))
        try:
            async for _ in socket:
                pass
        finally:
            self._browsers.discard(browser)
            sending.cancel()
        return socket

    async def _send_away(self, _: web.Application) -> None:
        for browser in self._browsers:
            browser.hang_up()

    def _everything(self) -> str:
        shape = {"type": "world"} | world_view(self.world) | {"faults": self.faults.waiting()} | self._page
        return json.dumps(shape)

    def _tell(self, change: Change) -> None:
        if not self._browsers:
            return
        for text in self._texts(change):
            for browser in tuple(self._browsers):
                if browser.waiting.qsize() >= self.most_waiting:
                    self._browsers.discard(browser)
                    browser.hang_up()
                else:
                    browser.waiting.put_nowait(text)

    def _texts(self, change: Change) -> Iterator[str]:
        if change.kind == "bot":
            yield self._everything()
            return
        for shape in self._shapes(change):
            yield json.dumps({"type": "change"} | shape)

    def _shapes(self, change: Change) -> Iterator[dict[str, Any]]:
        """Return what a page is told of a change; of some it is told nothing."""
        facts = change.facts or {}
        match change.kind:
            case "person":
                yield {"kind": "person", "person": account_view(facts["account"])}
                for bot in self.world.bots:
                    yield self._chat(self.world.private(facts["account"].id, bot))
            case "commands":
                for chat in (*self.world.groups.values(), *self.world.privates.values()):
                    if facts["bot"] in {bot.id for bot in self.world.bots_in(chat)}:
                        yield self._chat(chat)
            case "faults":
                yield {"kind": "faults", "faults": self.faults.waiting()}
            case "clock":
                yield {"kind": "clock", "now": self.world.now()}
            case "answer":
                press = facts["press"]
                where = key_of(self.world.chat(press.chat_id, press.bot))
                told = {"press": press.id, "person": press.person}
                words = {"text": press.answer.text, "alert": press.answer.show_alert}
                yield {"kind": "answer", "chat": where} | told | words
            case _ if change.chat is not None:
                yield from self._in_chat(change, change.chat, facts)

    def _in_chat(self, change: Change, chat: Chat, facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
        where = {"chat": key_of(chat)}
        match change.kind:
            case "chat" | "pin":
                yield self._chat(chat)
            case "action":
                yield where | {"kind": "typing", "who": facts["bot"], "action": facts["action"]}
        if change.message is None:
            return
        match change.kind:
            case "message":
                yield where | {"kind": "message", "message": message_view(chat, change.message)}
            case "edit" | "reaction":
                yield where | {"kind": "edit", "message": message_view(chat, change.message)}
            case "delete":
                yield where | {"kind": "delete", "id": change.message.id}
            case "press":
                press = facts["press"]
                told = {"press": press.id, "person": press.person, "data": press.data}
                yield where | {"kind": "press", "message": press.message_id} | told

    def _chat(self, chat: Chat) -> dict[str, Any]:
        return {"kind": "chat", "chat": key_of(chat), "facts": chat_view(self.world, chat)}


async def _send(socket: web.WebSocketResponse, browser: Browser) -> None:
    try:
        while True:
            await socket.send_str(await browser.waiting.get())
    except ConnectionError:
        browser.hang_up()

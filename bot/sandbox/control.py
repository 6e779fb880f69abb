"""The same hands over HTTP, for a test in another process: POST /sandbox/<act> with the arguments as JSON.

Answers 200 {"result": …}, or 400 {"error": …} for an act that cannot be. Waiting longer than asked is 408.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from inspect import isawaitable
from typing import Any

from aiohttp import web

from bot.sandbox import delivery, watch
from bot.sandbox.api import BotApi
from bot.sandbox.groups import Groups
from bot.sandbox.people import People
from bot.sandbox.world import World


class Control:
    """One table of acts: names as in Python, arguments by name."""

    def __init__(self, world: World, people: People, groups: Groups, api: BotApi) -> None:
        self.world = world
        self.api = api
        self.acts: dict[str, Callable[..., Any]] = {
            "add_bot": self._add_bot,
            "add_person": self._add_person,
            "add_group": self._add_group,
            "start": people.start,
            "write": people.write,
            "write_many": self._write_many,
            "send": people.send,
            "album": people.album,
            "sticker": people.sticker,
            "location": people.location,
            "contact": people.contact,
            "edit": people.edit,
            "delete": people.delete,
            "press": people.press,
            "react": people.react,
            "block": people.block,
            "unblock": people.unblock,
            "join": groups.join,
            "leave": groups.leave,
            "promote": groups.promote,
            "upgrade": groups.upgrade,
            "messages": self._messages,
            "message": self._message,
            "presses": self._presses,
            "update": self._update,
            "pending": self._pending,
            "redeliver": self._redeliver,
            "restart_update_ids": self._restart_update_ids,
            "fault": api.faults.add,
            "clear_faults": api.faults.clear,
            "limits_on": api.limits.turn_on,
            "limits_off": api.limits.turn_off,
            "calls": self._calls,
        }

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/sandbox/{act}", self._handle)
        app.router.add_get("/sandbox/file/{file_id}", self._file)

    async def _handle(self, request: web.Request) -> web.Response:
        act = self.acts.get(request.match_info["act"])
        if act is None:
            return _answer(404, {"error": f"no act {request.match_info['act']}", "acts": sorted(self.acts)})
        try:
            raw = await request.read()
            arguments = json.loads(raw) if raw.strip() else {}
            if "content" in arguments:
                arguments["content"] = base64.b64decode(arguments["content"])
            if "contents" in arguments:
                arguments["contents"] = [base64.b64decode(one) for one in arguments["contents"]]
            result = act(**arguments)
            if isawaitable(result):
                result = await result
        except TimeoutError:
            return _answer(408, {"error": "it did not happen in time"})
        except (LookupError, ValueError, TypeError) as error:
            return _answer(400, {"error": f"{type(error).__name__}: {error}"})
        return _answer(200, {"result": result})

    async def _file(self, request: web.Request) -> web.Response:
        """Show a file that somebody sent; whatever it claims to be, it is never run as a page of ours."""
        stored = self.world.files.get(request.match_info["file_id"])
        if stored is None:
            return _answer(404, {"error": "no such file"})
        return web.Response(
            body=stored.content,
            headers={
                "Content-Type": stored.mime,
                "Cache-Control": "no-cache",
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'; sandbox",
            },
        )

    def _add_bot(self, token: str, *, username: str = "", name: str = "", privacy: bool = True) -> Any:
        return self.world.add_bot(token, username=username, name=name, privacy=privacy).to_json()

    def _add_person(self, first_name: str, **facts: Any) -> Any:
        return self.world.add_person(first_name, **facts).to_json()

    def _add_group(self, title: str, **facts: Any) -> Any:
        return self.world.add_group(title, **facts).to_json()

    def _write_many(self, messages: list[dict[str, Any]]) -> list[int]:
        """Write many messages in one go; each is a dict with the arguments of `write`."""
        people = People(self.world)
        return [people.write(**message) for message in messages]

    def _messages(self, chat: int, *, bot: int | None = None, after: int = 0) -> Any:
        return [_plain(one) for one in watch.messages(self.world, chat, bot=bot, after=after)]

    async def _message(self, chat: int, **wanted: Any) -> Any:
        return _plain(await watch.message(self.world, chat, **wanted))

    def _presses(self) -> Any:
        return [asdict(press) for press in self.world.presses.values()]

    def _update(self, kind: str, payload: Any, *, bot: int | None = None) -> int | None:
        """Queue an update of any shape, also of kinds nobody knows."""
        return delivery.push(self.world, self.world.bot(bot), kind, payload)

    def _pending(self, *, bot: int | None = None) -> Any:
        return self.world.bot(bot).updates.pending()

    def _redeliver(self, update: dict[str, Any], *, bot: int | None = None) -> None:
        self.world.bot(bot).updates.push_again(update)

    def _restart_update_ids(self, next_id: int, *, bot: int | None = None) -> None:
        self.world.bot(bot).updates.restart_ids(next_id)

    def _calls(self, method: str = "", chat: int | str | None = None) -> Any:
        calls = self.api.called(method, chat) if method else list(self.api.calls)
        return [asdict(call) for call in calls]


def _plain(value: Any) -> Any:
    shape = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    return shape | {"buttons": value.buttons}


def _answer(status: int, body: Any) -> web.Response:
    return web.Response(status=status, body=json.dumps(body).encode(), content_type="application/json")

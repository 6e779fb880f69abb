"""The panel beside the phones: its files, what it shows, and the clock and the story it moves."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from aiohttp import WSMsgType, web

from bot.demonstration import samples
from bot.demonstration.looking import Looking, Onlooker
from bot.demonstration.stage import Stage
from bot.demonstration.story import STORIES, Story
from bot.demonstration.wording import LANGUAGES, entries, wording
from bot.judging import Judging
from storage.database import Database, StorageError

_FOLDER = files("bot.demonstration").joinpath("page")
_CONTENT_TYPES = {"js": "text/javascript", "css": "text/css", "jpg": "image/jpeg", "webm": "audio/webm"}
_HEADERS = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
_SETTLE_S = 0.15
_LOOK_EVERY_S = 1.0
_FURTHEST = timedelta(days=366)  # what no calendar has a name for would stop the desk


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the panel is about, once it is there."""

    stage: Stage
    onlooker: Onlooker
    story: Story


class Panel:
    """Stands beside the phones. Until `showing` begins, a browser waits."""

    script = "/demo/panel.js"

    def __init__(self, judging: Judging) -> None:
        self._judging = judging
        self._shown: asyncio.Future[_Shown] = asyncio.get_running_loop().create_future()
        self._changed: set[asyncio.Event] = set()
        self._sockets: set[web.WebSocketResponse] = set()

    def add_routes(self, app: web.Application) -> None:
        """Serve the panel under /demo/."""
        app.router.add_get("/demo/live", self._live)
        app.router.add_post("/demo/clock", self._move)
        app.router.add_post("/demo/story", self._play)
        app.router.add_get("/demo/{name}", _asset)
        app.on_shutdown.append(self._send_away)

    @asynccontextmanager
    async def showing(self, stage: Stage) -> AsyncIterator[None]:
        """Show this stage until the block ends."""
        database = await asyncio.to_thread(Database.open, stage.database, now=stage.clock.now)
        story = Story(stage, self._ring)
        stop = stage.sandbox.world.listen(lambda _: self._ring())
        self._shown.set_result(_Shown(stage, Onlooker(stage, database, self._judging), story))
        try:
            yield
        finally:
            stop()
            await story.stop()
            await asyncio.to_thread(database.close)

    def _ring(self) -> None:
        for changed in self._changed:
            changed.set()

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=20.0)
        await socket.prepare(request)
        shown = await self._shown
        changed, looking = asyncio.Event(), [Looking()]
        self._changed.add(changed)
        self._sockets.add(socket)
        try:
            async with asyncio.TaskGroup() as both:
                showing = both.create_task(_show(socket, shown, changed, looking))
                async for message in socket:
                    if message.type is WSMsgType.TEXT:
                        looking[0] = _looking(message.data)
                        changed.set()
                showing.cancel()
        finally:
            self._changed.discard(changed)
            self._sockets.discard(socket)
        return socket

    async def _move(self, request: web.Request) -> web.Response:
        """Move the clock: {"by_s": 60}, {"to": "tomorrow"} or {"to": "next"}."""
        shown, asked = await self._shown, await _body(request)
        clock, onlooker = shown.stage.clock, shown.onlooker
        try:
            clock.forward(await _how_far(asked, clock.now(), onlooker))
        except (ValueError, TypeError, OverflowError) as error:
            return web.json_response({"error": str(error)}, status=400)
        words = wording(str(asked.get("lang", "zh")))
        now = clock.now()
        said = words.say("panel.moved", when=words.when(now, now, onlooker.estate.zone))
        return web.json_response({"result": {"now": now.timestamp(), "said": said}})

    async def _play(self, request: web.Request) -> web.Response:
        """Begin a story, or stop it: {"act": "play", "story": "first"} or {"act": "stop"}."""
        story = (await self._shown).story
        match await _body(request):
            case {"act": "play", "story": str(name)} if name in STORIES:
                story.play(name)
            case {"act": "stop"}:
                await story.stop()
            case _:
                known = " or ".join(f'{{"act": "play", "story": "{name}"}}' for name in STORIES)
                return web.json_response({"error": f'write {known} or {{"act": "stop"}}'}, status=400)
        return web.json_response({"result": None})

    async def _send_away(self, _: web.Application) -> None:
        if not self._shown.done():
            self._shown.cancel()
        for socket in tuple(self._sockets):
            await socket.close()


async def _show(
    socket: web.WebSocketResponse, shown: _Shown, changed: asyncio.Event, looking: list[Looking]
) -> None:
    """Send what is to be seen whenever it is something else than before."""
    await _tell(socket, _hello())
    before: dict[str, Any] | None = None
    while True:
        # Some changes make no sound on the phones: a message that waits, a deadline that passes.
        with suppress(TimeoutError):
            await asyncio.wait_for(changed.wait(), _LOOK_EVERY_S)
            await asyncio.sleep(_SETTLE_S)
        changed.clear()
        seen = await _view(shown, looking[0]) if looking[0].person else None
        if seen is not None and seen != before:
            before = seen
            await _tell(socket, {"type": "view"} | seen)


async def _view(shown: _Shown, looking: Looking) -> dict[str, Any] | None:
    try:
        view = await shown.onlooker.view(looking)
    except StorageError:
        return None
    return view | {"story": shown.story.told(wording(looking.language))}


async def _how_far(asked: dict[str, Any], now: datetime, onlooker: Onlooker) -> timedelta:
    match asked:
        case {"by_s": float() | int() as seconds}:
            by = timedelta(seconds=seconds)
            if by > _FURTHEST:
                raise ValueError("at most a year at once")
            return by
        case {"to": "tomorrow"}:
            local = now.astimezone(onlooker.estate.zone)
            morning = (local + timedelta(days=1)).replace(hour=8, minute=30, second=0, microsecond=0)
            return morning - local
        case {"to": "next"}:
            due = await onlooker.next_event()
            if due is None:
                raise ValueError("nothing is waiting")
            return max(due - now, timedelta()) + timedelta(seconds=1)
    raise ValueError('write {"by_s": seconds}, {"to": "tomorrow"} or {"to": "next"}')


async def _tell(socket: web.WebSocketResponse, shape: dict[str, Any]) -> None:
    with suppress(ConnectionError):  # whoever looked has gone
        await socket.send_json(shape)


def _hello() -> dict[str, Any]:
    words: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for section, key, told in entries():
        if section == "panel":
            for language in LANGUAGES:
                words[language][key] = told[language]
    return {"type": "hello", "words": words, "samples": samples.as_json()}


def _looking(text: str) -> Looking:
    """Read what a browser wants to see; what makes no sense is left at its default."""
    try:
        asked = json.loads(text)
    except ValueError:
        return Looking()
    if not isinstance(asked, dict):
        return Looking()
    known = {field.name: asked.get(field.name) for field in fields(Looking)}
    whole = {name: value for name, value in known.items() if isinstance(value, int)}
    named = {name: value for name, value in known.items() if isinstance(value, str)}
    return Looking(
        language=named.get("language", "zh"),
        person=whole.get("person", 0),
        chat=named.get("chat", ""),
        ticket=whole.get("ticket"),
        message=whole.get("message"),
    )


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


async def _asset(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    content_type = _CONTENT_TYPES.get(name.rpartition(".")[2])
    found = _FOLDER.joinpath(name)
    if content_type is None or not found.is_file():
        return web.Response(status=404, text="no such file")
    return web.Response(body=found.read_bytes(), content_type=content_type, headers=_HEADERS)

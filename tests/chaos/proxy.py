"""A proxy before the Bot API that does what bad networks and busy servers do, from a seed."""

import asyncio
import json
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout, web

from tests.chaos.mischief import CALM, LATE_S, Mischief, Weather, drawn, paced

_PAGE = "<html>\r\n<head><title>{0}</title></head>\r\n<body><h1>{0}</h1><hr>nginx</body>\r\n</html>\r\n"
_LONGEST_DELAY_S = 2.0
_DRIP_S, _DRIPS = 0.1, 20
_RETRY_AFTER_S = (1, 4)
# A call may have left before the answer to another one arrived.
_ON_ITS_WAY_S = 0.5


@dataclass
class Proxy:
    """Passes calls on to `target`. `early` are sends to a chat before the time it was told to wait for."""

    target: str
    seed: int
    weather: Weather = CALM
    url: str = ""
    happened: Counter[str] = field(default_factory=Counter)
    early: list[tuple[str, str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._told: dict[str, tuple[float, float]] = {}
        self._late: set[asyncio.Task[web.Response]] = set()
        self._port = 0
        self._site: web.TCPSite | None = None

    async def __aenter__(self) -> Self:
        self._onward = ClientSession(timeout=ClientTimeout(total=120), auto_decompress=False)
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await self._listen()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        await asyncio.gather(*self._late, return_exceptions=True)
        await self._onward.close()

    async def turn(self, weather: Weather) -> None:
        """Let the weather change; while nobody is there, connections are refused."""
        self.weather = weather
        if weather.away and self._site is not None:
            site, self._site = self._site, None
            await site.stop()
        elif not weather.away and self._site is None:
            await self._listen()

    async def _listen(self) -> None:
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await self._site.start()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.path.rpartition("/")[2].lower()
        if self.weather.away:
            self.happened["away"] += 1
            return _hang_up(request)
        try:
            body = await request.read()
        except ConnectionError:
            return web.Response()
        chat = _chat_in(body)
        self._watch_pace(method, chat)
        mischief = drawn(self._chance, self.weather, method)
        self.happened[mischief] += 1
        try:
            return await self._do(mischief, request, body, chat)
        except ClientConnectionError:
            return _hang_up(request)  # the other side went away by itself

    def _watch_pace(self, method: str, chat: str) -> None:
        told_at, until = self._told.get(chat, (0.0, 0.0))
        now = time.monotonic()
        if paced(method) and told_at + _ON_ITS_WAY_S < now < until:
            self.early.append((method, chat, until - now))

    async def _do(
        self, mischief: Mischief, request: web.Request, body: bytes, chat: str
    ) -> web.StreamResponse:
        match mischief:
            case Mischief.none:
                return await self._pass_on(request, body)
            case Mischief.delay:
                await asyncio.sleep(self._chance.uniform(0.05, _LONGEST_DELAY_S))
                return await self._pass_on(request, body)
            case Mischief.drip:
                return await _dripping(request, await self._pass_on(request, body))
            case Mischief.reset:
                return _hang_up(request)
            case Mischief.lose_answer:
                await self._pass_on(request, body)
                return _hang_up(request)
            case Mischief.cut_answer:
                return await _cut(request, await self._pass_on(request, body))
            case Mischief.half_json:
                whole = _bytes_of(await self._pass_on(request, body))
                return web.Response(body=whole[: len(whole) // 2], content_type="application/json")
            case Mischief.late_answer:
                answer = await self._pass_on(request, body)
                await asyncio.sleep(LATE_S)
                return answer
            case Mischief.late_call:
                return await self._pass_on_late(request, body)
            case Mischief.silence:
                await asyncio.sleep(LATE_S)
                return _hang_up(request)
            case Mischief.slow_down:
                return self._slow_down(chat)
            case Mischief.bad_gateway:
                return web.Response(
                    status=502, text=_PAGE.format("502 Bad Gateway"), content_type="text/html"
                )
            case Mischief.unavailable:
                return web.Response(
                    status=503, text=_PAGE.format("503 Service Unavailable"), content_type="text/html"
                )
            case Mischief.conflict:
                return _refusal(409, "Conflict: terminated by other getUpdates request")

    async def _pass_on(self, request: web.Request, body: bytes) -> web.Response:
        headers = {"Content-Type": request.headers.get("Content-Type", "")} if body else {}
        async with self._onward.request(
            request.method, f"{self.target}{request.path_qs}", data=body or None, headers=headers
        ) as answer:
            return web.Response(
                status=answer.status, body=await answer.read(), content_type=answer.content_type
            )

    async def _pass_on_late(self, request: web.Request, body: bytes) -> web.Response:
        # A task of its own: the handler is cancelled when the caller goes away.
        async def late() -> web.Response:
            await asyncio.sleep(LATE_S)
            return await self._pass_on(request, body)

        task = asyncio.create_task(late())
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        return await asyncio.shield(task)

    def _slow_down(self, chat: str) -> web.Response:
        wait_s, now = self._chance.randint(*_RETRY_AFTER_S), time.monotonic()
        _, until = self._told.get(chat, (0.0, 0.0))
        self._told[chat] = (now, max(until, now + wait_s))
        return _refusal(429, f"Too Many Requests: retry after {wait_s}", {"retry_after": wait_s})


def _refusal(code: int, words: str, parameters: dict[str, int] | None = None) -> web.Response:
    body = {"ok": False, "error_code": code, "description": words}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)


def _bytes_of(answer: web.Response) -> bytes:
    assert isinstance(answer.body, bytes)
    return answer.body


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _cut(request: web.Request, answer: web.Response) -> web.StreamResponse:
    """Announce the whole answer and break off in the middle of it."""
    whole = _bytes_of(answer)
    begun = web.StreamResponse(
        headers={"Content-Length": str(len(whole)), "Content-Type": "application/json"}
    )
    await begun.prepare(request)
    await begun.write(whole[: len(whole) // 2])
    return _hang_up(request)


async def _dripping(request: web.Request, answer: web.Response) -> web.StreamResponse:
    whole = _bytes_of(answer)
    slow = web.StreamResponse(
        status=answer.status,
        headers={"Content-Length": str(len(whole)), "Content-Type": "application/json"},
    )
    await slow.prepare(request)
    step = max(1, len(whole) // _DRIPS)
    for start in range(0, len(whole), step):
        await slow.write(whole[start : start + step])
        await asyncio.sleep(_DRIP_S)
    await slow.write_eof()
    return slow


def _chat_in(body: bytes) -> str:
    """Return the chat a call is for, however its parameters are written."""
    text = body.decode("utf-8", errors="replace")
    if text.startswith("{"):
        return str(json.loads(text).get("chat_id", ""))
    named = re.search(r'name="chat_id"\r\n(?:[^\r]+\r\n)*\r\n([^\r]+)', text)
    return named.group(1) if named else parse_qs(text).get("chat_id", [""])[0]

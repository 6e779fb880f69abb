"""The Bot API over HTTP, in front of the world."""

import asyncio
import json
import re
import time
from collections import deque
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from aiohttp import web

from bot.sandbox.accounts import Bot
from bot.sandbox.errors import ApiError, too_many_requests
from bot.sandbox.faults import Fault, FaultKind, Faults
from bot.sandbox.limits import Limits
from bot.sandbox.methods import METHODS, Method
from bot.sandbox.params import read_params
from bot.sandbox.sending import Request
from bot.sandbox.world import World

TOKEN = re.compile(r"[1-9]\d{0,18}:[A-Za-z0-9_-]+\Z")
LARGEST_BODY = 64 * 1024 * 1024
CALLS_KEPT = 20_000
NOT_FOUND = ApiError(404, "Not Found")
GATEWAY_PAGE = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"


@dataclass(slots=True)
class Call:
    """A call as it came and what became of it; `status` 0 is a connection broken on purpose."""

    at: float
    bot: int
    method: str
    params: dict[str, str]
    status: int = 0
    result: Any = None
    error: str = ""
    took_s: float = 0.0


class BotApi:
    """Every bot's methods and downloads, with the faults and limits that were asked for, on record."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.faults = Faults(lambda: world.tell("faults"))
        self.limits = Limits()
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)

    def add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/bot{token:[^/]*}/{method:[^/]*}", self._handle)
        app.router.add_get("/file/bot{token:[^/]*}/{path:.*}", self._download)
        app.router.add_route("*", "/{rest:.*}", _not_found)

    def called(self, method: str, chat: int | str | None = None) -> list[Call]:
        """Return the calls of a method, oldest first, in one chat or in all."""
        wanted = None if chat is None else str(chat)
        return [
            call
            for call in self.calls
            if call.method == method.lower() and wanted in {None, call.params.get("chat_id")}
        ]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"].lower()
        call = Call(time.time(), 0, name, {})
        try:
            bot = self._bot(request.match_info["token"])
            method = METHODS.get(name)
            if method is None:
                raise NOT_FOUND
            params = await read_params(request)
        except ApiError as error:
            return _error_answer(call, error)
        except ConnectionError:
            # The client died in the middle of its request: nothing is done and nobody reads an answer.
            return web.Response()
        call.bot, call.params = bot.id, dict(params.values)
        self.calls.append(call)
        began = time.perf_counter()
        try:
            answer = await self._answer(request, call, method, Request(self.world, bot, params))
            answer.headers["Date"] = formatdate(self.world.now(), usegmt=True)
            return answer
        finally:
            call.took_s = time.perf_counter() - began

    def _bot(self, token: str) -> Bot:
        if not TOKEN.match(token):
            raise NOT_FOUND
        bot = self.world.by_token(token)
        if bot is None:
            raise ApiError(401, "Unauthorized")
        return bot

    async def _answer(
        self, request: web.Request, call: Call, method: Method, asked: Request
    ) -> web.StreamResponse:
        chat = asked.params.text("chat_id")
        fault = self.faults.take(call.method, chat)
        if fault is not None:
            instead = await self._suffer(fault, request, call)
            if instead is not None:
                return instead
        try:
            self.limits.check(asked.bot.id, call.method, chat)
            result = method(asked)
            if asyncio.iscoroutine(result):
                result = await result
        except ApiError as error:
            return _error_answer(call, error)
        call.status, call.result = 200, result
        if fault is not None and fault.kind is FaultKind.lose_answer:
            return _hang_up(request)
        return _json_answer(200, {"ok": True, "result": result})

    @staticmethod
    async def _suffer(fault: Fault, request: web.Request, call: Call) -> web.StreamResponse | None:
        """Do what a fault says before the method; None means that the method runs."""
        if fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        match fault.kind:
            case FaultKind.slow_down:
                return _error_answer(call, too_many_requests(fault.retry_after))
            case FaultKind.refuse:
                return _error_answer(call, ApiError(fault.code, fault.description))
            case FaultKind.drop:
                call.error = "connection dropped"
                return _hang_up(request)
            case FaultKind.bad_gateway:
                call.status, call.error = 502, "Bad Gateway"
                return web.Response(status=502, text=GATEWAY_PAGE, content_type="text/html")
            case FaultKind.lose_answer | FaultKind.delay:
                return None

    async def _download(self, request: web.Request) -> web.StreamResponse:
        try:
            self._bot(request.match_info["token"])
        except ApiError as error:
            return _json_answer(error.code, error.to_json())
        stored = self.world.files.by_path(request.match_info["path"])
        if stored is None:
            return _json_answer(404, NOT_FOUND.to_json())
        return web.Response(body=stored.content, content_type="application/octet-stream")


async def _not_found(_: web.Request) -> web.StreamResponse:
    return _json_answer(404, NOT_FOUND.to_json())


def _json_answer(status: int, body: Any) -> web.Response:
    """Answer in ASCII with escapes, as the real server does."""
    return web.Response(status=status, body=json.dumps(body).encode(), content_type="application/json")


def _error_answer(call: Call, error: ApiError) -> web.Response:
    call.status, call.error = error.code, error.description
    return _json_answer(error.code, error.to_json())


def _hang_up(request: web.Request) -> web.Response:
    """Break the connection: the answer that is returned here never leaves."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()

"""aiogram as an API client and nothing more."""

from collections.abc import Awaitable
from functools import cache
from typing import Any
from urllib.parse import quote

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
    TCPConnector,
)

from bot.channel import Made
from bot.channels.telegram import asking, failing
from bot.channels.telegram.asking import ServerClock
from bot.channels.telegram.writing import Call

# How long an answer may take is the caller's to say; these tell what was sent from what was not.
_PHASES = ClientTimeout(total=None, connect=asking.POOL_S + asking.CONNECT_S, sock_connect=asking.CONNECT_S)
_BEFORE_SENDING = (ClientConnectorError, ConnectionTimeoutError)


class _Session(AiohttpSession):
    """Lets an answer be judged as it came, whatever bytes it has, before the library does."""

    def __init__(self, api: TelegramAPIServer) -> None:
        super().__init__(api=api, limit=asking.CONNECTIONS)
        # Beside the certificates that come along, those of the system and of SSL_CERT_FILE.
        self._connector_init["ssl"].load_default_certs()
        self.clock = ServerClock()

    async def create_session(self) -> ClientSession:
        """Return the one session, which heeds the environment's proxies as the other driver's does."""
        if self._session is None:
            connector = TCPConnector(**self._connector_init, keepalive_timeout=asking.IDLE_S)
            self._session = ClientSession(connector=connector, timeout=_PHASES, trust_env=True)
        return self._session

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ARG002, ASYNC109 - the library's way to say it, and not ours
    ) -> Any:
        url = self.api.api_url(bot.token, method.__api_method__)
        code, payload = await self.exchange("POST", url, self.build_form_data(bot, method))
        answer = self.check_response(bot, method, code, payload.decode("utf-8", "replace"))
        return answer.result

    async def exchange(self, verb: str, url: str, form: FormData | None = None) -> tuple[int, bytes]:
        """Return code and body of an answer that is no refusal."""
        session = await self.create_session()
        self.clock.asked()
        async with session.request(verb, url, data=form, allow_redirects=False) as response:
            self.clock.says(response.headers.get("Date", ""))
            payload = await response.read()
        failing.look(response.status, payload)
        return response.status, payload

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


class AiogramDriver:
    """How aiogram asks; see the protocol."""

    def __init__(self, *, token: str, api: str) -> None:
        self._session = _Session(TelegramAPIServer.from_base(api))
        self.clock = self._session.clock
        self._bot = Bot(token, session=self._session)

    async def ask(self, call: Call, total_s: float) -> Any:  # noqa: ARG002 - it is waited for outside
        """Return the answer's result; see the protocol."""
        params = {name: _as_expected(value) for name, value in call.params.items()}
        return await _told(self._bot(_method(call.method)(**params)))

    async def download(self, path: str, total_s: float) -> bytes:  # noqa: ARG002 - it is waited for outside
        """Return a file's bytes; see the protocol."""
        url = self._session.api.file_url(self._bot.token, quote(path))
        answer: tuple[int, bytes] = await _told(self._session.exchange("GET", url))
        return answer[1]

    async def close(self) -> None:
        """Let go of connections."""
        await self._session.close()


async def _told(asked: Awaitable[Any]) -> Any:
    """Wait for an answer, with the library's errors told as ours."""
    try:
        return await asked
    except _BEFORE_SENDING as error:
        raise failing.NotSent(type(error).__name__) from None
    except (ClientError, OSError) as error:
        raise failing.Lost(type(error).__name__) from None
    except (AiogramError, LookupError, TypeError, AttributeError, ValueError) as error:
        raise failing.Lost(f"unreadable answer ({type(error).__name__})") from None


@cache
def _method(name: str) -> type[TelegramMethod[Any]]:
    """Return a method whose answer stays as it came: the library's own fail on one strange update of many."""

    class Method(TelegramMethod[Any]):
        __returning__ = Any
        __api_method__ = name

    return Method


def _as_expected(value: Any) -> Any:
    return BufferedInputFile(value.content, value.name) if isinstance(value, Made) else value

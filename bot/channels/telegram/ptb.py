"""python-telegram-bot as an API client and nothing more."""

import logging
import os
import ssl
from collections.abc import Coroutine, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx

from bot.channel import Made
from bot.channels.telegram import asking, failing
from bot.channels.telegram.asking import ServerClock
from bot.channels.telegram.writing import Call

# Read by the library when its errors are looked at; without it a wish to slow down warns and is rounded.
os.environ.setdefault("PTB_TIMEDELTA", "true")

from telegram import Bot, InputFile, InputMedia, MessageEntity
from telegram.error import TelegramError
from telegram.request import HTTPXRequest, RequestData

_READ_S = 10.0
_BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
# At INFO httpx writes URLs, which hold the token; the library writes whole payloads when one is unreadable.
_TALKATIVE = ("telegram", "httpx", "httpcore")


class _Request(HTTPXRequest):
    """Lets an answer be judged before the library does, which mistakes some refusals for lost answers."""

    def __init__(self) -> None:
        self.clock = ServerClock()
        super().__init__(
            connection_pool_size=asking.CONNECTIONS,
            connect_timeout=asking.CONNECT_S,
            write_timeout=asking.WRITE_S,
            read_timeout=_READ_S,
            pool_timeout=asking.POOL_S,
            httpx_kwargs={"verify": _tls(), "event_hooks": {"response": [self._look_at_the_clock]}},
        )

    async def _look_at_the_clock(self, response: httpx.Response) -> None:
        self.clock.says(response.headers.get("date", ""))

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        self.clock.asked()
        code, payload = await super().do_request(url, method, request_data, *args, **kwargs)
        failing.look(code, payload)
        return code, payload


class PtbDriver:
    """How python-telegram-bot asks; see the protocol."""

    def __init__(self, *, token: str, api: str) -> None:
        for logger in _TALKATIVE:
            logging.getLogger(logger).setLevel(logging.CRITICAL + 1)
        self._request = _Request()
        self.clock = self._request.clock
        self._bot = Bot(
            token=token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def ask(self, call: Call, total_s: float) -> Any:
        """Return the answer's result; see the protocol."""
        # The underscore keeps the library from asking for its own method of that name; it drops it again.
        endpoint = f"{call.method}_"
        read_s = max(total_s - asking.CONNECT_S, _READ_S)
        return await _told(self._bot.do_api_request(endpoint, _as_expected(call), read_timeout=read_s))

    async def download(self, path: str, total_s: float) -> bytes:
        """Return a file's bytes; see the protocol."""
        url = f"{self._bot.base_file_url}/{quote(path)}"
        content: bytes = await _told(self._request.retrieve(url, read_timeout=total_s))
        return content

    async def close(self) -> None:
        """Let go of connections."""
        await self._request.shutdown()


async def _told(asked: Coroutine[Any, Any, Any]) -> Any:
    """Wait for an answer, with the library's errors told as ours."""
    try:
        return await asked
    except TelegramError as error:
        cause = error.__cause__
        if isinstance(cause, failing.Trouble):
            raise cause from None
        trouble = failing.NotSent if isinstance(cause, _BEFORE_SENDING) else failing.Lost
        raise trouble(type(cause or error).__name__) from None
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise failing.Lost(f"unreadable answer ({type(error).__name__})") from None


@cache
def _tls() -> ssl.SSLContext:
    # Reading the certificates costs 25 ms.
    return httpx.create_ssl_context()


def _as_expected(call: Call) -> dict[str, Any]:
    """Return the parameters with files and what stands under "media" as objects of the library."""
    params = dict(call.params)
    if "media" in params:
        params["media"] = [_of_album(**file) for file in params["media"]]
    uploads = {name: value for name, value in params.items() if isinstance(value, Made)}
    return params | {
        name: InputFile(made.content, filename=made.name, attach=False) for name, made in uploads.items()
    }


def _of_album(
    type: str,  # noqa: A002 - the field's name in the Bot API
    media: str,
    caption: str | None = None,
    caption_entities: Sequence[dict[str, Any]] = (),
) -> InputMedia:
    entities = MessageEntity.de_list(list(caption_entities), None)
    return InputMedia(type, media, caption, entities)

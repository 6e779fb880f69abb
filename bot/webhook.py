"""Updates that a channel pushes: an HTTP door that opens to its secret alone, and says 200 after the commit.

A channel pushes again whatever is not answered with a 2xx. So everything that bears the secret is kept,
however strange: what cannot be read at all is put aside for a person, because refusing it brings it back for
ever. 503 is for what may be kept at another time; the channel's own repetition is the way back.
"""

import asyncio
import hmac
import json
from collections import Counter
from typing import Any

import structlog
from aiohttp import web

from bot.channel import Channel
from bot.receiver import Receiver
from bot.stopping import abandon

log = structlog.get_logger()

LARGEST_BODY = 1024 * 1024
# Telegram's own updates are some ten levels deep.
MOST_LEVELS = 64
# A commit that takes longer is answered with 503; it goes on, and the repetition finds its row.
KEEP_WITHIN_S = 8.0
READ_WITHIN_S = 10.0
# Telegram uses 100 connections at most: more come from a proxy that repeats, or find storage stuck.
MOST_AT_ONCE = 200
# Without it the Bot API's server doubles its pauses, to two minutes: too long behind a short outage.
_SOON = {"Retry-After": "2"}


class Refused(Exception):
    """Nothing is kept; `code` is the answer."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Webhook:
    """What one channel pushes. `answers` counts the answers given, by code."""

    def __init__(
        self, channel: Channel, receiver: Receiver, secret: str, *, keep_within_s: float = KEEP_WITHIN_S
    ) -> None:
        if not secret:
            raise ValueError("a webhook without a secret would take everybody's updates")
        self._channel = channel
        self._receiver = receiver
        self._secret = secret.encode()
        self._keep_within_s = keep_within_s
        self._keeping: set[asyncio.Task[bool]] = set()
        self._at_once = 0
        self.answers: Counter[int] = Counter()

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one delivery, without a body: nothing of what came is ever sent back."""
        self._at_once += 1
        try:
            await self._take(request)
            code = 200
        except Refused as refused:
            code = refused.code
        except Exception:
            log.exception("a delivery was not kept")
            code = 503
        finally:
            self._at_once -= 1
        self.answers[code] += 1
        if code not in (200, 401):  # anybody can be told 401, as often as they like: counted, not logged
            log.warning("a delivery was refused", code=code)
        return web.Response(status=code, headers=_SOON if code == 503 else None)

    async def close(self) -> None:
        """Stop waiting for commits that were answered with 503 already; they count nonetheless."""
        await abandon(self._keeping)
        await self._receiver.close()

    async def _take(self, request: web.Request) -> None:
        """Keep what came. Whose secret is wrong is refused before a byte of the body is read."""
        if not self._knows(request):
            raise Refused(401)
        if self._at_once > MOST_AT_ONCE:
            raise Refused(503)
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Refused(415)
        body = await _body(request)
        keeping = asyncio.create_task(self._kept(body))
        self._keeping.add(keeping)
        keeping.add_done_callback(self._keeping.discard)
        await asyncio.wait({keeping}, timeout=self._keep_within_s)
        if not keeping.done() or not keeping.result():
            raise Refused(503)

    def _knows(self, request: web.Request) -> bool:
        said = request.headers.getall(self._channel.push_header, [""])
        # As bytes: of text compare_digest takes ASCII only. Two headers are one too many.
        same = hmac.compare_digest(said[0].encode("utf-8", "surrogateescape"), self._secret)
        return same and len(said) == 1

    async def _kept(self, body: bytes) -> bool:
        update = readable(body)
        if update is None:
            return await self._receiver.put_aside(body)
        return await self._receiver.take([self._channel.pushed(update)])


async def _body(request: web.Request) -> bytes:
    """Return the whole body, whatever its length was said to be, if it is not too large."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise Refused(413)
    body = bytearray()
    try:
        async with asyncio.timeout(READ_WITHIN_S):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise Refused(413)
    except TimeoutError:
        raise Refused(408) from None
    except (web.RequestPayloadError, ConnectionError):
        raise Refused(400) from None
    return bytes(body)


def readable(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object that a body is; None: it is none, or one nested as no update is."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and not _is_deeper(found, MOST_LEVELS) else None


def _is_deeper(value: Any, levels: int) -> bool:
    layer = [value]
    for _ in range(levels):
        within = [inner for one in layer for inner in (one.values() if isinstance(one, dict) else one)]
        layer = [inner for inner in within if isinstance(inner, dict | list)]
        if not layer:
            return False
    return True

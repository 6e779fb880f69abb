"""What is open to the network: health, figures and, where the configuration wants it, the webhook."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.channel import Channel
from bot.config import Config
from bot.courier import Courier
from bot.health import Health
from bot.leadership import Leadership
from bot.metrics import Counted, Metrics
from bot.pauses import Pauses
from bot.pushing import Pushes
from bot.receiver import Receiver
from bot.web import Web
from bot.webhook import Webhook
from storage.database import Database


class Door:
    """The HTTP server of one service, with what it tells of."""

    def __init__(
        self,
        config: Config,
        channel: Channel,
        database: Database,
        *,
        receiver: Receiver,
        courier: Courier,
        pauses: Pauses,
        leadership: Leadership,
        now: Callable[[], datetime],
    ) -> None:
        self._listen = config.web
        self._pushes: Pushes | None = None
        webhook = None
        if config.telegram.pushes:
            wanted, secret = config.telegram.webhook, config.telegram.webhook.secret.get_secret_value()
            self._pushes = Pushes(channel, database, address=wanted.url, secret=secret, now=now)
            webhook = Webhook(channel, receiver, secret)
        metrics = Metrics(Counted(receiver, courier, pauses, leadership, self._pushes, webhook))
        database.watch(metrics.wrote)
        health = _health(database, leadership, receiver, self._pushes)
        self._web = Web(health, metrics, webhook, config.telegram.webhook.path)

    async def run(self, stop: asyncio.Event, opened: Callable[[int], None]) -> None:
        """Listen, tell the port, and only then the channel; when told to stop, answer what came and close."""
        try:
            await self._web.start(self._listen.host, self._listen.port)
            opened(self._web.port)
            if self._pushes is not None:
                await self._pushes.run(stop)
            await stop.wait()
        finally:
            await self._web.stop()


def _health(database: Database, leadership: Leadership, receiver: Receiver, pushes: Pushes | None) -> Health:
    if pushes is None:
        # Of a service that does not lead the channel hears nothing: that another leads is all it can know.
        return Health(
            database, leadership, lambda: receiver.last_poll if leadership.leads else leadership.seen
        )
    return Health(database, leadership, lambda: pushes.last_look, lambda: pushes.trouble)

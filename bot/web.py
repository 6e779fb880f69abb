"""The HTTP server of the service: health, figures and, where updates are pushed, the address for them."""

import structlog
from aiohttp import web

from bot.health import Health
from bot.metrics import CONTENT_TYPE, Metrics
from bot.webhook import Webhook

log = structlog.get_logger()

# A delivery that is being kept is answered before the service ends.
_FINISHES_WITHIN_S = 5.0
# How long the rest of a body that was refused is read, so that the refusal reaches the other side.
_LINGERS_S = 1.0


class Web:
    """Serves until it is stopped."""

    def __init__(
        self, health: Health, metrics: Metrics, webhook: Webhook | None = None, path: str = "/"
    ) -> None:
        self._health = health
        self._metrics = metrics
        self._webhook = webhook
        application = web.Application()
        application.router.add_get("/healthz", self._alive)
        application.router.add_get("/readyz", self._ready)
        application.router.add_get("/metrics", self._told)
        if webhook is not None:
            application.router.add_post(path, webhook.handle)
        self._runner = web.AppRunner(
            application,
            access_log=None,
            shutdown_timeout=_FINISHES_WITHIN_S,
            lingering_time=_LINGERS_S,
            auto_decompress=False,  # a small body could become a large one
        )
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Listen; port 0 takes any free one, `port` says which."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        log.info("listening", host=host, port=self.port)

    async def stop(self) -> None:
        """Answer what came, then close; harmless when it never listened."""
        await self._runner.cleanup()
        await self._health.close()
        if self._webhook is not None:
            await self._webhook.close()

    async def _alive(self, _: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _ready(self, _: web.Request) -> web.Response:
        report = await self._health.look()
        return web.json_response(report.as_json(), status=503 if report.reasons else 200)

    async def _told(self, _: web.Request) -> web.Response:
        text = self._metrics.text(await self._health.look())
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE})

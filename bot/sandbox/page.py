"""The page in the browser: its files, and who may ask for them."""

from importlib.resources import files
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

FOLDER = files("bot.sandbox").joinpath("page")
CONTENT_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".md": "text/plain",
    ".txt": "text/plain",
}
HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    # Nothing from elsewhere is loaded, and no words of a chat can become a script.
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        "connect-src 'self' ws: wss:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
    ),
}
GUARDED = ("/sandbox/", "/demo/")


class Beside(Protocol):
    """What stands beside the phones: an ES module at `script`, and the routes it is served from."""

    @property
    def script(self) -> str: ...

    def add_routes(self, app: web.Application) -> None: ...


def add_routes(app: web.Application) -> None:
    app.router.add_get("/", _index)
    app.router.add_get("/page/{path:.+}", _asset)


@web.middleware
async def same_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a page from elsewhere asks: only our own page may drive the sandbox."""
    origin = request.headers.get("Origin")
    if origin is not None and request.path.startswith(GUARDED) and urlsplit(origin).netloc != request.host:
        return web.Response(status=403, text="only the page of this sandbox may ask for this")
    return await handler(request)


async def _index(_: web.Request) -> web.Response:
    return _file("index.html")


async def _asset(request: web.Request) -> web.Response:
    return _file(request.match_info["path"])


def _file(path: str) -> web.Response:
    parts = PurePosixPath(path)
    content_type = CONTENT_TYPES.get(parts.suffix)
    found = FOLDER.joinpath(*parts.parts)
    if content_type is None or parts.is_absolute() or ".." in parts.parts or not found.is_file():
        return web.Response(status=404, text="no such file")
    return web.Response(body=found.read_bytes(), content_type=content_type, charset="utf-8", headers=HEADERS)

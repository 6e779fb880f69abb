"""The page in the browser: its files, and who may ask for them."""

import re
from importlib.resources import files
from ipaddress import ip_address
from pathlib import PurePosixPath
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

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
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Bound to all of them, any address of this machine is right; a name still is not.
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound


class Beside(Protocol):
    """What stands beside the phones: an ES module at `script`, and the routes it is served from."""

    @property
    def script(self) -> str: ...

    def add_routes(self, app: web.Application) -> None: ...


def add_routes(app: web.Application) -> None:
    app.router.add_get("/", _index)
    app.router.add_get("/page/{path:.+}", _asset)


def guard(bound_to: str) -> Middleware:
    """Return what refuses whom only our own page may be: it alone may drive the sandbox.

    A page from elsewhere says so in its Origin. One whose own name was pointed at this machine meanwhile has
    the right Origin, but that name stands in Host too.
    """

    @web.middleware
    async def only_our_page(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        elsewhere = origin is not None and origin.partition("://")[2] != request.host
        if request.path.startswith(GUARDED) and (elsewhere or not _is_here(request.host, bound_to)):
            return web.Response(status=403, text="only the page of this sandbox may ask for this")
        return await handler(request)

    return only_our_page


def _is_here(host: str, bound_to: str) -> bool:
    """Tell whether a Host is this machine: by a loopback name, or by the address that was bound to."""
    name = re.sub(r":[0-9]*$", "", host).strip("[]").lower()
    return name in {*LOOPBACK, bound_to} or (bound_to in EVERY_ADDRESS and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


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

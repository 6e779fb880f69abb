"""One address before the replicas: nginx with the very site file that docs/deploy ships."""

import asyncio
import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from itertools import zip_longest
from pathlib import Path

import aiohttp

from bot.sandbox.pushing import SECRET_HEADER
from bot.webhook import LARGEST_BODY
from tests.crash.service import free_port, listens, pushed_to
from tests.replicas import shipped

SITE = shipped.FOLDER / "nginx" / "frontdesk.conf"
SHIPPED_PORTS = (8081, 8082, 8083)
_STARTS_WITHIN_S = 10.0
# What Debian's own nginx.conf does, in a folder of ours.
_AROUND = """\
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/frontdesk.conf;
}}
"""


@dataclass(frozen=True, slots=True)
class Address:
    """Where Telegram calls, and what the proxy said of its troubles."""

    url: str
    errors: Path


async def strangers_at(address: Address) -> AsyncIterator[str]:
    """Knock as Telegram would not, and tell what was answered otherwise than it should be."""
    secret = {SECRET_HEADER: pushed_to("")["FRONTDESK__TELEGRAM__WEBHOOK__SECRET"]}
    elsewhere = address.url.replace("/telegram", "/metrics")
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False)) as session:
        for name, code, url, headers, body in (
            ("without the secret", 401, address.url, {}, b"{}"),
            ("with another secret", 401, address.url, {SECRET_HEADER: "another"}, b"{}"),
            ("with a body over the limit", 413, address.url, secret, BytesIO(bytes(LARGEST_BODY + 1))),
            ("for the figures", 404, elsewhere, secret, b"{}"),
        ):
            async with session.post(url, headers=headers, data=body) as answer:
                if answer.status != code:
                    yield f"a call {name} was answered with {answer.status}"


@contextlib.asynccontextmanager
async def address_before(ports: tuple[int, ...], folder: Path) -> AsyncIterator[Address]:
    """Let nginx answer before services on these ports."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "this needs nginx: apt-get install nginx-light"
    port = _laid_out(folder, ports)
    errors = folder / "error.log"
    process = await asyncio.create_subprocess_exec(
        program, "-p", str(folder), "-e", str(errors), "-c", str(folder / "nginx.conf")
    )
    try:
        async with asyncio.timeout(_STARTS_WITHIN_S):
            while not listens(port):
                assert process.returncode is None, errors.read_text(encoding="utf-8")
                await asyncio.sleep(0.02)
        yield Address(f"https://127.0.0.1:{port}/telegram", errors)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _laid_out(folder: Path, ports: tuple[int, ...]) -> int:
    """Write what nginx reads; return the port on which it will listen."""
    folder.mkdir()
    port = free_port()
    (folder / "frontdesk.conf").write_text(_site(port, ports, _certificate(folder)), encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, user=user), encoding="utf-8")
    return port


def _site(port: int, ports: tuple[int, ...], certificate: tuple[Path, Path]) -> str:
    """Return the shipped file with addresses, ports and certificate of ours, and nothing else changed."""
    site = SITE.read_text(encoding="utf-8")
    changes = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "server_name desk.example.com;": "server_name 127.0.0.1;",
        "/etc/letsencrypt/live/desk.example.com/fullchain.pem": str(certificate[0]),
        "/etc/letsencrypt/live/desk.example.com/privkey.pem": str(certificate[1]),
    }
    for there, here in zip_longest(SHIPPED_PORTS, ports):
        line = f"    server 127.0.0.1:{there} max_fails=1 fail_timeout=2s;\n"
        changes[line] = line.replace(f":{there} ", f":{here} ") if here else ""
    for written in changes:
        assert site.count(written) == 1, f"{written} stands not once in {SITE}"
    # In one go: a port of ours may be one of the shipped.
    return re.sub("|".join(map(re.escape, changes)), lambda found: changes[found[0]], site)


def _certificate(folder: Path) -> tuple[Path, Path]:
    public, private = folder / "fullchain.pem", folder / "privkey.pem"
    ask = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1 -days 2"
    command = [*ask.split(), "-keyout", str(private), "-out", str(public)]
    subprocess.run(command, check=True, capture_output=True)
    return public, private

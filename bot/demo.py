"""`frontdesk demo`: sandbox and service on this machine, a page with phones, and messages of your own."""

import asyncio
import errno
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
import webbrowser
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import logs
from bot.demonstration import kept, script
from bot.demonstration.kept import Kept
from bot.demonstration.panel import Panel
from bot.demonstration.script import Outcome
from bot.demonstration.stage import TOKEN, stage
from bot.judging import Judging
from handlers import texts

Say = Callable[[str], None]


class PortTaken(Exception):
    """Somebody listens on this port already; the text says what to do."""


def serve(*, port: int, fresh: bool, browser: bool, say: Say) -> int:
    """Serve page and desk until Ctrl-C or SIGTERM. Raises PortTaken."""
    logs.configure(secrets=[TOKEN], level="WARNING")
    if port == 0:
        with tempfile.TemporaryDirectory(prefix="frontdesk-demo-") as passing:
            asyncio.run(_serve(Kept(Path(passing)), port, say, browser=browser))
        return 0
    _must_be_free(port)
    folder = kept.place_of(port)
    if fresh and folder.exists():
        shutil.rmtree(folder)
    asyncio.run(_serve(_what_is_kept(folder, say), port, say, browser=browser))
    return 0


def play(path: Path, *, say: Say) -> int:
    """Play the messages of a file and print what became of them. Returns 1 where one was not answered."""
    logs.configure(secrets=[TOKEN], level="WARNING")
    return asyncio.run(_play(path, script.read(path), say))


async def _serve(keeping: Kept, port: int, say: Say, *, browser: bool) -> None:
    stop, judging = asyncio.Event(), Judging()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    panel = Panel(judging)
    async with stage(port=port, kept=keeping, judging=judging, beside=[panel]) as here, panel.showing(here):
        say(f"page: {here.sandbox.url}")
        if browser and _has_display():
            await asyncio.to_thread(webbrowser.open, here.sandbox.url)
        await stop.wait()


async def _play(path: Path, lines: list[str], say: Say) -> int:
    morning = datetime.now(ZoneInfo("Asia/Shanghai")).replace(hour=9, minute=0, second=0, microsecond=0)
    judging = Judging()
    say(f"— {path.name}: {len(lines)} messages, each from its own chat —")
    began = time.monotonic()
    async with stage(start=morning.astimezone(UTC), judging=judging) as here:
        outcome = await script.play(here, judging, lines)
    report(outcome, time.monotonic() - began, say)
    return 0 if outcome.complete else 1


def report(outcome: Outcome, seconds: float, say: Say) -> None:
    """Print what became of the messages."""
    kinds = texts.load().entries
    rows = [
        ("sent", outcome.sent),
        ("kept", outcome.kept),
        ("answered", outcome.answered),
        ("needed no answer", outcome.small_talk),
        ("parked", outcome.parked),
        *((f"ticket: {kinds[f'kinds.{kind}']}", n) for kind, n in sorted(outcome.tickets.items())),
        ("asked first, with buttons", outcome.asked),
        ("answered without a ticket", outcome.otherwise),
    ]
    for name, count in rows:
        say(f"  {name:<28} {count:>6}")
    say(f"  in {seconds:.1f} s")


def _what_is_kept(folder: Path, say: Say) -> Kept:
    try:
        return Kept(folder)
    except kept.Broken as broken:
        aside = kept.set_aside(folder)
        say(f"what was kept cannot be read ({broken}): it is set aside as {aside}, and the demo begins anew")
        return Kept(folder)


def _must_be_free(port: int) -> None:
    """Look before anything kept is touched: it may belong to the demo that is running there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise PortTaken(
                f"port {port} is taken, perhaps by a demo that is running: open http://127.0.0.1:{port}, "
                "or choose another port with --port N (0: any that is free)"
            ) from None


def _has_display() -> bool:
    """Tell whether a browser would have somewhere to appear; one in the terminal would only be in the way."""
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

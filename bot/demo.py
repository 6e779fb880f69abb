"""`frontdesk demo`: sandbox and service on this machine, a story, and messages of your own."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import logs
from bot.demonstration import script, story
from bot.demonstration.script import Outcome
from bot.demonstration.stage import TOKEN, stage
from bot.judging import Judging
from handlers import texts

Say = Callable[[str], None]


def run(path: Path | None, *, port: int, say: Say) -> int:
    """Tell the story, then play the file if one is given. Returns 1 where a message was not answered."""
    logs.configure(secrets=[TOKEN], level="WARNING")
    lines = script.read(path) if path else []
    return asyncio.run(_run(path, lines, port, say))


async def _run(path: Path | None, lines: list[str], port: int, say: Say) -> int:
    morning = datetime.now(ZoneInfo("Asia/Shanghai")).replace(hour=9, minute=0, second=0, microsecond=0)
    judging = Judging()
    async with stage(port=port, start=morning.astimezone(UTC), judging=judging) as here:
        say(f"sandbox: {here.sandbox.url}")
        await story.tell(here, say)
    if path is None:
        return 0
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

"""A short week in the default tests, and the honesty of the harness: what is broken on purpose is seen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.channel import SendFailed, Sent
from handlers.messages import Outgoing
from tests.week import checks
from tests.week.channel import MemoryChannel
from tests.week.engine import Engine
from tests.week.findings import Report
from tests.week.reading import owner_key, staff_key
from tests.week.week import Week, lived

ROOT = Path(__file__).parent.parent.parent
_SHORT = {"days": 2, "count": 120}


@pytest.fixture(autouse=True)
def _silently():
    """Let the checks tell what went wrong: they find it in the database."""
    with capture_logs():
        yield


def told(report: Report, week: Week) -> str:
    return report.table() + "\n" + report.story(week.chats.log)


async def broken_by(engine: type[Engine]) -> set[str]:
    async with lived(1, days=1, count=120, engine=engine) as week:
        return {figure.name for figure in checks.look(week).broken}


async def test_two_days_of_120_homes_keep_every_promise():
    async with lived(1, **_SHORT) as week:
        report = checks.look(week)
        assert not report.broken, told(report, week)
        # A week in which nothing happens would keep every promise.
        assert all(figure.n for figure in report.figures), report.table()


def test_a_seed_says_everything_whatever_the_order_of_sets():
    def digest(hashing: str) -> str:
        command = [sys.executable, "-m", "tests.week", "--seed", "5", "--days", "1", "--homes", "60"]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": hashing},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.partition("digest ")[2][:16]

    first = digest("1")
    assert len(first) == 16
    assert digest("2") == first


class Forgetful(MemoryChannel):
    """A channel that takes the answers to owners and shows nobody."""

    async def send(self, chat: str, outgoing: Outgoing, reply_to: str | None) -> Sent | SendFailed:
        if owner_key(outgoing.text).startswith("owner.receipt"):
            return Sent(("0",))
        return await super().send(chat, outgoing, reply_to)


class Parrot(MemoryChannel):
    """A channel that shows owners everything twice."""

    async def send(self, chat: str, outgoing: Outgoing, reply_to: str | None) -> Sent | SendFailed:
        if owner_key(outgoing.text) == "owner.claimed":
            await super().send(chat, outgoing, reply_to)
        return await super().send(chat, outgoing, reply_to)


class WakesEverybody(MemoryChannel):
    """A channel that shows each page to all who work here."""

    async def send(self, chat: str, outgoing: Outgoing, reply_to: str | None) -> Sent | SendFailed:
        if staff_key(outgoing.text) in ("staff.alarm_page", "staff.urgent_page") and not chat.startswith("-"):
            for user in ("2001", "2002", "2007"):
                await super().send(user, outgoing, None)
        return await super().send(chat, outgoing, reply_to)


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (Forgetful, "matters with a word of the desk within 55 s"),
        (Parrot, "messages to owners, none the same as the one before"),
        (WakesEverybody, "private pages to people on shift"),
    ],
)
async def test_a_fault_on_purpose_is_seen(fault, seen):
    class Faulty(Engine):
        def channel(self) -> MemoryChannel:
            return fault(self.chats)

    assert seen in await broken_by(Faulty)

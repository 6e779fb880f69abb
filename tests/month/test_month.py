"""A slice of a month in the default tests, and the honesty of its checks: a desk that is broken is seen to be."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.channel import SendFailed, Sent
from handlers.messages import Outgoing
from storage.database import Database
from tests.month.checks import afterwards, endings, files, records, sight
from tests.month.estate import HEAD_OFFICE, PLACE
from tests.month.grievances import Grievance
from tests.month.month import PARTS, Part, lived, look
from tests.virtual import whole
from tests.virtual.channel import MemoryChannel
from tests.virtual.engine import Engine
from tests.virtual.lived import Lived
from tests.virtual.owners import begins
from tests.virtual.reading import owner_key, staff_key


@pytest.fixture(autouse=True)
def _silently():
    """Let the checks tell what went wrong: they find it in the database."""
    with capture_logs():
        yield


@dataclass(frozen=True, slots=True)
class Changed:
    """A month whose tables were changed afterwards."""

    file: Path
    database: Database


@contextmanager
def changed(month: Lived, change: str) -> Iterator[Lived]:
    """Give the month as it would be if the desk had left this in its tables."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "changed.db"
        shutil.copy(month.file, file)
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(change)
        database = Database.open(f"sqlite:///{file}", create=False)
        try:
            yield replace(month, engine=Changed(file, database))
        finally:
            database.close()


def about_people(within, owners, _staff, _days):
    """Let three owners complain of people, however seldom that is in so short a time."""
    for n, user in enumerate(("2002", "2003", "2004")):
        name = next(one.name for one in PLACE.workers if one.user == user)
        what = Grievance("complaint", (f"{name}态度太差了,昨天当众骂人",), sort="about_staff", about=user)
        within.agenda.at(within.start + timedelta(hours=9 + n), begins(owners[n], what))


WITH_COMPLAINTS = (*PARTS, Part(about_people))


# What a broken desk would have left in its tables, and what notices it.
CHANGES = (
    (endings.one_assignee, "UPDATE tickets SET assignee = '2002', step = 'claimed' WHERE step = 'closed'"),
    (endings.ended_or_listed, "UPDATE tickets SET step = 'answered'; DELETE FROM timers"),
    (endings.one_winner, "DELETE FROM journal WHERE code = 'claim'"),
    (files.answers_were_ready, "UPDATE complaints SET outcome = NULL"),
    (
        files.judged_by_who_leads,
        """UPDATE journal SET code = 'filed', actor = '2002'
           WHERE code = 'claim' AND ticket = (SELECT id FROM tickets WHERE words LIKE '小陈%')""",
    ),
    (
        afterwards.ratings_are_honest,
        """UPDATE journal SET code = 'close', facts = '{"rating": "good"}' WHERE code = 'claim'""",
    ),
    (afterwards.asked_by_the_rules, "UPDATE journal SET code = 'ask' WHERE code = 'close'"),
    (records.digests_are_true, "UPDATE journal SET code = 'progress' WHERE code = 'answer'"),
    (records.verified, "DELETE FROM journal WHERE seq = 7"),
    (sight.confided_by_their_words, "UPDATE tickets SET data = '{}'"),
    (whole.nothing_lost, "UPDATE inbox SET state = 'parked' WHERE id = 9"),
)


async def test_four_days_of_60_homes_leave_nothing_lost_hidden_or_unlisted():
    async with lived(1, days=4, count=60, parts=WITH_COMPLAINTS) as month:
        report = look(month)
        assert not report.broken, report.table() + "\n" + report.story(month.chats.log)
        for check, change in CHANGES:
            with changed(month, change) as other:
                assert check(other).wrong, change


class TellsOthers(MemoryChannel):
    """Shows what is for those who lead to the front desk too, and other owners what one owner reads.

    Every digest is one too many.
    """

    async def send(self, chat: str, outgoing: Outgoing, reply_to: str | None) -> Sent | SendFailed:
        if chat in (PLACE.managers, HEAD_OFFICE) and staff_key(outgoing.text) == "staff.card":
            await super().send(PLACE.desk, replace(outgoing, buttons=()), None)
        if owner_key(outgoing.text) == "owner.claimed":
            await super().send("10015", outgoing, None)
        if " 日报 " in outgoing.text:
            await super().send(chat, outgoing, None)
        return await super().send(chat, outgoing, reply_to)


async def test_a_desk_that_tells_others_is_seen_to():
    class Faulty(Engine):
        def channel(self) -> MemoryChannel:
            return TellsOthers(self.chats)

    async with lived(1, days=2, count=20, engine=Faulty, parts=WITH_COMPLAINTS) as month:
        broken = {figure.name for figure in look(month, WITH_COMPLAINTS).broken}
    assert {
        "messages about confided matters, read only where they may be",
        "messages to owners about their own matters, and cards that name nobody",
        "numbers of digests, each that of the tables",
    } <= broken

"""A whole desk for each test: the service as it runs, and a sandbox on the other side."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from bot import menus
from bot.commands import verify
from bot.demonstration.stage import stage
from bot.judging import Judging
from bot.sandbox.world import World
from storage import settings
from storage.database import Database
from tests.canaries import told
from tests.scenarios.scene import ESTATE, MONDAY_TEN, NEIGHBOUR, OWNER, STRANGER, Scene

# Scenarios that run on PostgreSQL too, and why: what storage promises is tested on both databases anyway.
ON_POSTGRES = {
    "test_claims": "two claim at once, and there is no single writer",
    "test_digest": "once a day, whoever gets there first",
    "test_duty": "many tickets change hands in one transaction",
    "test_emergency": "timers that fire beside the presses that stop them",
    "test_files": "pieces of one album that come in units of their own",
    "test_hostile": "text that PostgreSQL itself would refuse",
    "test_intake": "what comes in while the pieces before it are being joined",
    "test_lost_links": "a sender that died and left a lease",
    "test_moved": "there is where it is moved",
    "test_nothing_lost": "the order of a lane, and nothing twice",
    "test_one_event": "which of two tickets of one event is called about",
    "test_promises": "one open promise a ticket",
    "test_relay": "links of messages, written beside the answers to them",
    "test_repair": "the whole way once",
    "test_unreachable": "a call made of a message in the transaction that gives the message up",
    "test_upgraded_groups": "rows turned to another chat while others of their lane are being sent",
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave every other scenario to SQLite."""
    kept, left_out = [], []
    for item in items:
        here = item.path.parent == Path(__file__).parent
        elsewhere = here and item.get_closest_marker("postgres") and item.path.stem not in ON_POSTGRES
        (left_out if elsewhere else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sqlite_template(
    sqlite_template: Path, judging: Judging, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The file of a desk that ran before: its menus, a fifth of a short scenario, are set already."""
    file = shutil.copy(sqlite_template, tmp_path_factory.mktemp("ran-before") / "desk.db")
    async with stage(start=MONDAY_TEN, estates=ESTATE, judging=judging, database=f"sqlite:///{file}") as here:
        database = Database.open(here.database)
        try:
            async with asyncio.timeout(30):
                while not await database.read(lambda work: settings.get(work, menus.PUBLISHED)):
                    await asyncio.sleep(0.02)
        finally:
            database.close()
    return Path(file)


@pytest.fixture
async def scene(judging: Judging, database_url: str) -> AsyncIterator[Scene]:
    """A running desk; whatever happens there, its log must not quote anybody."""
    with capture_logs() as logs:
        async with stage(start=MONDAY_TEN, estates=ESTATE, judging=judging, database=database_url) as here:
            for number, name in ((OWNER, "王芳"), (NEIGHBOUR, "李明"), (STRANGER, "路人")):
                here.sandbox.add_person(name, number=number)
            yield Scene(here)
    database = Database.open(database_url)
    try:
        _, problems = database.read_now(lambda work: verify.look(work, lambda _done, _in_all: None))
    finally:
        database.close()
    assert problems == []  # whatever happened, `frontdesk verify` calls its records sound
    logged = str([{name: value for name, value in line.items() if name != "exc_info"} for line in logs])
    assert told(logged, _said_by_people(here.sandbox.world)) == []


def _said_by_people(world: World) -> set[str]:
    """Return their names and what they wrote; of a code or a number nobody could say whose it is."""
    names = {account.first_name for account in world.accounts.values() if not account.is_bot}
    chats = (*world.privates.values(), *world.groups.values())
    messages = [message for chat in chats for message in chat.messages.values() if not message.sender.is_bot]
    texts = {str(message.content.get(field, "")) for message in messages for field in ("text", "caption")}
    return {text for text in names | texts if len(text) > 1 and not text.isascii()}

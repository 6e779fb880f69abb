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
    "test_hostile": "text of many parts; what PostgreSQL itself would refuse is tested with storage",
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
# Of these files so many show it; the others say no more about another database.
ONLY = {
    "test_emergency": (
        "test_pages_repeat_at_1_3_5_minutes_until_somebody_claims",
        "test_a_suspicion_is_paged_after_a_minute_of_silence",
        "test_the_owner_calls_it_off_and_the_matter_stays",
        "test_danger_told_in_pieces_is_heard_when_the_pieces_meet",
    ),
    "test_hostile": (
        "test_a_long_text_arrives_whole_in_the_group",
        "test_a_long_reply_of_the_staff_reaches_the_owner_in_order",
    ),
    "test_intake": (
        "test_a_burst_becomes_one_ticket_and_later_pieces_attach_in_silence",
        "test_fragments_wait_for_each_other",
        "test_an_album_is_one_ticket_with_every_picture",
        "test_a_question_never_answered_goes_to_a_person",
        "test_two_matters_in_one_message_open_two_tickets",
    ),
    "test_nothing_lost": (
        "test_an_edit_of_words_that_still_wait_is_taken",
        "test_what_is_taken_back_and_wanted_after_all_is_a_new_ticket",
        "test_an_album_is_one_answer",
        "test_a_long_reply_is_marked_once",
    ),
    "test_promises": (
        "test_a_promise_is_reminded_of_confirmed_and_kept",
        "test_a_time_moves_with_a_reason_that_the_owner_reads_and_twice_is_told_to_the_lead",
    ),
    "test_relay": (
        "test_what_the_owner_adds_reaches_the_group_as_a_reply_that_names_the_assignee",
        "test_a_reply_before_the_claim_is_held_and_offered",
        "test_photos_go_both_ways",
        "test_an_edit_is_shown_beside_the_first_words",
    ),
}


def _on_postgres(item: pytest.Item) -> bool:
    file = item.path.stem
    return file in ON_POSTGRES and item.originalname in ONLY.get(file, (item.originalname,))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave every other scenario to SQLite."""
    kept, left_out = [], []
    for item in items:
        here = item.path.parent == Path(__file__).parent
        elsewhere = here and item.get_closest_marker("postgres") and not _on_postgres(item)
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

"""The main ways once more, with updates that are pushed instead of fetched."""

import socket

import pytest

from bot.demonstration.stage import stage
from tests.scenarios import test_emergency, test_intake, test_relay, test_repair
from tests.scenarios.scene import ESTATE, MONDAY_TEN, NEIGHBOUR, OWNER, STRANGER, Scene

SECRET = "canary-secret-0123456789"


def pushed_to(port):
    return {
        "FRONTDESK__TELEGRAM__MODE": "webhook",
        "FRONTDESK__TELEGRAM__WEBHOOK__URL": f"http://127.0.0.1:{port}/hook",
        "FRONTDESK__TELEGRAM__WEBHOOK__SECRET": SECRET,
        "FRONTDESK__WEB__LISTEN": f"127.0.0.1:{port}",
    }


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
async def pushed(judging, sqlite_url, port):
    """A desk that Telegram calls."""
    async with stage(
        start=MONDAY_TEN, estates=ESTATE, judging=judging, database=sqlite_url, environ=pushed_to(port)
    ) as here:
        for number, name in ((OWNER, "王芳"), (NEIGHBOUR, "李明"), (STRANGER, "路人")):
            here.sandbox.add_person(name, number=number)
        yield Scene(here)
        assert not here.sandbox.called("getUpdates")
        assert set(here.sandbox.pushing.codes) == {200}
        assert len(here.sandbox.pushing.codes) == here.sandbox.world.bot().updates.next_id - 700_000_001, (
            "each once"
        )


@pytest.mark.parametrize(
    "way",
    [
        test_repair.test_a_repair_goes_from_the_first_word_to_satisfied,
        test_emergency.test_a_lift_emergency_is_answered_with_the_safety_text_and_paged_to_everybody,
        test_intake.test_an_album_is_one_ticket_with_every_picture,
        test_relay.test_photos_go_both_ways,
    ],
    ids=lambda way: way.__name__.removeprefix("test_"),
)
async def test_the_main_ways_hold_when_updates_are_pushed(pushed, way):
    await way(pushed)

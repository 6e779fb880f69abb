"""Some ways once more through aiogram, with updates that are fetched and with updates that are pushed."""

import pytest

from bot.demonstration.stage import stage
from tests.scenarios import test_emergency, test_files, test_relay, test_repair
from tests.scenarios.scene import ESTATE, MONDAY_TEN, NEIGHBOUR, OWNER, STRANGER, Scene
from tests.scenarios.test_pushed import port, pushed_to  # noqa: F401 - a fixture


@pytest.fixture
async def desk(judging, sqlite_url, port, request):  # noqa: F811
    """A desk that talks to Telegram through aiogram."""
    environ = {"FRONTDESK__TELEGRAM__DRIVER": "aiogram"}
    if request.param == "webhook":
        environ |= pushed_to(port)
    async with stage(
        start=MONDAY_TEN, estates=ESTATE, judging=judging, database=sqlite_url, environ=environ
    ) as here:
        for number, name in ((OWNER, "王芳"), (NEIGHBOUR, "李明"), (STRANGER, "路人")):
            here.sandbox.add_person(name, number=number)
        yield Scene(here)
        assert bool(here.sandbox.pushing.codes) is (request.param == "webhook")


@pytest.mark.parametrize(
    ("desk", "way"),
    [
        ("polling", test_repair.test_a_repair_goes_from_the_first_word_to_satisfied),
        ("polling", test_files.test_albums_go_both_ways_as_albums),
        ("polling", test_relay.test_an_owner_who_blocked_the_desk_is_to_be_phoned),
        (
            "webhook",
            test_emergency.test_a_lift_emergency_is_answered_with_the_safety_text_and_paged_to_everybody,
        ),
        ("webhook", test_relay.test_photos_go_both_ways),
    ],
    indirect=["desk"],
    ids=lambda value: value if isinstance(value, str) else value.__name__.removeprefix("test_"),
)
async def test_the_main_ways_hold_through_aiogram(desk, way):
    await way(desk)

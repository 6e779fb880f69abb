"""A whole desk for each test: the service as it runs, and a sandbox on the other side."""

from collections.abc import AsyncIterator

import pytest

from bot.demonstration.stage import stage
from bot.judging import Judging
from tests.scenarios.scene import ESTATE, MONDAY_TEN, NEIGHBOUR, OWNER, STRANGER, Scene


@pytest.fixture(scope="session")
def judging() -> Judging:
    return Judging()


@pytest.fixture
async def scene(judging: Judging, database_url: str) -> AsyncIterator[Scene]:
    async with stage(start=MONDAY_TEN, estates=ESTATE, judging=judging, database=database_url) as here:
        for number, name in ((OWNER, "王芳"), (NEIGHBOUR, "李明"), (STRANGER, "路人")):
            here.sandbox.add_person(name, number=number)
        yield Scene(here)

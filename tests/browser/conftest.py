"""A demo and a browser for each test; an error on a page, or a request to elsewhere, fails it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Visits, launched
from tests.browser.command import Demo, demo


@pytest.fixture
def running_demo(tmp_path: Path) -> Iterator[Demo]:
    with demo(tmp_path) as running:
        yield running


@pytest.fixture
async def visits() -> AsyncIterator[Visits]:
    async with launched() as browser:
        opening = Visits(browser)
        yield opening
        assert opening.faults == []

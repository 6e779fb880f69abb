"""One Chromium for all, a demo of its own for a test that moves the clock far, and one that others share."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.chromium import Visits, launched
from tests.demo_command import Demo, demo


@pytest.fixture
def running_demo(tmp_path: Path) -> Iterator[Demo]:
    with demo(tmp_path) as running:
        yield running


@pytest.fixture(scope="package")
def shared_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo for tests that each have an owner of their own and do no harm to each other."""
    with demo(tmp_path_factory.mktemp("shared")) as running:
        yield running


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def chromium() -> AsyncIterator[Browser]:
    async with launched() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="package")
async def visits(chromium: Browser) -> AsyncIterator[Visits]:
    """Open pages; an error on one of them, or a request to elsewhere, fails the test."""
    opening = Visits(chromium)
    yield opening
    await opening.end()
    assert opening.faults == []

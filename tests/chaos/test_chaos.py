"""A bad network and broken storage, for seconds: the same as `make soak` and `make storage-faults` for minutes."""

import json
from dataclasses import asdict

import pytest

from tests.chaos import rig, storage

pytestmark = pytest.mark.crash

SECONDS = 4.0


async def test_nothing_is_lost_behind_a_bad_network(tmp_path):
    ordeal = await rig.weather(12.0, 8.0, 1, tmp_path)
    print(json.dumps(ordeal.tally.as_dict() | ordeal.as_dict()))
    assert ordeal.problems() == []
    assert ordeal.run.exit_code == 0
    # A fair day would have proved nothing.
    assert len(ordeal.proxy.happened) >= 5


async def _check(outcome: storage.Outcome) -> None:
    print(json.dumps([asdict(one) for one in outcome.seen] + [outcome.tally.as_dict()]))
    assert outcome.problems() == []
    assert outcome.run.exit_code == 0


async def test_a_read_only_or_locked_database_confirms_nothing_is_red_and_recovers(tmp_path):
    await _check(await storage.on_sqlite(SECONDS, tmp_path))


async def test_a_full_disk_confirms_nothing_is_red_and_recovers(tmp_path):
    await _check(await storage.on_small_disk(SECONDS, tmp_path))


@pytest.mark.postgres
async def test_a_server_that_is_gone_confirms_nothing_is_red_and_recovers(tmp_path):
    await _check(await storage.on_postgres(SECONDS, tmp_path))

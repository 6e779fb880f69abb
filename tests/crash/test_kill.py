"""Killed again and again under load, the service loses nothing; the rig sees that another bot does."""

import json
import os
from dataclasses import asdict

import pytest

from tests.crash.others import kill_other
from tests.crash.rounds import Run
from tests.crash.service import kill_frontdesk
from tests.crash.tally import Tally
from tests.postgres_server import PostgresServer

ROUNDS = int(os.environ.get("ROUNDS", "40"))
SEED = int(os.environ.get("SEED", "1"))

pytestmark = pytest.mark.crash


def _check(run: Run, found: Tally) -> None:
    print(json.dumps(run.as_dict() | found.as_dict()))
    assert found.problems(len(run.in_flight)) == []
    assert (run.ended_by_itself, run.exit_code) == (0, 0)
    # A crowd that reported nothing would have proved nothing.
    assert found.clear_matters >= run.kills // 2
    assert found.messages_sent > found.updates // 2


async def test_many_kills_lose_and_double_nothing(tmp_path):
    run, found = await kill_frontdesk(ROUNDS, SEED, tmp_path)
    _check(run, found)


@pytest.mark.postgres
async def test_ten_kills_of_the_service_and_its_server_lose_and_double_nothing(tmp_path):
    server = PostgresServer()
    try:
        run, found = await kill_frontdesk(min(ROUNDS, 10), SEED, tmp_path, server.make(), server=server)
    finally:
        server.stop()
    _check(run, found)
    assert run.server_kills >= run.kills // 4


async def test_the_rig_sees_a_plain_bot_lose_updates(tmp_path):
    run, echoes = await kill_other("ptb", min(ROUNDS, 6), SEED, tmp_path)
    print(json.dumps(run.as_dict() | asdict(echoes)))
    assert echoes.lost > 0

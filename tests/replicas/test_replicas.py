"""Three services on one PostgreSQL lose and double nothing, whoever of them dies; `make replicas` asks for longer."""

import json
import os

import pytest

from tests.postgres_server import PostgresServer
from tests.replicas.ordeal import Mode, suffer

KILLS = int(os.environ.get("KILLS", "2"))
SERVER_KILLS = int(os.environ.get("SERVER_KILLS", "1"))
SEED = int(os.environ.get("SEED", "1"))
# Polling differs in who fetches, and tests/bot/test_replicas.py shows how that passes from one to the next.
MODE: Mode = "polling" if os.environ.get("MODE") == "polling" else "webhook"
ACTS_A_SECOND = 5

pytestmark = [pytest.mark.crash, pytest.mark.postgres]


@pytest.fixture
def server():
    server = PostgresServer()
    yield server
    server.stop()


async def test_deaths_of_replicas_lose_double_and_disorder_nothing(tmp_path, server):
    run, ordeal, found = await suffer(KILLS, SERVER_KILLS, SEED, tmp_path, MODE, server, ACTS_A_SECOND)
    print(json.dumps(run.as_dict() | found.as_dict() | ordeal.as_dict()))
    assert found.problems(len(run.in_flight)) + ordeal.problems() == []
    assert (run.kills, run.server_kills, run.ended_by_itself, run.exit_code) == (KILLS, SERVER_KILLS, 0, 0)
    # A crowd that reported nothing would have proved nothing.
    assert found.clear_matters >= KILLS
    assert found.messages_sent > found.updates // 2

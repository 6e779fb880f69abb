"""Three services on one PostgreSQL lose and double nothing, whoever of them dies; `make replicas` asks for longer."""

import json
import os

import pytest

from tests.postgres_server import PostgresServer
from tests.replicas.ordeal import suffer

KILLS = int(os.environ.get("KILLS", "2"))
SERVER_KILLS = int(os.environ.get("SERVER_KILLS", "1"))
SEED = int(os.environ.get("SEED", "1"))
ACTS_A_SECOND = 5

pytestmark = [pytest.mark.crash, pytest.mark.postgres]


@pytest.fixture
def server():
    server = PostgresServer()
    yield server
    server.stop()


@pytest.mark.parametrize(("mode", "server_kills"), [("webhook", SERVER_KILLS), ("polling", 0)])
async def test_deaths_of_replicas_lose_double_and_disorder_nothing(tmp_path, server, mode, server_kills):
    run, ordeal, found = await suffer(KILLS, server_kills, SEED, tmp_path, mode, server, ACTS_A_SECOND)
    print(json.dumps(run.as_dict() | found.as_dict() | ordeal.as_dict()))
    assert found.problems(len(run.in_flight)) + ordeal.problems() == []
    assert (run.kills, run.server_kills, run.ended_by_itself, run.exit_code) == (KILLS, server_kills, 0, 0)
    # A crowd that reported nothing would have proved nothing.
    assert found.clear_matters >= KILLS
    assert found.messages_sent > found.updates // 2

"""Three processes that tick and die fire each timer once, and send one digest a day; `make replica-timers` asks for more."""

import pytest

from storage.database import migrate
from tests.postgres_server import PostgresServer
from tests.replicas.ticking import fire, report

pytestmark = [pytest.mark.crash, pytest.mark.postgres]


def test_timers_fire_once_and_a_digest_goes_out_once_whoever_dies():
    server = PostgresServer()
    try:
        server.make_migrated(migrate)
        fired = fire(server.emptied(), how_many=100, seed=7, kills=2)
        reported = report(server.emptied(), rounds=1, seed=7)
    finally:
        server.stop()
    assert fired.is_good, fired
    assert reported.is_good, reported
    assert (fired.timers, fired.kills, reported.digests) == (100, 2, 1)

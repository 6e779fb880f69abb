"""No timer is missed and none comes twice, whatever the clock does; `make timers` asks that of 10,000."""

from tests.clocks.rig import counted


async def test_timers_across_downtime_and_changes_of_season(tmp_path):
    found = await counted(tmp_path / "desk.db", how_many=120, seed=7)
    assert found.is_good, found
    assert found.starts > 1
    assert min(found.sleeps, found.sets) > 0

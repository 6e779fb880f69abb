"""A share of `make fuzz` in the default tests."""

from random import Random

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram import reading
from tests.fuzz.__main__ import ground
from tests.fuzz.mutations import mutated
from tests.fuzz.schema import KINDS, Schema


async def test_updates_of_any_shape_are_finished_and_go_nowhere_they_do_not_belong():
    with capture_logs():
        mill, wrong = await ground(1, 150)
    assert not wrong, "\n".join(wrong[:10])
    assert len(mill.kinds) > 15


@pytest.mark.parametrize("kind", KINDS)
def test_an_update_of_this_kind_is_read_whatever_is_wrong_with_it(kind):
    chance = Random(kind)
    schema = Schema(chance)
    for number in range(40):
        raw = mutated(chance, schema.update(number, kind))
        key, lane = reading.glance(raw)
        assert key
        assert lane
        incoming = reading.read(raw, "desk_bot", "7")
        assert incoming is None or incoming.key == key

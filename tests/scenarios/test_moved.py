"""A desk that was moved to PostgreSQL by the command goes on in the middle of a matter."""

import re

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.demonstration.kept import Kept
from bot.demonstration.stage import STAFF_CHAT, stage
from tests.scenarios.scene import ESTATE, NEIGHBOUR, OWNER, WANG, Scene

pytestmark = pytest.mark.postgres


async def test_a_desk_that_was_moved_goes_on_where_it_was_and_says_nothing_twice(
    judging, tmp_path, postgres_server
):
    before, moved = Kept(tmp_path / "desk"), postgres_server.make()
    async with stage(kept=before, estates=ESTATE, judging=judging) as here:
        scene = Scene(here)
        for number, name in ((OWNER, "王芳"), (NEIGHBOUR, "李明")):
            scene.box.add_person(name, number=number)
        card = await scene.reported()
        await scene.quiet()
    done = CliRunner().invoke(main, ["migrate", "--from", before.database, "--to", moved])
    assert (done.exit_code, done.stderr) == (0, "")
    assert re.search(r"127.0.0.1/test_\d+: \d+ rows of \d+ tables were moved and compared", done.stdout)
    async with stage(kept=Kept(tmp_path / "desk"), estates=ESTATE, judging=judging, database=moved) as here:
        scene = Scene(here)
        said = {chat: len(scene.texts(chat)) for chat in (OWNER, STAFF_CHAT)}
        await scene.quiet()
        assert {chat: len(scene.texts(chat)) for chat in said} == said
        scene.press(WANG, card, "接单")
        await scene.becomes(card, "已接单")
        scene.write(NEIGHBOUR, "马桶堵了,5-1-302")
        await scene.reads(NEIGHBOUR, "-002")
        await scene.quiet()
    postgres_server.drop(moved)

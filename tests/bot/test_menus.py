"""Menus of commands: published once, and again when they are others or somebody else's."""

from dataclasses import replace

from bot import menus
from storage.database import DatabaseReadOnly


async def published(office, desk=None):
    """Publish as a start does; return how many menus were set."""
    before = len(office.sandbox.called("setMyCommands"))
    await menus.publish(office.channel, office.database, desk or office.desk)
    return len(office.sandbox.called("setMyCommands")) - before


async def test_menus_that_are_set_are_not_set_again(office):
    assert await published(office) > 2
    assert await published(office) == 0


async def test_another_group_has_them_set_again(office):
    every = await published(office)
    one = office.desk.estates["cuiyuan"]
    moved = replace(office.desk, estates={"cuiyuan": replace(one, staff_chat=str(office.wang))})
    assert await published(office, moved) == every


async def test_a_desk_that_could_not_ask_whose_they_are_sets_them(office):
    every = await published(office)
    office.sandbox.faults.add("drop", method="getMe", times=1)
    assert await published(office) == every


async def test_a_database_that_refuses_ends_nothing_and_the_next_start_tries_again(office, monkeypatch):
    async def refuses(unit):
        raise DatabaseReadOnly("read-only")

    with monkeypatch.context() as broken:
        broken.setattr(office.database, "write", refuses)
        every = await published(office)
    assert await published(office) == every
    assert await published(office) == 0


async def test_while_one_is_refused_every_start_tries_again(office):
    office.sandbox.faults.add("refuse", method="setMyCommands", code=400, description="Bad Request", times=1)
    every = await published(office)
    assert await published(office) == every
    assert await published(office) == 0

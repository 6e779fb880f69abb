"""Groups that got a new id: the desk's estates follow, and the operator reads what to write."""

import asyncio

import structlog

from bot import menus
from bot.bell import Bell
from bot.channel import Channel
from bot.config import Config
from bot.config_lines import Place
from handlers.desk import Desk
from storage import moved_chats
from storage.database import Database, StorageError

log = structlog.get_logger()

# A net under the bell: another service on the same database may have learned of it.
_LOOK_EVERY_S = 5.0


def outdated(config: Config, moves: dict[str, str]) -> list[tuple[Place, str, str]]:
    """Return where the configuration names a group by an old id, that id, and today's."""
    named: list[tuple[Place, str]] = []
    for number, section in enumerate(config.sections):
        place: Place = ("estates", number)
        named.append(((*place, "staff_chat"), str(section.staff_chat)))
        named.append(((*place, "manager_chat"), str(section.manager_chat)))
        named.append(((*place, "head_office_chat"), str(section.head_office_chat)))
        named += [
            ((*place, "teams", item, "chat"), str(team.chat)) for item, team in enumerate(section.teams)
        ]
    return [(place, old, moves[old]) for place, old in named if old in moves]


class Following:
    """Keeps one desk at today's ids."""

    def __init__(self, config: Config, channel: Channel, database: Database, desk: Desk) -> None:
        self._config = config
        self._channel = channel
        self._database = database
        self._desk = desk
        self._moves: dict[str, str] = {}

    async def run(self, stop: asyncio.Event, bell: Bell) -> None:
        """Follow every move that is committed, until told to stop."""
        while not stop.is_set():
            await bell.wait(moved_chats.NAME, _LOOK_EVERY_S)
            try:
                if await self.look():
                    await menus.publish(self._channel, self._database, self._desk)
            except StorageError as error:
                log.warning("it cannot be read whether groups moved", error=type(error).__name__)

    async def look(self) -> bool:
        """Follow what is kept by now, and tell the operator; False: that was done already."""
        channel = self._desk.staff_channel
        moves = await self._database.read(lambda work: moved_chats.all_of(work, channel))
        if moves == self._moves:
            return False
        self._moves = moves
        self._desk.follow(moves)
        for place, old, new in outdated(self._config, moves):
            log.warning(
                "a group has a new id: the desk goes on there",
                old=old,
                new=new,
                write=self._config.origin.tell(place, f"write {new}"),
            )
        return True

"""The menus of commands: what each chat offers, published only when it is not what was published last."""

import hashlib
from collections.abc import Mapping, Sequence

import structlog

from bot.channel import Channel, Command, Menus
from handlers import commands
from handlers.desk import Desk
from handlers.texts import Texts
from storage import settings
from storage.database import Database, StorageError

log = structlog.get_logger()

PUBLISHED = "menus"


async def publish(channel: Channel, database: Database, desk: Desk) -> None:
    """Set the menus and remember that they are set; until both has worked, every start tries again."""
    try:
        await _publish(channel, database, desk)
    except StorageError as error:
        # The desk works without them.
        log.warning("nobody knows whether the menus are set", error=type(error).__name__)


async def _publish(channel: Channel, database: Database, desk: Desk) -> None:
    private, chats = _private(desk, commands.OWNER), _of_chats(desk)
    mark = _mark(await channel.account(), private, chats)
    known = await database.read(lambda work: settings.get(work, PUBLISHED))
    if known != mark and await channel.publish_commands(private, chats):
        await database.write(lambda work: settings.put(work, PUBLISHED, mark))


def _mark(account: str, private: Menus, chats: Mapping[str, Menus]) -> str:
    """Tell menus apart by whose they are, where they stand and every word of them."""
    return hashlib.sha256(repr((account, private, chats)).encode()).hexdigest()


def _of_chats(desk: Desk) -> dict[str, Menus]:
    groups = {chat for estate in desk.estates.values() for chat in estate.staff_chats}
    groups |= {estate.head_office_chat for estate in desk.estates.values() if estate.head_office_chat}
    members = {member for estate in desk.estates.values() for member in estate.staff}
    in_groups, with_staff = {"": _menu(desk.texts, commands.IN_GROUPS)}, _private(desk, commands.WITH_STAFF)
    chats: dict[str, Menus] = dict.fromkeys(sorted(groups), in_groups)
    return chats | dict.fromkeys(sorted(one.user for one in members if one.may_work), with_staff)


def _private(desk: Desk, offered: Sequence[tuple[str, str]]) -> Menus:
    """Return the menus of private chats: the desk's own language for apps in one it does not speak."""
    others = {language: words for language, words in desk.catalogues.items() if words is not desk.texts}
    return {language: _menu(words, offered) for language, words in ({"": desk.texts} | others).items()}


def _menu(words: Texts, offered: Sequence[tuple[str, str]]) -> list[Command]:
    return [Command(name, words.plain(key)) for name, key in offered]

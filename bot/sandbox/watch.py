"""Waiting for something to happen, without looking again and again."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.sandbox.view import Shown, shown
from bot.sandbox.world import Change, World

T = TypeVar("T")


async def until(world: World, look: Callable[[], T], timeout_s: float = 5.0) -> T:
    """Return what `look` returns as soon as that is true; it is asked again after every change.

    Raises TimeoutError. An exception of `look` goes to the caller.
    """
    changed = asyncio.Event()

    def wake(_: Change) -> None:
        changed.set()

    stop = world.listen(wake)
    try:
        async with asyncio.timeout(timeout_s):
            while not (seen := look()):
                await changed.wait()
                changed.clear()
            return seen
    finally:
        stop()


def messages(world: World, chat: int, *, bot: int | None = None, after: int = 0) -> list[Shown]:
    """Return what stands in a chat now, oldest first, from behind the message `after`."""
    place = world.chat(chat, bot)
    return [shown(place, message) for message in place.messages.values() if message.id > after]


async def message(
    world: World,
    chat: int,
    *,
    contains: str = "",
    after: int = 0,
    button: str = "",
    media: str = "",
    bot: int | None = None,
    timeout_s: float = 5.0,
) -> Shown:
    """Wait for a bot's message: new or edited, with these words, a button with that label, of that media."""

    def fits(one: Shown) -> bool:
        return (
            one.is_bot
            and contains in one.text
            and (not button or any(button in label for row in one.buttons for label in row))
            and (not media or one.media == media)
        )

    def look() -> Shown | None:
        return next((one for one in messages(world, chat, bot=bot, after=after) if fits(one)), None)

    found = await until(world, look, timeout_s)
    assert found is not None
    return found

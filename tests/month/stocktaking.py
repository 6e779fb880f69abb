"""At the end of the month everybody asks for their lists, and turns every page."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from tests.month.checks.endings import STOCKTAKING
from tests.month.clerks import Clerk
from tests.virtual.chats import Shown
from tests.virtual.lived import World
from tests.virtual.owners import Owner

_LISTS = ("我的单", "待接", "超时")
_NEXT = "下一页"
_BETWEEN_S = 1.5


def plan(within: World, _owners: Sequence[Owner], staff: Sequence[Clerk], days: int) -> None:
    """Let each write for their lists privately shortly before the end."""
    ends = within.start + timedelta(days=days)
    for one in staff:
        if one.is_out(ends):
            continue
        within.agenda.at(ends - STOCKTAKING, _begins(within, one))


def _begins(within: World, one: Clerk) -> Callable[[], None]:
    def turn(message: Shown) -> None:
        if _NEXT in message.labels:
            within.agenda.within(_BETWEEN_S, lambda: within.chats.press(one.user, message, _NEXT))

    def ask() -> None:
        within.chats.watch(one.user, turn)
        for words in _LISTS:
            within.chats.write(one.user, words)

    return ask

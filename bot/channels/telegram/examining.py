"""How the desk stands with Telegram: asked with methods that change nothing, whatever library sends them."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import Any

from bot.channel import Account, Examined, Failure, Presence, SendFailed, Standing
from bot.channels.telegram import pushing, reading
from bot.channels.telegram.asking import Ask, ServerClock, field
from bot.channels.telegram.writing import Call

_MANAGING = ("creator", "administrator")
_POLL_S = 2.0
_PAUSE_S = 0.5
_SLOWER_AT_MOST_S = 30.0


async def examine(
    ask: Ask,
    clock: ServerClock,
    groups: Mapping[str, Collection[str]],
    people: Collection[str],
    *,
    watch_s: float,
    asked: Callable[[], None],
) -> Examined:
    """Ask one thing after the other; see the protocol of channels."""
    me = await ask(Call("getMe", {}))
    ahead_s = clock.ahead_s
    asked()
    if isinstance(me, SendFailed):
        return Examined(me, {}, {}, {})
    pushed = pushing.told(await ask(Call("getWebhookInfo", {})))
    elsewhere = await _fetched_elsewhere(ask, watch_s) if watch_s and not pushed.address else None
    asked()
    hears_all = bool(field(me, "can_read_all_group_messages"))
    account = Account(str(field(me, "username")), hears_all, pushed, elsewhere, ahead_s)
    standings: dict[str, Standing | SendFailed] = {}
    members: dict[tuple[str, str], bool | SendFailed] = {}
    for group, users in groups.items():
        standing = standings[group] = await _standing(ask, group, str(field(me, "id")), hears_all=hears_all)
        asked()
        for user in users:
            # Of a group that does not answer, each member would only be refused for the same reason.
            if isinstance(standing, SendFailed):
                members[group, user] = standing
            else:
                members[group, user] = await _is_member(ask, group, user)
            asked()
    within_reach = {}
    for user in people:
        within_reach[user] = await _is_within_reach(ask, user)
        asked()
    return Examined(account, standings, members, within_reach)


async def _fetched_elsewhere(ask: Ask, watch_s: float) -> bool:
    """Fetch without confirming anything: who else does is interrupted, comes again, and interrupts us."""
    until = asyncio.get_running_loop().time() + watch_s
    while (left := until - asyncio.get_running_loop().time()) > 0:
        found = await ask(Call("getUpdates", {"timeout": round(min(_POLL_S, left)), "limit": 1}))
        if isinstance(found, SendFailed) and pushing.is_fetched_elsewhere(found):
            return True
        # With updates waiting, or for a fraction of a second, the answer comes at once.
        await asyncio.sleep(min(_PAUSE_S, left))
    return False


async def _standing(ask: Ask, group: str, own_id: str, *, hears_all: bool) -> Standing | SendFailed:
    chat = await _patiently(ask, Call("getChat", {"chat_id": group}))
    if isinstance(chat, SendFailed):
        return chat
    own = await _patiently(ask, Call("getChatMember", {"chat_id": group, "user_id": own_id}))
    if isinstance(own, SendFailed):
        return own
    status = field(own, "status")
    if not _is_inside(own):
        return SendFailed(Failure.unreachable, "the bot is not a member")
    creator, managing = status == "creator", status in _MANAGING
    topics = creator or bool(field(own, "can_manage_topics")) if field(chat, "is_forum") else None
    return Standing(hears_all or managing, creator or bool(field(own, "can_pin_messages")), topics)


async def _is_member(ask: Ask, group: str, user: str) -> bool | SendFailed:
    found = await _patiently(ask, Call("getChatMember", {"chat_id": group, "user_id": user}))
    if isinstance(found, SendFailed):
        # An account that Telegram cannot find from here is certainly no member.
        return False if "user" in found.detail.lower() or "participant" in found.detail.lower() else found
    return _is_inside(found)


async def presence(ask: Ask, group: str, user: str) -> Presence | SendFailed:
    """Ask once where somebody stands to a group; see the protocol of channels."""
    found = await ask(Call("getChatMember", {"chat_id": group, "user_id": user}))
    if isinstance(found, SendFailed):
        return found
    if _is_inside(found):
        return Presence.inside
    known = {"left": Presence.outside, "restricted": Presence.outside, "kicked": Presence.removed}
    outside = known.get(field(found, "status"))
    return outside or SendFailed(Failure.unknown, "getChatMember: an unknown status")


def _is_inside(member: Any) -> bool:
    return isinstance(member, dict) and reading.is_inside(member)


async def _is_within_reach(ask: Ask, user: str) -> bool | SendFailed:
    """Tell whether a private message would arrive.

    getChat answers for everybody whom the bot has met in a group, so it says nothing about Start. "Typing" is
    refused as a message would be, and is seen for five seconds at most, by who looks at the chat just then.
    """
    found = await _patiently(ask, Call("sendChatAction", {"chat_id": user, "action": "typing"}))
    if isinstance(found, SendFailed):
        return False if found.failure is Failure.unreachable else found
    return True


async def _patiently(ask: Ask, call: Call) -> Any:
    """Ask once more when Telegram wants it slower: a long roster is many questions."""
    found = await ask(call)
    if isinstance(found, SendFailed) and found.failure is Failure.slow_down:
        await asyncio.sleep(min(found.retry_after, _SLOWER_AT_MOST_S))
        found = await ask(call)
    return found

"""The Telegram channel: what is asked of the Bot API and what its answers mean, through any driver."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from typing import Any

from bot.channel import (
    Command,
    Examined,
    Failure,
    FetchFailed,
    Made,
    Menus,
    Presence,
    Pushing,
    RawUpdate,
    SendFailed,
    Sent,
)
from bot.channels.telegram import examining, failing, pushing, reading, writing
from bot.channels.telegram.asking import Driver
from bot.channels.telegram.writing import Call
from handlers.messages import Incoming, Outgoing, Topic

ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
)
SEND_TOTAL_S = 12.0
_FILE_TOTAL_S = 60.0
_POLL_SLACK_S = 8.0  # over the wait that was asked for: the answer's own way
_BATCH = 100  # the most that getUpdates gives


class Telegram:
    """Telegram through a driver; nothing is asked over the network before the first call."""

    name = reading.CHANNEL
    push_header = pushing.SECRET_HEADER

    def __init__(self, driver: Driver, token: str) -> None:
        self._driver = driver
        self._token = token
        self._bot_name: str | None = None

    async def fetch(self, after: int | None, wait_s: float) -> Sequence[RawUpdate]:
        """Return updates later than the position `after`; see the protocol."""
        params: dict[str, Any] = {
            "timeout": max(0, round(wait_s)),
            "limit": _BATCH,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if after is not None:
            params["offset"] = after + 1
        result = await self._call(Call("getUpdates", params), total_s=wait_s + _POLL_SLACK_S)
        if isinstance(result, SendFailed):
            raise FetchFailed(
                result.failure,
                result.detail,
                result.retry_after,
                pushed=pushing.keeps_from_fetching(result),
                elsewhere=pushing.is_fetched_elsewhere(result),
            )
        if not isinstance(result, list):
            raise FetchFailed(Failure.unknown, "getUpdates did not answer with a list")
        return [_raw(update) for update in result if isinstance(update, dict)]

    async def push_to(self, address: str, secret: str) -> Sent | SendFailed:
        """Let updates be pushed; see the protocol."""
        return await pushing.push_to(self._call, address, secret, ALLOWED_UPDATES)

    async def push_nowhere(self) -> Sent | SendFailed:
        """Let updates be fetched again; see the protocol."""
        return await pushing.push_nowhere(self._call)

    async def pushing(self) -> Pushing | SendFailed:
        """Return how pushing goes."""
        return await pushing.pushing(self._call)

    def pushed(self, body: Mapping[str, Any]) -> RawUpdate:
        """Return a pushed update as one that was fetched."""
        return _raw(body)

    def read(self, body: Mapping[str, Any]) -> Incoming | None:
        """Return what the update says."""
        return reading.read(body, self._bot_name, self._token.partition(":")[0])

    async def send(self, chat: str, outgoing: Outgoing, reply_to: str | None) -> Sent | SendFailed:
        """Show a new message; see the protocol."""
        reason = writing.unsendable_as_new(outgoing)
        if reason:
            return SendFailed(Failure.permanent, reason)
        sent = await self._send(writing.as_new(chat, outgoing, reply_to))
        if outgoing.pin and isinstance(sent, Sent):
            await self._pin(chat, sent.messages[0])
        return sent

    async def send_made(
        self, chat: str, made: Made, outgoing: Outgoing, reply_to: str | None
    ) -> Sent | SendFailed:
        """Show a file of ours; see the protocol."""
        return await self._send(writing.as_made(chat, made, outgoing, reply_to), total_s=_FILE_TOTAL_S)

    async def download(self, file: str) -> bytes | SendFailed:
        """Return a file's bytes; see the protocol."""
        call = Call("getFile", {"file_id": file})
        found = await self._call(call)
        path = found.get("file_path") if isinstance(found, dict) else None
        if isinstance(found, SendFailed):
            return found
        if not isinstance(path, str):
            return SendFailed(Failure.permanent, "getFile: the answer names no file")
        fetching = self._driver.download(path, _FILE_TOTAL_S)
        result: bytes | SendFailed = await self._asked(call, fetching, _FILE_TOTAL_S)
        return result

    async def edit(self, chat: str, message: str, outgoing: Outgoing) -> Sent | SendFailed:
        """Change a message; equal content counts as done."""
        reason = writing.unsendable(outgoing)
        if reason:
            return SendFailed(Failure.permanent, reason)
        result = await self._call(writing.as_edit(chat, message, outgoing))
        if isinstance(result, SendFailed) and not failing.says_equal(result):
            return result
        return Sent((message,))

    async def delete(self, chat: str, messages: Sequence[str]) -> Sent | SendFailed:
        """Take messages away, one after the other; a second time it finds some gone, and goes on."""
        for message in messages:
            call = Call("deleteMessage", {"chat_id": chat, "message_id": int(message)})
            result = await self._call(call)
            if isinstance(result, SendFailed) and not failing.says_deleted(result):
                return result
        return Sent(tuple(messages))

    async def open_topic(self, chat: str, name: str) -> Sent | SendFailed:
        """Open a topic; see the protocol."""
        result = await self._call(Call("createForumTopic", {"chat_id": chat, "name": name}))
        if isinstance(result, SendFailed):
            return result
        thread = result.get("message_thread_id") if isinstance(result, dict) else None
        if not isinstance(thread, int):
            return SendFailed(Failure.unknown, "createForumTopic: the answer names no topic")
        return Sent((str(thread),))

    async def change_topic(self, chat: str, thread: str, topic: Topic) -> Sent | SendFailed:
        """Let a topic be called and closed so; see the protocol."""
        where = {"chat_id": chat, "message_thread_id": int(thread)}
        close = Call("closeForumTopic" if topic.closed else "reopenForumTopic", where)
        for call in (Call("editForumTopic", {**where, "name": topic.name}), close):
            result = await self._call(call)
            if isinstance(result, SendFailed) and not failing.says_equal(result):
                return result
        return Sent((thread,))

    async def answer_press(self, press: str, toast: str) -> Sent | SendFailed:
        """Answer a press; too late is a permanent failure that nobody needs to see."""
        text = {"text": toast[:200]} if toast else {}
        result = await self._call(Call("answerCallbackQuery", {"callback_query_id": press, **text}))
        return result if isinstance(result, SendFailed) else Sent(())

    async def typing(self, chat: str) -> None:
        """Show that an answer is being prepared; best effort."""
        await self._call(Call("sendChatAction", {"chat_id": chat, "action": "typing"}))

    async def account(self) -> str:
        """Learn the bot's own name, and return its id; see the protocol."""
        me = await self._call(Call("getMe", {}))
        if not isinstance(me, dict):
            return ""
        if isinstance(me.get("username"), str):
            self._bot_name = me["username"]
        return str(me.get("id", ""))

    async def presence(self, group: str, user: str) -> Presence | SendFailed:
        """Return whether somebody is in a group."""
        return await examining.presence(self._call, group, user)

    async def publish_commands(self, private: Menus, chats: Mapping[str, Menus]) -> bool:
        """Set the menus, as many as are taken; see the protocol."""
        scopes = [({"type": "all_private_chats"}, private)]
        scopes += [({"type": "chat", "chat_id": chat}, menus) for chat, menus in chats.items()]
        taken = True
        for scope, menus in scopes:
            for language, commands in menus.items():
                result = await self._call(_menu(commands, scope, language))
                taken = taken and not isinstance(result, SendFailed)
        return taken

    async def examine(
        self,
        groups: Mapping[str, Collection[str]],
        people: Collection[str],
        *,
        watch_s: float,
        asked: Callable[[], None],
    ) -> Examined:
        """Look how the desk stands with the other side; see the protocol."""
        clock = self._driver.clock
        return await examining.examine(self._call, clock, groups, people, watch_s=watch_s, asked=asked)

    async def close(self) -> None:
        """Let go of connections."""
        await self._driver.close()

    async def _send(self, call: Call, total_s: float = SEND_TOTAL_S) -> Sent | SendFailed:
        result = await self._call(call, total_s)
        if isinstance(result, SendFailed):
            return result
        shown = result if isinstance(result, list) else [result]  # an album is several messages
        numbers = [one.get("message_id") for one in shown if isinstance(one, dict)]
        if not numbers or not all(isinstance(number, int) for number in numbers):
            return SendFailed(Failure.unknown, f"{call.method}: the answer names no message")
        return Sent(tuple(str(number) for number in numbers))

    async def _pin(self, chat: str, message: str) -> None:
        # Where the bot may not, the message stays where it is: `doctor` tells of the missing right.
        pin = {"chat_id": chat, "message_id": int(message), "disable_notification": True}
        await self._call(Call("pinChatMessage", pin))

    async def _call(self, call: Call, total_s: float = SEND_TOTAL_S) -> Any | SendFailed:
        return await self._asked(call, self._driver.ask(call, total_s), total_s)

    async def _asked(self, call: Call, asking: Coroutine[Any, Any, Any], total_s: float) -> Any | SendFailed:
        try:
            async with asyncio.timeout(total_s):
                return await asking
        except TimeoutError:
            return SendFailed(Failure.unknown, f"{call.method}: no answer within {total_s:g} s")
        except failing.Trouble as trouble:
            return failing.judged(call, trouble, self._token)


def _raw(update: Mapping[str, Any]) -> RawUpdate:
    key, lane = reading.glance(update)
    position = update.get("update_id")
    return RawUpdate(key=key, lane=lane, position=position if isinstance(position, int) else 0, body=update)


def _menu(commands: Sequence[Command], scope: Mapping[str, str], language: str) -> Call:
    listed = [{"command": command.name, "description": command.description} for command in commands]
    for_apps = {"language_code": language} if language else {}
    return Call("setMyCommands", {"commands": listed, "scope": scope, **for_apps})

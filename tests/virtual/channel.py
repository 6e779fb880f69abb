"""A channel that lives in memory: the contract of bot/channel.py over the chats of the week, without HTTP."""

# ruff: noqa: ARG002 - the contract names what a channel without a network has no use for
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.channel import Failure, Made, Menus, RawUpdate, SendFailed, Sent
from handlers.messages import (
    ChatKind,
    Incoming,
    Media,
    Membership,
    Outgoing,
    Press,
    Sender,
    Topic,
    Upgrade,
)
from tests.virtual.chats import Chats


class MemoryChannel:
    """What the desk talks through. It is called telegram, because staff are known by their Telegram ids."""

    name = "telegram"

    def __init__(self, chats: Chats) -> None:
        self.chats = chats

    async def fetch(self, after: int | None, wait_s: float) -> Sequence[RawUpdate]:
        self.chats.updates = [one for one in self.chats.updates if after is None or one.position > after]
        return list(self.chats.updates)

    def read(self, body: Mapping[str, Any]) -> Incoming | None:
        at = datetime.fromisoformat(body["at"])
        if "upgrade" in body:
            return Incoming(
                self.name,
                body["key"],
                body["chat"],
                ChatKind.group,
                None,
                at,
                upgrade=Upgrade(*body["upgrade"]),
            )
        if "inside" in body:
            moved = (Membership(body["from"], inside=body["inside"]),)
            group = ChatKind.group
            return Incoming(self.name, body["key"], body["chat"], group, None, at, memberships=moved)
        name, language = self.chats.person(body["from"])
        text, media = body.get("text", ""), body.get("media")
        command, _, argument = text[1:].partition(" ") if text.startswith("/") else ("", "", "")
        press = Press(body["press"], body["token"], body["message"]) if "press" in body else None
        return Incoming(
            channel=self.name,
            key=body["key"],
            chat=body["chat"],
            chat_kind=ChatKind.group if body["chat"].startswith("-") else ChatKind.private,
            sender=Sender(body["from"], name, language),
            at=at,
            message=body["message"],
            text=text,
            media=(Media.from_json(media),) if media else (),
            album=body.get("album"),
            reply_to=body.get("reply_to"),
            reply_to_desk=body.get("reply_to_desk", False),
            reply_token=body.get("reply_token"),
            press=press,
            edited=body.get("edited", False),
            command=command or None,
            argument=argument,
        )

    async def send(self, chat: str, outgoing: Outgoing, reply_to: str | None) -> Sent | SendFailed:
        if chat in self.chats.unreachable:
            return SendFailed(Failure.unreachable, "blocked")
        if chat in self.chats.moved:
            return SendFailed(Failure.moved, "upgraded", moved_to=self.chats.moved[chat])
        message = self.chats.show(chat, outgoing, reply_to)
        if outgoing.pin:
            self.chats.pin(chat, message.id)
        return Sent((message.id,))

    async def send_made(
        self, chat: str, made: Made, outgoing: Outgoing, reply_to: str | None
    ) -> Sent | SendFailed:
        return await self.send(chat, outgoing, reply_to)

    async def edit(self, chat: str, message: str, outgoing: Outgoing) -> Sent | SendFailed:
        if chat in self.chats.moved:
            return SendFailed(Failure.moved, "upgraded", moved_to=self.chats.moved[chat])
        if not self.chats.change(chat, message, outgoing):
            return SendFailed(Failure.gone, "no such message")
        return Sent((message,))

    async def delete(self, chat: str, messages: Sequence[str]) -> Sent | SendFailed:
        for message in messages:
            self.chats.take_away(chat, message)
        return Sent(tuple(messages))

    async def answer_press(self, press: str, toast: str) -> Sent | SendFailed:
        self.chats.toast(press, toast)
        return Sent(())

    async def open_topic(self, chat: str, name: str) -> Sent | SendFailed:
        return SendFailed(Failure.permanent, "no topics here")

    async def change_topic(self, chat: str, thread: str, topic: Topic) -> Sent | SendFailed:
        return SendFailed(Failure.gone, "no topics here")

    async def typing(self, chat: str) -> None:
        return None

    async def account(self) -> str:
        return self.name

    async def publish_commands(self, private: Menus, chats: Mapping[str, Menus]) -> bool:
        return True

    async def close(self) -> None:
        return None

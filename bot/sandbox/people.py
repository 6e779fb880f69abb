"""What people do: write, send, press, edit, react. Ids in, ids out; what cannot be is a LookupError.

`chat` is a group's id; None (or the person's own id) is the private chat with `bot`, else with the first bot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox import delivery
from bot.sandbox.accounts import Account
from bot.sandbox.chats import INSIDE, Chat, Status
from bot.sandbox.detect import detect
from bot.sandbox.files import PIXEL
from bot.sandbox.messages import Message, Press
from bot.sandbox.render import message_json
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class People:
    """The hands of everybody on the other side of the Bot API."""

    world: World

    def start(self, person: int, *, payload: str = "", bot: int | None = None) -> int:
        """Press Start (again after blocking, too), with the payload of a deep link."""
        return self.write(person, f"/start {payload}".strip(), bot=bot)

    def write(
        self,
        person: int,
        text: str,
        *,
        chat: int | None = None,
        reply_to: int | None = None,
        thread: int | None = None,
        bot: int | None = None,
    ) -> int:
        """Write a text and return the message's id."""
        return self._put(person, _worded("text", text), chat, bot, reply_to=reply_to, thread=thread).id

    def send(
        self,
        person: int,
        kind: str,
        *,
        caption: str = "",
        name: str = "",
        mime: str = "",
        content: bytes = PIXEL,
        size: int | None = None,
        duration: int = 3,
        chat: int | None = None,
        reply_to: int | None = None,
        thread: int | None = None,
        bot: int | None = None,
    ) -> int:
        """Send a file as any kind of media there is; `size` may claim more than is there."""
        stored = self.world.files.add(kind, content, name=name, mime=mime, duration=duration, size=size)
        shape = stored.as_fields() | (_worded("caption", caption) if caption else {})
        return self._put(person, shape, chat, bot, reply_to=reply_to, thread=thread).id

    def album(
        self,
        person: int,
        captions: list[str],
        *,
        kind: str = "photo",
        contents: Sequence[bytes] = (),
        chat: int | None = None,
        reply_to: int | None = None,
        thread: int | None = None,
        bot: int | None = None,
    ) -> list[int]:
        """Send as many photos (or videos, documents) at once as there are captions; "" is none.

        `contents` are the files themselves; without them each is one pixel.
        """
        if contents and len(contents) != len(captions):
            raise ValueError(f"{len(contents)} files, but {len(captions)} captions")
        ids = []
        album = str(self.world.number("album"))
        for caption, content in zip(captions, contents or [PIXEL] * len(captions), strict=True):
            stored = self.world.files.add(kind, content)
            shape = {kind: stored.to_json()} | (_worded("caption", caption) if caption else {})
            put = self._put(person, shape, chat, bot, reply_to=reply_to, thread=thread, album=album)
            ids.append(put.id)
        return ids

    def sticker(self, person: int, emoji: str, **where: Any) -> int:
        """Send a sticker that stands for an emoji; `where` is as in `write`."""
        stored = self.world.files.add("sticker", PIXEL)
        return self._show(person, {"sticker": stored.to_json() | {"emoji": emoji}}, **where)

    def location(self, person: int, latitude: float, longitude: float, **where: Any) -> int:
        """Send a place; `where` is as in `write`."""
        return self._show(person, {"location": {"latitude": latitude, "longitude": longitude}}, **where)

    def contact(self, person: int, phone: str, **where: Any) -> int:
        """Share the own telephone number; `where` is as in `write`."""
        account = self.world.accounts[person]
        shape = {"phone_number": phone, "first_name": account.first_name, "user_id": person}
        return self._show(person, {"contact": shape}, **where)

    def forward(
        self, person: int, *, name: str, text: str = "", picture: bool = False, bot: int | None = None
    ) -> int:
        """Pass on to the bot what somebody, who hides their account, wrote in another chat just now."""
        origin = {"type": "hidden_user", "sender_user_name": name, "date": int(self.world.now())}
        content = _worded("text", text)
        if picture:
            content = self.world.files.add("photo", PIXEL).as_fields() | _worded("caption", text)
        return self._put(person, content, None, bot, origin=origin).id

    def edit(
        self,
        person: int,
        message: int,
        text: str,
        *,
        chat: int | None = None,
        bot: int | None = None,
    ) -> None:
        """Change the text or caption of an own message."""
        place, own = self._own(person, message, chat, bot)
        field = "text" if "text" in own.content else "caption"
        rest = {key: value for key, value in own.content.items() if key not in {field, _entities(field)}}
        self.world.edit(place, own, rest | _worded(field, text), own.markup)
        delivery.announce(self.world, place, own, "edited_message")

    def delete(self, person: int, message: int, *, chat: int | None = None, bot: int | None = None) -> None:
        """Delete an own message; no bot is told."""
        place, own = self._own(person, message, chat, bot)
        self.world.delete(place, [own])

    def press(
        self,
        person: int,
        message: int,
        *,
        label: str | None = None,
        data: str | None = None,
        chat: int | None = None,
        bot: int | None = None,
    ) -> str:
        """Press the button with a label, or with callback data, and return the press's id.

        The label may be a part of what stands on the button. Data that no button has is sent all the same:
        old buttons and forged presses are like that.
        """
        place = self._place(person, chat, bot)
        pressed = self._message(place, message)
        if data is None:
            data = _data_of(pressed, label)
        press = self.world.press(pressed.sender.id, person, place, pressed, data)
        query = {
            "id": press.id,
            "from": self.world.accounts[person].to_json(),
            "message": message_json(place, pressed),
            "chat_instance": str(place.id * 7919),
            "data": data,
        }
        delivery.push(self.world, self.world.bots[pressed.sender.id], "callback_query", query)
        return press.id

    def press_of(self, press: str) -> Press:
        return self.world.presses[press]

    def react(
        self,
        person: int,
        message: int,
        emoji: str,
        *,
        chat: int | None = None,
        bot: int | None = None,
    ) -> None:
        """Set the own reaction to a message; "" takes it back."""
        place = self._place(person, chat, bot)
        target = self._message(place, message)
        before = target.reactions.get(person, [])
        target.reactions[person] = [{"type": "emoji", "emoji": emoji}] if emoji else []
        shape = {
            "chat": place.to_json(),
            "message_id": message,
            "user": self.world.accounts[person].to_json(),
            "date": int(self.world.now()),
            "old_reaction": before,
            "new_reaction": target.reactions[person],
        }
        for listener in self.world.bots_in(place):
            delivery.push(self.world, listener, "message_reaction", shape)
        self.world.tell("reaction", place, target)

    def block(self, person: int, *, bot: int | None = None) -> None:
        self._set_blocked(person, bot, blocked=True)

    def unblock(self, person: int, *, bot: int | None = None) -> None:
        self._set_blocked(person, bot, blocked=False)

    def _set_blocked(self, person: int, bot: int | None, *, blocked: bool) -> None:
        target = self.world.bot(bot)
        chat = self.world.private(person, target.id)
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        before, now = (Status.member, Status.kicked) if blocked else (Status.kicked, Status.member)
        account = self.world.accounts[person]
        delivery.member_changed(self.world, chat, target.account, before, by=account, now=now)

    def _place(self, person: int, chat: int | None, bot: int | None) -> Chat:
        place = self.world.chat(person if chat is None else chat, bot)
        if not place.is_private and place.status(person) not in INSIDE:
            raise LookupError(f"{person} is not in {place.id}")
        return place

    def _message(self, place: Chat, message: int) -> Message:
        found = place.messages.get(message)
        if found is None:
            raise LookupError(f"no message {message} in {place.id}")
        return found

    def _own(self, person: int, message: int, chat: int | None, bot: int | None) -> tuple[Chat, Message]:
        place = self._place(person, chat, bot)
        own = self._message(place, message)
        if own.sender.id != person:
            raise LookupError(f"message {message} is not of {person}")
        return place, own

    def _show(
        self,
        person: int,
        content: dict[str, Any],
        *,
        chat: int | None = None,
        reply_to: int | None = None,
        thread: int | None = None,
        bot: int | None = None,
    ) -> int:
        return self._put(person, content, chat, bot, reply_to=reply_to, thread=thread).id

    def _put(
        self,
        person: int,
        content: dict[str, Any],
        chat: int | None,
        bot: int | None,
        *,
        reply_to: int | None = None,
        thread: int | None = None,
        album: str | None = None,
        origin: dict[str, Any] | None = None,
    ) -> Message:
        place = self._place(person, chat, bot)
        account = self.world.accounts[person]
        self._open(place, account)
        message = self.world.post(
            place, account, content, reply_to=reply_to, thread=thread, album=album, origin=origin
        )
        delivery.announce(self.world, place, message)
        return message

    def _open(self, place: Chat, account: Account) -> None:
        """Writing to a bot opens the chat, and takes back a block."""
        if place.is_private and not place.started:
            place.started = True
            self.world.tell("chat", place)
        if place.is_private and place.blocked:
            self.unblock(account.id, bot=place.bot)


def _entities(field: str) -> str:
    return "entities" if field == "text" else "caption_entities"


def _worded(field: str, text: str) -> dict[str, Any]:
    found = sorted(detect(text, []), key=lambda entity: entity.order)
    return {field: text} | ({_entities(field): [e.to_json() for e in found]} if found else {})


def _data_of(message: Message, label: str | None) -> str:
    rows = (message.inline_markup or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row if "callback_data" in button]
    exact = [button for button in buttons if button["text"] == label]
    for button in exact or buttons:
        if label is None or label in button["text"]:
            return str(button["callback_data"])
    raise LookupError(f"no button {label!r} under message {message.id}: {[b['text'] for b in buttons]}")

"""The chats of everybody: what was written, shown, changed and pressed, as people see it on their phones."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.channel import RawUpdate
from handlers.messages import Media, Outgoing
from tests.virtual.clock import Clock


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it looks now. `sender` is None for the desk's own; `buttons` are label and token."""

    chat: str
    id: str
    sender: str | None
    at: datetime
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    reply_to: str | None = None
    media: Media | None = None
    asks: tuple[str, ...] = ()
    edited_at: datetime | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for label, _ in self.buttons)


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened in a chat. `what`: writes, rewrites, says, edits, removes, presses, toast, pins."""

    at: datetime
    what: str
    chat: str
    who: str
    text: str
    labels: tuple[str, ...] = ()
    message: str = ""
    reply_to: str | None = None

    def __str__(self) -> str:
        buttons = f" [{'|'.join(self.labels)}]" if self.labels else ""
        words = self.text.replace("\n", " / ")
        return f"{self.at:%d %H:%M:%S} {self.chat:>6} {self.who:<8} {self.what:<7} {words}{buttons}"


class Chats:
    """All chats there are. People act here; the desk is told through updates, as by any channel.

    `updates` wait to be handed out, `given` are the keys of all there ever were.
    """

    def __init__(self, clock: Clock) -> None:
        self.log: list[Line] = []
        self.shown: dict[tuple[str, str], Shown] = {}
        self.by_chat: defaultdict[str, list[str]] = defaultdict(list)
        self._with_buttons: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.pinned: dict[str, str] = {}
        self.updates: list[RawUpdate] = []
        self.given: list[str] = []
        self.unreachable: set[str] = set()
        self.moved: dict[str, str] = {}
        self._clock = clock
        self._names: dict[str, str] = {}
        self._languages: dict[str, str] = {}
        self._presses: dict[str, tuple[str, str]] = {}
        self._watchers: defaultdict[str, list[Callable[[Shown], None]]] = defaultdict(list)
        self._toasts: dict[str, Callable[[str], None]] = {}
        self._numbers: defaultdict[str, int] = defaultdict(int)
        self._position = 0

    def add(self, user: str, name: str, language: str = "zh-hans") -> None:
        self._names[user] = name
        self._languages[user] = language

    def watch(self, chat: str, see: Callable[[Shown], None]) -> None:
        """Call `see` with every message of the desk that appears or changes in a chat."""
        self._watchers[chat].append(see)

    def latest(self, chat: str) -> list[Shown]:
        return [self.shown[chat, number] for number in self.by_chat[chat]]

    def pressable(self, chat: str) -> list[Shown]:
        """Return the messages of a chat that have buttons now, the oldest first."""
        return [self.shown[chat, number] for number in self._with_buttons[chat]]

    def write(
        self,
        user: str,
        text: str,
        *,
        chat: str | None = None,
        reply_to: str | None = None,
        photo: bool = False,
        album: str | None = None,
    ) -> Shown:
        """Let a person write, in their private chat with the desk or in a group."""
        media = Media.from_json({"kind": "photo", "file": f"photo-{self._position}"}) if photo else None
        message = self._new(chat or user, user, text, reply_to=reply_to, media=media)
        self._log("writes", message.chat, user, text + (" 📷" if photo else ""), message=message)
        replied = self.shown.get((message.chat, reply_to or ""))
        self._update(
            message.chat,
            {
                "from": user,
                "message": message.id,
                "text": text,
                "media": media.as_json() if media else None,
                "album": album,
                "reply_to": reply_to,
                "reply_token": replied.buttons[0][1] if replied and replied.buttons else None,
                "reply_to_desk": bool(replied and replied.sender is None),
            },
        )
        return message

    def rewrite(self, message: Shown, text: str) -> None:
        """Let a person change what they wrote."""
        assert message.sender is not None, "people change their own words only"
        after = replace(self.shown[message.chat, message.id], text=text, edited_at=self._clock.at)
        self._put(after)
        self._log("rewrites", message.chat, message.sender, text, message=after)
        self._update(
            message.chat, {"from": message.sender, "message": message.id, "text": text, "edited": True}
        )

    def upgrade(self, old: str, new: str) -> None:
        """Let a group get a new id: whoever watched it goes on there, and the desk is told in both."""
        self.moved[old] = new
        self._watchers[new] = self._watchers[old]
        self.note("upgrade", f"{old} is {new} now")
        for chat in (old, new):
            self._update(chat, {"upgrade": [old, new]})

    def come_or_go(self, user: str, chat: str, *, inside: bool) -> None:
        """Let somebody leave a group, or come back into it: the desk is told, as its channel would."""
        self.note("comes" if inside else "leaves", user, chat)
        self._update(chat, {"from": user, "inside": inside})

    def now(self, chat: str) -> str:
        """Return the id that a group has today."""
        return self.moved.get(chat, chat)

    def remove(self, message: Shown) -> None:
        """Let a message go, as somebody deletes it: the desk is told nothing."""
        self.shown.pop((message.chat, message.id))
        self.by_chat[message.chat].remove(message.id)
        self._with_buttons[message.chat].pop(message.id, None)

    def press(
        self, user: str, message: Shown, label: str, told: Callable[[str], None] = lambda _toast: None
    ) -> bool:
        """Let a person press a button by what it says; False: it is not there any more."""
        now = self.shown[message.chat, message.id]
        token = next((token for name, token in now.buttons if name == label), None)
        if token is None:
            return False
        self._log("presses", message.chat, user, label, message=now)
        press = f"p{self._position}"
        self._presses[press] = message.chat, user
        self._toasts[press] = told
        self._update(message.chat, {"from": user, "message": message.id, "press": press, "token": token})
        return True

    def show(self, chat: str, outgoing: Outgoing, reply_to: str | None) -> Shown:
        """Show what the desk says."""
        asks = tuple(user for _, _, user in outgoing.mentions) if outgoing.ask_reply else ()
        message = self._new(
            chat,
            None,
            outgoing.text,
            reply_to=reply_to,
            media=outgoing.media[0] if outgoing.media else None,
            buttons=_buttons(outgoing),
            asks=asks,
        )
        text = outgoing.text + (" 📷" if outgoing.media else "")
        self._log("says", chat, "desk", text, message=message)
        self._tell(message)
        return message

    def change(self, chat: str, number: str, outgoing: Outgoing) -> bool:
        """Change a message of the desk; False: there is none."""
        before = self.shown.get((chat, number))
        if before is None:
            return False
        after = replace(before, text=outgoing.text, buttons=_buttons(outgoing), edited_at=self._clock.at)
        self._put(after)
        if (before.text, before.labels) != (after.text, after.labels):
            self._log("edits", chat, "desk", after.text, message=after)
            self._tell(after)
        return True

    def take_away(self, chat: str, number: str) -> None:
        """Take a message of the desk away for everybody; one that is not there is away already."""
        gone = self.shown.pop((chat, number), None)
        if gone is not None:
            self.by_chat[chat].remove(number)
            self._with_buttons[chat].pop(number, None)
            self._log("removes", chat, "desk", gone.text, message=gone)

    def toast(self, press: str, text: str) -> None:
        chat, user = self._presses[press]
        if text:
            self._log("toast", chat, user, text)
        self._toasts[press](text)

    def pin(self, chat: str, number: str) -> None:
        self.pinned[chat] = number
        self._log("pins", chat, "desk", number, message=self.shown[chat, number])

    def note(self, what: str, text: str, chat: str = "") -> None:
        """Write down what a rig did, between what people saw."""
        self.log.append(Line(self._clock.at, what, chat, "", text))

    def person(self, user: str) -> tuple[str, str]:
        """Return name and language of somebody's account."""
        return self._names[user], self._languages[user]

    def digest(self) -> str:
        """Return one number for all that was ever seen."""
        whole = hashlib.sha256()
        for line in self.log:
            whole.update(f"{line.at.isoformat()} {line}\n".encode())
        return whole.hexdigest()[:16]

    def _new(
        self,
        chat: str,
        sender: str | None,
        text: str,
        *,
        reply_to: str | None,
        media: Media | None,
        buttons: tuple[tuple[str, str], ...] = (),
        asks: tuple[str, ...] = (),
    ) -> Shown:
        self._numbers[chat] += 1
        number = str(self._numbers[chat])
        message = Shown(chat, number, sender, self._clock.at, text, buttons, reply_to, media, asks)
        self.by_chat[chat].append(number)
        self._put(message)
        return message

    def _put(self, message: Shown) -> None:
        self.shown[message.chat, message.id] = message
        if message.buttons:
            self._with_buttons[message.chat].setdefault(message.id)
        else:
            self._with_buttons[message.chat].pop(message.id, None)

    def _tell(self, message: Shown) -> None:
        for see in self._watchers[message.chat]:
            see(message)

    def _update(self, chat: str, body: Mapping[str, Any]) -> None:
        self._position += 1
        whole = {**body, "chat": chat, "key": str(self._position), "at": self._clock.at.isoformat()}
        self.given.append(str(self._position))
        self.updates.append(RawUpdate(str(self._position), chat, self._position, whole))

    def _log(self, what: str, chat: str, who: str, text: str, *, message: Shown | None = None) -> None:
        labels = message.labels if message and what in ("says", "edits") else ()
        number = message.id if message else ""
        replied = message.reply_to if message else None
        self.log.append(Line(self._clock.at, what, chat, who, text, labels, number, replied))


def _buttons(outgoing: Outgoing) -> tuple[tuple[str, str], ...]:
    rows: Sequence[Sequence[Any]] = outgoing.buttons
    return tuple((button.label, button.token) for row in rows for button in row)

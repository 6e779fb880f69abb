"""A message whatever its channel: what came in, and what should go out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self


class ChatKind(StrEnum):
    """Where a message was written."""

    private = "private"
    group = "group"


class MediaKind(StrEnum):
    """What a piece of media is; every channel maps its own names onto these."""

    photo = "photo"
    voice = "voice"
    video = "video"
    audio = "audio"
    document = "document"
    sticker = "sticker"
    animation = "animation"
    video_note = "video_note"


# Rows written before these kinds had names of their own have the name before the file.
_ONCE_VIDEO = (MediaKind.animation, MediaKind.video_note)


@dataclass(frozen=True, slots=True)
class Media:
    """A file that stays with the channel; we keep and pass on its name there, never its bytes.

    A file of an album has a `message` of its own there, and `caption` are the words under it.
    """

    kind: MediaKind
    file: str
    message: str | None = None
    caption: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the form that storage keeps."""
        own = {"message": self.message, "caption": self.caption} if self.message is not None else {}
        return {"kind": self.kind.value, "file": self.file, **own}

    @classmethod
    def from_json(cls, value: Mapping[str, str]) -> Self:
        """Read what `as_json` wrote, in this version or an earlier one."""
        for kind in _ONCE_VIDEO:
            if value["file"].startswith(f"{kind.value}:"):
                return cls(kind=kind, file=value["file"].removeprefix(f"{kind.value}:"))
        of_album = {name: value[name] for name in ("message", "caption") if value.get(name)}
        return cls(kind=MediaKind(value["kind"]), file=value["file"], **of_album)


ALBUM = 10
_TOGETHER = (
    frozenset({MediaKind.photo, MediaKind.video}),
    frozenset({MediaKind.document}),
    frozenset({MediaKind.audio}),
)


def in_albums(files: Sequence[Media]) -> list[tuple[Media, ...]]:
    """Return files, in their order, in as few messages as may be.

    Up to ten photos and videos stand together, or as many documents, or pieces of audio; all else alone.
    """
    found: list[tuple[Media, ...]] = []
    for file in files:
        last = found[-1] if found else ()
        kinds = {file.kind, *(other.kind for other in last)}
        if last and len(last) < ALBUM and any(kinds <= together for together in _TOGETHER):
            found[-1] = (*last, file)
        else:
            found.append((file,))
    return found


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote or pressed; `user` is the channel's own id, the only one that proves anything."""

    user: str
    name: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Whose words these are, as far as they let it be known, and when they were written."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button: `id` answers it, `token` says which button it was, `message` carries it."""

    id: str
    token: str
    message: str | None


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A group got a new id: everything sent to the old one is refused, and messages are counted anew."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody came into a group or is not in it any more; `user` is None for the desk itself.

    Whatever is not surely inside is outside.
    """

    user: str | None
    inside: bool


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a channel told us.

    `key` is unique in the channel and the same when the channel delivers again. `sender` is missing where
    the channel does not name one (a post of the group itself). `reply_to_desk`: the message replied to is one
    of ours; `reply_token` is that of a button under it. `forwarded`: these are somebody else's words.
    `mentions`: somebody is named with an @, as one turns to a colleague; not the desk itself.
    `private_link` leads to the private chat with the desk. Text is free of lone surrogates and NUL.
    """

    channel: str
    key: str
    chat: str
    chat_kind: ChatKind
    sender: Sender | None
    at: datetime
    message: str | None = None
    text: str = ""
    media: tuple[Media, ...] = ()
    album: str | None = None
    reply_to: str | None = None
    reply_to_desk: bool = False
    reply_token: str | None = None
    press: Press | None = None
    edited: bool = False
    place: tuple[float, float] | None = None
    phone: str | None = None
    command: str | None = None
    argument: str = ""
    upgrade: Upgrade | None = None
    memberships: tuple[Membership, ...] = ()
    forwarded: Forwarded | None = None
    mentions: bool = False
    private_link: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the form in which a piece of an album waits for the others; whose it was, nobody asks."""
        return asdict(self) | {"at": self.at.isoformat(), "forwarded": None}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote; a piece of an album is no press and no event of a group."""
        sender = body["sender"]
        return cls(
            **{
                **body,
                "chat_kind": ChatKind(body["chat_kind"]),
                "sender": Sender(**sender) if sender else None,
                "at": datetime.fromisoformat(body["at"]),
                "media": tuple(Media.from_json(file) for file in body["media"]),
                "memberships": (),
            }
        )


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `token` comes back in `Press.token`, 1 to 64 bytes."""

    label: str
    token: str


def in_lines(buttons: Sequence[Button], length: int) -> tuple[tuple[Button, ...], ...]:
    """Return buttons in lines of at most so many."""
    return tuple(tuple(buttons[n : n + length]) for n in range(0, len(buttons), length))


@dataclass(frozen=True, slots=True)
class Topic:
    """How the topic that a ticket has in a group is called, and whether it is closed to words of people."""

    name: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What should be shown in a chat.

    `verbatim` are spans of `text`, in code points, with somebody else's words: the channel shows them as
    they are and never turns them into a link, a mention or markup. `mentions` are spans with the user they
    name, who is notified. `reply_to` names a message of the chat, `reply_role` instead the ticket's latest
    message with that role there (missing: no reply). `edit_role`: change that message instead of sending a
    new one (missing or gone: send it anew). `ask_reply` opens the reply field of those mentioned. `media`
    goes with `text` as its caption: one file, or an album as `in_albums` makes them; buttons of an album
    need a text. `pin`: keep it at the top of the chat, silently, where that is allowed. `thread`: the topic
    of the group in which it stands. `draw_up`: what this is about comes as a file that is made when it is
    sent, with the text under it. `silent`: it is there to be read, and notifies nobody.
    `erases`: nothing is shown; messages of the chat are taken away. `topic`: no message, the topic of
    the ticket is to be like this.
    """

    text: str
    verbatim: tuple[tuple[int, int], ...] = ()
    mentions: tuple[tuple[int, int, str], ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    media: tuple[Media, ...] = ()
    reply_to: str | None = None
    reply_role: str | None = None
    edit_role: str | None = None
    ask_reply: bool = False
    pin: bool = False
    thread: str | None = None
    draw_up: bool = False
    silent: bool = False
    topic: Topic | None = None
    erases: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the form that an outbox row keeps."""
        return asdict(self)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        media = body["media"] or ()
        files = [media] if isinstance(media, Mapping) else media  # a row written before there were albums
        return cls(
            text=body["text"],
            verbatim=tuple((start, end) for start, end in body["verbatim"]),
            mentions=tuple((start, end, user) for start, end, user in body["mentions"]),
            buttons=tuple(tuple(Button(**button) for button in line) for line in body["buttons"]),
            media=tuple(Media.from_json(file) for file in files),
            reply_to=body["reply_to"],
            reply_role=body["reply_role"],
            edit_role=body["edit_role"],
            ask_reply=body["ask_reply"],
            pin=body.get("pin", False),
            thread=body.get("thread"),
            draw_up=body.get("draw_up", False),
            erases=tuple(body.get("erases", ())),
            silent=body.get("silent", False),
            topic=Topic(**body["topic"]) if body.get("topic") else None,
        )


TEXT_UNITS = 4096
CAPTION_UNITS = 1024
_WITHOUT_CAPTION = (MediaKind.sticker, MediaKind.video_note)


def units(text: str) -> int:
    """Count UTF-16 units, as Telegram measures its texts and the places in them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits_under_files(outgoing: Outgoing) -> bool:
    """Tell whether the text can stand under the files; buttons cannot stand under an album."""
    if not outgoing.media or units(outgoing.text) > CAPTION_UNITS:
        return False
    if len(outgoing.media) > 1:
        return not (outgoing.buttons or outgoing.ask_reply)
    return outgoing.media[0].kind not in _WITHOUT_CAPTION

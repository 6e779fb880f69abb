"""What every channel must do, and how it says that something did not work."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from handlers.messages import Incoming, Outgoing, Topic


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """An update as the channel gave it: kept before it is understood.

    `key` is the same on redelivery; `lane` is the chat whose order must hold; `position` is what confirms it.
    """

    key: str
    lane: str
    position: int
    body: Mapping[str, Any]


class Failure(StrEnum):
    """Why something did not reach a chat, as far as the channel can know."""

    not_sent = "not_sent"  # the connection failed before anything was sent: trying again is harmless
    unknown = "unknown"  # sent, but the answer is lost: it may be there
    outage = "outage"  # the other side, or a gateway before it, says that it is in trouble
    slow_down = "slow_down"  # the channel asked to wait `retry_after` seconds
    unreachable = (
        "unreachable"  # the person blocked the bot, never started it, or a group put it out or muted it
    )
    moved = "moved"  # the chat has a new id, `moved_to`
    gone = "gone"  # the message to be edited or replied to, or the topic, does not exist any more
    permanent = "permanent"  # refused, and would be again


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel's ids of what it now shows; an edit returns the edited one."""

    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SendFailed:
    """A typed refusal; `detail` is the channel's word, free of tokens and of the text that was sent."""

    failure: Failure
    detail: str
    retry_after: float = 0.0
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A file that the desk made itself: its name as people see it, and its bytes, never none."""

    name: str
    content: bytes


class FetchFailed(Exception):
    """The channel could not be asked for updates; `retry_after` is what it wished, in seconds.

    `pushed`: it refused because it pushes them to an address; `elsewhere`: because another program fetches.
    """

    def __init__(
        self,
        failure: Failure,
        detail: str,
        retry_after: float = 0.0,
        *,
        pushed: bool = False,
        elsewhere: bool = False,
    ) -> None:
        super().__init__(detail)
        self.failure = failure
        self.detail = detail
        self.retry_after = retry_after
        self.pushed = pushed
        self.elsewhere = elsewhere


@dataclass(frozen=True, slots=True)
class Command:
    """A command as the channel's menu shows it."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Pushing:
    """Where the channel pushes updates to, "" for nowhere: then they are fetched, and only then.

    `waiting` of them have not been taken yet; `failed_at` and `trouble` are of its last failure to push.
    """

    address: str
    waiting: int = 0
    failed_at: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Who the desk is in the channel, and what keeps updates from it.

    `hears_all`: also words in groups that are not addressed to it. `fetched_elsewhere`: another program
    fetches updates too; None: not looked. `clock_ahead_s`: how far the channel's clock is ahead of this
    machine's, at the least.
    """

    name: str
    hears_all: bool
    pushing: Pushing
    fetched_elsewhere: bool | None
    clock_ahead_s: float


class Presence(StrEnum):
    """Where somebody stands to a group."""

    inside = "inside"
    outside = "outside"  # left it, or never was in it
    removed = "removed"  # by whoever manages it


@dataclass(frozen=True, slots=True)
class Standing:
    """What the desk may do in a group; `may_open_topics` is None where there are none."""

    hears_all: bool
    may_pin: bool
    may_open_topics: bool | None


@dataclass(frozen=True, slots=True)
class Examined:
    """What a channel answered: groups by id, members by group and user, people who can be written to by user.

    Where the account itself was refused, nothing else was asked.
    """

    account: Account | SendFailed
    groups: Mapping[str, Standing | SendFailed]
    members: Mapping[tuple[str, str], bool | SendFailed]
    people: Mapping[str, bool | SendFailed]


Menus = Mapping[str, Sequence[Command]]


class Channel(Protocol):
    """A way in and out. No method raises for what the other side answers, except `fetch`."""

    name: str
    push_header: str
    """The header of a pushed update in which the secret stands that `push_to` was given."""

    async def fetch(self, after: int | None, wait_s: float) -> Sequence[RawUpdate]:
        """Return updates later than the position `after`, which confirms the rest; None: all unconfirmed.

        Waits up to `wait_s` for the first one. One unreadable update never hides the others. Raises
        FetchFailed.
        """
        ...

    async def push_to(self, address: str, secret: str) -> Sent | SendFailed:
        """Let updates be pushed to an address from now on, whatever was set before; none is dropped by that.

        Nothing can be fetched then. An update that was not answered with a 2xx is pushed again.
        """
        ...

    async def push_nowhere(self) -> Sent | SendFailed:
        """Let updates wait to be fetched again; none is dropped by that."""
        ...

    async def pushing(self) -> Pushing | SendFailed:
        """Return how pushing goes."""
        ...

    def pushed(self, body: Mapping[str, Any]) -> RawUpdate:
        """Return a pushed update as one that was fetched, however strange it is."""
        ...

    def read(self, body: Mapping[str, Any]) -> Incoming | None:
        """Return what the update says, or None when it is of a kind that concerns nobody here."""
        ...

    async def send(self, chat: str, outgoing: Outgoing, reply_to: str | None) -> Sent | SendFailed:
        """Show a new message; `reply_to` was resolved already, and a reply to nothing is sent as it is.

        Of an album, which `handlers.messages.in_albums` says what may be, each file has an id of its own.
        """
        ...

    async def send_made(
        self, chat: str, made: Made, outgoing: Outgoing, reply_to: str | None
    ) -> Sent | SendFailed:
        """Show a file of ours as a document, with the words of `outgoing`, which has no files, under it."""
        ...

    async def download(self, file: str) -> bytes | SendFailed:
        """Return what stands behind `handlers.messages.Media.file`; permanent: too big for that, or gone."""
        ...

    async def edit(self, chat: str, message: str, outgoing: Outgoing) -> Sent | SendFailed:
        """Change a message; equal content counts as done."""
        ...

    async def delete(self, chat: str, messages: Sequence[str]) -> Sent | SendFailed:
        """Take messages of ours away for everybody; what is not there any more counts as taken away."""
        ...

    async def open_topic(self, chat: str, name: str) -> Sent | SendFailed:
        """Open a topic in a group that has topics; its id comes as that of a message."""
        ...

    async def change_topic(self, chat: str, thread: str, topic: Topic) -> Sent | SendFailed:
        """Let a topic be called and closed as `topic` says; what it is already counts as done."""
        ...

    async def answer_press(self, press: str, toast: str) -> Sent | SendFailed:
        """Answer a press, once; an empty toast only stops the waiting sign."""
        ...

    async def typing(self, chat: str) -> None:
        """Show that an answer is being prepared; best effort."""
        ...

    async def account(self) -> str:
        """Learn who the desk is on this channel, whose name may stand in commands; "" when nobody answers."""
        ...

    async def presence(self, group: str, user: str) -> Presence | SendFailed:
        """Return whether somebody is in a group; a failure where the channel does not say so for sure."""
        ...

    async def publish_commands(self, private: Menus, chats: Mapping[str, Menus]) -> bool:
        """Set the command menus of all private chats, and those of single chats; tell whether all were taken.

        Each is given for the languages of apps (two letters); the one under "" is for all others.
        """
        ...

    async def examine(
        self,
        groups: Mapping[str, Collection[str]],
        people: Collection[str],
        *,
        watch_s: float,
        asked: Callable[[], None],
    ) -> Examined:
        """Look how the desk stands with the other side: changes nothing there and sends no message.

        `groups` names who should be in each, `people` who should be within reach. Looks for `watch_s` seconds
        whether somebody else fetches, which disturbs them; 0: does not look. Calls `asked` after each step:
        two for the account, one for each group, each member and each of the people.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...

"""The state of the sandbox: accounts, chats, messages, presses; knows nothing of HTTP."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.accounts import Account, Bot
from bot.sandbox.chats import INSIDE, Chat, ChatKind, Status, Topic
from bot.sandbox.files import FileStore
from bot.sandbox.messages import Message, Press
from bot.sandbox.updates import UpdateQueue

FIRST_UPDATE = 700_000_001
# The next number of each kind, in a world where nothing has happened.
FIRST_NUMBERS = {
    "person": 5_000_000_001,
    "group": 4_000_001,
    "press": 4_100_000_000_000_000_001,
    "album": 14_000_000_000_000_001,
}


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened: what, in which chat, at which message, with what a listener may want to show.

    Kinds: message, edit, delete, press, answer, action, reaction, chat, pin, commands, update, poll, push
    (tried or taken), webhook (set or deleted), person, bot, faults, clock (somebody moved it).
    """

    kind: str
    chat: Chat | None = None
    message: Message | None = None
    facts: dict[str, Any] | None = None


Listener = Callable[[Change], None]


class World:
    """Everything Telegram would know. `now` is the clock of message dates, in seconds since 1970."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.now = now
        self.accounts: dict[int, Account] = {}
        self.bots: dict[int, Bot] = {}
        self.groups: dict[int, Chat] = {}
        self.privates: dict[tuple[int, int], Chat] = {}
        self.presses: dict[str, Press] = {}
        self.files = FileStore()
        # How long a press may be answered; Telegram's own limit is not published.
        self.press_lifetime_s = 900.0
        self._listeners: list[Listener] = []
        self.numbers = dict(FIRST_NUMBERS)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every change, in the order they happen; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(
        self,
        kind: str,
        chat: Chat | None = None,
        message: Message | None = None,
        **facts: Any,
    ) -> None:
        if self._listeners:
            change = Change(kind, chat, message, facts)
            for listener in tuple(self._listeners):
                listener(change)

    def number(self, kind: str) -> int:
        """Return a number nobody of that kind has: person, group, press, album."""
        given = self.numbers[kind]
        self.numbers[kind] = given + 1
        return given

    def add_bot(self, token: str, *, username: str = "", name: str = "", privacy: bool = True) -> Bot:
        """Add a bot; its id is the number before the colon of its token."""
        account = Account(int(token.partition(":")[0]), name or "Bot", is_bot=True)
        account.username = username or f"bot{account.id}_bot"
        bot = Bot(account, token, UpdateQueue(FIRST_UPDATE), privacy)
        self.accounts[account.id] = account
        self.bots[account.id] = bot
        self.tell("bot", account=account)
        return bot

    def add_person(
        self,
        first_name: str,
        *,
        last_name: str = "",
        username: str = "",
        language: str = "zh-hans",
        about: str = "",
        number: int | None = None,
    ) -> Account:
        who = number or self.number("person")
        account = Account(who, first_name, last_name, username, language, about=about)
        self.accounts[who] = account
        self.tell("person", account=account)
        return account

    def add_group(
        self,
        title: str,
        *,
        kind: ChatKind | str = ChatKind.supergroup,
        forum: bool = False,
        members: Iterable[int] = (),
        number: int | None = None,
    ) -> Chat:
        """Add a group; the first person in it is its creator, bots in it are administrators. No updates."""
        kind = ChatKind(kind)
        chat_id = number or self.new_group_id(kind)
        chat = self.groups[chat_id] = Chat(chat_id, kind, title, forum)
        if forum:
            # Message 1 opened the group; the General topic bears its id.
            chat.topics[1] = Topic(1, "General", 7322096)
            chat.last_id = 1
        for member in members:
            is_bot = self.accounts[member].is_bot
            first = not is_bot and Status.creator not in chat.members.values()
            status = Status.administrator if is_bot else Status.creator if first else Status.member
            chat.members[member] = status
        self.tell("chat", chat)
        return chat

    def new_group_id(self, kind: ChatKind) -> int:
        number = self.number("group")
        return -number if kind is ChatKind.group else -1_000_000_000_000 - number - 2_000_000_000

    def bot(self, bot: int | None = None) -> Bot:
        """Return a bot; without an id the first one."""
        return self.bots[bot] if bot is not None else next(iter(self.bots.values()))

    def by_token(self, token: str) -> Bot | None:
        return next((bot for bot in self.bots.values() if bot.token == token), None)

    def private(self, person: int, bot: int) -> Chat:
        """Return the private chat of a person and a bot, which exists for both from the beginning."""
        chat = self.privates.get((person, bot))
        if chat is None:
            account = self.accounts[person]
            chat = Chat(person, ChatKind.private, person=account, bot=bot)
            self.privates[person, bot] = chat
        return chat

    def chat(self, chat_id: int, bot: int | None = None) -> Chat:
        """Return a group by its id, or the private chat of the person with that id; LookupError if none."""
        if chat_id in self.groups:
            return self.groups[chat_id]
        account = self.accounts.get(chat_id)
        if account is None or account.is_bot:
            raise LookupError(f"no chat {chat_id}")
        return self.private(chat_id, self.bot(bot).id)

    def post(
        self,
        chat: Chat,
        sender: Account,
        content: dict[str, Any],
        *,
        reply_to: int | None = None,
        markup: dict[str, Any] | None = None,
        thread: int | None = None,
        album: str | None = None,
        origin: dict[str, Any] | None = None,
    ) -> Message:
        """Put a message into a chat and tell the listeners; bots are told by `delivery`."""
        chat.last_id += 1
        message = Message(
            chat.last_id, chat.id, sender, int(self.now()), content, reply_to, markup, thread, album,
            origin=origin,
        )  # fmt: skip
        chat.messages[message.id] = message
        self.tell("message", chat, message)
        return message

    def edit(
        self, chat: Chat, message: Message, content: dict[str, Any], markup: dict[str, Any] | None
    ) -> None:
        """Replace content and markup. A change of buttons alone is no edit that people see."""
        if content != message.content:
            message.edit_date = int(self.now())
        message.content, message.markup = content, markup
        self.tell("edit", chat, message)

    def delete(self, chat: Chat, messages: Sequence[Message]) -> None:
        for message in messages:
            del chat.messages[message.id]
            chat.deleted.append(message.id)
            if message.id in chat.pinned:
                chat.pinned.remove(message.id)
            self.tell("delete", chat, message)

    def press(self, bot: int, person: int, chat: Chat, message: Message, data: str) -> Press:
        press = Press(str(self.number("press")), bot, person, chat.id, message.id, data, self.now())
        self.presses[press.id] = press
        self.tell("press", chat, message, press=press)
        return press

    def bots_in(self, chat: Chat) -> list[Bot]:
        """Return the bots that are part of a chat now."""
        if chat.is_private:
            return [self.bots[chat.bot]] if chat.bot is not None and not chat.blocked else []
        return [bot for bot in self.bots.values() if chat.status(bot.id) in INSIDE]

"""The other side of the rig: a sandbox with owners and their staff, and a record of all a bot said."""

from collections import Counter
from dataclasses import dataclass, field

from bot.sandbox.server import Sandbox
from bot.sandbox.world import Change

TOKEN = "4200:crash"
STAFF_CHAT, MANAGER_CHAT = -1001, -1002
STAFF = {2001: "王工", 2002: "小陈", 2003: "李主管", 2004: "赵经理"}
OWNERS = range(3001, 3051)
# What the Bot API takes to answer, about what it takes over a real network.
LATENCY_S = 0.05


@dataclass
class Town:
    """`said` counts every message a bot ever sent, by chat and words; `written` holds the owners' texts.

    `shown` counts the pictures that a bot sent, by chat and file.
    """

    sandbox: Sandbox
    owners: range = OWNERS
    said: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: Counter[tuple[str, str]] = field(default_factory=Counter)
    written: list[str] = field(default_factory=list)
    updates: set[int] = field(default_factory=set)

    def watch(self, change: Change) -> None:
        """Record what happens; given to the sandbox as a listener."""
        if change.kind == "update" and change.facts and change.facts["update"] is not None:
            self.updates.add(change.facts["update"])
        message = change.message
        if change.kind == "message" and message is not None and message.sender.is_bot:
            chat, words = (
                str(message.chat_id),
                message.content.get("text") or message.content.get("caption", ""),
            )
            if words:
                self.said[chat, str(words).strip()] += 1
            if "photo" in message.content:
                self.shown[chat, message.content["photo"][-1]["file_unique_id"]] += 1

    def file_in(self, chat: int, message: int) -> str:
        """Return the picture in a message."""
        sizes = self.sandbox.world.chat(chat).messages[message].content["photo"]
        return str(sizes[-1]["file_unique_id"])

    def all_taken(self) -> bool:
        """Tell whether every update was confirmed."""
        return not self.sandbox.world.bot().updates.pending()

    def has_asked_since(self, moment: float) -> bool:
        """Tell whether a bot has asked for updates since then, in either way."""
        return any(self.called_since(moment, method) for method in ("getupdates", "setwebhook"))

    def called_since(self, moment: float, method: str) -> bool:
        """Tell whether a bot has called a method since then."""
        for call in reversed(self.sandbox.calls):
            if call.at < moment:
                return False
            if call.method == method:
                return True
        return False


def people_the(sandbox: Sandbox, owners: int = len(OWNERS)) -> Town:
    """Add bot, staff, groups and owners, and let the network be as slow as a real one."""
    town = Town(sandbox, range(OWNERS.start, OWNERS.start + owners))
    bot = sandbox.add_bot(TOKEN, username="crash_bot")
    for number, name in STAFF.items():
        sandbox.add_person(name, number=number)
    for number in town.owners:
        sandbox.add_person(f"业主{number}", number=number)
    sandbox.add_group("前台", members=[*STAFF, bot.id], number=STAFF_CHAT)
    sandbox.add_group("经理", members=[2003, 2004, bot.id], number=MANAGER_CHAT)
    for number in STAFF:
        sandbox.people.start(number)
    bot.updates.drop()
    sandbox.world.listen(town.watch)
    for method in ("sendMessage", "editMessageText", "answerCallbackQuery"):
        sandbox.faults.add("delay", method=method, times=-1, delay_s=LATENCY_S)
    return town

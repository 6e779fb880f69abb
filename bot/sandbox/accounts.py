"""Who takes part: people and bots."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.updates import UpdateQueue


@dataclass(slots=True)
class Account:
    """A person or a bot as everybody sees it; `about` is for who looks at the page, bots are not told."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False
    deactivated: bool = False
    about: str = ""

    def to_json(self) -> dict[str, Any]:
        shape: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if getattr(self, name):
                shape[name] = getattr(self, name)
        return shape


@dataclass(slots=True)
class Bot:
    """A bot with its token and what the server keeps for it; with `privacy` it hears little in groups."""

    account: Account
    token: str
    updates: UpdateQueue
    privacy: bool = True
    webhook: dict[str, Any] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return self.account.id

    def to_json(self) -> dict[str, Any]:
        return self.account.to_json() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

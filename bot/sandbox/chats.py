"""Where people and bots meet: private chats, basic groups, supergroups and their topics."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.sandbox.accounts import Account
from bot.sandbox.messages import Message

RIGHTS = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_manage_tags",
    "can_send_welcome_messages",
]
PERMISSIONS = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
]


class ChatKind(StrEnum):
    private = "private"
    group = "group"
    supergroup = "supergroup"


class Status(StrEnum):
    """What somebody is in a group, in the Bot API's words."""

    creator = "creator"
    administrator = "administrator"
    member = "member"
    left = "left"
    kicked = "kicked"


INSIDE = frozenset({Status.creator, Status.administrator, Status.member})
MANAGERS = frozenset({Status.creator, Status.administrator})


@dataclass(slots=True)
class Topic:
    """A topic of a forum; its id is that of the message which opened it."""

    id: int
    name: str
    icon_color: int
    closed: bool = False


@dataclass(slots=True)
class Chat:
    """A chat and everything in it. A private one is between `bot` and `person`, and has the person's id."""

    id: int
    kind: ChatKind
    title: str = ""
    forum: bool = False
    person: Account | None = None
    bot: int | None = None
    started: bool = False
    blocked: bool = False
    moved_to: int | None = None
    last_id: int = 0
    members: dict[int, Status] = field(default_factory=dict)
    # Rights that an administrator was not given; all others it has.
    withheld: dict[int, frozenset[str]] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: list[int] = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        return self.kind is ChatKind.private

    def status(self, account: int) -> Status:
        return self.members.get(account, Status.left)

    def may(self, account: int, right: str) -> bool:
        """Tell whether somebody manages this group and has this right."""
        return self.status(account) in MANAGERS and right not in self.withheld.get(account, ())

    def member_json(self, account: Account) -> dict[str, Any]:
        """Return what somebody is here as a ChatMember."""
        return member_json(account, self.status(account.id), self.withheld.get(account.id, frozenset()))

    def to_json(self) -> dict[str, Any]:
        shape: dict[str, Any] = {"id": self.id, "type": self.kind.value}
        if self.person is None:
            shape["title"] = self.title
            if self.kind is ChatKind.group:
                shape["all_members_are_administrators"] = False
            if self.forum:
                shape["is_forum"] = True
            return shape
        who = self.person.to_json()
        return shape | {key: who[key] for key in ("first_name", "last_name", "username") if key in who}


def member_json(account: Account, status: Status, withheld: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return a ChatMember with the fields its status demands."""
    shape: dict[str, Any] = {"user": account.to_json(), "status": status.value}
    if status is Status.creator:
        shape["is_anonymous"] = False
    elif status is Status.administrator:
        shape |= {"can_be_edited": False, "is_anonymous": False}
        shape |= {right: right not in withheld for right in RIGHTS}
    elif status is Status.kicked:
        shape["until_date"] = 0
    return shape

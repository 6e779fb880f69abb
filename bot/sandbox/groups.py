"""What happens to groups: members come and go, bots get and lose rights, a group is upgraded."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from bot.sandbox import delivery
from bot.sandbox.accounts import Account
from bot.sandbox.chats import INSIDE, Chat, ChatKind, Status
from bot.sandbox.messages import Message
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Groups:
    """Membership of people and bots alike; every act names who did it (`by`), by default the creator."""

    world: World

    def join(self, chat: int, who: int, *, by: int | None = None) -> None:
        """Add somebody; a bot becomes administrator, the way it is meant to be used here."""
        group, account = self.world.groups[chat], self.world.accounts[who]
        before = group.status(who)
        if before in INSIDE:
            return
        group.members[who] = Status.administrator if account.is_bot else Status.member
        actor = self._actor(group, by, account)
        delivery.member_changed(self.world, group, account, before, by=actor, now=group.members[who])
        self.service(group, actor, {"new_chat_members": [account.to_json()]})

    def leave(self, chat: int, who: int, *, by: int | None = None) -> None:
        """Go, or be removed if `by` is somebody else: then it is a kick."""
        group, account = self.world.groups[chat], self.world.accounts[who]
        before = group.status(who)
        if before not in INSIDE:
            return
        kicked = by is not None and by != who
        actor = self.world.accounts[by if by is not None else who]
        self.service(group, actor, {"left_chat_member": account.to_json()})
        group.members[who] = Status.kicked if kicked else Status.left
        delivery.member_changed(self.world, group, account, before, by=actor, now=group.members[who])

    def promote(
        self, chat: int, who: int, status: str, *, without: Collection[str] = (), by: int | None = None
    ) -> None:
        """Give or take rights: `status` is administrator or member, `without` names rights not given."""
        group, account = self.world.groups[chat], self.world.accounts[who]
        group.withheld[who] = frozenset(without)
        before, group.members[who] = group.status(who), Status(status)
        actor = self._actor(group, by, account)
        delivery.member_changed(self.world, group, account, before, by=actor, now=group.members[who])

    def upgrade(self, chat: int) -> int:
        """Make a basic group a supergroup and return its new id, which the old one names from now on."""
        old = self.world.groups[chat]
        new_id = self.world.new_group_id(ChatKind.supergroup)
        new = self.world.groups[new_id] = Chat(new_id, ChatKind.supergroup, old.title)
        new.members = dict(old.members)
        self.world.tell("chat", new)
        actor = self._actor(old, None, next(iter(self.world.accounts.values())))
        self.service(old, actor, {"migrate_to_chat_id": new_id})
        old.moved_to = new_id
        self.service(new, actor, {"migrate_from_chat_id": old.id})
        self.world.tell("chat", old)
        return new_id

    def service(
        self, chat: Chat, actor: Account, content: dict[str, Any], thread: int | None = None
    ) -> Message:
        """Put a service message into a chat, for everybody."""
        message = self.world.post(chat, actor, content, thread=thread)
        delivery.announce(self.world, chat, message)
        return message

    def _actor(self, group: Chat, by: int | None, fallback: Account) -> Account:
        if by is not None:
            return self.world.accounts[by]
        creators = (who for who, status in group.members.items() if status is Status.creator)
        return self.world.accounts.get(next(creators, fallback.id), fallback)

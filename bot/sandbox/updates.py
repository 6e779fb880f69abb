"""The updates of one bot: kept until a higher offset confirms them."""

import asyncio
from collections import deque
from typing import Any

from bot.sandbox.errors import ApiError, conflict

KINDS = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    ],
)
# The Bot API leaves these out unless allowed_updates names them.
ONLY_IF_NAMED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LONGEST_POLL_S = 50.0


class UpdateQueue:
    """One long poll at a time; a second one ends the first with 409, as the real server does."""

    def __init__(self, first_id: int) -> None:
        self.next_id = first_id
        self.allowed = KINDS - ONLY_IF_NAMED
        self._pending: deque[dict[str, Any]] = deque()
        self._poll: asyncio.Future[None] | None = None
        self._came: asyncio.Event | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Who waits for updates is not part of what can be saved."""
        return vars(self) | {"_poll": None, "_came": None}

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def polling(self) -> bool:
        """Whether a long poll is waiting now."""
        return self._poll is not None

    def pending(self) -> list[dict[str, Any]]:
        """Return what is not confirmed yet, oldest first."""
        return list(self._pending)

    def push(self, kind: str, payload: Any) -> int | None:
        """Queue an update and return its id, or None if allowed_updates leaves its kind out."""
        if kind in KINDS and kind not in self.allowed:
            return None
        update_id = self.next_id
        self.next_id += 1
        self._pending.append({"update_id": update_id, kind: payload})
        self._wake()
        return update_id

    def push_again(self, update: dict[str, Any]) -> None:
        """Queue an update as it is, its old id included: Telegram may deliver one twice."""
        self._pending.append(dict(update))
        self._wake()

    def restart_ids(self, next_id: int) -> None:
        """Go on from any id, lower or higher, as Telegram may after a quiet week."""
        self._pending.clear()
        self.next_id = next_id

    def allow(self, kinds: list[Any]) -> None:
        """Remember which kinds to queue from now on; an empty list is the default set."""
        named = KINDS.intersection(kind for kind in kinds if isinstance(kind, str))
        self.allowed = named or KINDS - ONLY_IF_NAMED

    def drop(self) -> None:
        self._pending.clear()

    async def poll(self, offset: int, limit: int, wait_s: float) -> list[dict[str, Any]]:
        """Confirm everything below `offset` (negative: all but the last ones), then return up to `limit`."""
        self.interrupt(
            conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is running",
            ),
        )
        self._confirm(offset)
        if not self._pending and wait_s > 0:
            await self._wait(min(wait_s, LONGEST_POLL_S))
        return [self._pending[place] for place in range(min(limit, len(self._pending)))]

    async def more(self) -> None:
        """Return when updates came since this was asked last."""
        if self._came is None:
            self._came = asyncio.Event()
        await self._came.wait()
        self._came.clear()

    def taken(self, update: dict[str, Any]) -> None:
        """Confirm one update that was pushed, whatever waits before it."""
        self._pending = deque(one for one in self._pending if one is not update)
        self._wake()

    def interrupt(self, reason: ApiError | None) -> None:
        """End the long poll under way: with a refusal, or with what there is."""
        poll, self._poll = self._poll, None
        if poll is None or poll.done():
            return
        if reason is None:
            poll.set_result(None)
        else:
            poll.set_exception(reason)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        elif offset > 0:
            self._pending = deque(u for u in self._pending if u["update_id"] >= offset)

    async def _wait(self, wait_s: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(wait_s):
                await poll
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None

    def _wake(self) -> None:
        if self._poll is not None:
            self.interrupt(None)
        if self._came is not None:
            self._came.set()

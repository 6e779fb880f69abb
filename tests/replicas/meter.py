"""Telegram's limits, with a note of how close all services together came to them."""

from bot.sandbox.errors import ApiError
from bot.sandbox.limits import PACED, Limits
from bot.sandbox.server import Sandbox


class Meter(Limits):
    """`allowed` counts the sends and edits within the limits, `refused` those beyond; `most` by window."""

    def __init__(self) -> None:
        super().__init__()
        self.allowed = self.refused = 0
        self.most = {"second": 0, "chat_second": 0, "group_minute": 0}

    def check(self, bot: int, method: str, chat: str) -> None:
        """Let a call pass or refuse it, and count."""
        try:
            super().check(bot, method, chat)
        except ApiError:
            self.refused += 1
            raise
        if method.startswith(PACED) and method != "sendchataction":
            self.allowed += 1
            self._measure("second", (bot, ""))
            self._measure("chat_second", (bot, chat))
            self._measure("group_minute", (bot, f"{chat}/minute"))

    def _measure(self, window: str, key: tuple[int, str]) -> None:
        if key in self._taken:
            self.most[window] = max(self.most[window], len(self._taken[key]))


def measure(sandbox: Sandbox, pace: tuple[int, int, int]) -> Meter:
    """Put a meter into the sandbox, with these limits a second, a chat's second and a group's minute."""
    meter = Meter()
    meter.turn_on(a_second=pace[0], a_chat_second=pace[1], a_group_minute=pace[2])
    sandbox.limits = sandbox.api.limits = meter
    return meter

"""What is asked of the Bot API beside messages: any library may send it."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.telegram.writing import Call

# Returns what the Bot API answered, or a SendFailed.
Ask = Callable[[Call], Awaitable[Any]]


def field(answer: Any, name: str) -> Any:
    """Return a field of an answer; None when the answer is a refusal or has no such field."""
    return answer.get(name) if isinstance(answer, dict) else None

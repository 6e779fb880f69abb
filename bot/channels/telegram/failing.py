"""What a refusal of the Bot API, or trouble on the way to it, says about what was asked for; pure.

A refusal is judged from the answer itself, before the driver's library makes an error of its own of it.
"""

import json
from collections.abc import Mapping
from typing import Any

from bot.channel import Failure, SendFailed
from bot.channels.telegram.writing import Call

_FOR_THE_OPERATOR = (401, 404, 409)  # a token that is not right, a webhook or another poller in the way
_TYPED = (400, 403, 429, *_FOR_THE_OPERATOR)
_ABOUT_SIZE = (413, 414)  # whoever says this, saying it again would change nothing
_LONGEST_DETAIL = 160
_GONE = (
    "to edit not found",
    "can't be edited",
    "edit_time_expired",
    "no text in the message",
    "no caption in the message",
    "message_id_invalid",
    "message thread not found",
    "topic_id_invalid",
    "topic_deleted",
    "topic_closed",
)
# The bot is in the group and may not write there; that it may not send photos only is another matter.
_MUTED = (
    "not enough rights to send text messages",
    "have no rights to send a message",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
)
_EQUAL = ("not modified", "not_modified")
_DELETED = ("to delete not found", "message_id_invalid")


class Trouble(Exception):
    """What was asked for was not done, or nobody knows; says what kind of trouble, never an address."""


class NotSent(Trouble):
    """There was no connection, so nothing can have been sent."""


class Lost(Trouble):
    """It was sent, or a part of it was, and no answer came that can be read."""


class OtherSideInTrouble(Trouble):
    """An answer that says so: 5xx, or the page of a gateway where the Bot API would answer in JSON."""


class Refused(Trouble):
    """The Bot API's own refusal, with what it wishes instead; a code it never uses is told by its number."""

    def __init__(self, code: int, answer: Mapping[str, Any] | None) -> None:
        answer = answer if answer is not None and code in _TYPED else {}
        words = answer.get("description")
        super().__init__(words if isinstance(words, str) else f"HTTP status {code}")
        self.code = code
        wishes = answer.get("parameters")
        self._wishes = wishes if isinstance(wishes, dict) else {}

    @property
    def retry_after(self) -> float:
        """Return how many seconds it wants us to wait; 0: it named none."""
        seconds = self._wishes.get("retry_after")
        return float(seconds) if isinstance(seconds, int | float) else 0.0

    @property
    def moved_to(self) -> str | None:
        """Return the new id of the chat, if it has one."""
        chat = self._wishes.get("migrate_to_chat_id")
        return str(chat) if isinstance(chat, int) else None


def look(code: int, payload: bytes) -> None:
    """Raise what an answer says, unless it is an answer to what was asked."""
    if code < 300:
        return
    answer = _of_bot_api(payload)
    if code >= 500 or (answer is None and code not in _ABOUT_SIZE):
        raise OtherSideInTrouble(f"HTTP status {code}")
    raise Refused(code, answer)


def judged(call: Call, trouble: Trouble, token: str) -> SendFailed:
    """Return what trouble means for a call; the detail is free of the token and of what was sent."""
    wait, moved_to = 0.0, None
    match trouble:
        case Refused(moved_to=str(new)):
            failure, moved_to = Failure.moved, new
        case Refused(code=code, retry_after=seconds) if seconds or code == 429:
            failure, wait = Failure.slow_down, seconds or 1.0
        case Refused(code=403):
            failure = Failure.unreachable
        case Refused(code=code) if code in _FOR_THE_OPERATOR:
            # Nothing was done, and once the operator has put it right it will be: rows must wait.
            failure = Failure.not_sent
        case Refused():
            failure = _bad_request(call, str(trouble).lower())
        case OtherSideInTrouble():
            failure = Failure.outage
        case NotSent():
            failure = Failure.not_sent
        case _:
            failure = Failure.unknown
    words = " ".join(str(trouble).removeprefix("Bad Request: ").replace(token, "***").split())
    return SendFailed(failure, f"{call.method}: {words[:_LONGEST_DETAIL]}", wait, moved_to)


def says_deleted(failed: SendFailed) -> bool:
    """Tell whether a deletion was refused because the message is not there."""
    return any(sign in failed.detail.lower() for sign in _DELETED)


def says_equal(failed: SendFailed) -> bool:
    """Tell whether an edit was refused because the message looks just so already."""
    return failed.failure is Failure.permanent and any(sign in failed.detail.lower() for sign in _EQUAL)


def _of_bot_api(payload: bytes) -> Mapping[str, Any] | None:
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) and "ok" in answer else None


def _bad_request(call: Call, words: str) -> Failure:
    to_person = not str(call.params.get("chat_id", "")).startswith("-")
    if any(sign in words for sign in _MUTED):
        return Failure.unreachable
    if to_person and ("chat not found" in words or "peer_id_invalid" in words):
        return Failure.unreachable
    return Failure.gone if any(sign in words for sign in _GONE) else Failure.permanent

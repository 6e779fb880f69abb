"""What an error of Telegram, or of the way to it, says about what was asked for."""

import json
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channel import Failure, SendFailed
from bot.channels.telegram.writing import Call

_TYPED = (400, 401, 403, 404, 409, 429)
_ABOUT_SIZE = (413, 414)  # whoever says this, saying it again would change nothing
_BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_GONE = (
    "to edit not found",
    "can't be edited",
    "edit_time_expired",
    "no text in the message",
    "no caption in the message",
    "message_id_invalid",
    "message thread not found",
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


class OtherSideInTrouble(NetworkError):
    """An answer that says so: 5xx, or the page of a gateway where the Bot API would answer in JSON."""


def look(code: int, payload: bytes) -> None:
    """Raise what the library would mistake for a lost answer, or for Telegram's own word."""
    if code >= 500 or (code >= 300 and code not in _ABOUT_SIZE and not _is_bot_api(payload)):
        raise OtherSideInTrouble(f"HTTP status {code}")
    if 300 <= code < 500 and code not in _TYPED:
        raise BadRequest(f"HTTP status {code}")


def judged(call: Call, error: TelegramError, token: str) -> SendFailed:
    """Return what an error means for a call; the detail is free of the token and of what was sent."""
    wait, moved_to = 0.0, None
    match error:
        case RetryAfter():
            failure, wait = Failure.slow_down, _seconds(error.retry_after)
        case ChatMigrated():
            failure, moved_to = Failure.moved, str(error.new_chat_id)
        case Forbidden():
            failure = Failure.unreachable
        case InvalidToken() | Conflict():
            # Nothing was sent, and once the operator has put it right it will be: rows must wait.
            failure = Failure.not_sent
        case BadRequest():  # a NetworkError too: must stand before it
            failure = _bad_request(call, str(error).lower())
        case OtherSideInTrouble():
            failure = Failure.outage
        case NetworkError() if isinstance(error.__cause__, _BEFORE_SENDING):
            failure = Failure.not_sent
        case NetworkError() if str(error).startswith("Too Many Requests"):  # told to wait 0 s
            failure, wait = Failure.slow_down, 1.0
        case _:
            failure = Failure.unknown
    return SendFailed(failure, f"{call.method}: {_detail(error)}".replace(token, "***"), wait, moved_to)


def says_equal(failed: SendFailed) -> bool:
    """Tell whether an edit was refused because the message looks just so already."""
    return failed.failure is Failure.permanent and any(sign in failed.detail.lower() for sign in _EQUAL)


def _is_bot_api(payload: bytes) -> bool:
    try:
        answer = json.loads(payload)
    except ValueError:
        return False
    return isinstance(answer, dict) and "ok" in answer


def _seconds(told: int | timedelta) -> float:
    return told if isinstance(told, int) else told.total_seconds()


def _bad_request(call: Call, words: str) -> Failure:
    to_person = not str(call.params.get("chat_id", "")).startswith("-")
    if any(sign in words for sign in _MUTED):
        return Failure.unreachable
    if to_person and ("chat not found" in words or "peer_id_invalid" in words):
        return Failure.unreachable
    return Failure.gone if any(sign in words for sign in _GONE) else Failure.permanent


def _detail(error: TelegramError) -> str:
    # What follows may quote a gateway's page, and httpx's own words the address: the kind says enough.
    words = " ".join(str(error).partition(". Parsing")[0].split())
    cause = error.__cause__
    kind = type(cause or error).__name__
    return kind if isinstance(cause, httpx.HTTPError) else (words or kind)[:160]

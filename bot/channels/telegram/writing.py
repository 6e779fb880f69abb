"""What to ask the Bot API for, so that a chat shows a message; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram.reading import OWN_METHOD, clean
from handlers.messages import Media, MediaKind, Outgoing

TEXT_UNITS = 4096
CAPTION_UNITS = 1024

_METHODS = {
    MediaKind.photo: "sendPhoto",
    MediaKind.voice: "sendVoice",
    MediaKind.video: "sendVideo",
    MediaKind.audio: "sendAudio",
    MediaKind.document: "sendDocument",
    MediaKind.sticker: "sendSticker",
}
_OWN_METHODS = {"animation": "sendAnimation", "video_note": "sendVideoNote"}
_WITHOUT_CAPTION = ("sendSticker", "sendVideoNote")


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the Bot API."""

    method: str
    params: Mapping[str, Any]


def units(text: str) -> int:
    """Return the length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def as_new(chat: str, outgoing: Outgoing, reply_to: str | None) -> tuple[Call, ...]:
    """Return the calls that show a new message.

    There are two, the file and then its text, where a caption cannot hold the text; the second carries the
    buttons and is to be sent as a reply to the first.
    """
    base: dict[str, Any] = {"chat_id": chat} | _reply(reply_to)
    if outgoing.thread is not None:
        base["message_thread_id"] = int(outgoing.thread)
    shown = _text_call(base, outgoing)
    if outgoing.media is None:
        return (shown,)
    method, named = _file(outgoing.media)
    if not outgoing.text:
        return (Call(method, base | named | _markup(outgoing)),)
    if fits_caption(outgoing):
        caption = {"caption": clean(outgoing.text)} | _entities(outgoing, "caption_entities")
        return (Call(method, base | named | caption | _markup(outgoing)),)
    return Call(method, base | named), shown


def as_reply(call: Call, message: str) -> Call:
    """Return the call as a reply to a message of the same chat."""
    return Call(call.method, {**call.params, **_reply(message)})


def as_edit(chat: str, message: str, outgoing: Outgoing) -> Call:
    """Return the call that changes a message, its buttons included."""
    base: dict[str, Any] = {"chat_id": chat, "message_id": int(message)}
    markup = {} if outgoing.ask_reply else _markup(outgoing)
    if outgoing.media is not None and fits_caption(outgoing):
        caption = {"caption": clean(outgoing.text)} | _entities(outgoing, "caption_entities")
        return Call("editMessageCaption", base | caption | markup)
    shown = _text_call(base, outgoing)
    return Call("editMessageText", {k: v for k, v in shown.params.items() if k != "reply_markup"} | markup)


def unsendable(outgoing: Outgoing) -> str | None:
    """Return why Telegram could never take this message, if so."""
    if units(outgoing.text) > TEXT_UNITS:
        return f"the text is longer than {TEXT_UNITS} UTF-16 units and must be split before it is queued"
    if not outgoing.text.strip() and outgoing.media is None:
        return "the message is empty"
    return None


def fits_caption(outgoing: Outgoing) -> bool:
    """Tell whether the text can stand under the file."""
    media = outgoing.media
    return (
        media is not None
        and _file(media)[0] not in _WITHOUT_CAPTION
        and units(outgoing.text) <= CAPTION_UNITS
    )


def _text_call(base: Mapping[str, Any], outgoing: Outgoing) -> Call:
    params = {**base, "text": clean(outgoing.text), "link_preview_options": {"is_disabled": True}}
    return Call("sendMessage", params | _entities(outgoing, "entities") | _markup(outgoing))


def _file(media: Media) -> tuple[str, dict[str, str]]:
    own, _, file = media.file.partition(":")
    if own in OWN_METHOD and file:
        return _OWN_METHODS[own], {own: file}
    return _METHODS[media.kind], {media.kind.value: media.file}


def _reply(message: str | None) -> dict[str, Any]:
    if message is None:
        return {}
    return {"reply_parameters": {"message_id": int(message), "allow_sending_without_reply": True}}


def _markup(outgoing: Outgoing) -> dict[str, Any]:
    # Telegram takes one of the two; a button does something, the open reply field only saves a tap.
    if outgoing.buttons:
        rows = [
            [{"text": clean(button.label), "callback_data": button.token} for button in line]
            for line in outgoing.buttons
        ]
        return {"reply_markup": {"inline_keyboard": rows}}
    if outgoing.ask_reply:
        return {"reply_markup": {"force_reply": True, "selective": True}}
    return {}


def _entities(outgoing: Outgoing, name: str) -> dict[str, Any]:
    text = outgoing.text
    found: list[dict[str, Any]] = []
    for start, end in outgoing.verbatim:
        words = text[max(start, 0) : max(end, 0)]
        if words.strip():
            kind = "pre" if "\n" in words else "code"
            found.append({"type": kind, "offset": units(text[: max(start, 0)]), "length": units(words)})
    for start, end, user in outgoing.mentions:
        if user.isdecimal():
            named = {"id": int(user), "is_bot": False, "first_name": text[start:end]}
            span = {"offset": units(text[:start]), "length": units(text[start:end])}
            found.append({"type": "text_mention", **span, "user": named})
    return {name: found} if found else {}

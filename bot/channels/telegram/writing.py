"""What to ask the Bot API for, so that a chat shows a message; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.channel import Made
from bot.channels.telegram.reading import clean
from handlers.messages import TEXT_UNITS, Media, MediaKind, Outgoing, fits_under_files, in_albums, units

_METHODS = {
    MediaKind.photo: "sendPhoto",
    MediaKind.voice: "sendVoice",
    MediaKind.video: "sendVideo",
    MediaKind.audio: "sendAudio",
    MediaKind.document: "sendDocument",
    MediaKind.sticker: "sendSticker",
    MediaKind.animation: "sendAnimation",
    MediaKind.video_note: "sendVideoNote",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the Bot API."""

    method: str
    params: Mapping[str, Any]


def as_new(chat: str, outgoing: Outgoing, reply_to: str | None) -> Call:
    """Return the call that shows a new message, which is not `unsendable`."""
    base: dict[str, Any] = {"chat_id": chat} | _reply(reply_to)
    if outgoing.thread is not None:
        base["message_thread_id"] = int(outgoing.thread)
    if outgoing.silent:
        base["disable_notification"] = True
    if not outgoing.media:
        return _text_call(base, outgoing)
    caption = _caption(outgoing)
    if len(outgoing.media) > 1:
        return Call("sendMediaGroup", base | {"media": _album(outgoing.media, caption)})
    (file,) = outgoing.media
    return Call(_METHODS[file.kind], base | {file.kind.value: file.file} | caption | _markup(outgoing))


def as_made(chat: str, made: Made, outgoing: Outgoing, reply_to: str | None) -> Call:
    """Return the call that shows a file of ours, which the driver uploads."""
    where = as_new(chat, replace(outgoing, media=(Media(MediaKind.document, ""),)), reply_to)
    return Call(where.method, {**where.params, "document": made})


def as_edit(chat: str, message: str, outgoing: Outgoing) -> Call:
    """Return the call that changes a message, its buttons included."""
    base: dict[str, Any] = {"chat_id": chat, "message_id": int(message)}
    markup = {} if outgoing.ask_reply else _markup(outgoing)
    if fits_under_files(outgoing):
        return Call("editMessageCaption", base | _caption(outgoing) | markup)
    shown = _text_call(base, outgoing)
    return Call("editMessageText", {k: v for k, v in shown.params.items() if k != "reply_markup"} | markup)


def unsendable(outgoing: Outgoing) -> str | None:
    """Return why Telegram could never take this message, if so."""
    if units(outgoing.text) > TEXT_UNITS:
        return f"the text is longer than {TEXT_UNITS} UTF-16 units and must be split before it is queued"
    if not outgoing.text.strip() and not outgoing.media:
        return "the message is empty"
    return None


def unsendable_as_new(outgoing: Outgoing) -> str | None:
    """Return why Telegram could never take this as a new message, if so."""
    if len(in_albums(outgoing.media)) > 1:
        return "these files cannot stand in one message"
    if outgoing.media and outgoing.text and not fits_under_files(outgoing):
        return "the text cannot stand under its files and must be split off before it is queued"
    return unsendable(outgoing)


def _text_call(base: Mapping[str, Any], outgoing: Outgoing) -> Call:
    params = {**base, "text": clean(outgoing.text), "link_preview_options": {"is_disabled": True}}
    return Call("sendMessage", params | _entities(outgoing, "entities") | _markup(outgoing))


def _caption(outgoing: Outgoing) -> dict[str, Any]:
    text = {"caption": clean(outgoing.text)} if outgoing.text else {}
    return text | _entities(outgoing, "caption_entities")


def _album(media: Sequence[Media], caption: dict[str, Any]) -> list[dict[str, Any]]:
    # A caption of one file alone is shown as that of the whole album.
    first, *others = ({"type": file.kind.value, "media": file.file} for file in media)
    return [first | caption, *others]


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

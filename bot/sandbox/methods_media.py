"""Methods for media: files by upload or file id, albums, places, contacts, downloads."""

from typing import Any

from bot.sandbox.chats import Chat
from bot.sandbox.errors import bad_request
from bot.sandbox.files import LARGEST_DOWNLOAD, Stored
from bot.sandbox.render import message_json
from bot.sandbox.sending import Request, caption_content, put, read_caption, send, target

ALBUM_KINDS = ("photo", "video", "document", "audio")
MOST_IN_ALBUM = 10
WITHOUT_CAPTION = ("sticker", "video_note")


def stored_file(request: Request, kind: str, value: str) -> Stored:
    """Return the file a parameter names: an upload in this call or the id of an old file."""
    uploads = request.params.files
    upload = (
        uploads.get(value.removeprefix("attach://")) if value.startswith("attach://") else uploads.get(kind)
    )
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        mime = "" if upload.mime == "application/octet-stream" else upload.mime
        duration = request.params.integer("duration", 1)
        return request.world.files.add(kind, upload.content, name=upload.name, mime=mime, duration=duration)
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = request.world.files.by_id(value)
    if stored.kind != kind:
        raise bad_request(
            f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}",
        )
    return stored


def _send_file(request: Request, kind: str) -> dict[str, Any]:
    chat = target(request)
    stored = stored_file(request, kind, request.params.text(kind))
    caption = {} if kind in WITHOUT_CAPTION else read_caption(request)
    return send(request, chat, stored.as_fields() | caption)


def send_photo(request: Request) -> dict[str, Any]:
    return _send_file(request, "photo")


def send_voice(request: Request) -> dict[str, Any]:
    return _send_file(request, "voice")


def send_video(request: Request) -> dict[str, Any]:
    return _send_file(request, "video")


def send_audio(request: Request) -> dict[str, Any]:
    return _send_file(request, "audio")


def send_document(request: Request) -> dict[str, Any]:
    return _send_file(request, "document")


def send_sticker(request: Request) -> dict[str, Any]:
    return _send_file(request, "sticker")


def send_animation(request: Request) -> dict[str, Any]:
    return _send_file(request, "animation")


def send_video_note(request: Request) -> dict[str, Any]:
    return _send_file(request, "video_note")


def send_location(request: Request) -> dict[str, Any]:
    chat = target(request)
    try:
        latitude = float(request.params.text("latitude"))
        longitude = float(request.params.text("longitude"))
    except ValueError:
        raise bad_request("latitude and longitude must be non-empty") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong location specified")
    return send(request, chat, {"location": {"latitude": latitude, "longitude": longitude}})


def send_contact(request: Request) -> dict[str, Any]:
    chat = target(request)
    phone, name = request.params.text("phone_number"), request.params.text("first_name")
    if not phone or not name:
        raise bad_request("phone_number and first_name must be non-empty")
    shape = {"phone_number": phone, "first_name": name}
    if request.params.text("last_name"):
        shape["last_name"] = request.params.text("last_name")
    return send(request, chat, {"contact": shape})


def send_media_group(request: Request) -> list[dict[str, Any]]:
    """Send an album; all of it is checked before anything is sent."""
    chat = target(request)
    shapes = request.params.structure("media")
    if not isinstance(shapes, list) or not shapes:
        raise bad_request("there are no messages to send")
    if len(shapes) > MOST_IN_ALBUM:
        raise bad_request("too many messages to send as an album")
    contents = [_album_item(request, shape) for shape in shapes]
    kinds = {kind for content in contents for kind in ALBUM_KINDS if kind in content}
    if len(kinds) > 1 and kinds != {"photo", "video"}:
        odd = "document" if "document" in kinds else "audio"
        raise bad_request(f"{odd} can't be mixed with other media types")
    return _post_album(request, chat, contents)


def _album_item(request: Request, shape: Any) -> dict[str, Any]:
    if not isinstance(shape, dict) or shape.get("type") not in ALBUM_KINDS:
        raise bad_request("can't parse InputMedia: type must be one of photo, video, document, audio")
    kind, media = str(shape["type"]), str(shape.get("media") or "")
    if not media:
        raise bad_request("can't parse InputMedia: media not found")
    caption = caption_content(
        request.world,
        str(shape.get("caption") or ""),
        str(shape.get("parse_mode") or ""),
        shape.get("caption_entities"),
    )
    return {kind: stored_file(request, kind, media).to_json()} | caption


def _post_album(request: Request, chat: Chat, contents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    album = str(request.world.number("album")) if len(contents) > 1 else None
    return [message_json(chat, put(request, chat, content, album=album)) for content in contents]


def get_file(request: Request) -> dict[str, Any]:
    stored = request.world.files.by_id(request.params.text("file_id"))
    if stored.size > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }

"""The files Telegram keeps: photos, voices, documents, by file id."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import bad_request

# One white pixel: enough for a client that looks into what it downloads.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c63f80f00010101001bb6ee560000000049454e44ae426082",
)
LARGEST_DOWNLOAD = 20 * 1024 * 1024
FOLDERS = {"photo": "photos", "voice": "voice", "document": "documents", "video": "videos", "audio": "music"}
MIME = {
    "voice": "audio/ogg",
    "video": "video/mp4",
    "animation": "video/mp4",
    "audio": "audio/mpeg",
    "document": "application/octet-stream",
}
MARKS = {
    "photo": "AgAC",
    "voice": "AwAC",
    "video": "BAAC",
    "audio": "CQAC",
    "document": "BQAC",
    "sticker": "CAAC",
    "animation": "CgAC",
    "video_note": "DQAC",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A file with the few facts clients read."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    content: bytes
    path: str
    size: int
    duration: int = 0

    def as_fields(self) -> dict[str, Any]:
        """Return the fields of a message that carries it."""
        also = {"document": self.to_json()} if self.kind == "animation" else {}
        return {self.kind: self.to_json()} | also

    def to_json(self) -> Any:
        """Return the Bot API object of its kind; a photo is a list of sizes."""
        shape: dict[str, Any] = {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
        }
        if self.kind == "photo":
            small = shape | {"file_id": f"{self.file_id}s", "file_unique_id": f"{self.unique_id}s"}
            return [small | {"width": 90, "height": 67}, shape | {"width": 1280, "height": 960}]
        if self.kind == "sticker":
            facts = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
            return shape | facts | {"emoji": "👍"}
        if self.kind == "video_note":
            return shape | {"length": 240, "duration": self.duration}
        if self.kind in {"voice", "audio", "video", "animation"}:
            shape["duration"] = self.duration
        if self.kind in {"video", "animation"}:
            shape |= {"width": 640, "height": 360}
        if self.kind != "voice":
            shape["file_name"] = self.name
        return shape | {"mime_type": self.mime}


class FileStore:
    """Every file that was sent, under ids that are valid for all bots of the sandbox."""

    def __init__(self) -> None:
        self._by_id: dict[str, Stored] = {}
        self._by_path: dict[str, Stored] = {}
        self.next_number = 0

    def add(
        self,
        kind: str,
        content: bytes,
        *,
        name: str = "",
        mime: str = "",
        duration: int = 1,
        size: int | None = None,
    ) -> Stored:
        """Keep a file; `size` may claim more than the content has, to play a file too big to download."""
        number = self.next_number
        self.next_number += 1
        ending = name.rpartition(".")[2] if "." in name else {"photo": "jpg", "voice": "oga"}.get(kind, "bin")
        stored = Stored(
            file_id=f"{MARKS.get(kind, 'BQAC')}AgIAAxkBAAI{number:012d}NgQ",
            unique_id=f"AQAD{number:010d}",
            kind=kind,
            name=name or f"file_{number}.{ending}",
            mime=mime or MIME.get(kind, "image/jpeg"),
            content=content,
            path=f"{FOLDERS.get(kind, 'documents')}/file_{number}.{ending}",
            size=len(content) if size is None else size,
            duration=duration,
        )
        self._by_id[stored.file_id] = stored
        self._by_id[f"{stored.file_id}s"] = stored
        self._by_path[stored.path] = stored
        return stored

    def by_id(self, file_id: str) -> Stored:
        """Return the file; refuses an id that was never given out."""
        if not file_id:
            raise bad_request("invalid file_id")
        stored = self._by_id.get(file_id)
        if stored is None:
            reason = "Wrong padding in the string" if len(file_id) > 20 else "Wrong string length"
            raise bad_request(f"wrong remote file identifier specified: {reason}")
        return stored

    def kept(self) -> list[Stored]:
        """Return every file, in the order they came."""
        return list(self._by_path.values())

    def get(self, file_id: str) -> Stored | None:
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> Stored | None:
        return self._by_path.get(path)

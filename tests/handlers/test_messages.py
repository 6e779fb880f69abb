"""Which files stand together in one message, and rows of earlier versions."""

import pytest

from handlers.messages import Media, MediaKind, Outgoing, in_albums

KINDS = {kind.value[0]: kind for kind in (MediaKind.photo, MediaKind.document, MediaKind.audio)} | {
    "v": MediaKind.video,
    "V": MediaKind.voice,
    "s": MediaKind.sticker,
    "g": MediaKind.animation,
    "n": MediaKind.video_note,
}


@pytest.mark.parametrize(
    ("files", "messages"),
    [
        ("", []),
        ("p", ["p"]),
        ("pvp", ["pvp"]),
        ("ppd", ["pp", "d"]),
        ("ddaa", ["dd", "aa"]),
        ("pdp", ["p", "d", "p"]),
        ("VV", ["V", "V"]),
        ("gg", ["g", "g"]),
        ("vnnv", ["v", "n", "n", "v"]),
        ("ss", ["s", "s"]),
        ("p" * 10, ["p" * 10]),
        ("p" * 21, ["p" * 10, "p" * 10, "p"]),
    ],
)
def test_files_stand_together_as_telegram_lets_them(files, messages):
    names = {kind: letter for letter, kind in KINDS.items()}
    found = in_albums([Media(KINDS[letter], str(n)) for n, letter in enumerate(files)])
    assert ["".join(names[file.kind] for file in album) for album in found] == messages
    assert [file.file for album in found for file in album] == [str(n) for n in range(len(files))]


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        (None, ()),
        ({"kind": "photo", "file": "P"}, (Media(MediaKind.photo, "P"),)),
        ({"kind": "video", "file": "animation:A"}, (Media(MediaKind.animation, "A"),)),
        ({"kind": "video", "file": "video_note:N"}, (Media(MediaKind.video_note, "N"),)),
    ],
)
def test_a_row_of_an_earlier_version_is_read(kept, read):
    assert Outgoing.from_json(Outgoing(text="x").as_json() | {"media": kept}).media == read

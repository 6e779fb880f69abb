"""Long messages as ordered parts: cut where a reader would, never inside a character or a mark."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace

from handlers.messages import TEXT_UNITS, Media, Outgoing, fits_under_files, in_albums, units

_NEAR = 600  # characters: a good place to cut this close to the end of a part is taken
_SENTENCE_ENDS = "。！？!?…；;"
_ZWJ = "\u200d"

Spans = tuple[tuple[int, int], ...]


def parts(outgoing: Outgoing) -> list[Outgoing]:
    """Return what to send instead, in this order, each of which a channel can show as one message.

    The reply goes with the first, buttons with the last. Files that cannot stand together, or with the text,
    go before it.
    """
    return [part for message in _one_by_one(outgoing) for part in split(message)]


def split(outgoing: Outgoing) -> list[Outgoing]:
    """Cut a text that is longer than a message may be.

    What is verbatim or a mention stays whole where one part can hold it. A part of nothing but blanks is
    left out.
    """
    if units(outgoing.text) <= TEXT_UNITS:
        return [outgoing]
    bounds = _bounds(outgoing)
    cut = [_part(outgoing, start, end) for start, end in bounds if outgoing.text[start:end].strip()]
    if not cut:
        return [_part(outgoing, *bounds[0])]
    first = replace(cut[0], media=outgoing.media, reply_to=outgoing.reply_to, reply_role=outgoing.reply_role)
    cut[0] = replace(first, edit_role=outgoing.edit_role)
    cut[-1] = replace(cut[-1], buttons=outgoing.buttons, ask_reply=outgoing.ask_reply)
    return cut


def fitting(outgoing: Outgoing) -> Outgoing:
    """Return the message cut to what one can hold, the cut marked: a change has no room for a second."""
    if units(outgoing.text) <= TEXT_UNITS:
        return outgoing
    _, end = _bounds(outgoing, TEXT_UNITS - 1)[0]
    kept = _part(outgoing, 0, end)
    return replace(outgoing, text=f"{kept.text}…", verbatim=kept.verbatim, mentions=kept.mentions)


def _one_by_one(outgoing: Outgoing) -> list[Outgoing]:
    """Return a message for each album that the files make, and one for the text where it fits under none."""
    if not outgoing.media:
        return [outgoing]
    first, *others = (_alone(outgoing, album) for album in in_albums(outgoing.media))
    together = replace(outgoing, media=first.media)
    if fits_under_files(together) or not outgoing.text:
        return [together, *others]
    return [first, *others, replace(outgoing, media=())]


def _alone(outgoing: Outgoing, album: tuple[Media, ...]) -> Outgoing:
    bare = replace(outgoing, text="", verbatim=(), mentions=(), buttons=(), edit_role=None, ask_reply=False)
    return replace(bare, media=album)


def _part(outgoing: Outgoing, start: int, end: int) -> Outgoing:
    return replace(
        outgoing,
        text=outgoing.text[start:end],
        verbatim=_within(outgoing.verbatim, start, end),
        mentions=tuple(
            (max(a, start) - start, min(b, end) - start, user)
            for a, b, user in outgoing.mentions
            if a < end and b > start
        ),
        buttons=(),
        media=(),
        reply_to=None,
        reply_role=None,
        edit_role=None,
        ask_reply=False,
    )


def _within(spans: Spans, start: int, end: int) -> Spans:
    return tuple((max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start)


def _bounds(outgoing: Outgoing, most: int = TEXT_UNITS) -> list[tuple[int, int]]:
    text = outgoing.text
    marked = [*outgoing.verbatim, *((a, b) for a, b, _ in outgoing.mentions)]
    whole = tuple((a, b) for a, b in marked if units(text[a:b]) <= most)
    bounds: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = _cut(text, start, _reach(text, start, most), whole)
        bounds.append((start, end))
        start = end
    return bounds


def _reach(text: str, start: int, most: int) -> int:
    """Return how far a part can go at the most."""
    used, at = 0, start
    while at < len(text) and (used := used + (2 if ord(text[at]) > 0xFFFF else 1)) <= most:
        at += 1
    return at


def _cut(text: str, start: int, reach: int, whole: Spans) -> int:
    if reach == len(text):
        return reach

    def may_end(at: int) -> bool:
        return not (is_inside_character(text, at) or any(a < at < b for a, b in whole))

    last = next((at for at in range(reach, start, -1) if may_end(at)), reach)
    near = range(last, max(start, last - _NEAR), -1)
    for ends_well in (_ends_line, _ends_sentence, _ends_word):
        found = next((at for at in near if ends_well(text, at) and may_end(at)), None)
        if found is not None:
            return found
    return last


def _ends_line(text: str, at: int) -> bool:
    return text[at - 1] == "\n"


def _ends_sentence(text: str, at: int) -> bool:
    return text[at - 1] in _SENTENCE_ENDS or (text[at - 1] == "." and text[at].isspace())


def _ends_word(text: str, at: int) -> bool:
    return text[at - 1].isspace()


def is_inside_character(text: str, at: int) -> bool:
    """Tell whether a cut would tear what people see as one character: é, a family, a flag, a Hangul syllable.

    The rules of UAX #29 as far as they need no tables beside Python's own.
    """
    before, after = text[at - 1], text[at]
    if before == "\r" and after == "\n":
        return True
    if before in "\r\n" or after in "\r\n":
        return False
    if _is_flag_half(after):
        halves = 0
        while halves < at and _is_flag_half(text[at - 1 - halves]):
            halves += 1
        return halves % 2 == 1
    return before == _ZWJ or any(joins(after) for joins in _JOINING)


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me", "Mc")


def _is_emoji_part(char: str) -> bool:
    return char == _ZWJ or "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"


def _is_jamo_after_first(char: str) -> bool:
    return "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7fb"


_JOINING: tuple[Callable[[str], bool], ...] = (_is_mark, _is_emoji_part, _is_jamo_after_first)

"""Entities: stretches of a text with a meaning, counted in UTF-16 units as Telegram counts."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.sandbox.errors import bad_request

CODE = frozenset({"pre", "code"})
SPECIAL = frozenset({"text_link", "text_mention", "custom_emoji"})
STYLES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
AUTOMATIC = frozenset({"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"})
PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
}
PRIORITY |= {
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
MOST_ENTITIES = 100


@dataclass(frozen=True, slots=True)
class Entity:
    """`extra` holds what its kind needs: url, user, language, custom_emoji_id."""

    kind: str
    offset: int
    length: int
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return self.offset + self.length

    @property
    def order(self) -> tuple[int, int, int]:
        return (self.offset, -self.length, PRIORITY.get(self.kind, 50))

    def to_json(self) -> dict[str, Any]:
        return {"type": self.kind, "offset": self.offset, "length": self.length} | self.extra


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, offset: int, length: int) -> str:
    """Return the part of a text between UTF-16 offsets."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def boundaries(text: str) -> frozenset[int]:
    """Return the UTF-16 offsets at which a character begins or the text ends."""
    found, at = [0], 0
    for character in text:
        at += 1 + (character > "\uffff")
        found.append(at)
    return frozenset(found)


def read_entities(shapes: Any, text: str) -> list[Entity]:
    """Take entities given by offsets; refuses those that do not fit the text."""
    if not isinstance(shapes, list):
        raise bad_request("can't parse entities JSON object")
    allowed = boundaries(text)
    end_of_text = max(allowed)
    found = [_read_entity(shape) for shape in shapes[:MOST_ENTITIES]]
    for entity in found:
        if entity.offset not in allowed:
            raise bad_request(
                f"entity begins in a middle of a UTF-16 symbol at byte offset {entity.offset}"
                if 0 <= entity.offset < end_of_text
                else f"receive an entity with incorrect offset {entity.offset}",
            )
        if entity.end > end_of_text:
            raise bad_request(
                f"entity beginning at UTF-16 offset {entity.offset} ends after the end of the text "
                f"at UTF-16 offset {entity.end}",
            )
        if entity.end not in allowed:
            raise bad_request(
                f"entity beginning at UTF-16 offset {entity.offset} ends in a middle of a UTF-16 symbol "
                f"at byte offset {entity.end}",
            )
    # The automatic kinds are found again by the server, so what a bot says about them is left out.
    return [entity for entity in found if entity.length and entity.kind not in AUTOMATIC]


def _read_entity(shape: Any) -> Entity:
    if not isinstance(shape, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind, offset, length = shape.get("type"), shape.get("offset"), shape.get("length")
    if not isinstance(kind, str):
        raise bad_request("can't parse MessageEntity: Can't find field \"type\"")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request('can\'t parse MessageEntity: Field "offset" must be of type Number')
    if length < 0:
        raise bad_request(f"receive an entity with incorrect length {length}")
    if kind not in CODE | SPECIAL | STYLES | QUOTES | AUTOMATIC:
        return Entity("unknown", offset, 0)
    extra = {key: shape[key] for key in ("url", "user", "language", "custom_emoji_id") if key in shape}
    return Entity(kind, offset, length, extra)


def nest(entities: Iterable[Entity]) -> list[Entity]:
    """Sort entities, split those that overlap, and leave out what stands inside code."""
    waiting = [(entity.order, number, entity) for number, entity in enumerate(entities)]
    heapq.heapify(waiting)
    number = len(waiting)
    result: list[Entity] = []
    around: list[Entity] = []
    while waiting:
        entity = heapq.heappop(waiting)[2]
        while around and around[-1].end <= entity.offset:
            around.pop()
        if around and entity.end > around[-1].end:
            cut_at = around[-1].end
            rest = replace(entity, offset=cut_at, length=entity.end - cut_at)
            heapq.heappush(waiting, (rest.order, number, rest))
            number += 1
            entity = replace(entity, length=cut_at - entity.offset)
        if any(outer.kind in CODE or outer.kind == entity.kind for outer in around):
            continue
        around.append(entity)
        result.append(entity)
    return result


def trim(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    """Strip white space around a text as the server does, and move its entities along."""
    stripped = text.lstrip(" \t\r\n\0\x0b")
    start = units(text) - units(stripped)
    stripped = stripped.rstrip(" \t\r\n\0\x0b")
    end = start + units(stripped)
    kept = []
    for entity in entities:
        offset, entity_end = max(entity.offset, start), min(entity.end, end)
        if offset < entity_end:
            kept.append(replace(entity, offset=offset - start, length=entity_end - offset))
    return stripped, kept

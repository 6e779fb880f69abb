"""What a broken sender, or a hostile one, makes of an update."""

import copy
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

Raw = dict[str, Any]
Place = tuple[Any, Any]

_STRANGE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**31, 2**63, -(2**63) - 1, 10**400, 1e308, -0.0, 0.5),
    *(
        "",
        " ",
        "0",
        "null",
        "\0",
        "\ud800",
        "\udfff text \ud83d",
        "a\0b",
        "' OR 1=1 --",
        "<b>",
        "{number}",
        "%s",
    ),
    *([], {}, [[]], [None], {"": {}}, {"id": {"id": 1}}, [{"file_id": 7}]),
)
_FAR = (-1, 1, 2**31 - 1, 2**31, 2**40, 10**14, -(10**14), 2**62)
_LONG = 100_000
_DEEP = 300


def mutated(chance: Random, raw: Raw) -> Raw:
    """Return the update with one to four things wrong."""
    found = copy.deepcopy(raw)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        change = chance.choices(*zip(*_CHANGES, strict=True))[0]
        change(chance, found)
    return found


def places(raw: Any) -> list[Place]:
    """Return every place of a value, as container and key."""
    found: list[Place] = []
    waiting = [raw]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            found.append((holder, key))
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])
    return found


def _wrong_type(chance: Random, raw: Raw) -> None:
    holder, key = chance.choice(places(raw))
    holder[key] = copy.deepcopy(chance.choice(_STRANGE))


def _missing(chance: Random, raw: Raw) -> None:
    holder, key = chance.choice(places(raw))
    if isinstance(holder, dict) and holder is not raw:
        del holder[key]


def _unknown_field(chance: Random, raw: Raw) -> None:
    holder, _ = chance.choice(places(raw))
    if isinstance(holder, dict):
        holder[chance.choice(("new_field", "", "\ud800", "id ", "__class__"))] = copy.deepcopy(
            chance.choice(_STRANGE)
        )


def _long_text(chance: Random, raw: Raw) -> None:
    texts = [(holder, key) for holder, key in places(raw) if isinstance(holder[key], str)]
    if texts:
        holder, key = chance.choice(texts)
        size = _LONG if chance.random() < 0.05 else 5_000
        holder[key] = (chance.choice(("漏水", "a ", "🚨", "\0", "1")) * size)[:size]


def _deep(chance: Random, raw: Raw) -> None:
    holder, key = chance.choice(places(raw))
    value: Any = holder[key]
    for _ in range(chance.choice((10, _DEEP))):
        value = [value] if chance.random() < 0.5 else {"message": value}
    holder[key] = value


def _far_away(chance: Random, raw: Raw) -> None:
    dates = [(holder, key) for holder, key in places(raw) if "date" in str(key) and key != "update_id"]
    if dates:
        holder, key = chance.choice(dates)
        holder[key] = chance.choice(_FAR)


def _ids(chance: Random, raw: Raw) -> None:
    ids = [(holder, key) for holder, key in places(raw) if str(key) == "id" or str(key).endswith("_id")]
    holder, key = chance.choice(ids or [(raw, "update_id")])
    holder[key] = chance.choice((0, -1, 1, 2**63 - 1, 2**63, -(2**63), "7", 3.0))


def _swapped(chance: Random, raw: Raw) -> None:
    (one, key), (other, its) = chance.choice(places(raw)), chance.choice(places(raw))
    with suppress(RecursionError):  # it is deep already, and would be twice as deep
        one[key] = copy.deepcopy(other[its])


def _unknown_kind(chance: Random, raw: Raw) -> None:
    for key in [key for key in raw if key != "update_id"]:
        raw[chance.choice(("new_kind", "message_v2", ""))] = raw.pop(key)


_CHANGES: tuple[tuple[Callable[[Random, Raw], None], int], ...] = (
    (_wrong_type, 30),
    (_missing, 20),
    (_unknown_field, 8),
    (_long_text, 6),
    (_deep, 5),
    (_far_away, 8),
    (_ids, 12),
    (_swapped, 12),
    (_unknown_kind, 3),
)

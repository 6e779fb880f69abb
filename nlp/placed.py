"""Letters once more as from somewhere else: where a writer lives says nothing about what the matter is."""

import random
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

_SHARE: Final = 0.5  # what such a copy counts beside the letter itself
_LONGEST: Final = 60  # characters; longer letters say enough beside the place
_OPENING: Final = re.compile(
    "(?:再次|强烈)?(?:反映|投诉|举报|关于|请求|咨询|建议|请问|要求|希望|质疑|请|对)?"
)
_OF_THE_WRITER: Final = re.compile("[我你您]|本人")
_SYLLABLES: Final = tuple(
    "金银东西南北中华龙凤和泰景江湖山云水星月春秋梅兰竹桂枫柳松翠锦御福康安宁新天海阳光明盛"
)
_ESTATES: Final = ("小区", "花园", "家园", "苑", "城", "公寓", "华府", "小区二期", "社区", "名都", "新村", "")


def elsewhere(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield a copy of each short letter of complaint with an invented place in it, without its kind.

    Copies say what a category is about; as examples of a kind they are too many of one sort. The same rows
    give the same copies.
    """
    for row in rows:
        text = row["text"]
        short = len(text) <= _LONGEST and not _OF_THE_WRITER.match(text)
        if row.get("form") == "letter" and row["category"] and short:
            yield row | {"text": _placed(text), "kind": None, "second": None, "weight": _SHARE}


def _placed(text: str) -> str:
    chance = random.Random(text)
    if chance.random() < 0.7:
        text = text.replace("小区", "", 1)
    opening = _OPENING.match(text)
    end = opening.end() if opening else 0
    estate = chance.random() < 0.75
    return f"{text[:end]}{_region(chance)}{_estate(chance) if estate else ''}{text[end:]}"


def _region(chance: random.Random) -> str:
    """Return town, county or district, as published letters veil them, and at times a street."""
    region = chance.choice("ABCDEFGHIJKLM") + chance.choice(
        ("市", f"{chance.randint(1, 9)}区", f"{chance.randint(1, 9)}县")
    )
    if chance.random() < 0.3:
        region += _name(chance, 2) + chance.choice(("街道", "镇", "社区"))
    if chance.random() < 0.25:
        region += _name(chance, 2) + chance.choice(("路", "大道", "街"))
    return region


def _estate(chance: random.Random) -> str:
    return _name(chance, chance.choice((2, 3, 4))) + chance.choice(_ESTATES)


def _name(chance: random.Random, length: int) -> str:
    return "".join(chance.sample(_SYLLABLES, length))

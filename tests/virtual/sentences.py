"""What owners write in a week: kinds in their proportions, words from the labelled messages."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

# How often a matter is of which kind: repairs lead, questions follow, complaints are one in seven.
MIX = {
    "request": 44,
    "inquiry": 24,
    "complaint": 15,
    "suggestion": 3,
    "praise": 3,
    "smalltalk": 7,
    "other": 2,
}
# Weight of each hour of the day: mornings before work, and the evening when people are home.
HOURS = (1, 1, 0.5, 0.5, 0.5, 1, 2, 4, 6, 6, 6, 5, 5, 4, 4, 5, 5, 6, 9, 10, 10, 8, 5, 2)
_LONGEST = 60
_PLAIN = (
    "厨房水管漏水",
    "卫生间下水堵了",
    "客厅没电了",
    "门禁卡刷不开单元门",
    "楼道灯不亮",
    "马桶一直流水",
    "防盗门锁打不开了",
    "阳台地漏返水",
    "对讲机不响",
    "单元门关不上",
)
DANGERS = ("我被困在电梯里了", "家里燃气味很重", "楼道里着火了 有烟", "配电箱冒火花 有人被电到了")
# Words that sound like danger and are none, or are over.
SUSPICIOUS = ("好像有点糊味", "闻到有点煤气味 不知道是不是我家的", "楼下好像有人在吵架打起来了")
ENGLISH = (
    "The kitchen tap is leaking",
    "How do I pay the management fee?",
    "The lift button does not work",
    "There is no light in the corridor",
    "Where can I register a visitor's car?",
    "My door card stopped working",
    "The drain in the bathroom is blocked",
)
LATER = ("还有地上都是水", "家里有老人", "麻烦快一点", "从昨天晚上就开始了", "在厨房那边")


@dataclass(frozen=True, slots=True)
class Matter:
    """What an owner is going to write: its pieces, and what it truly is."""

    kind: str
    pieces: tuple[str, ...]
    photo: bool = False


@cache
def _corpus() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {kind: [] for kind in MIX}
    for one in _short():
        if one["kind"] in found:
            found[one["kind"]].append(one["text"])
    return found


@cache
def complaints() -> dict[str, list[str]]:
    """Return the labelled complaints, by category."""
    found: dict[str, list[str]] = {}
    for one in _short():
        if one["kind"] == "complaint":
            found.setdefault(one["category"], []).append(one["text"])
    return found


def _short() -> Iterator[dict[str, Any]]:
    """Give the labelled messages of one calm matter that fit on a line."""
    for line in files("nlp").joinpath("messages", "chat.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        calm = one["urgency"] in ("P2", "P3") and not one["second"]
        if calm and len(one["text"]) <= _LONGEST and "\n" not in one["text"]:
            yield one


def matter(chance: Random, home: str, mix: Mapping[str, int] = MIX) -> Matter:
    """Return an ordinary matter of somebody in this home."""
    kind = chance.choices(list(mix), list(mix.values()))[0]
    plain = kind == "request" and chance.random() < 0.5
    words = chance.choice(_PLAIN) if plain else chance.choice(_corpus()[kind])
    if kind == "request" and chance.random() < 0.6:
        words = f"{home} {words}" if chance.random() < 0.5 else f"{words},{home}"
    pieces = [words]
    if kind in ("request", "complaint") and chance.random() < 0.18:
        pieces = [*(["在吗"] if chance.random() < 0.4 else []), words, chance.choice(LATER)]
    return Matter(kind, tuple(pieces), photo=kind == "request" and chance.random() < 0.08)

"""The words of an address, how an estate writes them, and which numbers can be rooms."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from nlp.numerals import digits, one_width


@dataclass(frozen=True, slots=True)
class Scheme:
    """How an estate writes its addresses; as it stands it fits most."""

    zones: tuple[str, ...] = ()  # names before a building: 桂花苑 for 桂花苑3栋; 一期, A区, 东区 are known
    buildings: tuple[
        str, ...
    ] = ()  # which exist: "3", "A", "桂花苑3", 明月楼; empty means any number or letter
    most_floors: int = 70
    pair_is_unit: bool = False  # 3-1501 is a unit and a room where the estate is one building


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an address; `kind` is the name of its row in the table below."""

    kind: str
    text: str
    start: int
    end: int


NUMERALS: Final = "0-9零洞一幺二两三四五六七八九十百千"
_WORDS: Final = {
    "number": r"[0-9]+|[零洞一幺二两三四五六七八九十百千]+",
    "villa": r"别墅|联排|独栋|叠墅|叠拼|双拼|合院",
    "shop": r"商铺|门面房?|底商|店面|店铺|铺位|铺面|地铺",
    "unit": r"单[元员园]门?|号门|门洞|门(?![口禁卡锁铃岗卫框把窗外前])|梯(?![子间])",
    "building": r"号楼(?!梯)|号院|#楼|[栋幢座#]",
    "lane": r"[弄巷]",
    "side": r"[东西南北中](?:边|面)?户",
    "zone": r"期|区",
    "floor": r"[楼层]",
    "sign": r"号",
    "room": r"室(?![内外友温])|房(?![间子租价产东屋地贷本源型])",
    "dash": r"横杠|[-~/_杠横之]",
    "dot": r"\.",
    "letter": r"(?<![a-z])[a-z](?![a-z])|[东西南北甲乙丙丁]",
    "filler": r"那个|这个|就是说?|然后呢?|[嗯呃啊哦额诶的, 、\t]+",
    "other": r"[\s\S]",
}
# Every letter that a word above may begin with; between them lies most of a text, read in one go.
_BEGINNINGS: Final = (
    f"{NUMERALS}a-z别联独叠双合商门底店铺面地单号梯栋幢座#弄巷东西南北中期区楼层室房横~/_杠之."
    "甲乙丙丁那这就然嗯呃啊哦额诶的, 、\t-"
)
_MEASURE: Final = re.compile(
    r" ?[元块万%]|[毛角亿年月日天点分秒时度吨平米斤个人次页岁字张份件只位级伏瓦w]|小时|公里|公斤|[.:][0-9]"
)
_ORDINARY: Final = re.compile(r"[A-Za-z]?[0-9]*")


def room(written: str, scheme: Scheme) -> str | None:
    """Return a number as a room this estate can have: 1501, 一五零一; 9999 and 12 are none."""
    number = digits(written)
    name = number.lstrip("0")
    if len(number) > 4 or len(name) < 3 or not 1 <= int(name[:-2]) <= scheme.most_floors:
        return None
    return name


def measured(text: str, end: int) -> bool:
    """Whether a number that ends here counts something: 1500元, 3点, 12.5."""
    return _MEASURE.match(text, end) is not None


def name_of(token: Token) -> str:
    """Return a number without leading noughts, or a letter."""
    return digits(token.text).lstrip("0") if token.kind == "number" else token.text.upper()


@cache
def pattern(scheme: Scheme) -> re.Pattern[str]:
    names = _names(scheme)
    own = "".join(re.escape(name[0]) for name in (*scheme.zones, *names) if name)
    rows = {
        "between": f"[^{own}{_BEGINNINGS}]+",
        "area": "|".join(map(re.escape, scheme.zones)),
        "named": "|".join(map(re.escape, names)),
        **_WORDS,
    }
    return re.compile("|".join(f"(?P<{kind}>{source})" for kind, source in rows.items() if source))


def _names(scheme: Scheme) -> list[str]:
    """Return the buildings that have a name of their own, in one width."""
    return [one_width(name) for name in scheme.buildings if not _ORDINARY.fullmatch(name)]

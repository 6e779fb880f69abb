"""Sums of money: 3000元, 三千块, 2.5元/平, 两百, 1.2万, 8毛."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from nlp.numerals import CHINESE, blanked, one_width, whole
from nlp.phones import phones


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in yuan, what it is for each (平, 月, 次 …) if that was said, and where it stands."""

    yuan: Decimal
    per: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal
    start: int
    end: int
    scaled: bool


_PER: Final = {
    "平": ("平方米", "平方", "平米", "㎡", "m2", "平"),
    "月": ("个月", "月"),
    "年": ("年",),
    "天": ("天", "日", "晚"),
    "小时": ("小时", "钟头", "个钟"),
    "次": ("次", "回", "趟"),
    "度": ("千瓦时", "度"),
    "吨": ("吨",),
    "方": ("立方米", "立方", "方"),
    "户": ("户",),
    "人": ("人",),
    "张": ("张",),
    "个": ("个",),
}
_SHORT: Final = {word: short for short, words in _PER.items() for word in words}
_EACH: Final = "|".join(sorted(_SHORT, key=len, reverse=True))
_YUAN: Final = {"元": 1, "圆": 1, "块": 1, "rmb": 1, "人民币": 1, "毛": 0.1, "角": 0.1, "分钱": 0.01}
_SCALE: Final = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "百": 100}

_NUMBER: Final = re.compile(
    rf"(?<![0-9a-z.])(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]{{1,12}})(?:\.[0-9]{{1,4}})?(?![0-9])|[{CHINESE}]+"
)
_SCALED: Final = re.compile(r" ?([万千百w]|k(?![a-z]))([0-9](?![0-9.]))?")
_UNIT: Final = re.compile(r"[多来]? ?(元|圆|块|rmb|人民币|毛|角|分钱)(?:整|钱)?")
_SMALL: Final = re.compile(
    rf"([0-9]|[{CHINESE[2:13]}])(?:毛|角|(?=一(?:{_EACH}))|(?![0-9{CHINESE}]|[个次人户天月年平度吨张点]))钱?"
)
_PIECE: Final = re.compile(  # 块 that counts pieces, or means together
    r"块(?:大|小|破|碎|空|长|烂)?(?:玻璃|瓷砖|地?砖|墙|木?板|布|石|广告|地|草|表|肉|蛋糕|铁|牌|皮|水泥|空|镜|屏|电池|儿|吃|去|来|走|办|修|弄|处理)"
)
_AFTER: Final = re.compile(rf" ?(?:/|每|一)(?:个|平米?/)?({_EACH})")
_BEFORE: Final = re.compile(rf"(?:每|一|1)({_EACH})(?:就?要|收|得|是|才|交)?$")
_SIGN: Final = re.compile(r"(?:[¥$]|rmb|人民币) ?$")
_VAGUE: Final = re.compile(r"[几上数好成第]$")
_SPENT: Final = re.compile(
    r"(?:[收扣交付花退赔罚欠涨给补费价钱卖多少]|转账?|押金)(?:了|我们?|我家|他们?|人家|出|掉|去|到|是|共|的|你们?)*$"
)
_COUNTED: Final = re.compile(
    r" ?多?(?:[个人户家平米度吨斤层楼栋幢辆台张次遍回年月天日点分秒号岁条项份只件块名位盏步级页部套棵瓶桶箱]"
    r"|[%.:/-]|小时|公里|车位|单元)"
)
_ROUND: Final = re.compile("[十百千万]")
_WITHIN: Final = 12  # how far back a cue is looked for


def amounts(text: str) -> tuple[Amount, ...]:
    """Return the sums of a text in their order; a bare 两百 counts after words such as 收, 扣, 退."""
    plain = one_width(text)
    plain = blanked(plain, ((phone.start, phone.end) for phone in phones(text)))
    found: list[Amount] = []
    for match in _NUMBER.finditer(plain):
        if found and match.start() < found[-1].end:
            continue
        amount = _amount(plain, _number(plain, match))
        if amount:
            found.append(amount)
    return tuple(found)


def _number(plain: str, match: re.Match[str]) -> _Number:
    """Return a number with its scale: 1.2万, 3万8, 三千五."""
    written = match[0].replace(",", "")
    value = Decimal(written) if written[0].isascii() else Decimal(whole(written))
    end = match.end()
    scaled = _SCALED.match(plain, end)
    if scaled is None:
        return _Number(value, match.start(), end, not written.isascii() and value >= 100)
    scale = _SCALE[scaled[1]]
    value = value * scale + (int(scaled[2]) * scale // 10 if scaled[2] else 0)
    return _Number(value, match.start(), scaled.end(), True)


def _amount(plain: str, number: _Number) -> Amount | None:
    before = plain[max(0, number.start - _WITHIN) : number.start]
    if _VAGUE.search(before):
        return None
    unit = None if _PIECE.match(plain, number.end) else _UNIT.match(plain, number.end)
    alone = number.start == 0 and number.end == len(plain.rstrip()) and number.scaled
    sign = _SIGN.search(before)
    if unit:
        factor = Decimal(str(_YUAN[unit[1]]))
        yuan, end = _with_small_change(plain, number.value * factor, unit)
    elif sign or alone or (_is_said_as_sum(plain, number) and _spent(plain, before, number.end)):
        yuan, end = number.value, number.end
    else:
        return None
    each = _BEFORE.search(before)
    after = _AFTER.match(plain, end)
    together = plain[number.start : end] == "一块" and not (each or after or _SPENT.search(before))
    if yuan <= 0 or together:
        return None
    per = after[1] if after else each[1] if each else None
    start = number.start - (len(sign[0]) if sign else 0)
    return Amount(yuan, _SHORT[per] if per else None, start, after.end() if after else end)


def _is_said_as_sum(plain: str, number: _Number) -> bool:
    """Whether a number without a unit can be a sum: 80, 三百, not 幺五零三 or the 千 of 一千."""
    said = plain[number.start : number.end]
    return number.value >= 10 and (
        said[0].isascii() or (said[0] not in "百千万" and bool(_ROUND.search(said)))
    )


def _spent(plain: str, before: str, end: int) -> bool:
    """Whether a bare number is money by the word before it, and nothing else is counted with it."""
    return _SPENT.search(before) is not None and _COUNTED.match(plain, end) is None


def _with_small_change(plain: str, yuan: Decimal, unit: re.Match[str]) -> tuple[Decimal, int]:
    """Return the sum with the tenths that follow: 两块五, 3元5角."""
    whole_yuan = unit[1] in ("元", "块", "圆") and not unit[0].endswith("钱")
    small = _SMALL.match(plain, unit.end()) if whole_yuan else None
    if small is None:
        return yuan, unit.end()
    return yuan + Decimal(whole(small[1])) / 10, small.end()

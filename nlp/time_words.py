"""The words of times: days, parts of the day, clocks; what they mean stands in `times.py`."""

import re
from dataclasses import dataclass
from typing import Final

from nlp.numerals import SPOKEN

# Parts of the day in hours; past 24 is the next morning.
PARTS: Final = {
    "凌晨": (0, 6),
    "清晨": (5, 8),
    "早上": (6, 10),
    "上午": (8, 12),
    "中午": (11, 14),
    "下午": (12, 18),
    "傍晚": (17, 19),
    "晚上": (18, 22),
    "半夜": (22, 30),
    "白天": (8, 18),
    "下班后": (18, 22),
    "晚饭后": (19, 22),
    "午饭后": (13, 15),
}
PART_WORDS: Final = {
    "清早": "清晨",
    "大清早": "清晨",
    "早晨": "早上",
    "一早": "早上",
    "早": "早上",
    "上昼": "上午",
    "午前": "上午",
    "晌午": "中午",
    "晏昼": "中午",
    "午后": "下午",
    "下昼": "下午",
    "后晌": "下午",
    "黄昏": "傍晚",
    "天黑": "傍晚",
    "晚间": "晚上",
    "夜晚": "晚上",
    "晚黑": "晚上",
    "晚": "晚上",
    "夜里": "半夜",
    "深夜": "半夜",
    "夜": "晚上",
    "下了班": "下班后",
    "下班以后": "下班后",
    "下班之后": "下班后",
    "吃完晚饭": "晚饭后",
    "晚饭以后": "晚饭后",
} | {part: part for part in PARTS}
NIGHT: Final = ("晚上", "半夜", "傍晚", "下班后", "晚饭后")
AFTERNOON: Final = ("下午", "午饭后", *NIGHT)

DAYS: Final = {
    "大前天": -3, "前天": -2, "前日": -2,
    "昨天": -1, "昨日": -1, "昨儿个": -1, "昨儿": -1, "琴日": -1, "寻日": -1, "昨": -1,
    "今天": 0, "今日": 0, "今儿个": 0, "今儿": 0, "今朝": 0, "今": 0,
    "明天": 1, "明日": 1, "明儿个": 1, "明儿": 1, "明朝": 1, "听日": 1, "明": 1,
    "大后天": 3, "后天": 2, "后日": 2, "后儿": 2,
}  # fmt: skip
HOLIDAYS: Final = {
    "元旦": ((1, 1), 1),
    "五一": ((5, 1), 5),
    "国庆节": ((10, 1), 7),
    "国庆": ((10, 1), 7),
    "圣诞节": ((12, 25), 1),
}  # the lunar ones move; they are not read
WEEKDAYS: Final = {
    day: number
    for number, days in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天末7"))
    for day in days
}
WEEKS: Final = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}

_N: Final = rf"[0-9{SPOKEN}十]"
_PART: Final = "|".join(sorted((word for word in PART_WORDS if len(word) > 1), key=len, reverse=True))
_DAY: Final = "|".join(sorted((word for word in DAYS if len(word) > 1), key=len, reverse=True))
_OPINIONS: Final = (  # 三点建议, 一点都不好
    "建议|意见|要求|问题|理由|原因|看法|希望|想法|诉求|疑问|说明|情况|内容|原则|心意|好处|声音|办法|需求|感受|东西|不满|不足"
    "|[水小]"
)
_A_LITTLE: Final = "一点(?:[也儿点不没用事]|都[不没])"
_DOORS: Final = (
    "[楼门线院车桌铺房栋幢电桩窗柜机泵表别商单岗地厅梯口库墙公馆店井阀管出入通灯杆]"  # 3号楼, 8号电梯
)
_BEFORE_DOORS: Final = "单元栋弄路街巷位门桩第"  # 5栋3号
_LENGTH: Final = (
    rf"(?P<ahead>再?过)?(?P<half>半)?个?(?P<amount>{_N}{{1,4}})?个?(?P<more>半)?"
    r"(?P<measure>小时|钟头|刻钟|分钟|天|周|星期|礼拜|月|钟)"
)
_SLASH: Final = r"(?<=[0-9])[/-](?=[0-9]{1,2}(?:[日号]| ?[上下]午| ?[0-9]{1,2}[:点]))"  # 11-25 15:00
_MINUTE: Final = rf"半|[一三]刻|差一刻|差{_N}{{1,2}}分|[零过]?{_N}{{1,3}}"
_BUSY: Final = (  # how often, how long, greetings, numbers: no time to meet at
    r"(?:每(?:天|晚|周|个?星期|个?月)[^,。!?;\n ]{0,3}|天天[^,。!?;\n ]{0,2})"
    r"[0-9一二两三四五六七八九十点半刻分到至:-]{0,16}"
    r"|(?!半夜)(?:[一两三四五六七八九十几整半0-9]|大半){1,4}个?整?"
    r"(?:早上|上午|下午|晚上|白天|夜|天|周|星期|个月)(?![后内之以末]|过后)"
    r"|[早上中晚下]午?上?好(?![了吧吗])|下午茶|到现在"
    r"|[0-9]{1,2}-[0-9]{1,2}-[0-9]{3,4}|[0-9]{5,}"
)
WORDS: Final = {
    "busy": _BUSY,
    "soon": r"现在|马上|立刻|立即|立马|而家|即刻",
    "anytime": r"随时|任何时间|什么时候都[行可]|几时都得",
    "later": rf"{_LENGTH}(?P<within>之?以?内|以后|之后|过后|后)?(?(within)|(?(ahead)|(?!)))",
    "date": r"(?P<iso>20[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2})"
    rf"|(?:(?P<year>20[0-9]{{2}})年)?(?P<said_month>{_N}{{1,3}})(?:月(?:份)?|{_SLASH})"
    rf"(?P<said_day>{_N}{{1,3}})(?:[日号]|(?![0-9{SPOKEN}十点]))",
    "clock": rf"(?:差(?P<lack>一刻|{_N}{{1,3}}分?)钟?(?:到)?)?"
    rf"(?<![0-9.第])(?!{_A_LITTLE})(?P<said_hour>{_N}{{1,3}})点(?!{_OPINIONS})(?:钟|整)?"
    rf"(?P<minute>{_MINUTE})?(?:分(?!之))?(?:左右|前后|多)?",
    "digital": r"(?<![0-9.:])(?P<hours>[01]?[0-9]|2[0-4]):(?P<minutes>[0-5][0-9])(?![0-9:])",
    "hour": rf"(?<![0-9.:栋-])(?P<bare_hour>{_N}{{1,3}})(?= ?(?:-|~|到|至) ?{_N}{{1,3}}(?:点|:))",
    "monthday": rf"(?P<which>下个?月|这个?月|本月)?(?<![0-9{SPOKEN}十{_BEFORE_DOORS}])"
    rf"(?P<number>{_N}{{1,3}})[号日](?!{_DOORS}|[0-9{SPOKEN}])",
    "month": r"(?P<whichmonth>下个?|这个?|本)?月(?P<bit>底|初|中旬)|(?P<wholemonth>下个?月|这个月|本月)",
    "weekday": r"(?P<said_week>下下|上上|[上下这本])?(?:一)?个?(?:周|星期|礼拜)"
    r"(?P<said_weekday>[一二三四五六日天末1-7])(?![0-9点次])",
    "week": r"(?P<wholeweek>[下这本])个?(?:周|星期|礼拜)(?![一二三四五六日天末1-7转])",
    "day": rf"{_DAY}|[今明昨](?=[早晚夜])",
    "holiday": "|".join(HOLIDAYS),
    "part": rf"{_PART}|(?<=[今明昨后前天])[早晚夜]|晚(?=[六七八九十6-9])",
    "until": r" ?(?:到|至|-|~) ?",
    "after": r"(?:之|以|过)?后|开始",
    "before": r"(?:之|以)?前",
    "gap": r"[的,、 ]",
    "other": r"[\s\S]",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a time, and the parts of it by name."""

    kind: str
    text: str
    parts: dict[str, str]
    start: int
    end: int


_PATTERN: Final = re.compile("|".join(f"(?P<{kind}>{source})" for kind, source in WORDS.items()))


def words(plain: str) -> list[Word]:
    """Cut a text in one width into the words of times; what is none of them is left out."""
    found = []
    for match in _PATTERN.finditer(plain):
        kind = match.lastgroup or "other"
        if kind not in ("other", "busy"):
            parts = {name: value for name, value in match.groupdict().items() if value is not None}
            found.append(Word(kind, match[0], parts, *match.span()))
    return found

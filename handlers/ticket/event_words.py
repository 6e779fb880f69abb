"""Words by which a report is more than one more of the same event: people in need, another lift. Pure."""

import re

_HURT = re.compile(
    r"受伤|伤者|伤员|有人伤|伤到|流血|出血|昏迷|昏倒|晕倒|晕过去|休克|呼吸|喘不|烧伤|烫伤|砸到|砸中|砸伤|触电|中毒"
    r"|心脏|心梗|抽搐|骨折|死人|死了人|快死|要死|不行了|救命|孕妇|婴儿"
    r"|injur|hurt|bleed|unconscious|faint|breath|dying|dead\b",
    re.IGNORECASE,
)
_TRAPPED = re.compile(
    r"被困|困住|困在|困了|困人|关在|关住|关人|卡在|压在|压住|出不来|出不去|下不来|下不去|逃不|里面有人|还有人"
    r"|trapped|stuck|get out",
    re.IGNORECASE,
)
# In a lift somebody is trapped anyhow. Whoever writes from inside one may be in another.
_INSIDE = re.compile(
    r"(?:我|俺|咱|本人)[^,。,!!]{0,8}(?:被|困|关|卡|出不)|(?:困|关|卡)(?:在|住|了)?(?:我|俺|咱)"
    r"|\b(?:i|we)\b.{0,12}(?:trapped|stuck|inside)",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"另外?一?[部台个座边]|又[有一]+[部台个]|还有一?[部台]|两[部台]"
    r"|another (?:lift|elevator)|second (?:lift|elevator)|both (?:lift|elevator)s",
    re.IGNORECASE,
)
_LIFT = re.compile(
    r"([0-9一二三四五六七八九十]+\s*号|[A-Za-z][0-9]?|左|右|东|西|南|北|货|客|消防)[边侧面]?的?(?:那[部台])?(?=电梯|客梯|货梯|梯)"
)
_IN_LIFTS = "lift_trapped"
# What a whole building notices at once, by what is said of it. First of these wins: a lift has no power, too.
_OF_ALL = {
    "lift": r"(?:电梯|客梯|货梯)[^,。,!!]{0,6}(?:停|坏|不动|不走|故障|失灵|没反应|用不了|不能用|不能坐)"
    r"|\b(?:lift|elevator)s?\b.{0,20}(?:broken|out\b|down\b|stopped|not work|stuck|dead)",
    "gate": r"(?:大门|单元门|楼道门|小区门|道闸|门禁|闸机|车库门)[^,。,!!]{0,6}"
    r"(?:坏|打不开|开不了|关不上|失灵|没反应|抬不|不抬|刷不|故障)"
    r"|\b(?:gate|barrier|entrance door)\b.{0,20}(?:broken|stuck|not open|not work|won't)",
    "heating": r"(?:没|没有|停|断)(?:了)?(?:暖气|供暖|地暖)"
    r"|(?:暖气|供暖|地暖)[^,。,!!]{0,4}(?:不热|没热|冰|凉|冷|停)"
    r"|no heating|(?:heating|radiators?)\b.{0,15}(?:off\b|cold|not work|out\b)",
    "network": r"(?:没|没有|断)(?:了)?(?:网|宽带)"
    r"|(?:网络?|宽带)[^,。,!!]{0,4}(?:断|没了|不通|上不)|上不了网|上不去网"
    r"|no (?:internet|network)|(?:internet|broadband)\b.{0,15}(?:down|out\b|off\b)",
    "water": r"停水|断水|无水|没水(?!平)|没有水(?!平)|没来水|不出水"
    r"|no water|water\b.{0,10}(?:is off|is out|cut off|been off)",
    "power": r"停电|断电|无电|(?<![车锁池机器灯筒座])没有?电(?![话视脑梯费])"
    r"|no (?:power|electricity)|(?:power|electricity)\b.{0,10}(?:is out|is off|outage|cut)|black ?out",
}
_NOTICED = {what: re.compile(marks, re.IGNORECASE) for what, marks in _OF_ALL.items()}
# These are out for a building, the others for a unit of it.
OF_BUILDINGS = frozenset({"heating", "network", "water", "power", "gate"})
SEEN_BY_MANY = frozenset(_NOTICED)


def tells_more(words: str, topic: str) -> bool:
    """Tell whether people are called whatever was told before: somebody is in need, or in another lift."""
    trapped = _INSIDE if topic == _IN_LIFTS else _TRAPPED
    return any(marks.search(words) is not None for marks in (_HURT, trapped, _ANOTHER))


def lifts(words: str) -> frozenset[str]:
    """Return which lifts are named: by a number, a letter, a side or their use."""
    return frozenset(named.replace(" ", "") for named in _LIFT.findall(words))


def noticed_by_all(words: str) -> str | None:
    """Return what is out that a whole building notices: water, power, a lift; None: nothing of it is said."""
    return next((what for what, marks in _NOTICED.items() if marks.search(words)), None)

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


def tells_more(words: str, topic: str) -> bool:
    """Tell whether people are called whatever was told before: somebody is in need, or in another lift."""
    trapped = _INSIDE if topic == _IN_LIFTS else _TRAPPED
    return any(marks.search(words) is not None for marks in (_HURT, trapped, _ANOTHER))


def lifts(words: str) -> frozenset[str]:
    """Return which lifts are named: by a number, a letter, a side or their use."""
    return frozenset(named.replace(" ", "") for named in _LIFT.findall(words))

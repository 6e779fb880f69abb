"""Words of owners about when somebody comes: whether they speak of it at all, and whether they put it off."""

import re

_ABOUT_COMING = re.compile(
    "可以[吗么不]|行[吗么不]|好[吗么不]|怎么样|方便|在家|有空|有人|有时间|来[看修人吧]|[过再能]来|上门|改[到成在约]"
    r"|约|\b(?:ok|okay|suits?|home|come)\b",
    re.IGNORECASE,
)
_AT_HOME = re.compile(r"在家|有空|方便|来[看修]|[过再能]来|上门|派人|\b(?:at home|come)\b", re.IGNORECASE)
# Whoever complains that nobody came asks for no other time, and nobody is excused by it.
_COMPLAINS = re.compile(
    "说好|怎么(?!样)|为什么|凭什么|还没|没来|没人[来管理上修联接到处]|又[改推]|还[改推]|老是|总是|一直"
)
_A_TIME = (
    "今天|明天|后天|今晚|明晚|那天|那时候?|这个时间|那个时间|约的时间|(?:周|星期|礼拜)."
    "|上午|中午|下午|晚上|[0-9二两三四五六七八九十]点半?"
)
_PUTS_OFF = re.compile(
    rf"(?:{_A_TIME})(?:我们?家?|家里|可能|应该|实在|恐怕|都|临时){{0,2}}"
    "(?:不行|不方便|不合适|不可以|不在|有事|没人|上班|先?别来)"
    "|时间(?:不行|不方便|不合适|不对|(?:能不能)?改)|改天|改期|改约|改时间|[换改]个?时间|另约|再约|[能想以]推迟|推迟[到吧一]"
    "|[晚迟]一?点来|不在家|家里没人|没空|没时间|来不了|临时有事|^(?:不行|不方便|不可以)[。!~]*$"
    r"|\b(?:another time|not (?:at )?home|reschedule|postpone)\b|does ?n.t suit|not suit",
    re.IGNORECASE,
)


def about_coming(text: str) -> bool:
    """Tell whether a time among these words is one at which somebody should come."""
    return _ABOUT_COMING.search(text) is not None and not complains(text)


def says_when_at_home(text: str) -> bool:
    """Tell whether a new matter comes with a time for it; of 昨天开始漏, 明天停水吗 it does not."""
    return _AT_HOME.search(text) is not None


def puts_off(text: str) -> bool:
    """Tell whether words, after a time was promised, say that it does not suit."""
    return _PUTS_OFF.search(text.strip()) is not None and not complains(text)


def complains(text: str) -> bool:
    """Tell whether somebody complains about how it went with a time."""
    return _COMPLAINS.search(text) is not None

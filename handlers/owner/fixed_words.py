"""English words that people type alone, most of them asked for by our texts: judging knows the Chinese."""

import re

DANGER = "危险"
URGE = "好了吗"
_ONLY_ASKS = re.compile(r"[\s!\uff01]*[?\uff1f][\s!\uff01?\uff1f]*")
_AROUND = ' “”"。.,!!~'
_THANKS, _CALL = "谢谢", "打电话给我"
_IN_CHINESE = {
    "danger": DANGER,
    "not fixed": "没好",
    "yes": "正在发生",
    "no": "误会了",
    "thanks": _THANKS,
    "thank you": _THANKS,
    "call me": _CALL,
    "call me please": _CALL,
    "please call me": _CALL,
}


def in_chinese(text: str) -> str:
    """Return what judging knows for a fixed word that stands alone; any other text stays as it is.

    Of question marks alone, of whatever width, it returns what they ask.
    """
    if _ONLY_ASKS.fullmatch(text):
        return URGE
    return _IN_CHINESE.get(text.strip(_AROUND).casefold(), text)


def says_danger(text: str) -> bool:
    """Tell whether somebody answers with the very word for danger."""
    return in_chinese(text).strip(_AROUND) == DANGER

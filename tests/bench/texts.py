"""Messages to measure with: none twice, of the lengths that people write."""

import itertools
import json
import random

from tests.crash.crowd import CLEAR
from tests.crash.serials import serials

_MORE = (
    "昨天晚上就开始了,今天早上更严重",
    "家里有老人和小孩,希望能尽快安排人过来看一下",
    "之前已经打过一次电话,一直没有人联系我",
    "我白天上班不在家,晚上六点以后都可以",
    "楼下邻居也说有同样的情况",
    "麻烦先给我打个电话再上门,谢谢",
)
FIRST_OWNER = 1_000_000


def messages(count: int, seed: int = 1, *, longest: int = 120) -> list[str]:
    """Return clear matters of 20 to `longest` characters, each with a mark of its own."""
    chance = random.Random(seed)
    found = []
    for mark in itertools.islice(serials(), count):
        words = chance.choice(CLEAR) + mark
        length = chance.randint(20, longest)
        while len(words) < length:
            words += "," + chance.choice(_MORE)
        found.append(words[:longest])
    return found


def long_message(length: int = 4096) -> str:
    """Return the longest message Telegram lets through."""
    return "".join(messages(120, 7))[:length]


def updates(texts: list[str]) -> list[bytes]:
    """Return updates as Telegram sends them, each from a chat of its own."""
    return [
        json.dumps(
            {
                "update_id": 500_000_000 + n,
                "message": {
                    "message_id": 1,
                    "date": 1_795_000_000 + n,
                    "chat": {"id": FIRST_OWNER + n, "type": "private", "first_name": f"业主{n}"},
                    "from": {
                        "id": FIRST_OWNER + n,
                        "is_bot": False,
                        "first_name": f"业主{n}",
                        "language_code": "zh-hans",
                    },
                    "text": text,
                },
            }
        ).encode()
        for n, text in enumerate(texts)
    ]

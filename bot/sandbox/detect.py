"""What Telegram's server finds in a text by itself: mentions, addresses, commands, tags, numbers."""

import re
from collections.abc import Sequence

from bot.sandbox.entities import CODE, SPECIAL, Entity, units
from bot.sandbox.links import ENDINGS, HOST

EDGE = r"(?![A-Za-z0-9_-])"
# Order is rank: a mention inside an e-mail address is no mention. Addresses and mentions after a Chinese
# character may be more than Telegram finds: a test is to see too much rather than too little.
FINDERS = (
    ("email", re.compile(rf"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]*@{HOST}[A-Za-z]{{2,}}{EDGE}")),
    (
        "url",
        re.compile(
            rf"(?<![A-Za-z0-9@._/:-])(?:"
            rf"(?:https?|ftp|tg|ton)://(?:{HOST}[^\W\d_]{{2,}}|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|[A-Za-z0-9-]+(?=[/?]))"
            rf"|{HOST}(?:{ENDINGS}){EDGE})"
            r"(?::\d{1,5})?(?:[/?#][^\s<>\"'，。；！？、（）【】《》“”]*)?",
            re.IGNORECASE,
        ),
    ),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("mention", re.compile(r"(?<![A-Za-z0-9_])@[A-Za-z0-9_]{4,32}(?![A-Za-z0-9_])")),
    ("hashtag", re.compile(r"(?<!\w)#(?=\w*[^\W\d_])\w{1,256}(?!\w*#)")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")),
    # Only numbers in the international form: that is what the server marks for bots.
    ("phone_number", re.compile(r"(?<![\w+])\+\d(?:[ ()-]?\d){6,14}(?!\d)")),
)
TRAILING = re.compile(r"[.,:;!?()\[\]'*_-]+\Z")


def detect(text: str, explicit: Sequence[Entity]) -> list[Entity]:
    """Return the automatic entities outside of code and of explicit links."""
    if not any(mark in text for mark in "@/.#$+:"):
        return []
    taken = [(e.offset, e.end) for e in explicit if e.kind in CODE | SPECIAL]
    found: list[Entity] = []
    for kind, finder in FINDERS:
        for match in finder.finditer(text):
            shown = TRAILING.sub("", match[0]) if kind == "url" else match[0]
            offset, length = units(text[: match.start()]), units(shown)
            if all(offset + length <= start or end <= offset for start, end in taken):
                taken.append((offset, offset + length))
                found.append(Entity(kind, offset, length))
    return found

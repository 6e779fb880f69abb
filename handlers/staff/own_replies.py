"""Replies that one of the staff has written beforehand for themselves: kept and dropped in their own chat."""

import re

from handlers.desk import Canned, CannedValue, Desk
from handlers.messages import ChatKind
from handlers.refusals import Refused
from handlers.staff import canned_text
from handlers.staff.asked import Asked, answer
from handlers.texts import Words
from storage import own_replies
from storage.work import Work

_LINE = re.compile(
    r"(?P<verb>存|加|记|add|save|keep|删|删除|drop|delete|remove)\s+[#＃]?(?P<name>\S+)(?:\s+(?P<words>.+))?",
    re.DOTALL | re.IGNORECASE,
)
_DROPS = frozenset({"删", "删除", "drop", "delete", "remove"})
_KNOWN = " ".join(f"{{{value}}}" for value in CannedValue)
_LONGEST_NAME, _LONGEST, _MOST = 20, 1000, 50


def of(work: Work, channel: str, user: str) -> list[Canned]:
    """Return somebody's own replies, by name."""
    kept = own_replies.of(work, channel, user)
    return [Canned(name, name, words) for name, words in kept.items()]


def change(desk: Desk, work: Work, asked: Asked) -> None:
    """Keep or drop one as the line says; in a group only say where that is done. Refuses other lines."""
    texts, incoming = asked.texts(desk, work), asked.incoming
    if incoming.chat_kind is ChatKind.group:
        answer(work, asked, texts.outgoing("staff.canned_privately", link=incoming.private_link))
        return
    found = _LINE.fullmatch(asked.rest.strip())
    if found is None:
        raise Refused("refusal.canned_how")
    name, words = found["name"], (found["words"] or "").strip()
    if found["verb"].casefold() in _DROPS:
        if not own_replies.drop(work, incoming.channel, asked.member.user, name):
            raise Refused("refusal.no_own_canned", name=Words(f"#{name}"))
        answer(work, asked, texts.outgoing("staff.canned_dropped", name=Words(name)))
        return
    _refuse_unless_usable(work, asked, name, words)
    own_replies.keep(work, incoming.channel, asked.member.user, name, words)
    answer(work, asked, texts.outgoing("staff.canned_kept", name=Words(name), words=Words(words)))


def _refuse_unless_usable(work: Work, asked: Asked, name: str, words: str) -> None:
    if not words or len(name) > _LONGEST_NAME or len(words) > _LONGEST:
        raise Refused("refusal.canned_how")
    if any(name.casefold() in (one.key.casefold(), one.name.casefold()) for one in asked.estate.canned):
        raise Refused("refusal.canned_taken", name=Words(f"#{name}"))
    if not _may_be_filled(words):
        raise Refused("refusal.canned_unknown", known=Words(_KNOWN))
    money = canned_text.money_in(words)
    if money is not None:
        raise Refused("refusal.canned_money", words=Words(money.words))
    others = own_replies.of(work, asked.incoming.channel, asked.member.user).keys() - {name}
    if len(others) >= _MOST:
        raise Refused("refusal.canned_too_many", most=_MOST)


def _may_be_filled(words: str) -> bool:
    try:
        return canned_text.may_be_filled(words)
    except ValueError:
        return False

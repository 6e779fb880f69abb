"""Why a complaint is more than minor: what raises it by itself, and what only asks a lead. Pure.

The words are read narrowly: what raises a complaint by itself calls people, so «差点砸到» is no injury.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from handlers.desk import Severity


class Why(StrEnum):
    """What was found; the value is also the key of its name in `[whys]`."""

    injury = "injury"
    privacy = "privacy"
    many_homes = "many_homes"
    order = "order"
    press = "press"
    office = "office"
    repeat = "repeat"
    reopened = "reopened"
    some_homes = "some_homes"
    conduct = "conduct"
    breach = "breach"
    legal = "legal"
    public = "public"
    money = "money"
    by_hand = "by_hand"


@dataclass(frozen=True, slots=True)
class Raise:
    """How high something lifts a complaint, and whether it does so by itself."""

    to: Severity
    by_itself: bool


SOME_HOMES, MANY_HOMES = 3, 10
RAISES: Mapping[Why, Raise] = {
    **dict.fromkeys(
        (Why.injury, Why.privacy, Why.many_homes, Why.order, Why.press), Raise(Severity.major, True)
    ),
    **dict.fromkeys(
        (Why.office, Why.repeat, Why.reopened, Why.some_homes, Why.conduct, Why.breach),
        Raise(Severity.serious, True),
    ),
    **dict.fromkeys((Why.legal, Why.public, Why.money), Raise(Severity.serious, False)),
}

_ALMOST = re.compile(
    r"差点|差一点|险些|幸好没|幸亏没|没有?人?受伤|万一|要是|如果|怕|担心|会不会|容易|可能会?|迟早|\b(?:almost|nearly|might|could)\b",
    re.IGNORECASE,
)
_INJURY = re.compile(
    r"受了?伤|砸伤|摔伤|划伤|烫伤|咬伤|撞伤|打伤|骨折|住院|送医|流血|缝了?.{0,3}针|去世|死亡|身亡|摔死|砸死|电死"
    r"|\b(?:was|were|got|is) (?:injured|hurt|killed)\b|\bbroken (?:arm|leg|bone)\b|\bin hospital\b",
    re.IGNORECASE,
)
_PRIVACY = re.compile(
    r"(?:泄露|泄漏|外泄|曝光|公开|卖)[^。!?!?,,]{0,8}(?:隐私|个人信息|身份证|电话|手机号|住址|门牌)"
    r"|(?:隐私|个人信息|身份证号?|电话|手机号|住址)[^。!?!?,,]{0,10}(?:泄露|泄漏|外泄|被?卖给?|发到群|贴出来)"
    r"|leak(?:ed)? my (?:data|phone|address|number)",
    re.IGNORECASE,
)
_CONDUCT = re.compile(
    r"态度(?:太|很|极|非常|特别|十分)?(?:差|恶劣|不好|蛮横|嚣张)|骂[人我他她]|辱骂|推搡|打人|动手|吃拿卡要|收红包|索要|受贿|偷拿"
    r"|\b(?:rude|shouted at|insulted|swore at|bribe)\b",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"律师|起诉|打官司|告到?法院|上法院|走法律|法律途径|仲裁|\b(?:lawyer|sue|court|legal action)\b",
    re.IGNORECASE,
)
_PUBLIC = re.compile(
    r"记者|媒体|曝光|电视台|上新闻|发抖音|12345|市长热线|信访|住建局|\b(?:press|journalist|newspaper)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"赔偿|赔钱|索赔|赔我|要求.{0,4}赔|退一赔|\b(?:compensat\w+|damages)\b", re.IGNORECASE)
_CLAUSES = re.compile(r"[。!?!?;;\n]")


def of_words(words: str) -> frozenset[Why]:
    """Return what an owner's words say, each clause for itself."""
    found = {
        why
        for why, marks in (
            (Why.conduct, _CONDUCT),
            (Why.privacy, _PRIVACY),
            (Why.legal, _LEGAL),
            (Why.public, _PUBLIC),
            (Why.money, _MONEY),
        )
        if marks.search(words)
    }
    if any(_INJURY.search(clause) and not _ALMOST.search(clause) for clause in _CLAUSES.split(words)):
        found.add(Why.injury)
    return frozenset(found - ({Why.public} if Why.privacy in found else set()))


def of_homes(homes: int | None) -> frozenset[Why]:
    """Return what the number of homes that are concerned says."""
    if homes is None or homes < SOME_HOMES:
        return frozenset()
    return frozenset({Why.many_homes if homes >= MANY_HOMES else Why.some_homes})


def raised(now: Severity, whys: Iterable[Why]) -> Why | None:
    """Return what lifts a complaint by itself above what it is, the highest; None: nothing does."""
    return _highest(now, (why for why in whys if RAISES[why].by_itself))


def proposed(now: Severity, whys: Iterable[Why]) -> Why | None:
    """Return what would lift a complaint if a lead agreed."""
    return _highest(now, (why for why in whys if not RAISES[why].by_itself))


def _highest(now: Severity, whys: Iterable[Why]) -> Why | None:
    found = set(whys)
    above = [why for why in Why if why in found and RAISES[why].to.rank > now.rank]
    return max(above, key=lambda why: RAISES[why].to.rank, default=None)

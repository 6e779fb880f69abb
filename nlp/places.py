"""Homes in a text, as typed; never out of a phone number, a price, a date or a car."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from nlp.address import Reader
from nlp.address_words import NUMERALS, Scheme, measured, room
from nlp.judgement import Home
from nlp.masking import codes
from nlp.numerals import blanked, one_width
from nlp.phones import phones

ANY: Final = Scheme()


@dataclass(frozen=True, slots=True)
class Place:
    """A home or building, its floor if no room was said, and where its words stand in the text."""

    home: Home
    start: int
    end: int
    floor: str | None = None


_NO_ADDRESS: Final = re.compile(
    r"(?:19|20)[0-9]{2}[-/年.][0-9]{1,2}[-/月.][0-9]{1,2}日?"  # a date
    r"|[0-9]{1,2}月[0-9]{1,2}[日号]?"
    r"|(?<![0-9])[0-9]{6}-[0-9]{3}(?![0-9])"  # a ticket
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z]·?[0-9a-z]{5,6}"  # a car
    r"|(?<![a-z])[a-z]{2,9}-?[0-9]{1,9}(?![a-z0-9]{9})[0-9a-z-]{0,9}"  # a model
    r"|[0-9]{5,}"
)
_SPOKEN: Final = NUMERALS[3:].replace("两", "")
# Most messages hold no address; this sees so in a tenth of the time that reading them takes.
_MAY_HOLD_ONE: Final = re.compile(
    rf"[0-9]|[{NUMERALS[3:]}]{{3}}|[{NUMERALS[3:]}东西南北甲乙丙丁][^\n]{{0,6}}[栋幢座楼单弄巷期区号层]"
    r"|(?<![a-z])[a-z](?![a-z])|别墅|联排|独栋|叠墅|叠拼|双拼|合院|铺|门面|底商|店面"
)
_NUMBER: Final = rf"(?P<room>(?<![0-9a-z.])[0-9]{{3,4}}(?![0-9])|[{_SPOKEN}]{{3,5}})"
_CUED: Final = re.compile(
    r"(?:我是|我家是?|我们家|我住在?|家住|住在|(?<![居上下])住|房号是?|房间号是?|门牌号?是?|室号是?|本人) ?"
    + _NUMBER
)
_CUED_AFTER: Final = re.compile(
    rf"{_NUMBER}(?=(?:的)?(?:门口|业主|住户|租客|房客|家里|家的|那户|这户|这边|屋里))"
)
_BARE: Final = re.compile(rf"\s*{_NUMBER}[\s.。!~]*")
_OWN: Final = re.compile(r"(?:我是|我家是?在?|我们家|我住在?|家住|住在|本人|本户)[^0-9一-龥]{0,2}$")
_WHO: Final = re.compile(
    r"(?:[ .。,，!！、~～\n我们是住在家的呢哈呀你您好]|业主|租客|住户|房号|地址|门牌号?|这[里边]|那个|就是)*"
)


def places(text: str, scheme: Scheme = ANY) -> tuple[Place, ...]:
    """Return the homes and buildings of a text in their order."""
    if scheme == ANY and not _MAY_HOLD_ONE.search(one_width(text)):
        return ()
    plain = _readable(text)
    found = [Place(one.home, one.start, one.end, one.floor) for one in Reader(plain, scheme).found()]
    rest = blanked(plain, ((place.start, place.end) for place in found))
    found += _bare(rest, scheme)
    return tuple(sorted(found, key=lambda place: place.start))


def place(text: str, scheme: Scheme = ANY) -> Place | None:
    """Return the home somebody most likely writes from: theirs by their words, else the first with a room."""
    found = places(text, scheme)
    if not found:
        return None
    plain = one_width(text)
    own = [one for one in found if _OWN.search(plain, max(0, one.start - 6), one.start)]
    rooms = [one for one in (*own, *found) if one.home.room]
    return next(iter((*rooms, *own, *found)), None)


def home(text: str, scheme: Scheme = ANY) -> Home | None:
    """Return that home; without a room at least the building, else None."""
    found = place(text, scheme)
    return found.home if found else None


def only_home(text: str, scheme: Scheme = ANY) -> bool:
    """Whether a text names a home and says nothing else."""
    found = places(text, scheme)
    if len(found) != 1:
        return False
    return all(_WHO.fullmatch(part) for part in (text[: found[0].start], text[found[0].end :]))


def _readable(text: str) -> str:
    """Return the text in one width without what looks like an address and is none."""
    plain = one_width(text)
    calls = [(phone.start, phone.end) for phone in phones(text)]
    hidden = [*calls, *codes(text)]
    return _NO_ADDRESS.sub(lambda match: "\0" * len(match[0]), blanked(plain, hidden))


def _bare(plain: str, scheme: Scheme) -> Iterator[Place]:
    """Yield rooms that are a number only: alone, or by the words beside them."""
    alone = _BARE.fullmatch(plain)
    for match in [alone] if alone else [*_CUED.finditer(plain), *_CUED_AFTER.finditer(plain)]:
        start, end = match.span("room")
        number = room(match["room"], scheme)
        if number and not measured(plain, end):
            yield Place(Home(None, None, number), start, end)

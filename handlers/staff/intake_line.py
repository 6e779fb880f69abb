"""One line of a clerk about a call, a visit, a letter or an outside case, read for what it says. Pure.

What is read is taken out of the line; what is left is the matter, in the clerk's words.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from handlers.ticket.by_hand import ByHand, Way
from nlp.extract import PhoneKind, home, phones, places, times
from nlp.judgement import Home


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says: the home, who told of what and how, and `words`, the matter itself."""

    home: Home | None
    told: ByHand
    words: str

    @property
    def missing(self) -> str | None:
        """Return the key of the text for what cannot be left out, the first that is; None: all is there."""
        if not self.words:
            return "what"
        return "principal" if self.told.way is Way.proxy and not self.told.principal else None


_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜"
    "崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_TITLE: Final = (
    "先生|女士|小姐|太太|阿姨|叔叔|大爷|大妈|大娘|大叔|大哥|大姐|爷爷|奶奶|婆婆|伯伯|师傅|老师|经理|老板|医生"
)
_TITLED: Final = rf"[一-龥]{{1,3}}?(?:{_TITLE})|[老小][{_SURNAMES}]|(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][A-Za-z-]+"
# What begins like a name and is none, of two or three characters.
_NO_NAME: Final = (
    "马[桶路上]|高[空层]|金[属额]|毛[坯病]|方[向便]|石[材头]|龙头|白[蚁天色]|黄色"
    "|任何|何时|程序|余额|许多|万一|严重|范围"
)
_BARE: Final = rf"(?!{_NO_NAME})[{_SURNAMES}][一-龥]{{1,2}}"
_READ: Final = "\x01"  # stands where something was read
_EDGE: Final = rf"(?:^|(?<=[\s,,、;;。.::{_READ}]))"
_END: Final = rf"(?=$|[\s,,、;;。::{_READ}])"
_OFFICE: Final = (
    rf"{_EDGE}(?:街道|社区|居委会|住建[局委]|城管|派出所|总公司|总部|上级|集团)(?:转办?|交办|来件|来函)"
)
_WAYS: Final[tuple[tuple[Way, re.Pattern[str]], ...]] = tuple(
    (way, re.compile(written, re.IGNORECASE))
    for way, written in (
        (
            Way.external,
            rf"123(?:45|15|19|28)(?:热线|平台)?|(?:市长|市民|政务)热线|信访(?:件|办|局)?|{_OFFICE}",
        ),
        (Way.box, rf"(?:意见|投诉|建议)箱|{_EDGE}(?:suggestion )?box{_END}"),
        (Way.group, rf"业主群|微信群|{_EDGE}群里{_END}|{_EDGE}(?:owners' )?group{_END}"),
        (Way.letter, rf"来信|信件|信函|书信|来函|{_EDGE}letter{_END}"),
        (Way.visit, rf"来访|到访|{_EDGE}(?:上门|前台|当面|visit|in person){_END}"),
        (Way.phone, rf"来电|打来电话|打电话来|{_EDGE}(?:电话|热线|phone|call(?:ed)?){_END}"),
        (Way.proxy, rf"代报|{_EDGE}(?:proxy){_END}"),
    )
)
_SAYS: Final = rf"{_READ}\s*(?:反映|反应|报修|报称|称|说)"
_KIN: Final = "妈妈|母亲|爸爸|父亲|丈夫|妻子|老公|老婆|爱人|儿子|女儿|邻居|房东|业主"
_FOR: Final = re.compile(
    rf"(?:{_EDGE}|(?<=[一-龥]))(?:代|替|帮)\s*(?:[他她其]?的?(?:{_KIN}))?"
    rf"(?P<who>{_TITLED}|{_BARE}?(?:(?=[报反投说])|{_END}))(?:报修?|反映)?"
    rf"|{_EDGE}for (?P<whom>(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][A-Za-z-]+)"
)
_NUMBER: Final = re.compile(
    r"(?:(?:工单|受理|来件|案件|诉求)(?:编号|单号|号)|编号|单号|工单|no\.?|ref\.?|#)\s*[::]?\s*"
    r"([A-Za-z]{0,6}[0-9][A-Za-z0-9-]{3,30})|(?<=12345)\s+([A-Za-z]{0,6}[0-9][A-Za-z0-9-]{7,30})",
    re.IGNORECASE,
)
_DUE_BEFORE: Final = re.compile(
    r"(?:答复|办结|回复|办理)?(?:期限|时限|截止|限|要求|须|due)\s*(?:[::于在到至]|by)?\s*$", re.IGNORECASE
)
_DUE_AFTER: Final = re.compile(r"\s*(?:之?前)?(?:要|须)?(?:答复|回复|办结|办复|反馈|截止)")
_LABEL: Final = re.compile(r"(?:联系)?(?:电话|手机|号码|tel|phone)号?码?\s*[::是]?\s*$", re.IGNORECASE)
_TOLD_AFTER: Final = re.compile(rf"\s*(?:{_READ}|来|打|到|收到)")
_HALF_SAID: Final = re.compile("[早晨上中下晚夜午]|凌")
_AROUND: Final = f" \t\r\n\u3000,,、;;。.::-—{_READ}"


def read(text: str, now: datetime, otherwise: Way = Way.phone) -> Line:
    """Return what a line says; `now` is in the zone of the estate, and what was told lies before it.

    `otherwise`: how it came where the line does not say.
    """
    reader = _Reader(text)
    told = ByHand(
        way=Way.phone,
        reference=reader.match(_NUMBER) or "",
        phone=reader.phone(),
    )
    where = reader.home()
    due = reader.due(now)
    principal = reader.match(_FOR) or ""
    way = reader.way() or (Way.proxy if principal else otherwise)
    at = reader.told_at(now)
    name = reader.name()
    words = reader.left()
    return Line(where, replace(told, way=way, name=name, principal=principal, due=due, at=at), words)


def forwarded(text: str, name: str, at: datetime) -> Line:
    """Return what somebody else's own words say: they stay as they were written."""
    told = ByHand(way=Way.group, name=name, phone=_Reader(text).phone(), at=at)
    return Line(home(text), told, text.strip())


class _Reader:
    """Takes out of a text what it finds, and leaves a mark there."""

    def __init__(self, text: str) -> None:
        self._text = text

    def match(self, pattern: re.Pattern[str]) -> str | None:
        """Take out the first match; return the group of it that has something."""
        found = pattern.search(self._text)
        if found is None:
            return None
        self._take(*found.span())
        return next(filter(None, found.groups()), found[0])

    def phone(self) -> str | None:
        """Take out the first number at which a person can be phoned."""
        people = (PhoneKind.mobile, PhoneKind.landline)
        found = next((phone for phone in phones(self._text) if phone.kind in people), None)
        if found is None:
            return None
        label = _LABEL.search(self._text, 0, found.start)
        self._take(label.start() if label else found.start, found.end)
        return f"{found.number}-{found.extension}" if found.extension else found.number

    def home(self) -> Home | None:
        """Take out the first home; a building alone may be the place of the matter, and stays."""
        found = next((place for place in places(self._text) if place.home.room), None)
        if found is None:
            return next((place.home for place in places(self._text)), None)
        self._take(found.start, found.end)
        return found.home

    def due(self, now: datetime) -> datetime | None:
        """Take out the time by which an office wants an answer; of a day, its end."""
        for time in times(self._text, now):
            before = _DUE_BEFORE.search(self._text, 0, time.start)
            after = _DUE_AFTER.match(self._text, time.end)
            if before or after:
                self._take(before.start() if before else time.start, after.end() if after else time.end)
                return time.ends or time.begins
        return None

    def way(self) -> Way | None:
        """Take out the words that say how it came; where several do, the first of the table counts."""
        said = [way for way, pattern in _WAYS if self.match(pattern) is not None]
        self._text = re.sub(_SAYS, _READ, self._text, count=1)
        return said[0] if said else None

    def told_at(self, now: datetime) -> datetime | None:
        """Take out when somebody phoned or came: a time right before those words, and not yet to come."""
        for time in times(self._text, now):
            if _TOLD_AFTER.match(self._text, time.end):
                self._take(time.start, time.end)
                halves = () if _HALF_SAID.search(time.words) else (timedelta(hours=12),)
                moments = (time.begins - back for back in (timedelta(), *halves, timedelta(days=1)))
                return next((moment for moment in moments if moment <= now), None)
        return None

    def name(self) -> str:
        """Take out who told of it: a name with a title, or one that stands alone beside what was read."""
        titled = rf"{_EDGE}(?P<who>{_TITLED}){_END}"
        bare = rf"{_EDGE}(?P<who>{_BARE})(?=\s*{_READ})|(?<={_READ})\s+(?P<whom>{_BARE})(?=\s)"
        for pattern in (titled, bare):
            found = re.search(pattern, self._text)
            if found:
                self._take(*found.span())
                return str(next(filter(None, found.groups())))
        return ""

    def left(self) -> str:
        """Return what nobody read, without gaps where something was."""
        lines = (" ".join(line.split()) for line in self._text.replace(_READ, " ").split("\n"))
        return "\n".join(filter(None, lines)).strip(_AROUND)

    def _take(self, start: int, end: int) -> None:
        self._text = f"{self._text[:start]}{_READ}{self._text[end:]}"

"""The one time that words about an appointment give: when somebody comes, in time for people to plan."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from nlp.english_times import in_chinese
from nlp.numerals import one_width
from nlp.time_words import Word, words
from nlp.times import Time, times

_DAY: Final = timedelta(days=1)
_QUARTER: Final = timedelta(minutes=15)
_NO_TIME: Final = frozenset({"soon", "anytime"})
_CLOCKS: Final = frozenset({"clock", "digital", "hour"})
_A_DAY_IS_SAID: Final = frozenset({"day", "date", "monthday"})
_NAMES_A_DAY: Final = _A_DAY_IS_SAID | {"weekday", "holiday", "later"}
_SEVERAL_DAYS: Final = re.compile("明后两?天|今明两?天|这[两几]天")
_SOME_DAYS: Final = re.compile("过[一两几]天")
_ABOUT: Final = re.compile("(?:一两|两三|二三|三四|四五|五六|六七|七八|八九)点")
_OPEN_END: Final = re.compile("(?:后|开始)$")
_AFTERWARDS: Final = re.compile(
    "^[^,。;!?\n]{0,3}(?:不行|不在|不方便|不可以|不能|不得|没空|没时间|没人|有事|来不了|别来|不用来|上班|改)"
)
_EARLIER: Final = re.compile("提前|提早|早一?[点些]")
_AROUND: Final = " \t\n,,。.、;;!!~～::"
_BEFORE_TIME: Final = re.compile("(?:改到|改成|改约|改在|改|推到|推迟到|延到|约在|约到|约|那就|is|at|on|to)$")
_BEFORE_REASON: Final = re.compile(
    "^(?:因为|由于|原因是?|because(?: of)?|as|since|reason)[::]?", re.IGNORECASE
)
_AFTER_TIME: Final = re.compile("^(?:吧|可以吗|行吗|好吗|左右|来|过来|上门|再来|再去|去)")
_FEWEST: Final = 2


class Unread(StrEnum):
    """Why words give no time to plan with."""

    nothing = "unread"
    several = "several"
    past = "past"
    vague = "vague"
    far = "far"


@dataclass(frozen=True, slots=True)
class Appointment:
    """A moment, or a span of at most a day where `ends` is given, that is still ahead.

    A whole day runs from midnight to midnight. `sure`: it can mean nothing else; otherwise it is read back.
    `by_clock`: an hour was said. `rest` are the words beside it: a reason, perhaps.
    """

    begins: datetime
    ends: datetime | None
    sure: bool
    by_clock: bool
    rest: str


def appointment(text: str, now: datetime, days: int) -> Appointment | Unread:
    """Return the one time that a text gives; `now` as for `times`, at most so many `days` ahead.

    A time that somebody says is none is left out: 明天不行,后天上午吧 is the day after tomorrow.
    """
    said = in_chinese(text)
    wanted = tuple(time for time in times(said, now) if not _is_refused(said, time))
    return _read(said, wanted, now, days)


def _read(said: str, found: tuple[Time, ...], now: datetime, days: int) -> Appointment | Unread:
    if not found:
        return Unread.nothing
    if len(found) > 1 or _SEVERAL_DAYS.search(said):
        return Unread.several
    parts = words(one_width(found[0].words))
    if _is_vague(found[0], parts) or _is_of_another_day(said, parts):
        return Unread.vague
    time = _still_ahead(_with_its_end(found[0]), now)
    if time is None or time.begins > now + days * _DAY:
        return Unread.far if time else Unread.past
    by_clock = any(word.kind in _CLOCKS for word in parts)
    return Appointment(time.begins, time.ends, _is_sure(time, parts), by_clock, _rest(said, time))


def _still_ahead(time: Time, now: datetime) -> Time | None:
    """Return what is left of a time; None where that is nothing."""
    begins = max(time.begins, now if time.ends is None else _next_quarter(now))
    is_over = time.begins <= now if time.ends is None else time.ends <= begins
    return None if is_over else replace(time, begins=begins)


def _with_its_end(time: Time) -> Time:
    """Return 三四点 as the hour that it is."""
    if time.ends is None and _ABOUT.search(one_width(time.words)):
        return replace(time, ends=time.begins + timedelta(hours=1))
    return time


def _is_vague(time: Time, parts: list[Word]) -> bool:
    """Tell whether nobody could wait for it: at once, whenever, all week, some time after a holiday."""
    if time.ends is not None and time.ends - time.begins > _DAY:
        return True
    soon = any(word.kind in _NO_TIME for word in parts) or _SOME_DAYS.search(time.words) is not None
    midnight = time.begins.hour == time.begins.minute == 0
    return soon or (time.ends is None and midnight and _OPEN_END.search(time.words) is not None)


def _is_of_another_day(said: str, parts: list[Word]) -> bool:
    """Tell whether an earlier time is asked for without its day: 提前到上午 is of the day agreed on."""
    return _EARLIER.search(said) is not None and not any(word.kind in _NAMES_A_DAY for word in parts)


def _is_sure(time: Time, parts: list[Word]) -> bool:
    if time.ends is not None or not 7 <= time.begins.hour < 22:
        return False
    kinds = {word.kind: word for word in parts}
    if "later" in kinds:
        return True
    if not kinds.keys() & _A_DAY_IS_SAID:
        return False
    clock = kinds.get("digital") or kinds.get("clock")
    hour = time.begins.hour
    return "part" in kinds or (clock is not None and hour >= 9 and _is_as_said(clock, hour))


def _is_as_said(clock: Word, hour: int) -> bool:
    """Tell whether an hour without a part of the day is the very hour that was said."""
    said = re.match("[0-9]+", clock.text)
    return said is not None and int(said[0]) == hour


def _is_refused(said: str, time: Time) -> bool:
    return _AFTERWARDS.match(one_width(said[time.end :])) is not None


def _next_quarter(now: datetime) -> datetime:
    whole = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    return whole if whole == now else whole + _QUARTER


def _rest(said: str, time: Time) -> str:
    """Return what was said beside the time, without the words that only lead to it."""
    before = _BEFORE_TIME.sub("", said[: time.start].strip(_AROUND)).strip(_AROUND)
    after = _AFTER_TIME.sub("", said[time.end :].strip(_AROUND)).strip(_AROUND)
    rest = _BEFORE_REASON.sub("", ",".join(part for part in (before, after) if part)).strip(_AROUND)
    return rest if len(rest) >= _FEWEST else ""

"""Times in a text, as they are meant in an appointment: 明天下午三点, 周六上午, 3-5点, 半小时后.

How it decides where words leave it open:

- An hour without a part of the day is of the working day: 1 to 7 is the afternoon, 8 to 11 the morning,
  12 noon. 三四点 is three.
- An hour that is over today means its other half if that lies between 7:00 and 22:00, else tomorrow.
  A day that was said stays, whether it is over or not. A part of the day that is over is tomorrow's.
- 周六 is the next one, today included while it lasts; 这周六 is of this week (from Monday on), 下周六 of
  the next.
- 25号 is the next one; a month and a day may lie up to 90 days back, else they are of the next year.
- 前 lasts from now on, 后 to the end of that part of the day (12, 18, 22); a day or a part of it by itself is
  its whole span (`time_words.PARTS`).
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

from nlp.days import DAY, WEEK, Days, amount, days
from nlp.numerals import one_width, whole
from nlp.time_words import AFTERNOON, NIGHT, PART_WORDS, PARTS, Word, words


@dataclass(frozen=True, slots=True)
class Time:
    """A moment, or a span if `ends` is given, in the zone of the estate; its words and where they stand."""

    begins: datetime
    ends: datetime | None
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Point:
    """What was said about one end of a time."""

    day: Days | None = None
    loose: bool = False  # a weekday without its week
    part: str | None = None
    clock: Word | None = None


_CLOCKED: Final = {
    "分钟": timedelta(minutes=1),
    "刻钟": timedelta(minutes=15),
    "小时": timedelta(hours=1),
    "钟头": timedelta(hours=1),
    "钟": timedelta(hours=1),
}
_MEASURES: Final = _CLOCKED | {"天": DAY, "周": WEEK, "星期": WEEK, "礼拜": WEEK, "月": 30 * DAY}
_ABOUT: Final = re.compile("一两|两三|二三|三四|四五|五六|六七|七八|八九")  # three or four: from three on
_DAYISH: Final = ("date", "later", "monthday", "month", "weekday", "week", "day", "holiday")
_CLOCKISH: Final = ("clock", "digital", "hour")
_BEGINNINGS: Final = ("part", *_DAYISH, *_CLOCKISH)
_OTHER_HALF: Final = range(7, 22)
_MOST_GAPS: Final = 2


def times(text: str, now: datetime) -> tuple[Time, ...]:
    """Return the times of a text in their order; `now` must be aware, in the zone of the estate."""
    found: list[Time] = []
    reader = _Reader(text, now, words(one_width(text)))
    place = 0
    while place < len(reader.words):
        time, place = reader.read(place)
        if time:
            found.append(time)
    return tuple(found)


class _Reader:
    def __init__(self, text: str, now: datetime, found: list[Word]) -> None:
        self._text = text
        self._now = now
        self._today = now.date()
        self.words = found

    def read(self, place: int) -> tuple[Time | None, int]:
        """Return the time that begins at this word, if one does, and the word to go on from."""
        word = self.words[place]
        match word.kind:
            case "soon":
                return self._time(self._now, None, word, word), place + 1
            case "anytime":
                return self._time(self._now, self._now + WEEK, word, word), place + 1
            case "later" if _length(word):
                return self._later(word), place + 1
        first, after = self._point(place, self._today) if word.kind in _BEGINNINGS else (None, place)
        if first is None:
            return None, place + 1
        return self._phrase(place, first, after)

    def _phrase(self, place: int, first: _Point, after: int) -> tuple[Time | None, int]:
        second = None
        if self._kind(after, after - 1) == "until":
            base = first.day[0] if first.day else self._today
            second, beyond = self._point(after + 1, base)
            after = beyond if second else after
        if _is_nothing(first, second):
            return None, after
        span = self._range(first, second) if second else self._one(first)
        if span is None:
            return None, after
        relation = self._kind(after, after - 1)
        if relation in ("after", "before") and second is None:
            span = self._open(relation, span)
            after += 1
        return self._time(*span, self.words[place], self.words[after - 1]), after

    def _kind(self, place: int, before: int) -> str:
        """Return the kind of a word if it directly follows the one before."""
        if place >= len(self.words) or self.words[place].start != self.words[before].end:
            return ""
        return self.words[place].kind

    def _point(self, place: int, base: date) -> tuple[_Point | None, int]:
        """Read a day, a part of it and a clock, each at most once, in this order."""
        day = part = clock = None
        loose = False
        start = end = place
        while place < len(self.words):
            word = self.words[place]
            if end not in (start, place) and not self._adjacent(end, place):
                break
            if word.kind in _DAYISH and not (day or part or clock):
                day = days(word, self._today, base)
                loose = word.kind == "weekday" and "said_week" not in word.parts
                if day is None:
                    break
            elif word.kind == "part" and not (part or clock):
                part = PART_WORDS[word.text]
            elif word.kind in _CLOCKISH and not clock and _clock(word):
                clock = word
            elif word.kind == "gap" and end != start:
                place += 1
                continue
            else:
                break
            place = end = place + 1
        if not (day or part or clock):
            return None, end
        return _Point(day, loose, part, clock), end

    def _adjacent(self, end: int, place: int) -> bool:
        """Whether only a few small words lie between what was read and this word."""
        between = self.words[end:place]
        touching = all(one.end == two.start for one, two in pairwise(self.words[end - 1 : place + 1]))
        return touching and len(between) <= _MOST_GAPS and all(word.kind == "gap" for word in between)

    def _one(self, point: _Point) -> tuple[datetime, datetime | None] | None:
        """Return when a single point is."""
        if point.clock is not None:
            return self._moment(point), None
        if point.part is None:
            return self._span(point.day) if point.day else None
        first, last = PARTS[point.part]
        for day in self._candidates(point, last):
            span = self._at(day, first), self._at(day, last)
            if (point.day and not point.loose) or span[1] > self._now:
                return span
        return None

    def _moment(self, point: _Point) -> datetime:
        assert point.clock is not None
        hour, minute = _clock(point.clock) or (0, 0)
        exact = point.clock.text.startswith("0")
        usual = hour if exact else _hour(hour, point.part)
        near = self._candidates(point, usual)
        fixed = point.day is not None and not point.loose
        moments = [self._at(day, usual, minute) for day in near]
        if fixed and near[0] != self._today:
            return moments[0]
        other = (usual + 12) % 24
        swaps = not exact and point.part is None and hour <= 12 and other in _OTHER_HALF
        if swaps and self._today in near and self._at(self._today, usual, minute) <= self._now:
            swapped = self._at(self._today, other, minute)
            if swapped > self._now:
                return swapped
        return next((moment for moment in moments if fixed or moment > self._now), moments[-1])

    def _candidates(self, point: _Point, hour: int) -> list[date]:
        """Return the days it can mean, the nearest first."""
        if point.day is not None:
            first = point.day[0]
            return [first, first + WEEK] if point.loose else [first]
        night_before = [self._today - DAY] if hour > 24 else []
        return [*night_before, self._today, self._today + DAY]

    def _range(self, first: _Point, second: _Point) -> tuple[datetime, datetime | None] | None:
        if first.clock is None or second.clock is None:
            one, two = self._one(first), self._one(second)
            if one is None or two is None:
                return None
            ends = two[1] or two[0]
            return (one[0], ends) if ends > one[0] else None
        day = first.day[0] if first.day else self._today
        hour, minute = _clock(first.clock) or (0, 0)
        last, past = _clock(second.clock) or (0, 0)
        # 07:00, and 7:00 before 15:00, are as written.
        exact = first.part is None and (first.clock.text.startswith("0") or hour <= 12 < last)
        begin = (hour if exact else _hour(hour, first.part)), minute
        if second.part or (second.day and second.day[0] != day):
            exact = second.clock.text.startswith("0")
            end = (last if exact else _hour(last, second.part)), past
        else:
            end = next(((late, past) for late in (last, last + 12, last + 24) if (late, past) > begin), begin)
        if first.day is None and self._at(day, *end) <= self._now:
            day += DAY
        ends_on = second.day[0] if second.day else day
        return self._at(day, *begin), self._at(ends_on, *end)

    def _open(
        self, relation: str, span: tuple[datetime, datetime | None]
    ) -> tuple[datetime, datetime | None]:
        """Return a time before or after another."""
        begins, ends = span
        if relation == "before":
            last = ends or begins
            return min(self._now, last), last
        if ends is not None:
            return ends, None
        hour = next(end for end in (12, 18, 22, 24, 30) if begins.hour < end)
        return begins, self._at(begins.date(), hour)

    def _later(self, word: Word) -> Time:
        length = _length(word) or timedelta()
        moment = (self._now.astimezone(UTC) + length).astimezone(self._now.tzinfo)
        if "内" in word.parts.get("within", ""):
            return self._time(self._now, moment, word, word)
        return self._time(moment, None, word, word)

    def _span(self, span: Days) -> tuple[datetime, datetime]:
        return self._at(span[0], 0), self._at(span[1], 0)

    def _at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Return the wall clock of the estate; an hour that the clocks skip is moved on by them."""
        wall = datetime(day.year, day.month, day.day, tzinfo=self._now.tzinfo) + timedelta(
            hours=hour, minutes=minute
        )
        return wall.astimezone(UTC).astimezone(self._now.tzinfo)

    def _time(self, begins: datetime, ends: datetime | None, first: Word, last: Word) -> Time:
        return Time(begins, ends, self._text[first.start : last.end], first.start, last.end)


def _clock(word: Word) -> tuple[int, int] | None:
    """Return hour and minute as said; a minute below zero is before the hour; None if no clock shows it."""
    parts = word.parts
    if word.kind == "digital":
        return int(parts["hours"]), int(parts["minutes"])
    said = parts.get("said_hour") or parts["bare_hour"]
    hour = whole(said[0] if _ABOUT.fullmatch(said) else said)
    minute = _minute(parts.get("minute", "")) - _minute(parts.get("lack", ""))
    return (hour, minute) if hour <= 24 and -60 < minute < 60 else None


def _length(word: Word) -> timedelta | None:
    """Return how long from now on, if it is counted in hours, or how long there is for it."""
    measure = word.parts["measure"]
    within = "内" in word.parts.get("within", "")
    length = amount(word) * _MEASURES[measure]
    return length if length and (within or measure in _CLOCKED) else None


def _is_nothing(first: _Point, second: _Point | None) -> bool:
    """Whether it is a bare 一点 (a little), or the number of a range that did not come."""
    clock = first.clock
    if clock is None or second is not None:
        return False
    if clock.kind == "hour":
        return True
    return clock.text == "一点" and first.day is None and first.part is None


def _minute(written: str) -> int:
    if written.startswith("差"):
        return -_minute(written[1:])
    quarters = {"半": 30, "一刻": 15, "三刻": 45}
    return quarters.get(written) or whole(written.rstrip("分").lstrip("过"))


def _hour(hour: int, part: str | None) -> int:
    """Return the hour of the day that is meant; 24 and more are the next morning."""
    if hour > 12 or hour == 0:
        return hour
    if part is None or part == "白天":
        return hour + 12 if hour <= 7 else hour
    if part == "中午":
        return hour + 12 if hour <= 3 else hour
    if part in NIGHT:
        deep = part in ("半夜", "晚上") and hour <= (6 if part == "半夜" else 3)
        return hour + 24 if deep else hour + 12
    if part in AFTERNOON:
        return hour % 12 + 12
    return hour % 12 if part == "凌晨" else hour

"""What single values of a configuration look like: numbers, hours, groups, names."""

import itertools
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

_DAY_MIN = 24 * 60


def _no_switch(value: object) -> object:
    """Refuse true and false where a number is meant: Python would take them for 1 and 0."""
    if value is True or value is False:
        raise ValueError("must be a number")
    return value


def _group(chat: int) -> int:
    if chat >= 0:
        raise ValueError("must be the id of a group, a negative number such as -1001234567890")
    return chat


def _group_or_none(chat: int) -> int:
    if chat > 0:
        raise ValueError("must be the id of a group, a negative number, or 0 for none")
    return chat


def _words(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text.strip()


def _key(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", text):
        raise ValueError("must be a short name of letters, digits, - and _")
    return text


def minutes(clock: str) -> int:
    """Return the minutes after midnight of "HH:MM", up to "24:00"."""
    match = re.fullmatch(r"([0-9]{2}):([0-5][0-9])", clock)
    total = int(match.group(1)) * 60 + int(match.group(2)) if match else _DAY_MIN + 1
    if total > _DAY_MIN:
        raise ValueError('must be a time of day such as "08:30"')
    return total


def _time(clock: str) -> str:
    if minutes(clock) == _DAY_MIN:
        raise ValueError('must be a time of day such as "08:30"; midnight is "00:00"')
    return clock


def span(text: str) -> tuple[int, int]:
    """Return start and end, in minutes after midnight, of "HH:MM-HH:MM"."""
    start, _, end = text.partition("-")
    try:
        begins, ends = minutes(start.strip()), minutes(end.strip())
    except ValueError:
        raise ValueError('must be a span such as "08:00-20:00"') from None
    if begins >= ends:
        raise ValueError("must end after it begins; over midnight write two spans")
    return begins, ends


def _span(text: str) -> str:
    span(text)
    return text


def quiet_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans, in minutes after midnight, of "HH:MM-HH:MM", which may go over midnight: then two."""
    start, _, end = text.partition("-")
    try:
        begins, ends = minutes(start.strip()), minutes(end.strip())
    except ValueError:
        raise ValueError('must be a span such as "21:00-08:30"') from None
    if begins % _DAY_MIN == ends % _DAY_MIN:
        raise ValueError("must leave hours of the day in which owners can be written to")
    if begins < ends:
        return ((begins, ends),)
    return tuple((a, b) for a, b in ((begins, _DAY_MIN), (0, ends)) if a < b)


def quiet(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Check hours that may go over midnight, which leave some of the day."""
    spans = sorted(span for text in texts for span in quiet_spans(text))
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans)):
        raise ValueError("has spans that overlap: write each hour once")
    if sum(ends - begins for begins, ends in spans) == _DAY_MIN:
        raise ValueError("must leave hours of the day in which owners can be written to")
    return texts


def shift_span(text: str) -> tuple[int, int]:
    """Return start and end of a shift, in minutes after midnight; one over midnight ends after 24:00."""
    start, _, end = text.partition("-")
    try:
        begins, ends = minutes(start.strip()), minutes(end.strip())
    except ValueError:
        raise ValueError('must be a span such as "20:00-08:00"') from None
    return begins, ends if ends > begins else ends + _DAY_MIN


def _shift_span(text: str) -> str:
    shift_span(text)
    return text


def shifts_apart(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Check that the spans of a shift do not overlap."""
    spans = sorted(shift_span(text) for text in texts)
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans)):
        raise ValueError("has spans that overlap: write each hour once")
    return texts


def apart(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Check that the spans of a day do not overlap."""
    spans = sorted(span(text) for text in texts)
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans)):
        raise ValueError("has spans that overlap: write each hour once")
    return texts


_Number = BeforeValidator(_no_switch)
Words = Annotated[str, AfterValidator(_words)]
Key = Annotated[str, AfterValidator(_key)]
Whole = Annotated[int, _Number, Field(ge=-(2**52), le=2**52)]  # Telegram's ids have at most 52 bits
Group = Annotated[Whole, AfterValidator(_group)]
GroupOrNone = Annotated[Whole, AfterValidator(_group_or_none)]
TimeOfDay = Annotated[str, AfterValidator(_time)]
Span = Annotated[str, AfterValidator(_span)]
ShiftSpan = Annotated[str, AfterValidator(_shift_span)]
Flag = Annotated[bool, Field(strict=True)]
Rate = Annotated[float, _Number, Field(gt=0, le=1_000_000, allow_inf_nan=False)]
# Nothing waits longer than a year; the ceiling also keeps dates inside what Python can hold.
Seconds = Annotated[float, _Number, Field(ge=0, le=31_622_400, allow_inf_nan=False)]
Minutes = Annotated[float, _Number, Field(ge=0, le=527_040, allow_inf_nan=False)]
Hours = Annotated[float, _Number, Field(ge=0, le=8_784, allow_inf_nan=False)]
Count = Annotated[int, _Number, Field(ge=0, le=1_000)]
Days = Annotated[float, _Number, Field(ge=0, le=366, allow_inf_nan=False)]
WorkingDays = Annotated[int, _Number, Field(ge=0, le=250)]
Percent = Annotated[float, _Number, Field(ge=0, le=1_000, allow_inf_nan=False)]
InHundred = Annotated[float, _Number, Field(ge=0, le=100, allow_inf_nan=False)]
MinutesAfter = Annotated[float, _Number, Field(gt=0, le=527_040, allow_inf_nan=False)]
HoursAfter = Annotated[float, _Number, Field(gt=0, le=527_040, allow_inf_nan=False)]


def _growing(minutes_after: tuple[float, ...]) -> tuple[float, ...]:
    if any(later <= earlier for earlier, later in itertools.pairwise(minutes_after)):
        raise ValueError(
            "must grow from one page to the next, such as [1, 3, 5]; they count from the receipt"
        )
    return minutes_after


Pages = Annotated[tuple[MinutesAfter, ...], AfterValidator(_growing)]


class Section(BaseModel):
    """A table of the file: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

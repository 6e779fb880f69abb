"""The lines of a review meeting: who held it when, and who does what by when. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.desk import Estate, StaffMember
from nlp.english_times import in_chinese
from nlp.extract import times

_PARTED = re.compile(r"[\s,,、;;。::]+")
_CHAIR = re.compile(r"(?:主持(?:人)?|主席|\bchair(?:ed by)?)\s*[::是]?\s*", re.IGNORECASE)
_ATTENDEES = re.compile(
    r"(?:参加(?:人|者)?|出席(?:人)?|到会|\bwith|\battend(?:ees|ed by)?)\s*[::是]?\s*", re.IGNORECASE
)
_BY = re.compile(r"(?:之?前|以前|为止)?(?:完成|做完|办完)?$")
_LONGEST = timedelta(days=366)
_AROUND = " \t\r\n\u3000,,、;;。::-—"


@dataclass(frozen=True, slots=True)
class Meeting:
    """When a meeting was held, who was its chair, and who came, in the words of whoever entered it."""

    held_on: date
    chair: StaffMember | None
    attendees: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who does what by which day; `missing` names the first that the line does not say: who, when or what."""

    person: StaffMember | None
    day: date | None
    words: str

    @property
    def missing(self) -> str | None:
        """Return the key of what is missing; None: nothing is."""
        found = {"who": self.person, "when": self.day, "what": self.words}
        return next((name for name, value in found.items() if not value), None)


def meeting(estate: Estate, text: str, now: datetime, writer: StaffMember) -> Meeting:
    """Read who held a meeting when: «11月27日 主持 赵经理 参加 王工». Without a chair it is the writer."""
    local = now.astimezone(estate.zone)
    said = [time.begins.date() for time in times(in_chinese(text), local)]
    held_on = next((day for day in said if day <= local.date()), local.date())
    attending = _ATTENDEES.search(text)
    head = text[: attending.start()] if attending else text
    led = _CHAIR.search(head)
    chair = _named(estate, head[led.end() :]) if led else writer
    attendees = text[attending.end() :].strip(_AROUND) if attending else ""
    return Meeting(held_on, chair, " ".join(attendees.split()))


def resolved(estate: Estate, text: str, now: datetime) -> Resolved:
    """Read who does what by when: «王工 换掉整根立管 12月5日前»; the words stay as they were written."""
    local = now.astimezone(estate.zone)
    ahead = [
        time
        for time in times(in_chinese(text), local)
        if local.date() <= _day(time.ends, time.begins) <= (local + _LONGEST).date()
    ]
    day = _day(ahead[-1].ends, ahead[-1].begins) if ahead else None
    person = _named(estate, text)
    left = text
    for said in ([person.name] if person else []) + [time.words for time in ahead]:
        left = left.replace(said, " ", 1)
    what = _BY.sub("", " ".join(left.split()).strip(_AROUND)).strip(_AROUND)
    return Resolved(person, day, text.strip() if what else "")


def _day(ends: datetime | None, begins: datetime) -> date:
    """Return the last day that is meant: of a whole week or weekend its last, of a day itself."""
    return (ends - timedelta(microseconds=1)).date() if ends is not None else begins.date()


def _named(estate: Estate, text: str) -> StaffMember | None:
    """Return whom of the roster a text names first; of names that begin alike the longest."""
    found = [
        (text.find(one.name), -len(one.name), one)
        for one in estate.staff
        if one.name in text and one.may_work
    ]
    return min(found, key=lambda each: each[:2])[2] if found else None

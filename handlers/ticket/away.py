"""When the service was not running: what fell due meanwhile is told in one message for each who reads it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import calendar
from handlers.desk import Estate
from handlers.texts import Sentence
from storage import counters, settings
from storage.records import PersonId
from storage.work import Work

_NAME = "away"
RETURNED = "returned"  # the journal's code
# So long after the return what comes is taken as catching up; many thousand timers take less.
CATCHING_UP = timedelta(minutes=10)
_BETWEEN_WORDS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Away:
    """From when until when nothing was done, on the business clock."""

    since: datetime
    until: datetime

    def as_json(self) -> list[str]:
        """Return it as it is kept."""
        return [self.since.isoformat(), self.until.isoformat()]

    @classmethod
    def from_json(cls, kept: list[str]) -> "Away":
        """Read what was kept."""
        since, until = map(datetime.fromisoformat, kept)
        return cls(since, until)


def note(work: Work, away: Away) -> None:
    """Remember the last time the service was not running."""
    settings.put(work, _NAME, json.dumps(away.as_json()))


def just_back(work: Work) -> Away | None:
    """Return the time it was not running, while it is catching up; None: it is not."""
    kept = settings.get(work, _NAME)
    away = Away.from_json(json.loads(kept)) if kept else None
    return away if away and away.until <= work.now < away.until + CATCHING_UP else None


def missed(work: Work, due: datetime) -> Away | None:
    """Return the time in which this fell due and nothing was done, while that is being caught up."""
    away = just_back(work)
    return away if away and away.since < due <= away.until else None


def told_next(work: Work, person: PersonId) -> datetime:
    """Return when to tell an owner the next thing: at once, and an hour apart what else was left undone."""
    away = just_back(work)
    if away is None:
        return work.now
    before = counters.next(work, f"{_NAME}:{away.until.isoformat()}:{person}") - 1
    return work.now + before * _BETWEEN_WORDS


def spoken(estate: Estate, away: Away, now: datetime) -> Sentence:
    """Say from when until when: 02:10–07:40, with the day where it is another."""
    begins, ends = (moment.astimezone(estate.zone) for moment in (away.since, away.until))
    if begins.date() == ends.date() == now.astimezone(estate.zone).date():
        return Sentence("when.span", begins=f"{begins:%H:%M}", ends=f"{ends:%H:%M}")
    return Sentence(
        "when.span",
        begins=calendar.spoken(estate, away.since, None),
        ends=calendar.spoken(estate, away.until, now),
    )

"""Asks once an hour whether the staff are still in their groups: a departure may never have been told."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import structlog

from bot.channel import Channel, Presence, SendFailed
from bot.leadership import Leadership
from bot.stopping import unless
from handlers.desk import Desk
from handlers.ticket import membership
from storage import settings
from storage.database import Database, StorageError
from storage.work import Work

log = structlog.get_logger()

EVERY = timedelta(hours=1)
PAUSE_S = 1.0  # one call a second leaves the channel to messages
AFTER_TROUBLE_S = 60.0
_LOOKS_AGAIN_S = 600.0  # the roster, or the clock, may be another by then
_NAME = "roll_call"
_NEVER = datetime.min.replace(tzinfo=UTC)

Place = tuple[str, str]  # a group, and who works in it
# When somebody was asked about last, and whether they were ever seen in the group.
Looks = dict[Place, tuple[datetime, bool]]


class RollCall:
    """Asks about one member a call, whoever was asked about longest ago first; goes on after a restart."""

    def __init__(self, channel: Channel, database: Database, desk: Desk) -> None:
        self._channel = channel
        self._database = database
        self._desk = desk
        self._unanswered: dict[Place, datetime] = {}

    async def run(self, stop: asyncio.Event, leadership: Leadership) -> None:
        """Ask while this service leads, until told to stop; not at once: a start has urgent things to do."""
        pause_s = AFTER_TROUBLE_S
        while not stop.is_set():
            await unless(stop, asyncio.sleep(pause_s))
            await unless(stop, leadership.until_it_leads())
            if not stop.is_set():
                pause_s = await unless(stop, self.step()) or 0.0

    async def step(self) -> float:
        """Ask about one member if that was not done for an hour; return how many seconds to wait."""
        try:
            now, looks = await self._database.read(_looks)
            due, place = self._next(looks)
            if place is None or due > now:
                return min((due - now).total_seconds(), _LOOKS_AGAIN_S) if place else _LOOKS_AGAIN_S
            found = await self._channel.presence(*place)
            if isinstance(found, SendFailed):
                # Nothing is known now that was not known before: others first, this one in an hour.
                self._unanswered[place] = now
                return max(found.retry_after, AFTER_TROUBLE_S)
            await self._database.write(lambda work: self._note(work, place, found))
        except StorageError as error:
            log.warning("nobody knows who is in the groups", error=type(error).__name__)
            return AFTER_TROUBLE_S
        return PAUSE_S

    def _next(self, looks: Looks) -> tuple[datetime, Place | None]:
        """Return who is to be asked about next, and from when on."""

        def last(place: Place) -> datetime:
            looked = looks[place][0] if place in looks else _NEVER
            return max(looked, self._unanswered.get(place, _NEVER))

        place = min(sorted(membership.places(self._desk)), key=last, default=None)
        if place is None or last(place) == _NEVER:
            return _NEVER, place
        return last(place) + EVERY, place

    def _note(self, work: Work, place: Place, found: Presence) -> None:
        """Keep what was found. Who is outside and was never seen inside has not left: `doctor` tells it."""
        _, looks = _looks(work)
        _, was_inside = looks.get(place, (None, False))
        inside = found is Presence.inside
        if inside or was_inside or found is Presence.removed:
            membership.seen(self._desk, work, *place, inside=inside)
        looks[place] = (work.machine_now, inside or was_inside)
        current = membership.places(self._desk)
        kept = [[*at, looked.isoformat(), ever] for at, (looked, ever) in looks.items() if at in current]
        settings.put(work, _NAME, json.dumps(kept))


def _looks(work: Work) -> tuple[datetime, Looks]:
    kept = json.loads(settings.get(work, _NAME) or "[]")
    looks = {(chat, user): (datetime.fromisoformat(at), ever) for chat, user, at, ever in kept}
    return work.machine_now, looks

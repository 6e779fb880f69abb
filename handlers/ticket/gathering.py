"""What comes in pieces that belong together: kept with a timer until no more comes."""

from datetime import datetime, timedelta
from typing import Any

from storage import timers
from storage.work import Work


def gather(
    work: Work,
    kind: str,
    entity: str,
    piece: dict[str, Any],
    *,
    occurrence: str,
    quiet: timedelta,
    most: timedelta,
) -> None:
    """Keep a piece, named by its `message`; the same once more takes the place of the former.

    The timer fires `quiet` after the last piece, and `most` after the first whatever still comes.
    """
    for timer in timers.all_waiting(work, kind, entity):
        others = [other for other in timer.data["pieces"] if other["message"] != piece["message"]]
        if timers.amend(work, timer, {**timer.data, "pieces": [*others, piece]}):
            latest = datetime.fromisoformat(timer.data["began"]) + most
            timers.move(work, kind, entity, timer.occurrence, min(work.now + quiet, latest))
            return
    data = {"began": work.now.isoformat(), "pieces": [piece]}
    timers.set(work, kind=kind, entity=entity, occurrence=occurrence, due=work.now + quiet, data=data)

"""The count from both sides: what people wrote and read, against what the database says."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from storage import journal
from storage.database import Database
from tests.crash import ledger
from tests.crash.crowd import Crowd
from tests.crash.serials import marks_in
from tests.crash.town import STAFF_CHAT, Town

_TIMER_MAY_BE_LATE = timedelta(seconds=5)


@dataclass
class Tally:
    """What was found. Every figure whose name begins with `bad_` must be 0; `problems` says them in words."""

    updates: int = 0
    owner_texts: int = 0
    edits: int = 0
    albums: int = 0
    clear_matters: int = 0
    tickets: int = 0
    messages_sent: int = 0
    duplicates: int = 0
    most_copies: int = 0
    unknown_messages: int = 0
    unknown_never_came: int = 0
    from_memory: int = 0
    surveys: int = 0
    unknown_surveys: int = 0
    staff_words_kept: int = 0
    staff_words_written: int = 0
    bad_updates_lost: int = 0
    bad_texts_not_once: int = 0
    bad_edits_not_once: int = 0
    bad_pictures_missing: int = 0
    bad_tickets_missing: int = 0
    bad_tickets_doubled: int = 0
    bad_messages_parked: int = 0
    bad_messages_lost: int = 0
    bad_surveys_doubled: int = 0
    bad_numbers: int = 0
    bad_journal: int = 0
    bad_timers: int = 0
    states: dict[str, dict[str, int]] = field(default_factory=dict)

    def problems(self, in_flight: int, *, answers_lost: bool = False) -> list[str]:
        """Return what is not as promised, when so many messages were on their way at the deaths.

        Where answers were lost on the way, a message may end as unknown, for a person to look at.
        """
        found = [
            f"{name.removeprefix('bad_')}: {value}"
            for name, value in self.as_dict().items()
            if name.startswith("bad_") and value
        ]
        explained = in_flight + self.from_memory
        if self.duplicates > explained:
            found.append(f"{self.duplicates} duplicates, of which only {explained} can be explained")
        if self.unknown_messages and not answers_lost:
            found.append(f"{self.unknown_messages} messages of which nobody knows whether they came")
        return found

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def count(url: str, town: Town, crowd: Crowd, log: Path, ended_at: datetime | None = None) -> Tally:
    """Count everything once the service has come to rest; `log` is what it wrote, `ended_at` when it was told to end."""
    tally = Tally(updates=len(town.updates), owner_texts=len(town.written), clear_matters=len(crowd.clear))
    _count_updates(tally, url, town)
    _count_texts(tally, url, town, crowd)
    _count_tickets(tally, url, town, crowd)
    _count_messages(tally, url, town)
    tally.from_memory = _told_from_memory(log)
    _check_books(tally, url, ended_at or datetime.now(UTC))
    for table in ("inbox", "outbox", "timers"):
        tally.states[table] = dict(ledger.states(url, table))
    return tally


def _count_updates(tally: Tally, url: str, town: Town) -> None:
    done = {row["key"] for row in ledger.rows(url, "SELECT key FROM inbox WHERE state = 'done'")}
    tally.bad_updates_lost = len({str(number) for number in town.updates} - done)


def _count_texts(tally: Tally, url: str, town: Town, crowd: Crowd) -> None:
    stored = ledger.rows(url, "SELECT text FROM messages WHERE direction IN ('owner', 'staff')")
    kept = Counter(row["text"] for row in stored)
    tally.bad_texts_not_once = sum(kept[text] != 1 for text in town.written)
    tally.edits, tally.albums = len(crowd.edits), len(crowd.albums)
    tally.bad_edits_not_once = sum(kept[text] != 1 for text in crowd.edits)
    tally.bad_pictures_missing = sum(
        not town.shown[str(STAFF_CHAT), file] for album in crowd.albums for file in album
    )
    tally.staff_words_written = len(crowd.staff_words)
    tally.staff_words_kept = sum(kept[text] == 1 for text in crowd.staff_words)


def _count_tickets(tally: Tally, url: str, town: Town, crowd: Crowd) -> None:
    opened = ledger.rows(url, "SELECT words FROM tickets")
    tally.tickets = len(opened)
    marked = Counter(mark for row in opened for mark in marks_in(row["words"]))
    clear = {mark for text in crowd.clear for mark in marks_in(text)}
    tally.bad_tickets_missing = sum(marked[mark] == 0 for mark in clear)
    tally.bad_tickets_doubled = sum(found > 1 for found in marked.values())


def _count_messages(tally: Tally, url: str, town: Town) -> None:
    """Compare what people read with the rows: an edit whose message was not there may have become a new one."""
    must, at_most, may = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    insistent = set[tuple[str, str]]()
    for chat, words, klass, state, is_emergency in ledger.outgoing(url):
        if is_emergency:
            insistent.add((chat, words))
        if klass == "edit":
            may[chat, words] += 1
        elif klass == "at_most_once":
            at_most[chat, words] += 1
            tally.surveys += 1
            tally.unknown_surveys += state == "unknown"
        elif state == "sent":
            must[chat, words] += 1
        elif state == "unknown":
            may[chat, words] += 1
            tally.unknown_messages += 1
            tally.unknown_never_came += not town.said[chat, words]
        tally.bad_messages_parked += state not in ("sent", "unknown")
    tally.messages_sent = town.said.total()
    tally.bad_messages_lost = (must - town.said).total()
    tally.duplicates = (town.said - must - at_most - may).total()
    rows = must + at_most + may
    counted = rows.keys() - insistent
    tally.most_copies = max((-(-town.said[it] // rows[it]) for it in counted), default=0)
    tally.bad_surveys_doubled = sum(town.said[it] > asked for it, asked in at_most.items())


def _told_from_memory(log: Path) -> int:
    """Count what was said past the outbox: the words of an emergency, while a commit took too long."""
    told = (line for line in log.read_text(encoding="utf-8").splitlines() if "told from memory" in line)
    return sum(json.loads(line)["reached"] for line in told)


def _check_books(tally: Tally, url: str, ended_at: datetime) -> None:
    numbers = sorted(row["number"] for row in ledger.rows(url, "SELECT number FROM tickets"))
    for _, group in groupby(numbers, lambda number: number.partition("-")[0]):
        found = [int(number.partition("-")[2]) for number in group]
        tally.bad_numbers += sorted(found) != list(range(1, len(found) + 1))
    database = Database.open(url)
    try:
        tally.bad_journal = len(database.read_now(lambda work: journal.verify(work, "cuiyuan")))
    finally:
        database.close()
    waiting = ledger.rows(url, "SELECT due FROM timers WHERE state = 'waiting'")
    overdue = sum(_moment(row["due"]) < ended_at - _TIMER_MAY_BE_LATE for row in waiting)
    tally.bad_timers = overdue + ledger.states(url, "timers")["parked"]


def _moment(stored: str | datetime) -> datetime:
    """Return a time as either database hands it out."""
    at = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    return at if at.tzinfo else at.replace(tzinfo=UTC)

"""What must hold of every story once it has come to rest, read from the database in plain SQL and from the chats."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Any

from bot.channel import Failure
from handlers.ticket.lifecycle import Move, Step, after
from storage import journal
from storage.database import Database
from tests.crash.serials import marks_in
from tests.simulate.engine import Engine
from tests.simulate.estate import DESK, ENGINEERING, GROUPS, KEY
from tests.virtual.service import stored

_OFTEN_UNKNOWN = 2
_MOVES = {move.value: move for move in Move}


def look(engine: Engine) -> list[str]:
    """Return what is not as promised, a sentence each."""
    found = [*engine.bugs]
    for check in CHECKS:
        found += check(engine)
    return found


def updates_are_finished(engine: Engine) -> Iterator[str]:
    """Every update is kept once and done."""
    given = engine.chats.given
    rows = _rows(engine, "SELECT key, state, error FROM inbox")
    kept = Counter(key for key, _, _ in rows)
    for key in given:
        if kept[key] != 1:
            yield f"update {key} is kept {kept[key]} times"
    for key, state, error in rows:
        if state != "done":
            yield f"update {key} is {state}: {_places(error)}"


def matters_are_in_one_ticket(engine: Engine) -> Iterator[str]:
    """Every clear matter and every danger opened one ticket; all words are kept once.

    A burst may tell of two things, and a ticket quotes what was written around its own.
    """
    opened = Counter(
        mark for (words,) in _rows(engine, "SELECT words FROM tickets") for mark in set(marks_in(words))
    )
    for text in (*engine.story.clear, *engine.story.emergencies):
        (mark,) = marks_in(text)
        if opened[mark] != 1:
            yield f"{text} opened {opened[mark]} tickets" if opened[mark] else f"{text} opened no ticket"
    texts = Counter(text for (text,) in _rows(engine, "SELECT text FROM messages WHERE direction = 'owner'"))
    for user, text in engine.story.written:
        may_be_late = engine.weather.pushed and text in engine.story.overtaken
        if user.startswith("3") and texts[text] != 1 and not (may_be_late and not texts[text]):
            yield f"{text} is kept {texts[text]} times"


def numbers_have_no_gap(engine: Engine) -> Iterator[str]:
    numbers = sorted(number for (number,) in _rows(engine, "SELECT number FROM tickets"))
    for day, group in groupby(numbers, lambda number: number.partition("-")[0]):
        found = [int(number.partition("-")[2]) for number in group]
        if found != list(range(1, len(found) + 1)):
            yield f"the numbers of {day} are {found}"


def journal_is_sound(engine: Engine) -> Iterator[str]:
    """The chain holds, and its moves lead each ticket to where it stands."""
    database = Database.open(f"sqlite:///{engine.file}")
    try:
        yield from database.read_now(lambda work: journal.verify(work, KEY))
    finally:
        database.close()
    steps = {ticket: Step.received for (ticket,) in _rows(engine, "SELECT id FROM tickets")}
    for ticket, code in _rows(
        engine, "SELECT ticket, code FROM journal WHERE ticket IS NOT NULL ORDER BY seq"
    ):
        if code in _MOVES:
            next_step = after(steps[ticket], _MOVES[code])
            if next_step is None:
                yield f"the journal lets ticket {ticket} {code} when it is {steps[ticket]}"
                return
            steps[ticket] = next_step
    for ticket, step in _rows(engine, "SELECT id, step FROM tickets"):
        if steps[ticket] != step:
            yield f"ticket {ticket} is {step}, its journal says {steps[ticket]}"


def messages_arrived(engine: Engine) -> Iterator[str]:
    """What must arrive was shown, and again only for deaths and lost answers; surveys once at most."""
    shows = engine.shows
    query = "SELECT id, klass, state, chat, dedupe_key, error FROM outbox"
    for row, klass, state, chat, key, error in _rows(engine, query):
        shown, blind = shows.shown[row], shows.blind[row]
        name = f"{klass} message {row} ({key})"
        if klass == "at_most_once" and shown > 1:
            yield f"{name} is shown {shown} times"
        # An open question is put again where its group goes on.
        again = len(engine.chats.moved) if key.startswith("question:") else 0
        if shown > 1 + blind + again:
            yield f"{name} is shown {shown} times, and only {blind} of them unnoticed"
        if state == "sent" and klass != "edit" and not shown:
            yield f"{name} counts as sent and was never shown"
        if state != "sent" and not _is_excused(engine, row, klass, state, chat):
            yield f"{name} is {state}: {error}"


def _is_excused(engine: Engine, row: int, klass: str, state: str, chat: str) -> bool:
    refused, unknown = engine.shows.refused.get(row, set()), engine.shows.unknown[row]
    if state in ("unreachable", "cancelled"):
        return chat in engine.blocked
    if state == "unknown":
        # A gateway that reports trouble may have passed it on before.
        doubted = unknown or engine.shows.blind[row] or Failure.outage in refused
        at_most_once = klass == "at_most_once" and bool(doubted)
        return at_most_once or unknown >= _OFTEN_UNKNOWN
    return state == "parked" and Failure.permanent in refused


def order_held(engine: Engine) -> Iterator[str]:
    """In a lane no message appears after a later one has, unless an answer was lost."""
    lanes = dict(_rows(engine, "SELECT id, lane FROM outbox WHERE klass != 'edit'"))
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for row in engine.shows.order:
        if row in lanes:
            seen[lanes[row]].append(row)
    for lane, rows in seen.items():
        for earlier, later in pairwise(rows):
            if later < earlier:
                yield f"in lane {lane} message {later} appears after {earlier}"


def nothing_is_overdue(engine: Engine) -> Iterator[str]:
    end = stored(engine.end)
    query = f"SELECT kind, entity, due, state, error FROM timers WHERE state IN ('waiting') AND due <= '{end}' OR state IN ('parked')"
    for kind, entity, due, state, error in _rows(engine, query):
        yield f"timer {kind} of {entity}, due {due}, is {state}: {_places(error)}"


def queues_are_empty(engine: Engine) -> Iterator[str]:
    for table in ("inbox", "outbox"):
        query = f"SELECT id, lane, state, head FROM {table} WHERE state IN ('todo', 'doing', 'sending') OR head = 1"
        for row, lane, state, head in _rows(engine, query):
            yield f"{table} {row} in lane {lane} is still {state}, head {head}"


def claims_have_one_winner(engine: Engine) -> Iterator[str]:
    """Whoever was second reads who was first; the journal's moves allow no second winner."""
    won = Counter[tuple[str, str]]()
    for chat, user, toast in engine.story.claims:
        if "由您负责" in toast:
            won[user, toast.split()[0]] += 1
        elif not toast.strip() and not engine.storage_was_slow:
            yield f"{user} pressed 接单 in {chat} and was told nothing"
    claimed = Counter(
        (actor, number)
        for actor, number in _rows(
            engine,
            "SELECT j.actor, t.number FROM journal j JOIN tickets t ON t.id = j.ticket WHERE j.code = 'claim'",
        )
    )
    for (user, number), times in won.items():
        if not claimed[user, number]:
            yield f"{user} was told {times} times that {number} is theirs, and it never was"


def emergencies_are_called(engine: Engine) -> Iterator[str]:
    """Each has a ticket that is called an emergency, safety words for whoever wrote it, and a card or a page."""
    if not engine.story.emergencies:
        return
    query = "SELECT t.number, m.text, t.chat FROM messages m JOIN tickets t ON t.id = m.ticket"
    tickets = _rows(engine, query)
    for text in engine.story.emergencies:
        about = [(number, chat) for number, words, chat in tickets if words == text]
        if not about:
            yield f"{text} is in no ticket"
            continue
        number, chat = about[0]
        said = [line for line in engine.chats.log if line.what == "says"]
        groups = {*GROUPS, *engine.chats.moved.values()}
        if not any(number in line.text and "🚨" in line.text and line.chat in groups for line in said):
            yield f"{text}: nobody was called about {number} in {DESK} or {ENGINEERING}"
        if chat not in engine.blocked and not any(line.chat == chat for line in said):
            yield f"{text}: {chat} read no word"


CHECKS = (
    updates_are_finished,
    matters_are_in_one_ticket,
    numbers_have_no_gap,
    journal_is_sound,
    messages_arrived,
    order_held,
    nothing_is_overdue,
    queues_are_empty,
    claims_have_one_winner,
    emergencies_are_called,
)


def _rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    return engine.rows(query)


def _places(error: str | None) -> str:
    """Return the error and its last places."""
    first, *places = (error or "").split("\n")
    return " < ".join([first, *reversed(places[-3:])])

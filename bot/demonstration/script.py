"""Sending the messages of a JSONL file, each from a chat of its own, and counting what became of them."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.demonstration.stage import STAFF, Stage
from bot.judging import Judging
from bot.sandbox.view import Shown
from nlp.judgement import Kind
from storage import inbox, outbox, tickets, timers
from storage.database import Database
from storage.work import Work

_FIRST_PERSON = 10_000
_WINDOW = timedelta(seconds=41)  # past every join window: what was held is asked about or opened
_SETTLES_WITHIN_S = 600.0
_LOOK_EVERY_S = 0.2


class ScriptError(Exception):
    """The file cannot be played; the sentence names the line."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the messages of a script."""

    sent: int
    kept: int
    answered: int
    small_talk: int
    parked: int
    tickets: Mapping[str, int]
    asked: int
    otherwise: int

    @property
    def complete(self) -> bool:
        """Tell whether every message was kept, and answered where it needs an answer, and none is parked."""
        return self.sent == self.kept == self.answered + self.small_talk and self.parked == 0


def read(path: Path) -> list[str]:
    """Return the texts of a JSONL file. Raises ScriptError naming the line that has none."""
    texts: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row: Any = json.loads(line)
        except json.JSONDecodeError:
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise ScriptError(f'{path}:{number}: write one object a line, such as {{"text": "厨房漏水"}}')
        texts.append(row["text"])
    return texts


async def play(stage: Stage, judging: Judging, texts: Sequence[str]) -> Outcome:
    """Send every text from its own chat, let the join windows pass, and count when nothing is left to do."""
    box = stage.sandbox
    people = range(_FIRST_PERSON, _FIRST_PERSON + len(texts))
    database = await asyncio.to_thread(Database.open, stage.database, now=stage.clock.now)
    try:
        await _settled(database, len(STAFF))
        for person, text in zip(people, texts, strict=True):
            box.add_person(f"业主{person}", number=person)
            box.people.write(person, text)
        await _settled(database, len(STAFF) + len(texts))
        stage.clock.forward(_WINDOW)
        await _settled(database, len(STAFF) + len(texts))
        silent = [text for n, text in enumerate(texts) if not _answers(stage, people[n])]
        small_talk = sum(1 for text in silent if judging.judge(text).lead.kind is Kind.smalltalk)
        return await database.read(lambda work: _count(stage, work, people, small_talk))
    finally:
        await asyncio.to_thread(database.close)


async def _settled(database: Database, expected: int) -> None:
    async with asyncio.timeout(_SETTLES_WITHIN_S):
        while True:
            if await database.read(lambda work: _is_settled(work, expected)):
                return
            await asyncio.sleep(_LOOK_EVERY_S)


def _is_settled(work: Work, expected: int) -> bool:
    came, goes = inbox.counts(work), outbox.counts(work)
    done = came.get("done", 0) + came.get("parked", 0)
    return done >= expected and not (goes.get("todo") or goes.get("sending") or timers.due(work, 1))


def _count(stage: Stage, work: Work, people: Sequence[int], small_talk: int) -> Outcome:
    opened = tickets.of_estate(work, "cuiyuan")
    with_ticket = {int(ticket.chat) for ticket in opened}
    asked = {person for person in people if person not in with_ticket and _last_buttons(stage, person)}
    came, goes = inbox.counts(work), outbox.counts(work)
    return Outcome(
        sent=len(people),
        kept=sum(came.values()) - len(STAFF),
        answered=sum(1 for person in people if _answers(stage, person)),
        small_talk=small_talk,
        parked=came.get("parked", 0) + goes.get("parked", 0) + goes.get("unknown", 0),
        tickets=dict(Counter(ticket.kind for ticket in opened)),
        asked=len(asked),
        otherwise=len(people) - len(with_ticket) - len(asked) - small_talk,
    )


def _last_buttons(stage: Stage, person: int) -> list[list[str]]:
    answers = _answers(stage, person)
    return answers[-1].buttons if answers else []


def _answers(stage: Stage, person: int) -> list[Shown]:
    return [message for message in stage.sandbox.messages(person) if message.is_bot]

"""What the panel shows to one browser, put together from the phones, the records and the clock."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from bot.demonstration.life import Teller, is_overdue
from bot.demonstration.records import Asked, Records, read, to_come
from bot.demonstration.stage import Stage
from bot.demonstration.understood import Understood, explained, without_words
from bot.demonstration.wording import Wording, wording
from bot.judging import Judging
from bot.sandbox.view import Shown
from handlers.desk import Estate
from handlers.ticket.lifecycle import FINISHED, OPEN, Step
from storage import tickets
from storage.database import Database
from storage.records import Ticket
from storage.work import Work

_WRITTEN_SHOWN = 6
_SHORT = 24


@dataclass(frozen=True, slots=True)
class Looking:
    """What a browser wants to see: its language, the phone in front, the chat open, what was clicked."""

    language: str = "zh"
    person: int = 0
    chat: str = ""
    ticket: int | None = None
    message: int | None = None


@dataclass(frozen=True, slots=True)
class Phones:
    """What is taken from the phones: names by id of person and group, and what the person in front wrote."""

    names: Mapping[str, str]
    written: Sequence[Shown]


class Onlooker:
    """Looks at everything, changes nothing. Reads in threads, so that the desk is never kept waiting."""

    def __init__(self, stage: Stage, database: Database, judging: Judging) -> None:
        self._stage = stage
        self._database = database
        self._judging = judging

    @property
    def estate(self) -> Estate:
        """Return the estate that is shown: the first."""
        return next(iter(self._stage.estates.values()))

    async def view(self, looking: Looking) -> dict[str, Any]:
        """Return what the panel shows now, as JSON takes it."""
        await self._judging.ready()
        phones = self._phones(looking.person)
        return await self._database.read(lambda work: self._view(work, looking, phones))

    async def next_event(self) -> datetime | None:
        """Return when the next thing happens by itself; what is being done at this moment does not count."""
        key = self.estate.key
        waiting = await self._database.read(lambda work: to_come(work, tickets.of_estate(work, key)))
        return next((timer.due for timer in waiting if timer.due > self._stage.clock.now()), None)

    def _phones(self, person: int) -> Phones:
        world = self._stage.sandbox.world
        names = {str(account.id): account.first_name for account in world.accounts.values()}
        names |= {str(group.id): group.title for group in world.groups.values()}
        known = person in world.accounts and not world.accounts[person].is_bot
        chat = self._stage.sandbox.messages(person) if known else []
        written = [one for one in chat if one.sender == person and not one.service and one.text[:1] != "/"]
        return Phones(names, _with_whole_albums(written)[-_WRITTEN_SHOWN:])

    def _view(self, work: Work, looking: Looking, phones: Phones) -> dict[str, Any]:
        words = wording(looking.language)
        user = str(looking.person)
        owner = self.estate.member(user) is None
        chat = looking.chat.partition(":")[0]
        records = read(work, self.estate.key, Asked(user, chat, looking.ticket, owner))
        teller = Teller(self.estate, records, phones.names, words, work.now, work.now - work.machine_now)
        chosen = records.chosen
        message, understood = self._understood(looking, phones, records, words) if owner else (None, None)
        if not owner and chosen is not None and chosen.words:
            understood = explained(chosen.words, self._judging.explain(chosen.words), words)
        waiting = records.timers[0] if records.timers else None
        return {
            "person": {"id": looking.person, "name": phones.names.get(user, ""), "owner": owner},
            "understood": asdict(understood) if understood else None,
            "message": message,
            "written": [_written(one, words) for one in phones.written] if owner else [],
            "tickets": [_choice(ticket, words) for ticket in records.listed],
            "life": asdict(teller.life(chosen)) if chosen else None,
            "waiting": [asdict(teller.timer(timer)) for timer in records.timers_about(user)],
            "unsent": [asdict(one) for one in teller.delayed(None, chat) if owner or looking.chat],
            "inbox": words.say("unsent.inbox", n=records.parked_inbox) if records.parked_inbox else "",
            "figures": _figures(records, self.estate, work.now, words),
            "clock": {
                "zone": self.estate.zone.key,
                "ahead": round(self._stage.clock.ahead.total_seconds(), 3),
                "next": asdict(teller.timer(waiting)) if waiting else None,
            },
        }

    def _understood(
        self, looking: Looking, phones: Phones, records: Records, words: Wording
    ) -> tuple[int | None, Understood | None]:
        """Return the message in question and what was understood of it."""
        chosen = next((one for one in phones.written if one.id == looking.message), None)
        last = chosen or (phones.written[-1] if phones.written else None)
        if last is None:
            return None, None
        # While pieces wait to be joined, the desk judges them together.
        text = records.pending if chosen is None and records.pending else last.text
        if text.strip():
            return last.id, explained(text, self._judging.explain(text), words)
        return last.id, without_words(last.media or "other", words)


def _with_whole_albums(written: Sequence[Shown]) -> list[Shown]:
    """Return what somebody wrote with every album as one message, as the desk judges it."""
    groups = [list(group) for _, group in groupby(written, lambda one: one.album or one.id)]
    texts = ["\n".join(one.text for one in group if one.text) for group in groups]
    return [replace(group[0], text=text) for group, text in zip(groups, texts, strict=True)]


def _written(one: Shown, words: Wording) -> dict[str, Any]:
    media = words.words.get(f"media.{one.media}", words.say("media.other"))
    text = " ".join(one.text.split()) or media
    return {"id": one.id, "words": text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"}


def _choice(ticket: Ticket, words: Wording) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "number": ticket.number,
        "words": " ".join(ticket.words.split())[:_SHORT],
        "step": words.name("steps", ticket.step),
        "open": Step(ticket.step) not in FINISHED,
    }


def _figures(records: Records, estate: Estate, now: datetime, words: Wording) -> list[dict[str, Any]]:
    today = now.astimezone(estate.zone).date()
    counts = {
        "received": sum(t.received_at.astimezone(estate.zone).date() == today for t in records.everything),
        "open": sum(Step(t.step) in OPEN for t in records.everything),
        "overdue": sum(is_overdue(t, now) for t in records.everything),
        "parked": records.parked,
    }
    bad = ("overdue", "parked")
    return [
        {"name": words.say(f"figures.{key}"), "n": n, "bad": key in bad and n > 0}
        for key, n in counts.items()
    ]

"""The sheets of an export: which columns they have, and what stands in each row, streamed from a reader."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from handlers.desk import Estate
from handlers.manager import days, figures_sheet, measures, revisits
from handlers.texts import Texts
from handlers.ticket import by_hand, incident
from nlp.extract import masked
from storage import extracts
from storage.commitments import Promise
from storage.extracts import Filed
from storage.records import Ticket
from storage.work import Work

Cell = str | int | float | datetime | None
Row = tuple[Cell, ...]
_CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `key` is its name in a file's name, `title` for people. Times are of the estate's zone."""

    key: str
    title: str
    heads: tuple[str, ...]
    rows: Callable[[Work], Iterator[Row]]


def of(texts: Texts, estate: Estate, first: date, last: date) -> tuple[Sheet, ...]:
    """Return the sheets of an estate over some days of its zone, both ends with them.

    Tickets are those received on them, promises those for one of them, figures those of them all and of each,
    the rest is what happened on them.
    Words stand without telephone numbers, cards and codes; neither mood nor confidence is in any of them.
    """
    drawn = _Drawn(texts, estate, *days.span_of(estate, first, last))
    made = (
        ("figures", figures_sheet.COLUMNS, partial(figures_sheet.rows, texts, estate, first, last)),
        ("tickets", _TICKETS, drawn.tickets),
        ("journal", _JOURNAL, drawn.journal),
        ("revisits", _REVISITS, drawn.revisits),
        ("promises", _PROMISES, drawn.promises),
    )
    return tuple(
        Sheet(
            key,
            texts.plain(f"sheets.{key}"),
            tuple(texts.plain(f"columns.{column}") for column in columns),
            rows,
        )
        for key, columns, rows in made
    )


def how_many(work: Work, estate: Estate, first: date, last: date) -> int:
    """Return how many rows the long ones of the sheets have in all."""
    return extracts.how_many(work, estate.key, *days.span_of(estate, first, last))


_TICKETS = (
    *("estate", "number", "received_at", "way", "kind", "category", "topic", "urgency", "severity", "home"),
    *("words", "step", "receiver", "assignee", "team", "event"),
    *("claim_due", "claimed_at", "answer_due", "reached_at", "arrive_due", "arrived_at"),
    *("done_due", "answered_at", "answer", "closed_at", "rating", "reopened"),
    *("nature", "cause", "outcome", "root_cause", "improvement", "training"),
)
_JOURNAL = ("estate", "row", "at", "number", "code", "what", "who", "facts", "hash")
_REVISITS = ("estate", "number", "at", "what", "rating", "reason", "words", "who")
_PROMISES = (
    "estate",
    "number",
    "at",
    "until",
    "state",
    "made_by",
    "made_at",
    "confirmed_at",
    "settled_at",
    "why",
)


class _Drawn:
    def __init__(self, texts: Texts, estate: Estate, begin: datetime, end: datetime) -> None:
        self._texts = texts
        self._estate = estate
        self._begin, self._end = begin, end

    def tickets(self, work: Work) -> Iterator[Row]:
        found = extracts.received(work, self._estate.key, measures.REACHED, self._begin, self._end)
        for ticket, reached_at, filed in found:
            yield (
                self._estate.name,
                *self._matter(work, ticket),
                *self._times(ticket, reached_at),
                *self._filed(filed),
            )

    def journal(self, work: Work) -> Iterator[Row]:
        for number, row in extracts.happened(work, self._estate.key, self._begin, self._end):
            yield (
                self._estate.name,
                row.seq,
                self._at(row.at),
                number,
                row.code,
                self._texts.name("history", row.code, row.code),
                self._who(row.actor),
                _facts(row.facts),
                row.hash,
            )

    def revisits(self, work: Work) -> Iterator[Row]:
        for one in revisits.told(work, self._estate, self._begin, self._end):
            yield (
                self._estate.name,
                one.number,
                self._at(one.at),
                self._texts.name("history", one.code, one.code),
                self._name("ratings", one.rating),
                self._name("buttons", one.reason),
                masked(one.words),
                self._who(one.actor),
            )

    def promises(self, work: Work) -> Iterator[Row]:
        for number, one in extracts.promised(work, self._estate.key, self._begin, self._end):
            yield (self._estate.name, number, *self._promise(one, work.now))

    def _promise(self, one: Promise, now: datetime) -> Row:
        state = "passed" if measures.is_past(one, now) else one.state.value
        return (
            self._at(one.at),
            self._at(one.until),
            self._name("promise_states", state),
            self._who(one.made_by),
            self._at(one.made_at),
            self._at(one.confirmed_at),
            self._at(one.settled_at),
            masked(one.reason or ""),
        )

    def _matter(self, work: Work, ticket: Ticket) -> Row:
        typed_in = by_hand.ByHand.of(ticket)
        team = self._estate.team(ticket.team)
        first = incident.first_of(work, ticket)
        return (
            ticket.number,
            self._at(ticket.received_at),
            self._name("ways", typed_in.way.value if typed_in else _CHAT),
            self._name("kinds", ticket.kind),
            self._name("sorts", ticket.category),
            self._name("topics", ticket.topic),
            ticket.urgency,
            self._name("severities", ticket.severity),
            ticket.home,
            masked(ticket.words),
            self._name("steps", ticket.step),
            self._who(ticket.receiver),
            self._who(ticket.assignee),
            team.name if team else None,
            first.number if first else None,
        )

    def _times(self, ticket: Ticket, reached_at: datetime | None) -> Row:
        return (
            self._at(ticket.claim_due),
            self._at(ticket.claimed_at),
            self._at(ticket.answer_due),
            self._at(reached_at),
            self._at(ticket.arrive_due),
            self._at(ticket.arrived_at),
            self._at(ticket.done_due),
            self._at(ticket.answered_at),
            masked(ticket.answer or ""),
            self._at(ticket.closed_at),
            self._name("ratings", ticket.rating),
            ticket.reopened,
        )

    def _filed(self, filed: Filed) -> Row:
        return (
            self._name("natures", filed.nature),
            self._name("causes", filed.cause),
            self._name("outcomes", filed.outcome),
            masked(filed.root_cause or ""),
            masked(filed.improvement or ""),
            masked(filed.training or ""),
        )

    def _at(self, moment: datetime | None) -> datetime | None:
        return moment and moment.astimezone(self._estate.zone)

    def _name(self, section: str, code: str | None) -> str | None:
        return self._texts.name(section, code, code) if code else None

    def _who(self, user: str | None) -> str | None:
        member = self._estate.member(user)
        return member.name if member else self._name("actors", user)


def _facts(facts: Mapping[str, str | int | None]) -> str:
    return "; ".join(f"{name}={value}" for name, value in facts.items() if value is not None)

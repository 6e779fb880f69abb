"""A made-up month of an estate, and the plain way of counting it: from every ticket and its journal, in loops."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers import speak
from handlers.desk import Estate
from handlers.manager import measures
from handlers.ticket import complaint, filing, moves
from handlers.ticket.lifecycle import Move, Step
from nlp.judgement import Category
from storage import corrections, journal, promises, tickets
from storage.commitments import PromiseState
from storage.records import Labels
from storage.reports import Share
from tests.storage.make import new_ticket

SHANGHAI = ZoneInfo("Asia/Shanghai")
ESTATE = Estate("cuiyuan", "翠园小区", SHANGHAI, "-1001", "-1002", "0571-0000")
FIRST, DAYS = date(2026, 11, 1), 16
NOW = datetime(2026, 11, 13, 8, 30, tzinfo=SHANGHAI).astimezone(UTC)
SORTS = [("request", None), ("inquiry", None), ("emergency", None), ("smalltalk", None)] + [
    ("complaint", category.value) for category in Category
]


@dataclass
class Life:
    """Some days of an estate, made up by chance."""

    chance: random.Random
    deeds: list = field(default_factory=list)

    def make(self, count):
        for number in range(count):
            at = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=SHANGHAI) + timedelta(
                minutes=self.chance.randrange(DAYS * 24 * 60)
            )
            self.deeds += [(moment, number, deed) for moment, deed in self.life_of_one(at)]

    def live(self, work):
        """Do it all in one unit, which moves its clock: a commit for each deed would take seconds."""
        opened = {}
        for moment, number, deed in sorted(self.deeds, key=lambda one: one[:2]):
            work.now = moment.astimezone(UTC)
            opened[number] = deed(work, opened.get(number))

    def life_of_one(self, at):
        chance = self.chance
        yield at, self.opens()
        steps = [self.wrong, self.promised, self.claims, self.writes, self.answers, self.asks, self.rates]
        steps += [self.answers_again]
        if chance.random() < 0.1:
            yield at + timedelta(minutes=5), self.step(Move.withdraw, closed=True)
            return
        for make in steps[: chance.randrange(2, len(steps) + 1)]:
            at += timedelta(minutes=chance.choice([3, 40, 200, 900, 2000]))
            yield at, make()

    def opens(self):
        kind, category = self.chance.choice(SORTS)
        limits = [timedelta(hours=self.chance.choice([1, 4, 24, 30])) for _ in range(3)]
        arrives = self.chance.random() < 0.4

        def deed(work, _):
            now = work.now
            new = new_ticket(
                kind=kind,
                category=category,
                urgency=self.chance.choice(["P0", "P1", "P2", "P2", "P2"]),
                received_at=now,
                claim_due=now + limits[0],
                answer_due=now + limits[1],
                done_due=now + limits[2],
                arrive_due=now + limits[0] if arrives else None,
            )
            ticket = tickets.open(work, new)
            add(work, ticket, "received", "owner")
            return ticket

        return deed

    def step(self, move, *, closed=False, **facts):
        def deed(work, ticket):
            changes = {"closed_at": work.now} if closed else {}
            return moves.move(work, ticket, move, "2001", facts=facts, **changes)

        return deed

    def wrong(self):
        kind, category = self.chance.choice(SORTS)

        def deed(work, ticket):
            said = Labels(kind, category, "general")
            facts = corrections.facts_of(Labels(ticket.kind, ticket.category, ticket.topic), said)
            return moves.amend(
                work, ticket, corrections.CODE, "2001", facts=facts, kind=kind, category=category
            )

        return deed if self.chance.random() < 0.3 else lambda _, ticket: ticket

    def promised(self):
        state = self.chance.choice([*PromiseState, None])
        ahead = timedelta(hours=self.chance.choice([2, 20, 50]))

        def deed(work, ticket):
            if state is None:
                return ticket
            made = promises.make(
                work,
                estate=ticket.estate,
                ticket=ticket.id,
                at=work.now + ahead,
                until=None,
                made_by="2001",
                confirmed_at=None,
                reason=None,
            )
            if state is not PromiseState.open:
                promises.settle(work, made.id, state)
            return ticket

        return deed

    def claims(self):
        arrives = self.chance.random() < 0.5

        def deed(work, ticket):
            arrived = work.now if arrives else None
            return moves.move(
                work, ticket, Move.claim, "2001", assignee="2001", claimed_at=work.now, arrived_at=arrived
            )

        return deed

    def writes(self):
        code, actor = self.chance.choice([("told_owner", "2001"), ("promised", "owner"), ("home", "owner")])

        def deed(work, ticket):
            add(work, ticket, code, actor)
            add(work, ticket, self.chance.choice([speak.UNDELIVERED, "overdue", "joined"]), "desk")
            return ticket

        return deed

    def answers(self):
        def deed(work, ticket):
            if complaint.is_one(ticket):
                ticket = filing.write(work, ticket, "filed", "2001", {"nature": "valid", "outcome": "met"})
            return moves.move(work, ticket, Move.answer, "2001", answered_at=work.now, answer="好了")

        return deed

    def answers_again(self):
        answer = self.answers()
        return lambda work, ticket: answer(work, ticket) if ticket.step == Step.claimed else ticket

    def asks(self):
        return self.step(Move.ask)

    def rates(self):
        rating = self.chance.choice(["good", "fair", "bad", "unsolved", None])

        def deed(work, ticket):
            if rating not in ("bad", "unsolved"):
                facts = {"rating": rating}
                return moves.move(work, ticket, Move.close, "owner", facts=facts, closed_at=work.now)
            due = work.now + timedelta(hours=5)
            return moves.move(
                work,
                ticket,
                Move.reopen,
                "owner",
                facts={"rating": rating},
                answered_at=None,
                closed_at=None,
                answer_due=due,
                done_due=due,
            )

        return deed


def add(work, ticket, code, actor, **facts):
    journal.add(work, estate=ticket.estate, ticket=ticket.id, code=code, actor=actor, facts=facts)


@dataclass
class Everything:
    """All that is known, and the plain way of counting."""

    work: object
    day: date

    def __post_init__(self):
        self.tickets = tickets.of_estate(self.work, ESTATE.key)
        self.rows = {ticket.id: journal.of_ticket(self.work, ticket.id) for ticket in self.tickets}

    def on(self, moment, *days):
        return moment is not None and moment.astimezone(SHANGHAI).date() in (days or (self.day,))

    def with_code(self, *codes):
        return [
            (ticket, row)
            for ticket in self.tickets
            for row in self.rows[ticket.id]
            if row.code in codes and self.on(row.at)
        ]

    def sorts(self, found):
        names = (ticket.category or ticket.kind for ticket in found)
        return Counter(name if name in measures.SORTS else "other" for name in names)

    def received(self, *days):
        return self.sorts(ticket for ticket in self.tickets if self.on(ticket.received_at, *days))

    def done(self, *days):
        stands = (Step.answered, Step.revisiting, Step.closed)
        return self.sorts(
            ticket
            for ticket in self.tickets
            if ticket.step in stands
            and any(row.code == "answer" and self.on(row.at, *days) for row in self.rows[ticket.id][-3:])
        )

    def among(self, is_due, in_time):
        due = [
            ticket for ticket in self.tickets if ticket.step not in ("withdrawn", "merged") and is_due(ticket)
        ]
        return Share(sum(bool(in_time(ticket)) for ticket in due), len(due))

    def written_by(self, ticket):
        rows = self.rows[ticket.id]
        since = max((n for n, row in enumerate(rows) if row.code == "reopen"), default=0)
        return any(
            row.at <= ticket.answer_due and row.actor.isdigit()
            for row in rows[since:]
            if row.code in ("told_owner", "promised", "progress", "answer")
        )

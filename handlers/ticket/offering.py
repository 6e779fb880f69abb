"""Times the staff leave the owner to choose from: the first press promises one."""

from collections.abc import Mapping
from datetime import datetime

from handlers import languages, quiet, speak
from handlers.desk import Desk, Estate
from handlers.refusals import Refused
from handlers.texts import Sentence
from handlers.ticket import actions, promised, unasked
from handlers.ticket.actions import Action
from handlers.ticket.promised import When
from storage import people, promises, questions
from storage.records import Question, QuestionId, QuestionState, Ticket
from storage.work import Work


def offer(desk: Desk, work: Work, ticket: Ticket, labels: Mapping[When, Sentence], reason: str) -> None:
    """Let the owner choose one of these times, or name another; `reason`: why one that stands changes."""
    reporter = people.get(work, ticket.reporter)
    number = questions.ask(
        work,
        ticket=ticket.id,
        action=Action.pick_time.value,
        channel=ticket.channel,
        chat=ticket.chat,
        user=reporter.user,
        data={"reason": reason},
    )
    texts = languages.of_person(desk, reporter)
    times = [
        actions.for_reporter(work, ticket, Action.pick_time, texts.said(label), f"{number}:{when.code()}")
        for when, label in labels.items()
    ]
    other = actions.for_reporter(
        work, ticket, Action.other_time, texts.button(Action.other_time.value), str(number)
    )
    text = f"owner.pick_{promised.way(ticket)}"
    sentence = Sentence(text, number=ticket.number, staff=promised.staff(desk, ticket))
    unasked.say(
        desk,
        work,
        ticket,
        f"offer:{number}",
        sentence,
        must=True,
        live=promised.cannot_wait(speak.estate_of(desk, ticket), next(iter(labels)).at, work.now),
        buttons=tuple((button,) for button in (*times, other)),
        role=speak.OFFER,
    )


def read_at(estate: Estate, now: datetime, first: When) -> datetime:
    """Return when the owner will read an offer that begins with this time: its labels say 今天 and 明天."""
    return now if promised.cannot_wait(estate, first.at, now) else quiet.ends(estate, now)


def taken(work: Work, ticket: Ticket, number: str) -> Question:
    """Return the offer that an owner answers, once. Refuses one that is over, or was overtaken."""
    offered = questions.get(work, QuestionId(int(number)))
    if offered is None:
        raise Refused("refusal.unknown_button")
    later = [made for made in promises.of_ticket(work, ticket.id) if made.made_at > offered.asked_at]
    if later or not questions.settle(work, offered.id, QuestionState.answered):
        raise Refused("toast.done_already")
    return offered

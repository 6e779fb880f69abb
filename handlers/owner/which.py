"""Words that can mean several matters: asked about once; unanswered, they go to the newest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers import languages, speak
from handlers.desk import Desk, Estate
from handlers.owner import followup, intake, register
from handlers.refusals import Refused
from handlers.texts import Sentence, Texts, Words
from handlers.ticket import actions, moves
from handlers.ticket.actions import Action
from storage import messages, people, questions, timers
from storage.records import Message, MessageId, Person, Question, QuestionId, QuestionState, Ticket
from storage.work import Work

TIMER = "which"
_ACTION = Action.this_ticket.value
_CHOICES = 3
_SHORT = 12


def ask(desk: Desk, work: Work, person: Person, meant: Sequence[Ticket], message: Message) -> None:
    """Let words wait, apart from what opens tickets; later ones join the question that is open."""
    asked_already = bool(_open(work, person))
    question = questions.ask(
        work,
        ticket=meant[0].id,
        action=_ACTION,
        channel=person.channel,
        chat=person.chat,
        user=person.user,
        data={"message": message.id},
    )
    messages.settle(work, [message.id])
    due = work.now + timedelta(minutes=speak.estate_of(desk, meant[0]).policy.question_lapses_min)
    timers.set(work, kind=TIMER, entity=str(question), occurrence="lapse", due=due)
    if not asked_already:
        _say(desk, work, person, meant[:_CHOICES], question)


def this_one(desk: Desk, work: Work, person: Person, ticket: Ticket, asked: str) -> None:
    """Give what was asked about to a ticket. Refuses when the question is settled."""
    for message in _settle(work, person, asked):
        followup.take(desk, work, person, moves.get(work, ticket.id), message)


def a_new_one(desk: Desk, work: Work, person: Person, estate: Estate, asked: str) -> None:
    """Open a ticket with what was asked about. Refuses when the question is settled."""
    intake.open_as_one(desk, work, person, estate, _settle(work, person, asked))


def lapse(desk: Desk, work: Work, question_id: int) -> None:
    """Give words whose ticket was never named to the newest of then, so that somebody reads them."""
    question = questions.get(work, QuestionId(question_id))
    if question is None or question.ticket is None or not questions.settle(work, question.id, "lapsed"):
        return
    message = _message(work, question)
    if message.person is not None:
        person = people.get(work, message.person)
        followup.take(desk, work, person, moves.get(work, question.ticket), message)


def _settle(work: Work, person: Person, asked: str) -> list[Message]:
    question = questions.get(work, QuestionId(int(asked)))
    if question is None or question.state is not QuestionState.open:
        raise Refused("toast.done_already")
    waiting = _open(work, person)
    for each in waiting:
        timers.cancel(work, TIMER, str(each.id))
        questions.settle(work, each.id, "answered")
    return [_message(work, each) for each in waiting]


def _open(work: Work, person: Person) -> list[Question]:
    asked = questions.open_for(work, person.channel, person.chat, person.user)
    return [question for question in reversed(asked) if question.action == _ACTION]


def _message(work: Work, question: Question) -> Message:
    return messages.get(work, MessageId(question.data["message"]))


def _say(desk: Desk, work: Work, person: Person, shown: Sequence[Ticket], question: QuestionId) -> None:
    texts = languages.of_person(desk, person)
    buttons = [
        actions.for_reporter(work, ticket, Action.this_ticket, _short(texts, ticket), str(question))
        for ticket in shown
    ]
    new = actions.for_person(
        desk,
        work,
        person,
        [(Action.new_ticket, str(question))],
    )
    asked = speak.worded(work, texts, person.channel, person.chat, Sentence("owner.which_ticket"))
    outgoing = replace(asked, buttons=(*((one,) for one in buttons), *new))
    register.answer(work, person, f"which:{question}", outgoing)


def _short(texts: Texts, ticket: Ticket) -> str:
    words = Words(ticket.words or texts.plain("owner.media_words")).on_one_line(_SHORT)
    return f"{ticket.number} {words.text}".replace("\n", " ")

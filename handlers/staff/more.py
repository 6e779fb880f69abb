"""«更多»: what else can be done with a ticket now, as buttons for whoever asked, gone after use."""

from dataclasses import replace

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import in_lines
from handlers.refusals import Refused
from handlers.staff import (
    arrival,
    assigning,
    ending,
    footage_sheet,
    questions,
    referring,
    reserving,
    secrecy,
    splitting,
    waiting,
)
from handlers.texts import Named, Sentence, Value
from handlers.ticket import actions, card, complaint, moves, sight
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import HELD, Step
from storage import questions as kept_questions
from storage.records import Question, QuestionId, QuestionState, Ticket
from storage.work import Work

_A_LINE = 3
_ARG = "more:"


def offered(ticket: Ticket, member: StaffMember) -> list[Action]:
    """Return what else can be done with a ticket as it stands; none of it does nothing."""
    held = Step(ticket.step) in HELD
    sorts = [Action.reclassify] if held and not card.is_alarm(ticket) else []
    ends = [*ending.offered(ticket, member), *splitting.offered(ticket, member)]
    who = [*assigning.offered(ticket, member), *secrecy.offered(ticket, member)]
    moving = [*arrival.offered(ticket), *waiting.offered(ticket)]
    file = [Action.file] if complaint.is_one(ticket) else []
    return [*file, *moving, *who, *sorts, *ends, Action.note, Action.details]


def ask(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, chat: str) -> Sentence:
    """Show the presser what is possible, under the card; what they were shown before goes."""
    for asked in kept_questions.open_for(work, desk.staff_channel, chat, member.user):
        if asked.ticket == ticket.id and asked.action == Action.more.value:
            questions.settle(work, asked, QuestionState.cancelled)
            _change(desk, work, asked, "staff.more_over")
    question = questions.begin(desk, work, ticket, member, Action.more, chat)
    texts = languages.of_staff_chat(desk, work, chat)
    outgoing = texts.outgoing("staff.ask_more", who=Named(member.name, member.user), number=ticket.number)
    (line,) = actions.under_ticket(
        desk,
        work,
        ticket,
        [
            *referring.offered(desk, work, ticket, member),
            *reserving.offered(desk, work, ticket, member),
            *footage_sheet.offered(desk, ticket, member),
            *offered(ticket, member),
        ],
        texts=texts,
        chat=chat,
        user=member.user,
        arg=f"{_ARG}{question}",
    )
    lines = in_lines(line, _A_LINE)
    questions.put(
        desk, work, ticket, chat, question, replace(outgoing, buttons=lines), questions.role_of(question)
    )
    return Sentence("toast.choose")


def opened_from(work: Work, arg: str) -> tuple[str, Question | None]:
    """Return a button's own argument, and the menu it is in; refuses one of a menu that is over."""
    if not arg.startswith(_ARG):
        return arg, None
    question = kept_questions.get(work, QuestionId(int(arg.removeprefix(_ARG))))
    if question is None or question.state is not QuestionState.open:
        raise Refused("refusal.lapsed")
    return "", question


def close(desk: Desk, work: Work, menu: Question, member: StaffMember, action: Action) -> None:
    """Put what was chosen in the place of the choice."""
    questions.settle(work, menu, QuestionState.answered)
    _change(desk, work, menu, "staff.more_used", who=member.name, label=Sentence(f"buttons.{action.value}"))


def lapse(desk: Desk, work: Work, question: Question | None) -> None:
    """Take the buttons of a menu away that nobody pressed; a question of another sort has none."""
    if question is not None and question.action == Action.more.value:
        _change(desk, work, question, "staff.more_over")


def _change(desk: Desk, work: Work, menu: Question, text: str, **values: Value) -> None:
    assert menu.ticket is not None, "a menu is about a ticket"
    ticket = moves.get(work, menu.ticket)
    if not sight.chat_may_see(speak.estate_of(desk, ticket), menu.chat, ticket):
        return  # what stood there was taken back
    texts = languages.of_staff_chat(desk, work, menu.chat)
    outgoing = texts.outgoing(text, number=ticket.number, **values)
    speak.change(work, ticket, questions.role_of(menu.id), menu.channel, menu.chat, outgoing)

"""«拆开»: homes that were taken for one event are seen to by themselves again; and who says what is one."""

from dataclasses import replace

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import in_lines
from handlers.refusals import Refused
from handlers.staff import questions
from handlers.staff.wording import in_a_row
from handlers.texts import Named, Sentence
from handlers.ticket import actions, incident, joining, moves
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import OPEN, Step
from storage import questions as kept_questions
from storage.records import QuestionId, Ticket
from storage.work import Work

_HOMES = 8
_A_LINE = 2


def offered(ticket: Ticket, member: StaffMember) -> list[Action]:
    """Return «拆开» where there is an event: for those who lead and who has it, for all while nobody has."""
    theirs = member.leads or ticket.assignee in (None, member.user)
    is_event = incident.is_first(ticket) or incident.is_joined(ticket)
    return [Action.take_apart] if is_event and theirs and Step(ticket.step) in OPEN else []


def ask(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, chat: str) -> Sentence:
    """Ask which home; the newest are shown, any other is taken out from its own ticket («查 012»)."""
    if not offered(ticket, member):
        raise Refused("toast.done_already")
    question = questions.begin(desk, work, ticket, member, Action.take_apart, chat)
    texts = languages.of_staff_chat(desk, work, chat)
    estate = speak.estate_of(desk, ticket)
    parts = _parts(work, ticket)
    made = [
        actions.of_estate(
            desk,
            work,
            estate,
            Action.split_one,
            f"{one.number.rpartition('-')[2]} {one.home or texts.plain('staff.no_home')}",
            chat,
            f"{question}:{one.id}",
            ticket=ticket.id,
            user=member.user,
        )
        for one in parts[-_HOMES:]
    ]
    if len(parts) > 1:
        label = texts.button(Action.split_all.value)
        of_all = (Action.split_all, label, chat, f"{question}:")
        made.append(actions.of_estate(desk, work, estate, *of_all, ticket=ticket.id, user=member.user))
    outgoing = texts.outgoing(
        "staff.ask_take_apart", who=Named(member.name, member.user), number=ticket.number
    )
    shown = replace(outgoing, buttons=in_lines(made, _A_LINE))
    questions.put(desk, work, ticket, chat, question, shown, questions.role_of(question))
    return Sentence("toast.choose")


def chosen(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, arg: str) -> Sentence:
    """Take one home out of its event, or all; a question that was answered or lapsed does nothing."""
    number, _, chosen_id = arg.partition(":")
    question = kept_questions.get(work, QuestionId(int(number)))
    if question is None:
        raise Refused("refusal.unknown_button")
    questions.end(desk, work, ticket, question)
    parts = [one for one in _parts(work, ticket) if chosen_id in ("", str(one.id))]
    if not parts:
        raise Refused("toast.done_already")
    for one in parts:
        joining.stand_alone(desk, work, moves.get(work, one.id), member.user)
    shown = languages.of_staff_chat(desk, work, question.chat).outgoing(
        "staff.split_done",
        who=member.name,
        number=ticket.number,
        numbers=in_a_row(one.number for one in parts),
    )
    now, role = moves.get(work, ticket.id), questions.role_of(question.id)
    speak.change(work, now, role, question.channel, question.chat, shown)
    return Sentence("toast.noted")


def _parts(work: Work, ticket: Ticket) -> list[Ticket]:
    """Return what can be taken out: a ticket that counts to an event, or all that count to it."""
    if incident.is_joined(ticket):
        return [ticket]
    return [one for one in incident.counted(work, ticket) if Step(one.step) in OPEN]

"""«敏感», «涉及人员» and «取消限制»: what the judgement missed those who lead say, and take back."""

from dataclasses import replace

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.refusals import Refused
from handlers.staff import assigning, questions
from handlers.texts import Sentence
from handlers.ticket import confiding, sight
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import FINISHED, Step
from handlers.ticket.sight import Confided
from storage.records import Question, Ticket
from storage.work import Work


def offered(ticket: Ticket, member: StaffMember) -> list[Action]:
    """Return what somebody may say of who sees a ticket."""
    if not member.leads or Step(ticket.step) in FINISHED:
        return []
    confided = Confided.of(ticket)
    marks = [] if confided.sensitive else [Action.sensitive]
    return [*marks, Action.about_person, *([Action.open_up] if confided else [])]


def mark(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> Sentence:
    """Let those who lead alone see a ticket from now on."""
    _refuse_unless(ticket, member, Action.sensitive)
    confided = replace(Confided.of(ticket), sensitive=True)
    confiding.hide(desk, work, ticket, confided, member.user)
    return Sentence("toast.confided")


def open_up(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> Sentence:
    """Let a ticket be everybody's again: the words that had confided it do so no more."""
    _refuse_unless(ticket, member, Action.open_up)
    confiding.open_up(desk, work, ticket, member.user)
    return Sentence("toast.opened_up")


def ask(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> Sentence:
    """Ask of whom the ticket complains; only those who lead read the question."""
    _refuse_unless(ticket, member, Action.about_person)
    estate, known = speak.estate_of(desk, ticket), Confided.of(ticket).about
    named = [(one.name, one.user) for one in estate.staff if one.user not in known and one.may_work]
    question = questions.begin(desk, work, ticket, member, Action.about_person, member.user)
    assigning.put_choice(desk, work, ticket, member, member.user, question, "staff.ask_about_person", named)
    return Sentence("toast.asked_privately")


def chosen(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, question: Question, user: str
) -> Sentence:
    """Keep a ticket from the person it is about, and from the groups they read."""
    _refuse_unless(ticket, member, Action.about_person)
    about = speak.estate_of(desk, ticket).member(user)
    if about is None:
        raise Refused("refusal.nobody_there")
    questions.end(desk, work, ticket, question)
    before = Confided.of(ticket)
    confided = replace(before, about=tuple(dict.fromkeys([*before.about, about.user])))
    ticket = confiding.hide(desk, work, ticket, confided, member.user)
    if sight.chat_may_see(speak.estate_of(desk, ticket), question.chat, ticket):
        outgoing = languages.of_staff_chat(desk, work, question.chat).outgoing(
            "staff.about_person", number=ticket.number, who=member.name, about=about.name
        )
        role = questions.role_of(question.id)
        speak.change(work, ticket, role, question.channel, question.chat, outgoing)
    return Sentence("toast.confided")


def _refuse_unless(ticket: Ticket, member: StaffMember, action: Action) -> None:
    if not member.leads:
        raise Refused("refusal.lead_confides")
    if action not in offered(ticket, member):
        raise Refused("toast.done_already")

"""«派单» and «转派»: to whom a ticket goes; and «退单», why it waits for somebody else."""

from collections.abc import Sequence
from dataclasses import replace

from handlers import languages, speak
from handlers.desk import Desk, Estate, StaffMember, Team
from handlers.messages import Button, in_lines
from handlers.refusals import Refused
from handlers.staff import claim, doing, questions
from handlers.texts import Named, Sentence, Words
from handlers.ticket import (
    actions,
    card,
    claiming,
    duty,
    giving_back,
    membership,
    promised,
    sight,
    transferring,
    turns,
    unasked,
)
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import HELD, Step
from storage import questions as kept_questions
from storage.records import Question, QuestionId, Ticket
from storage.work import Work

TO_A_TEAM = "team:"
_PEOPLE = 12
_A_LINE = 3


def offered(ticket: Ticket, member: StaffMember) -> list[Action]:
    """Return which of the three somebody may do: the assignee and those who lead; only these dispatch."""
    if Step(ticket.step) is Step.received:
        return [Action.dispatch] if member.leads else []
    if Step(ticket.step) in HELD and (member.leads or ticket.assignee == member.user):
        return [*([Action.dispatch] if member.leads else []), Action.transfer, Action.hand_back]
    return []


def ask(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, action: Action, chat: str) -> Sentence:
    """Show the presser to whom the ticket may go. Refuses whoever may not decide it, and where nobody is."""
    _refuse_unless_theirs(desk, ticket, member, action)
    estate = membership.present(work, speak.estate_of(desk, ticket))
    people = _people(work, estate, ticket, member if action is Action.transfer else None)
    teams = _teams(estate, ticket) if action is Action.transfer else []
    if not people and not teams:
        raise Refused("refusal.nobody_there")
    question = questions.begin(desk, work, ticket, member, action, chat)
    named = [(one.name, one.user) for one in people] + [(one.name, f"{TO_A_TEAM}{one.key}") for one in teams]
    put_choice(desk, work, ticket, member, chat, question, f"staff.ask_{action.value}", named)
    return Sentence("toast.choose")


def put_choice(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    chat: str,
    question: QuestionId,
    text: str,
    named: Sequence[tuple[str, str]],
) -> None:
    """Ask with one button a name, which comes back with what stands beside it."""
    estate, texts = speak.estate_of(desk, ticket), languages.of_staff_chat(desk, work, chat)
    made: list[Button] = [
        actions.of_estate(
            desk,
            work,
            estate,
            Action.this_person,
            label,
            chat,
            f"{question}:{arg}",
            ticket=ticket.id,
            user=member.user,
        )
        for label, arg in named
    ]
    outgoing = texts.outgoing(text, who=Named(member.name, member.user), number=ticket.number)
    role = questions.role_of(question)
    questions.put(
        desk, work, ticket, chat, question, replace(outgoing, buttons=in_lines(made, _A_LINE)), role
    )


def chosen(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, question: Question, to: str
) -> Sentence:
    """Dispatch the ticket to whom was chosen, or offer it to them."""
    estate, action = membership.present(work, speak.estate_of(desk, ticket)), Action(question.action)
    _refuse_unless_theirs(desk, ticket, member, action)
    questions.end(desk, work, ticket, question)
    team = estate.team(to.removeprefix(TO_A_TEAM)) if to.startswith(TO_A_TEAM) else None
    colleague = None if team else estate.member(to)
    whom = team or colleague
    if whom is None or (colleague is not None and not sight.may_handle(estate, colleague, ticket)):
        raise Refused("refusal.nobody_there")
    if action is Action.dispatch and colleague is not None:
        ticket = dispatch(desk, work, ticket, member, colleague)
        done, toast = "dispatched", "toast.dispatched"
    else:
        ticket = transferring.offer(desk, work, ticket, member, whom)
        done, toast = "transfer_asked", "toast.transfer_offered"
    outgoing = languages.of_staff_chat(desk, work, question.chat).outgoing(
        f"staff.{done}", number=ticket.number, who=member.name, to=whom.name
    )
    role = questions.role_of(question.id)
    speak.change(work, ticket, role, question.channel, question.chat, outgoing)
    return Sentence(toast, number=ticket.number)


def dispatch(desk: Desk, work: Work, ticket: Ticket, lead: StaffMember, to: StaffMember) -> Ticket:
    """Give a ticket to somebody, as one of those who lead decides; they read so where they work."""
    if ticket.assignee == to.user:
        raise Refused("toast.done_already")
    ticket = transferring.withdraw(desk, work, ticket)
    if Step(ticket.step) is Step.received:
        ticket = claiming.take(desk, work, ticket, to, by=lead)
    else:
        ticket = claim.take_over(desk, work, ticket, to, "dispatched", by=lead)
        _tell_owner(desk, work, ticket, to)
    estate = speak.estate_of(desk, ticket)
    chat = transferring.chat_of(estate, ticket, to)
    texts = languages.of_staff_chat(desk, work, chat)
    told = texts.outgoing(
        "staff.dispatched_to_you",
        who=Named(to.name, to.user),
        number=ticket.number,
        by=lead.name,
        words=card.in_a_line(texts, ticket, 60),
    )
    speak.say(
        work,
        key=f"{ticket.id}:dispatched:{ticket.version}",
        channel=desk.staff_channel,
        chat=chat,
        outgoing=replace(told, reply_role=speak.CARD if chat == ticket.staff_chat else None),
        ticket=ticket.id,
        role="followup",
    )
    return ticket


def accept(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, number: str) -> Sentence:
    """Become the assignee of what was offered; with a team's ticket its card goes to the team's group."""
    made = transferring.answered(ticket, member, number)
    estate = speak.estate_of(desk, ticket)
    if not sight.may_handle(estate, member, ticket) and made.team is None:
        raise Refused("refusal.confided")
    turns.refuse_if_full(work, estate, member, ticket)
    ticket = transferring.end(
        desk, work, ticket, "transfer_accepted", member.user, "staff.transfer_taken", member.name
    )
    if made.chat in estate.working_chats:
        team = estate.team(made.team or member.team)
        ticket = transferring.moved(desk, work, ticket, team, made.chat)
    ticket = claim.take_over(desk, work, ticket, member, "transferred")
    _tell_owner(desk, work, ticket, member)
    return Sentence("toast.claimed", number=ticket.number)


def not_accept(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, number: str) -> Sentence:
    """Say no to what was offered: whoever has it keeps it, and reads so."""
    made = transferring.answered(ticket, member, number)
    who = member.name
    ticket = transferring.end(
        desk, work, ticket, "transfer_declined", member.user, "staff.transfer_not_taken", who
    )
    if made.chat != ticket.staff_chat:
        told = desk.texts.outgoing("staff.transfer_not_taken", number=ticket.number, who=who)
        speak.to_group(desk, work, ticket, f"transfer:{made.number}:declined", told)
    return Sentence("toast.noted")


def ask_why(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, chat: str) -> Sentence:
    """Ask why a ticket is handed back."""
    _refuse_unless_theirs(desk, ticket, member, Action.hand_back)
    return questions.ask(desk, work, ticket, member, Action.hand_back, chat)


def hand_back(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, reason: str) -> None:
    """Let a ticket wait for a claim again; its group reads why, and the owner of a time that stood."""
    _refuse_unless_theirs(desk, ticket, member, Action.hand_back)
    ticket = transferring.withdraw(desk, work, ticket)
    promise = promised.standing(work, ticket)
    ticket = giving_back.give_back(desk, work, ticket, member.user, reason)
    if promise is not None:
        giving_back.tell_of_promise(desk, work, ticket, promise)
    told = desk.texts.outgoing(
        "staff.handed_back", number=ticket.number, who=member.name, words=Words(reason)
    )
    speak.to_group(desk, work, ticket, f"handed_back:{ticket.version}", told, role=speak.NOTE)


def question_of(work: Work, arg: str) -> tuple[Question, str]:
    """Return the question that a button of `put_choice` answers, and what it stands for."""
    number, _, to = arg.partition(":")
    question = kept_questions.get(work, QuestionId(int(number)))
    if question is None:
        raise Refused("refusal.unknown_button")
    return question, to


def _refuse_unless_theirs(desk: Desk, ticket: Ticket, member: StaffMember, action: Action) -> None:
    if action is Action.dispatch and not member.leads:
        raise Refused("refusal.lead_dispatches")
    if action is not Action.dispatch and Step(ticket.step) not in HELD:
        raise Refused("refusal.step", state=Sentence(f"steps.{ticket.step}"))
    if not member.leads:
        doing.only_assignee(desk, ticket, member)


def _people(work: Work, estate: Estate, ticket: Ticket, but: StaffMember | None) -> list[StaffMember]:
    """Return who may take it: on shift before off, of its team before others; nobody whose hands are full."""
    on, busy = duty.on_shift(work, estate), turns.full(work, estate, ticket)
    may = [
        one
        for one in estate.staff
        if sight.may_handle(estate, one, ticket)
        and one.user != ticket.assignee
        and one != but
        and one.user not in busy
    ]
    return sorted(may, key=lambda one: (one.user not in on, one.team != ticket.team))[:_PEOPLE]


def _teams(estate: Estate, ticket: Ticket) -> list[Team]:
    if sight.Confided.of(ticket):
        return []
    return [team for team in estate.teams if team.key != ticket.team]


def _tell_owner(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> None:
    told = Sentence("owner.handed_over", number=ticket.number, staff=member.name)
    unasked.say(desk, work, ticket, f"handed_over:{ticket.version}", told, must=False)

"""A reply to a message about several tickets: whoever wrote it says which one it is about, nobody guesses."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers import languages, speak
from handlers.desk import Desk, Estate, StaffMember
from handlers.messages import Incoming, in_lines
from handlers.refusals import Refused
from handlers.staff import questions, replies
from handlers.texts import Named, Sentence
from handlers.ticket import actions, moves, several, sight
from handlers.ticket.actions import Action
from storage import questions as kept_questions
from storage import timers
from storage.records import Link, Priority, QuestionId, QuestionState, Ticket
from storage.work import Work

_A_LINE = 4


def is_about_a_ticket(link: Link) -> bool:
    """Tell whether a reply to such a message of ours is about a ticket, be it yet to be said about which."""
    return link.ticket is not None or link.role == speak.SEVERAL


def received(desk: Desk, work: Work, incoming: Incoming, link: Link) -> None:
    """Take a reply that is about a ticket, or ask about which."""
    if link.ticket is None:
        ask(desk, work, incoming, link)
    else:
        replies.received(desk, work, incoming, link, moves.get(work, link.ticket))


def ask(desk: Desk, work: Work, incoming: Incoming, link: Link) -> None:
    """Ask one of the roster which ticket a reply is about; it waits until then, as what it is."""
    found = [moves.get(work, number) for number in several.listed(work, link.origin or 0)]
    for estate in desk.estates_of_chat(incoming.chat):
        member = estate.member(incoming.sender.user if incoming.sender else "")
        own = [ticket for ticket in found if ticket.estate == estate.key]
        seen = sight.shown_in(estate, incoming.chat, own)
        if seen and member is not None and member.may_work:
            _ask(desk, work, estate, member, incoming, seen)


def _ask(
    desk: Desk,
    work: Work,
    estate: Estate,
    member: StaffMember,
    incoming: Incoming,
    found: Sequence[Ticket],
) -> None:
    question = kept_questions.ask(
        work,
        ticket=None,
        action=Action.reply_to_one.value,
        channel=incoming.channel,
        chat=incoming.chat,
        user=member.user,
        data={"reply": incoming.as_json()},
    )
    due = work.now + timedelta(minutes=estate.policy.question_lapses_min)
    timers.set(work, kind=questions.TIMER, entity=str(question), occurrence="lapse", due=due)
    made = [
        actions.of_estate(
            desk,
            work,
            estate,
            Action.reply_to_one,
            end,
            incoming.chat,
            str(question),
            ticket=ticket.id,
            user=member.user,
        )
        for end, ticket in zip(several.ends(found), found, strict=True)
    ]
    texts = languages.of_staff_chat(desk, work, incoming.chat)
    shown = texts.outgoing("staff.which_one", who=Named(member.name, member.user))
    speak.say(
        work,
        key=f"which_one:{incoming.key}",
        channel=incoming.channel,
        chat=incoming.chat,
        outgoing=replace(shown, buttons=in_lines(made, _A_LINE), reply_to=incoming.message),
        priority=Priority.receipt,
    )


def chosen(desk: Desk, work: Work, ticket: Ticket, arg: str) -> Sentence:
    """Take the reply as one to the card of the ticket that its writer chose, once."""
    question = kept_questions.get(work, QuestionId(int(arg)))
    if question is None or not questions.settle(work, question, QuestionState.answered):
        raise Refused("refusal.lapsed")
    reply = Incoming.from_json(question.data["reply"])
    card = Link(reply.channel, reply.chat, reply.reply_to or "", ticket.id, speak.CARD, None)
    replies.received(desk, work, reply, card, ticket)
    return Sentence("toast.noted_for", number=ticket.number)

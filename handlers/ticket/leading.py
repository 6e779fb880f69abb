"""Words for those who lead only: how somebody behaved is no matter for the group they work in."""

from collections.abc import Sequence

from handlers import languages, speak
from handlers.desk import Desk, Estate
from handlers.texts import Sentence, Value
from handlers.ticket import duty, membership, pointing, sight, telling
from handlers.ticket.actions import Action
from storage.records import Message, Ticket
from storage.work import Work

BAD_WORDS = "bad_words"
_MANNER = "manner_round"


def tell(desk: Desk, work: Work, ticket: Ticket, event: str, text: str, **values: Value) -> None:
    """Tell lead and manager, each privately, and the managers' chat; a reply there goes to the owner."""
    ask(desk, work, ticket, event, Sentence(text, **values), ())


def ask(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    event: str,
    sentence: Sentence,
    choices: Sequence[Action],
    arg: str = "",
    *,
    role: str = "followup",
) -> None:
    """Tell them what they have to decide, with a button for each choice; any of them may press."""
    for chat in _chats(membership.present(work, speak.estate_of(desk, ticket)), ticket):
        telling.tell(desk, work, ticket, event, sentence, chat, choices, arg, role=role)


def tell_lead(desk: Desk, work: Work, ticket: Ticket, event: str, text: str, **values: Value) -> None:
    """Tell the lead of a ticket privately, if there is one."""
    lead = duty.lead_of(work, speak.estate_of(desk, ticket), ticket)
    if lead is None:
        return
    texts = languages.of_user(desk, work, desk.staff_channel, lead.user)
    speak.say(
        work,
        key=f"{ticket.id}:{event}:lead",
        channel=desk.staff_channel,
        chat=lead.user,
        outgoing=texts.outgoing(text, **values),
        ticket=ticket.id,
        role="followup",
    )


def can_be_told(estate: Estate) -> bool:
    """Tell whether words surely reach them: somebody who never wrote to the desk cannot be written to."""
    return estate.manager_chat is not None


def about_manner(ticket: Ticket) -> dict[str, int]:
    """Return what a ticket remembers when its owner is dissatisfied with how somebody behaved."""
    return {_MANNER: ticket.reopened}


def is_about_manner(ticket: Ticket) -> bool:
    """Tell whether the owner said so since the matter was last opened."""
    return ticket.data.get(_MANNER) == ticket.reopened


def is_hidden(estate: Estate, ticket: Ticket, message: Message) -> bool:
    """Tell whether only those who lead may read a message, as it may be about somebody's manner.

    Of words that told of several matters, one may be confided and this one not.
    """
    if message.direction == "owner" and not sight.Confided.of(ticket) and pointing.at(estate, message.text):
        return True
    later = ticket.claimed_at is not None and message.at > ticket.claimed_at
    return message.id == ticket.data.get(BAD_WORDS) or (
        is_about_manner(ticket) and message.direction == "owner" and later
    )


def _chats(estate: Estate, ticket: Ticket) -> list[str]:
    confided = sight.Confided.of(ticket)
    if confided:
        private = [member.user for member in sight.audience(estate, confided)]
        return list(dict.fromkeys([*private, ticket.staff_chat]))
    chats = [member.user for member in estate.staff if member.leads]
    return [*chats, estate.manager_chat] if estate.manager_chat else chats

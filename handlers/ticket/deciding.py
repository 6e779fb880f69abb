"""Who decides about a serious matter: managers who may see it, else leads, else whoever else may."""

from collections.abc import Sequence

from handlers import speak
from handlers.desk import Desk, Role, StaffMember
from handlers.refusals import Refused
from handlers.texts import Sentence
from handlers.ticket import membership, sight, telling
from handlers.ticket.actions import Action
from storage.records import Ticket
from storage.work import Work


def deciders(desk: Desk, work: Work, ticket: Ticket) -> list[StaffMember]:
    """Return them; nobody where an estate has no one who leads."""
    estate = speak.estate_of(desk, ticket)
    here = sight.of_audience(estate, ticket, membership.present(work, estate).staff)
    managers = [member for member in here if member.role is Role.manager]
    leads = [member for member in here if member.role is Role.lead]
    confided = here if sight.Confided.of(ticket) else []
    return managers or leads or confided


def refuse_others(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> None:
    """Refuse whoever does not decide."""
    if member not in deciders(desk, work, ticket):
        raise Refused("refusal.manager_decides")


def ask(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    event: str,
    sentence: Sentence,
    choices: Sequence[Action],
    arg: str = "",
    *,
    also: StaffMember | None = None,
) -> None:
    """Ask each of them, and `also`, privately, with a button for each choice: the first press decides."""
    asked = deciders(desk, work, ticket)
    asked = asked if also is None or also in asked else [*asked, also]
    tell(desk, work, ticket, event, sentence, asked, choices, arg)


def tell(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    event: str,
    sentence: Sentence,
    members: Sequence[StaffMember],
    choices: Sequence[Action],
    arg: str = "",
) -> None:
    """Tell some of the staff something privately, once per `event`, with buttons that only they may press."""
    for member in members:
        user = member.user
        telling.tell(desk, work, ticket, event, sentence, user, choices, arg, role=speak.INSIDE, user=user)

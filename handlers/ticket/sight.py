"""Who may see a ticket, and who may work on it: every list, card, press, page and reply asks here.

Most matters are everybody's on the roster, a contractor's people see their own team's. A *confided* one is
about somebody of the staff, or sensitive: those who lead see it, never the person it is about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from handlers.desk import Estate, Role, StaffMember
from handlers.refusals import Refused
from nlp.judgement import Category
from storage.records import Ticket

KEY = "confided"
UNNAMED = "unnamed"  # the owner wants nobody to learn who told of it
NOBODYS = "0"  # no chat has this id: what is said there is parked, and the operator reads why
_LEADING = (Role.lead, Role.manager)


@dataclass(frozen=True, slots=True)
class Confided:
    """Why a matter is not everybody's: the users it is `about`, or that it is `sensitive`."""

    about: tuple[str, ...] = ()
    sensitive: bool = False

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        """Read what a ticket remembers; an ordinary one gives a value that is false."""
        kept = ticket.data.get(KEY, {})
        return cls(tuple(kept.get("about", ())), bool(kept.get("sensitive")))

    def __bool__(self) -> bool:
        return self.sensitive or bool(self.about)

    def kept_in(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data of a ticket with this in it, or without any of it."""
        rest = {name: value for name, value in data.items() if name != KEY}
        return {**rest, KEY: {"about": list(self.about), "sensitive": self.sensitive}} if self else rest


def audience(estate: Estate, confided: Confided) -> list[StaffMember]:
    """Return who of the roster sees a confided matter.

    About staff, or sensitive: leads and managers. About a lead or an admin: managers. About a manager: the
    head office, whose people on the roster are its admins. Whoever it is about never; where nobody is left,
    those next in that order do.
    """
    others = [one for one in estate.staff if one.user not in confided.about and one.may_work]
    roles = {member.role for user in confided.about if (member := estate.member(user))}
    if Role.manager in roles:
        own: list[tuple[Role, ...]] = [(Role.admin,)] if estate.head_office_chat else []
        orders = [*own, (Role.manager,), (Role.lead,), (Role.admin,)]
        if own:
            orders = own
    elif roles & {Role.lead, Role.admin}:
        orders = [(Role.manager,), (Role.lead,), (Role.admin,)]
    else:
        orders = [_LEADING, (Role.admin,)]
    found = ([one for one in others if one.role in order] for order in orders)
    return next((those for those in found if those), [])


def place(estate: Estate, confided: Confided) -> str:
    """Return the chat of its card: a group that nobody it is about reads, or a chat of one who may see it.

    Where nobody of the roster is left for it, the head office reads it.
    """
    roles = {member.role for user in confided.about if (member := estate.member(user))}
    if Role.manager in roles and estate.head_office_chat:
        return estate.head_office_chat
    if estate.manager_chat and not roles & {*_LEADING, Role.admin}:
        return estate.manager_chat
    readers = [member.user for member in audience(estate, confided)]
    return next(iter([*readers, *filter(None, [estate.head_office_chat])]), NOBODYS)


def unheard(estate: Estate) -> list[StaffMember]:
    """Return those of the roster about whom a complaint would be read by nobody."""
    return [one for one in estate.staff if one.may_work and place(estate, Confided((one.user,))) == NOBODYS]


def may_see(estate: Estate, member: StaffMember, ticket: Ticket) -> bool:
    """Tell whether somebody of the roster may see a ticket at all, wherever they ask."""
    confided = Confided.of(ticket)
    if confided:
        return member in audience(estate, confided)
    team = estate.team(member.team)
    return team is None or not team.contractor or team.chat == ticket.staff_chat


def may_handle(estate: Estate, member: StaffMember, ticket: Ticket) -> bool:
    """Tell whether somebody may claim it, investigate, answer, or be given it."""
    return member.may_work and may_see(estate, member, ticket)


def chat_may_see(estate: Estate, chat: str, ticket: Ticket) -> bool:
    """Tell whether words about a ticket may stand in a chat of staff, be it a group or a person's own."""
    confided = Confided.of(ticket)
    if not confided:
        member = estate.member(chat)
        return member is None or may_see(estate, member, ticket)
    private = (member.user for member in audience(estate, confided))
    return chat == place(estate, confided) or chat in private


def chat_may_name(estate: Estate, chat: str, ticket: Ticket) -> bool:
    """Tell whether a ticket may be named in a chat as one of several: in a contractor's group its own."""
    contractors = any(team.contractor and team.chat == chat for team in estate.teams)
    return chat_may_see(estate, chat, ticket) and (not contractors or ticket.staff_chat == chat)


def is_unnamed(ticket: Ticket) -> bool:
    """Tell whether those it is about must not learn who told of it: neither name nor home."""
    by_kind = ticket.category == Category.neighbours.value or bool(Confided.of(ticket))
    return by_kind or bool(ticket.data.get(UNNAMED))


def shown_in(estate: Estate, chat: str, found: Iterable[Ticket]) -> list[Ticket]:
    """Return those of some tickets that may stand in a chat of staff."""
    return [ticket for ticket in found if chat_may_see(estate, chat, ticket)]


def of_audience(estate: Estate, ticket: Ticket, members: Iterable[StaffMember]) -> list[StaffMember]:
    """Return those of some members who may handle a ticket, in their order; of an ordinary one all."""
    confided = Confided.of(ticket)
    return [member for member in members if not confided or may_handle(estate, member, ticket)]


def refuse_unless(estate: Estate, member: StaffMember, chat: str, ticket: Ticket) -> None:
    """Refuse whoever may not see a confided ticket, and everybody where the chat may not.

    The words are the same for all of them: nobody learns from it whom the matter is about.
    """
    if Confided.of(ticket) and not (may_see(estate, member, ticket) and chat_may_see(estate, chat, ticket)):
        raise Refused("refusal.confided")

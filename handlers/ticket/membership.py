"""Who of the roster is in the group they work in: whoever left it may do nothing and hears nothing."""

from collections.abc import Sequence
from dataclasses import replace

from handlers import languages, speak
from handlers.desk import Desk, Estate, Role, StaffMember
from handlers.messages import Incoming
from handlers.refusals import Refused
from handlers.texts import Sentence, below
from handlers.ticket import actions, card, pending, sight
from handlers.ticket.actions import Action
from storage import absentees
from storage.work import Work

Roster = Sequence[tuple[Estate, StaffMember]]

_LISTED = 20
_WORDS = 24


def present(work: Work, estate: Estate) -> Estate:
    """Return the estate without those of its roster who left their group."""
    groups = {group_of(estate, member) for member in estate.staff}
    gone = absentees.of_chats(work, groups)
    if not gone:
        return estate
    staying = (member for member in estate.staff if (group_of(estate, member), member.user) not in gone)
    return replace(estate, staff=tuple(staying))


def admit(work: Work, members: Roster, chat: str) -> list[tuple[Estate, StaffMember]]:
    """Return those who may act in this chat; refuses who left the group they work in, or this one."""
    groups = {group_of(estate, member) for estate, member in members} | {chat}
    gone = absentees.of_chats(work, groups)
    admitted = [
        (estate, member)
        for estate, member in members
        if gone.isdisjoint({(group_of(estate, member), member.user), (chat, member.user)})
    ]
    if not admitted:
        estate, _ = members[0]
        raise Refused("refusal.left_group", estate=estate.name)
    return admitted


def changed(desk: Desk, work: Work, incoming: Incoming) -> None:
    """Keep who came into a group or is not in it any more, as far as somebody works there."""
    estates = [estate for estate in desk.estates.values() if incoming.chat in estate.staff_chats]
    for one in incoming.memberships:
        user = one.user
        if user is None:
            _desk_changed(desk, work, incoming, inside=one.inside)
        elif any(estate.member(user) for estate in estates):
            at = (incoming.channel, incoming.chat, user)
            _member_changed(desk, work, estates, at, incoming.key, inside=one.inside)


def places(desk: Desk) -> frozenset[tuple[str, str]]:
    """Return every group that staff work in with everybody who works there."""
    rosters = ((estate, member) for estate in desk.estates.values() for member in estate.staff)
    return frozenset((group_of(estate, member), member.user) for estate, member in rosters)


def seen(desk: Desk, work: Work, chat: str, user: str, *, inside: bool) -> None:
    """Keep that somebody who works in a group was just found to be in it, or not to be."""
    estates = [estate for estate in desk.estates.values() if chat in estate.staff_chats]
    event = f"seen:{work.machine_now.isoformat()}"
    _member_changed(desk, work, estates, (desk.staff_channel, chat, user), event, inside=inside)


def desk_is_out(desk: Desk, work: Work, channel: str, chat: str, event: str) -> bool:
    """Keep that the desk cannot write to a group of staff: what is for it waits. False: it is none.

    Whoever leads is told, once until the desk is back.
    """
    estate = desk.estate_of_chat(chat) if channel == desk.staff_channel else None
    if estate is None:
        return False
    if absentees.gone(work, channel, chat, absentees.THE_DESK):
        told = Sentence("staff.desk_shut_out", group=_named(estate, chat))
        _tell_leading(desk, work, estate, f"desk_shut_out:{chat}:{event}", told, but=chat)
    return True


def desk_is_in(desk: Desk, work: Work, channel: str, chat: str) -> None:
    """Keep that the desk just wrote to a group: what waited goes out, and the next time is told anew."""
    is_group = channel == desk.staff_channel and desk.estate_of_chat(chat) is not None
    if is_group and absentees.back(work, channel, chat, absentees.THE_DESK):
        work.wake("outbox")


def _desk_changed(desk: Desk, work: Work, incoming: Incoming, *, inside: bool) -> None:
    if not inside:
        desk_is_out(desk, work, incoming.channel, incoming.chat, incoming.key)
    else:
        desk_is_in(desk, work, incoming.channel, incoming.chat)


def _member_changed(
    desk: Desk, work: Work, estates: Sequence[Estate], at: tuple[str, str, str], event: str, *, inside: bool
) -> None:
    """Keep that somebody is in a group again, or is not any more; `at`: channel, group and user."""
    _, chat, user = at
    if inside:
        absentees.back(work, *at)
    elif absentees.gone(work, *at):
        for estate in estates:
            member = estate.member(user)
            if member is not None and group_of(estate, member) == chat:
                _tell_lead(desk, work, estate, member, event)


def _tell_lead(desk: Desk, work: Work, estate: Estate, member: StaffMember, event: str) -> None:
    """Name what somebody who left the group has in hand, so that others can be found for it."""
    here = present(work, estate)
    leads = [one.user for one in here.staff if one.role is Role.lead]
    had = [one.ticket for one in pending.of_estate(work, estate) if one.ticket.assignee == member.user]
    for chat in leads or here.managing_chats:
        texts, theirs = languages.of_staff_chat(desk, work, chat), sight.shown_in(estate, chat, had)
        shown = texts.outgoing("staff.left_group", who=member.name, count=len(theirs) or "")
        for ticket in theirs[:_LISTED]:
            words = card.in_a_line(texts, ticket, _WORDS)
            shown = below(shown, texts.outgoing("staff.left_group_line", number=ticket.number, words=words))
        if theirs:
            action = Action.return_all
            label = texts.button(action.value)
            button = actions.of_estate(desk, work, estate, action, label, chat, member.user)
            shown = replace(shown, buttons=((button,),))
        key = f"left_group:{estate.key}:{event}:{member.user}:{chat}"
        speak.say(work, key=key, channel=desk.staff_channel, chat=chat, outgoing=shown)


def _tell_leading(desk: Desk, work: Work, estate: Estate, event: str, told: Sentence, *, but: str) -> None:
    here = present(work, estate)
    chats = [member.user for member in here.staff if member.leads]
    for chat in dict.fromkeys([*chats, *here.managing_chats]):
        if chat != but:
            outgoing = languages.of_staff_chat(desk, work, chat).outgoing(told.key, **told.values)
            speak.say(work, key=f"{event}:{chat}", channel=desk.staff_channel, chat=chat, outgoing=outgoing)


def group_of(estate: Estate, member: StaffMember) -> str:
    """Return the group somebody works in."""
    return estate.group_of(estate.team(member.team))


def _named(estate: Estate, chat: str) -> Sentence:
    team = next((team for team in estate.teams if team.chat == chat), None)
    if chat == estate.head_office_chat:
        return Sentence("staff.group_head_office", estate=estate.name)
    if chat == estate.manager_chat:
        return Sentence("staff.group_managers", estate=estate.name)
    if team is not None and chat != estate.staff_chat:
        return Sentence("staff.group_team", estate=estate.name, team=team.name)
    return Sentence("staff.group_staff", estate=estate.name)

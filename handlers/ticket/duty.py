"""Who is on duty: by the planned shifts, without those who are away."""

from datetime import datetime, timedelta

from handlers.desk import Estate, Role, StaffMember
from handlers.ticket import membership, sight
from storage import duties
from storage.commitments import Shift
from storage.records import Ticket
from storage.work import Work

_A_MOMENT = timedelta(microseconds=1)
_PAGED = frozenset({Role.staff, Role.lead})


def planned(work: Work, estate: Estate, moment: datetime) -> list[Shift]:
    """Return the shifts that hold at a moment, of people who are on the roster and not away."""
    away, estate = absent(work, estate, moment), membership.present(work, estate)
    return [
        shift
        for shift in duties.between(work, estate.key, moment, moment + _A_MOMENT)
        if shift.user not in away and (member := estate.member(shift.user)) and member.may_work
    ]


def absent(work: Work, estate: Estate, moment: datetime) -> frozenset[str]:
    """Return who is away at a moment."""
    return frozenset(
        absence.user for absence in duties.absences(work, estate.key, moment, moment + _A_MOMENT)
    )


def is_gap(work: Work, estate: Estate, moment: datetime) -> bool:
    """Tell whether an estate that plans shifts has nobody of its own for this moment."""
    members = [estate.member(shift.user) for shift in planned(work, estate, moment)]
    own = [member for member in members if member and not estate.is_contractor(member)]
    return not own and duties.are_planned(work, estate.key)


def on_shift(work: Work, estate: Estate) -> frozenset[str]:
    """Return the users on shift now; where nobody is, everybody on the roster who is not away."""
    found = frozenset(shift.user for shift in planned(work, estate, work.now))
    return found or _present(work, estate)


def is_on(work: Work, estate: Estate, user: str) -> bool:
    """Tell whether somebody is on shift now, or would be called because nobody is."""
    return user in on_shift(work, estate)


def lead_of(work: Work, estate: Estate, ticket: Ticket) -> StaffMember | None:
    """Return the lead for a ticket: one who is there, on shift before off, of its team before others."""
    here = sight.of_audience(estate, ticket, membership.present(work, estate).staff)
    leads = [member for member in here if member.role is Role.lead]
    on, away = on_shift(work, estate), absent(work, estate, work.now)

    def further_off(lead: StaffMember) -> tuple[bool, bool, bool]:
        return lead.user in away, lead.user not in on, lead.team != ticket.team

    return min(leads, key=further_off, default=None)


def paged(work: Work, estate: Estate, ticket: Ticket, n: int, *, higher: bool) -> list[StaffMember]:
    """Return whom the n-th page of a ticket calls privately; `higher`: lead and manager too, off shift too.

    The first page goes to those on shift in the ticket's team, later ones to everybody on shift, and where
    nobody is to everybody who is not away. Contractors hear of their own team's matters only. A confided one
    is called about by those who may see it, on shift or not.
    """
    confided, estate = sight.Confided.of(ticket), membership.present(work, estate)
    if confided:
        return _there(work, estate, sight.audience(estate, confided))
    teams = {shift.user: shift.team for shift in planned(work, estate, work.now)}
    away = absent(work, estate, work.now)
    everybody = [member for member in estate.staff if _is_paged(estate, member, ticket)]
    called = [member for member in everybody if member.user in teams]
    if n == 0 and ticket.team is not None:
        called = [member for member in called if teams[member.user] == ticket.team] or called
    called = called or [member for member in everybody if member.user not in away] or everybody
    if higher or not called:
        called += [member for member in _leaders(work, estate) if member not in called]
    return called


def paged_on(work: Work, estate: Estate, ticket: Ticket) -> list[StaffMember]:
    """Return who is called when all pages of the list were in vain: whoever leads, on shift or not."""
    confided, estate = sight.Confided.of(ticket), membership.present(work, estate)
    if confided:
        return _there(work, estate, sight.audience(estate, confided))
    return _leaders(work, estate)


def near(work: Work, estate: Estate, ticket: Ticket) -> list[StaffMember]:
    """Return who of our own people can go to a danger that is confided: on shift, and not whom it is about.

    Never people of another company; where nobody is planned, everybody who is not away.
    """
    confided, estate = sight.Confided.of(ticket), membership.present(work, estate)
    told, on = sight.audience(estate, confided), on_shift(work, estate)
    return [
        one
        for one in estate.staff
        if one.user in on
        and one.role in _PAGED
        and one not in told
        and one.user not in confided.about
        and not estate.is_contractor(one)
    ]


def _is_paged(estate: Estate, member: StaffMember, ticket: Ticket) -> bool:
    outside = estate.is_contractor(member) and member.team != ticket.team
    return member.role in _PAGED and not outside


def _leaders(work: Work, estate: Estate) -> list[StaffMember]:
    leaders = [member for member in estate.staff if member.leads]
    return _there(work, estate, leaders)


def _there(work: Work, estate: Estate, members: list[StaffMember]) -> list[StaffMember]:
    """Return those who are not away; everybody where all of them are."""
    away = absent(work, estate, work.now)
    return [member for member in members if member.user not in away] or members


def _present(work: Work, estate: Estate) -> frozenset[str]:
    away, estate = absent(work, estate, work.now), membership.present(work, estate)
    return frozenset(member.user for member in estate.staff if member.may_work and member.user not in away)

"""What a review meeting decided: told to whom it names, reminded of, and done, given up, or on the next list.

Each has three moments: a day before it is due, when it is due, and at the next opening after, when chair and
managers hear that it is not done. One that is settled by then says nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from handlers import calendar, languages, speak
from handlers.desk import Desk, Estate, Role, StaffMember
from handlers.messages import Button
from handlers.refusals import Refused
from handlers.texts import Sentence, Value, Words
from handlers.ticket import actions, closing, complaint, filing, membership, moves, sight
from handlers.ticket.actions import Action
from storage import complaints, journal, reviews, timers
from storage.meetings import Decision, DecisionId, DecisionState, Review
from storage.records import MessageId, Ticket, Timer
from storage.work import Work

TIMER = "decision"
BEFORE, DUE, LATE = "before", "due", "late"
_A_DAY = timedelta(days=1)
_WORDS = 300
_MANAGING = (Role.manager, Role.lead)


def due_on(estate: Estate, day: date) -> datetime:
    """Return by when something is due that was promised for a day: when people go home."""
    begins = datetime.combine(day, time(), estate.zone).astimezone(UTC)
    open_then = calendar.open_within(estate, begins, begins + _A_DAY)
    return open_then[1] if open_then else begins + _A_DAY


def make(
    desk: Desk,
    work: Work,
    review: Review,
    by: StaffMember,
    ticket: Ticket | None,
    person: StaffMember,
    due: datetime,
    words: str,
    message: MessageId,
) -> Decision:
    """Keep what was decided, with the file of its ticket, and tell whom it names.

    Refuses somebody who may not see the ticket.
    """
    estate = desk.estates[review.estate]
    if ticket is not None and not sight.may_see(estate, person, ticket):
        raise Refused("refusal.decision_hidden", who=person.name)
    number = reviews.decide(
        work,
        estate=estate.key,
        review=review.id,
        ticket=ticket.id if ticket else None,
        words=words,
        person=person.user,
        due=due,
        made_by=by.user,
    )
    made = _get(work, number)
    _note(work, made, ticket, "decided", by.user, words, message)
    if ticket is not None:
        _file(desk, work, review, moves.get(work, ticket.id), words, by)
    for occurrence, moment in _moments(estate, work.now, due).items():
        timers.set(work, kind=TIMER, entity=str(number), occurrence=occurrence, due=moment)
    _tell(desk, work, made, "made", "staff.decided", [person], [Action.decision_done])
    return made


def fall_due(desk: Desk, work: Work, timer: Timer) -> None:
    """Remind whom it names, or tell chair and managers that it is not done; nothing where it is settled."""
    made = reviews.decision(work, DecisionId(int(timer.entity)))
    estate = desk.estates.get(made.estate) if made else None
    if made is None or estate is None or made.state is not DecisionState.open:
        return
    if any(one.due <= work.now for one in timers.all_waiting(work, TIMER, timer.entity)):
        return  # the service was down: only the last is said
    person = membership.present(work, estate).member(made.person)
    if timer.occurrence == LATE:
        _note(work, made, _ticket(work, made), "decision_late", moves.DESK)
        told = [*_chair(desk, work, made), *([person] if person else [])]
        _tell(
            desk,
            work,
            made,
            LATE,
            "staff.decision_late",
            told,
            [Action.decision_done, Action.decision_dropped],
        )
    elif person is not None and _may_read(estate, person, _ticket(work, made)):
        _tell(desk, work, made, timer.occurrence, "staff.decision_due", [person], [Action.decision_done])
    else:  # they left, or may not see the matter any more
        told = _chair(desk, work, made)
        _tell(desk, work, made, timer.occurrence, "staff.decision_alone", told, [Action.decision_dropped])


def done(desk: Desk, work: Work, made: Decision, member: StaffMember, words: str, message: MessageId) -> None:
    """Take it as done, with a line of what was; chair and managers read it. Refuses a second time."""
    _settle(desk, work, made, DecisionState.done, member, words, message)


def drop(desk: Desk, work: Work, made: Decision, member: StaffMember, words: str, message: MessageId) -> None:
    """Give it up, with the reason; whom it named and the chair read it."""
    _settle(desk, work, made, DecisionState.dropped, member, words, message)


def may_settle(desk: Desk, work: Work, made: Decision, member: StaffMember) -> bool:
    """Tell whether somebody may say that it is done: whom it names, the chair, and those who lead."""
    if not _may_read(desk.estates[made.estate], member, _ticket(work, made)):
        return False
    review = reviews.get(work, made.review)
    return member.user in (made.person, review.chair if review else None) or member.leads


def may_drop(desk: Desk, work: Work, made: Decision, member: StaffMember) -> bool:
    """Tell whether somebody may give it up: the chair, and those who lead."""
    review = reviews.get(work, made.review)
    is_chair = review is not None and review.chair == member.user
    return may_settle(desk, work, made, member) and (member.leads or is_chair)


def told(desk: Desk, work: Work, made: Decision) -> dict[str, Value]:
    """Return what a line about it says; where it is about no ticket, that it is general."""
    estate, ticket = desk.estates[made.estate], _ticket(work, made)
    person = estate.member(made.person)
    return {
        "number": ticket.number if ticket else Sentence("staff.decision_general"),
        "who": person.name if person else "–",
        "due": calendar.spoken(estate, made.due, None),
        "words": Words(made.words).on_one_line(_WORDS),
        "state": Sentence(f"decision_states.{made.state.value}"),
        "outcome": Words(made.outcome or "").on_one_line(_WORDS),
    }


def _settle(
    desk: Desk,
    work: Work,
    made: Decision,
    state: DecisionState,
    member: StaffMember,
    words: str,
    message: MessageId,
) -> None:
    if not reviews.settle(work, made.id, state, member.user, words):
        raise Refused("toast.done_already")
    timers.cancel(work, TIMER, str(made.id))
    _note(work, made, _ticket(work, made), f"decision_{state.value}", member.user, words, message)
    person = desk.estates[made.estate].member(made.person)
    readers = [*_chair(desk, work, made), *([person] if person else [])]
    told_of = [one for one in readers if one.user != member.user]
    _tell(desk, work, _get(work, made.id), state.value, f"staff.decision_{state.value}", told_of, [])


def _moments(estate: Estate, now: datetime, due: datetime) -> dict[str, datetime]:
    """Return when it is spoken of, at hours people work; what would be past is left out."""
    last_day = calendar.open_within(estate, due - _A_DAY, due)
    on_the_day = last_day[0] if last_day else due
    before = calendar.next_open(estate, on_the_day - _A_DAY)
    wanted = {DUE: on_the_day, LATE: calendar.next_open(estate, due)}
    if before < on_the_day:
        wanted[BEFORE] = before
    return {name: moment for name, moment in wanted.items() if moment > now}


def _note(
    work: Work,
    made: Decision,
    ticket: Ticket | None,
    code: str,
    actor: str,
    words: str | None = None,
    message: MessageId | None = None,
) -> None:
    facts: dict[str, str | int | None] = {"decision": made.id, "review": made.review, "person": made.person}
    if message is not None:
        facts["message"] = message
    journal.add(
        work,
        estate=made.estate,
        ticket=ticket.id if ticket else None,
        code=code,
        actor=actor,
        facts=facts,
        words=words,
    )


def _file(desk: Desk, work: Work, review: Review, ticket: Ticket, words: str, by: StaffMember) -> None:
    """Write the decision into the file of a complaint, which may have waited for nothing else."""
    if not complaint.is_one(ticket):
        return
    kept = complaints.get(work, ticket.id)
    said = f"{review.held_on} {words}"
    before = kept.review if kept and kept.review not in (None, "–") else None
    whole = f"{before}\n{said}" if before else said
    ticket = filing.write(work, ticket, "filed", by.user, {"review": whole})
    closing.complete(desk, work, ticket)


def _chair(desk: Desk, work: Work, made: Decision) -> list[StaffMember]:
    """Return the chair of its meeting and the managers, as far as they may see its ticket, else who leads."""
    estate, review = membership.present(work, desk.estates[made.estate]), reviews.get(work, made.review)
    ticket = _ticket(work, made)
    may = [one for one in estate.staff if _may_read(estate, one, ticket)]
    chair = [one for one in may if review is not None and one.user == review.chair]
    for role in _MANAGING:
        found = [one for one in may if one.role is role]
        if found:
            return list(dict.fromkeys([*chair, *found]))
    return chair or (list(sight.audience(estate, sight.Confided.of(ticket))) if ticket else [])


def _may_read(estate: Estate, member: StaffMember, ticket: Ticket | None) -> bool:
    if ticket is None:
        return member.may_work
    return member.may_work and sight.may_see(estate, member, ticket)


def _ticket(work: Work, made: Decision) -> Ticket | None:
    return None if made.ticket is None else moves.get(work, made.ticket)


def _get(work: Work, number: DecisionId) -> Decision:
    made = reviews.decision(work, number)
    assert made is not None, f"decision {number} was just kept"
    return made


def _tell(
    desk: Desk,
    work: Work,
    made: Decision,
    event: str,
    key: str,
    members: Iterable[StaffMember],
    choices: Sequence[Action],
) -> None:
    """Tell some of the staff privately, once an event, with buttons that only they may press.

    Nobody reads of a matter they may not see any more.
    """
    values, estate, ticket = told(desk, work, made), desk.estates[made.estate], _ticket(work, made)
    for member in dict.fromkeys(one for one in members if _may_read(estate, one, ticket)):
        texts = languages.of_user(desk, work, desk.staff_channel, member.user)
        buttons = tuple(_button(desk, work, made, member, action) for action in choices)
        speak.say(
            work,
            key=f"decision:{made.id}:{event}:{member.user}",
            channel=desk.staff_channel,
            chat=member.user,
            outgoing=replace(texts.outgoing(key, **values), buttons=(buttons,) if buttons else ()),
            ticket=made.ticket,
            role=speak.INSIDE,
        )


def _button(desk: Desk, work: Work, made: Decision, member: StaffMember, action: Action) -> Button:
    texts = languages.of_user(desk, work, desk.staff_channel, member.user)
    return actions.of_estate(
        desk,
        work,
        desk.estates[made.estate],
        action,
        texts.button(action.value),
        member.user,
        str(made.id),
        ticket=made.ticket,
        user=member.user,
    )

"""«监控»: what became of the footage of a matter, and who looked at it, in a clerk's private chat."""

from collections.abc import Mapping
from dataclasses import replace

from handlers import calendar, languages, speak
from handlers.desk import Desk, Estate, StaffMember
from handlers.messages import Incoming, Outgoing, in_lines
from handlers.refusals import Refused
from handlers.staff import questions
from handlers.staff.wording import in_a_row
from handlers.texts import Named, Sentence, Value, Words, below
from handlers.ticket import actions, card, evidence, footage, keeping, viewings
from handlers.ticket.actions import OF_FOOTAGE, Action
from handlers.ticket.footage import Footage, State
from handlers.ticket.viewings import Viewer
from storage import questions as kept_questions
from storage import tasks
from storage.commitments import Task
from storage.records import Priority, QuestionState, Ticket
from storage.work import Work

_WORDS, _A_LINE = 200, 3
_STATES: Mapping[Action, State] = {
    Action.footage_taken: State.taken,
    Action.footage_none: State.none,
    Action.footage_unneeded: State.unneeded,
}
_VIEWERS: Mapping[Action, Viewer] = {
    Action.view_staff: Viewer.staff,
    Action.view_owner: Viewer.owner,
    Action.view_police: Viewer.police,
}


def offered(desk: Desk, ticket: Ticket, member: StaffMember) -> list[Action]:
    """Return the button behind «更多»: the sheet, or where nothing asked for footage yet, to ask."""
    estate = speak.estate_of(desk, ticket)
    if not evidence.may_see_to(estate, member, ticket):
        return []
    if Footage.of(ticket) is not None:
        return [Action.footage]
    return [Action.footage_needed] if estate.policy.video_keep_days else []


def need(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> Sentence:
    """Ask for footage because one of the staff says so; refuses a second time."""
    if Action.footage_needed not in offered(desk, ticket, member):
        raise Refused("toast.done_already")
    said = ticket.words, ticket.received_at
    ticket = evidence.need(desk, work, ticket, evidence.BY_HAND, member.user, *said)
    card.refresh(desk, work, ticket)
    return Sentence("toast.noted")


def show(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, key: str) -> Sentence:
    """Send the sheet to the presser, once a press."""
    _refuse_unless(desk, ticket, member)
    _put(desk, work, ticket, member, key)
    return Sentence("toast.file_sent")


def ask(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, action: Action) -> Sentence:
    """Ask privately for the line that goes with a button; what was asked about it before is dropped."""
    found = _refuse_unless(desk, ticket, member)
    if action in _STATES and found.state.is_settled:
        raise Refused("toast.done_already")
    if action is Action.footage_unneeded:
        _refuse_unless_decides(desk, work, ticket, member)
    for asked in kept_questions.open_for(work, desk.staff_channel, member.user, member.user):
        if asked.action in OF_FOOTAGE:
            questions.settle(work, asked, QuestionState.cancelled)
    question = questions.begin(desk, work, ticket, member, action, member.user)
    texts = languages.of_user(desk, work, desk.staff_channel, member.user)
    outgoing = texts.outgoing(
        f"staff.ask_{action.value}", who=Named(member.name, member.user), number=ticket.number
    )
    asking = replace(outgoing, ask_reply=True)
    questions.put(desk, work, ticket, member.user, question, asking, questions.ROLE)
    return Sentence("toast.asked_privately")


def said(
    action: Action, desk: Desk, work: Work, ticket: Ticket, member: StaffMember, incoming: Incoming
) -> None:
    """Take the line, and show the sheet with it."""
    _refuse_unless(desk, ticket, member)
    kept = keeping.keep(desk, work, incoming, speak.FILE, ticket=ticket.id, pending=False)
    if action in _STATES:
        ticket = evidence.settle(desk, work, ticket, member, _STATES[action], kept.text)
    else:
        ticket = viewings.enter(desk, work, ticket, member, _VIEWERS[action], kept.text)
    _put(desk, work, ticket, member, incoming.key)


def decide(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, action: Action, arg: str) -> Sentence:
    """Allow or refuse that somebody from outside looks at it, or note that they have."""
    _refuse_unless(desk, ticket, member)
    if action is Action.viewed:
        viewings.seen(work, ticket, member, int(arg))
    else:
        viewings.decide(desk, work, ticket, member, int(arg), agreed=action is Action.approve_view)
    return Sentence("toast.noted")


def _put(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, key: str) -> None:
    speak.say(
        work,
        key=f"{ticket.id}:footage:{key}",
        channel=desk.staff_channel,
        chat=member.user,
        outgoing=_render(desk, work, ticket, member),
        ticket=ticket.id,
        priority=Priority.receipt,
        role=speak.INSIDE,
    )


def _render(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> Outgoing:
    texts = languages.of_user(desk, work, desk.staff_channel, member.user)
    estate, found = speak.estate_of(desk, ticket), Footage.of(ticket)
    assert found is not None, "it was looked for before"
    shown = texts.outgoing(
        "staff.footage",
        number=ticket.number,
        sort=Sentence(f"footages.{found.sort}"),
        happened=calendar.spoken(estate, found.happened, None),
        state=footage.in_short(estate, ticket),
        words=Words(card.shown_words(ticket)).shortened(_WORDS),
        settled=_settled(estate, tasks.get(work, found.task)),
    )
    for viewing in viewings.of(work, found.task):
        shown = below(shown, texts.outgoing("staff.viewing", **viewings.told(estate, viewing)))
    choices = [*(() if found.state.is_settled else _STATES), *_VIEWERS]
    (line,) = actions.under_ticket(
        desk, work, ticket, choices, texts=texts, chat=member.user, user=member.user
    )
    return replace(shown, buttons=in_lines(line, _A_LINE))


def _settled(estate: Estate, task: Task | None) -> Value:
    """Say who said what became of it, and when."""
    member = estate.member(task.done_by) if task else None
    if task is None or task.done_at is None or member is None:
        return ""
    return in_a_row([member.name, calendar.spoken(estate, task.done_at, None)])


def _refuse_unless(desk: Desk, ticket: Ticket, member: StaffMember) -> Footage:
    if not evidence.may_see_to(speak.estate_of(desk, ticket), member, ticket):
        raise Refused("refusal.footage_inside")
    found = Footage.of(ticket)
    if found is None:
        raise Refused("refusal.no_footage", number=ticket.number)
    return found


def _refuse_unless_decides(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> None:
    if not (member.leads or member in evidence.keepers(desk, work, ticket)):
        raise Refused("refusal.not_yours", number=ticket.number, who=card.assignee_name(desk, ticket))

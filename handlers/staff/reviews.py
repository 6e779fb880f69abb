"""«会审»: the list of the review meeting, its minutes and decisions, in the private chat of who leads."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers import languages, speak
from handlers.desk import Desk, Estate, StaffMember
from handlers.messages import Button, ChatKind, Outgoing, in_lines
from handlers.refusals import Refused
from handlers.staff import questions
from handlers.staff.asked import Asked, answer
from handlers.staff.pressed import PressedList
from handlers.staff.wording import in_a_row
from handlers.texts import Named, Sentence, Texts, below
from handlers.ticket import actions, agenda, card, decisions, minutes
from handlers.ticket.actions import OF_REVIEW, Action
from handlers.ticket.agenda import Agenda, Case
from storage import journal, reviews, timers
from storage import questions as kept_questions
from storage.meetings import Decision, DecisionId, DecisionState, Review, ReviewId
from storage.records import Priority, QuestionState, TicketId
from storage.work import Work

ROLE = "review/"
_LINES, _DECISIONS, _A_LINE = 40, 10, 4
_WORDS = 40


def heard(desk: Desk, work: Work, asked: Asked) -> None:
    """Send the list to whoever leads, privately; a group only learns that it was sent."""
    _refuse_others(asked.member)
    put(desk, work, asked.estate, asked.member, asked.incoming.key)
    if asked.incoming.chat_kind is ChatKind.group:
        answer(work, asked, asked.texts(desk, work).outgoing("staff.review_coming"))


def pressed(desk: Desk, work: Work, it: PressedList) -> Sentence:
    """Do what a button of the list, or about a decision, stands for."""
    if it.action in OF_REVIEW:
        return _ask(desk, work, it)
    _refuse_others(it.member)
    if it.action is Action.end_review:
        _end(desk, work, it)
    else:
        _send_sheet(desk, work, it.estate, it.member, _review(work, it.arg), it.incoming.key)
    return Sentence("toast.noted")


def put(desk: Desk, work: Work, estate: Estate, member: StaffMember, key: str) -> None:
    """Send the list as it is now, as far as its reader may see it."""
    speak.say(
        work,
        key=f"reviews:{key}:{estate.key}:{member.user}",
        channel=desk.staff_channel,
        chat=member.user,
        outgoing=_render(desk, work, estate, member),
        priority=Priority.receipt,
    )


def _render(desk: Desk, work: Work, estate: Estate, member: StaffMember) -> Outgoing:
    texts = languages.of_user(desk, work, desk.staff_channel, member.user)
    seen, begun = agenda.of(work, estate).seen_by(estate, member), reviews.begun(work, estate.key)
    chair = estate.member(begun.chair) if begun else None
    shown = texts.outgoing(
        "staff.review_list",
        estate=estate.name,
        count=len(seen.cases),
        begun=begun.held_on if begun else "",
        chair=chair.name if chair else "–",
    )
    for case in seen.cases[:_LINES]:
        shown = below(shown, _line(texts, estate, case))
    if len(seen.cases) > _LINES:
        shown = below(shown, texts.outgoing("staff.listed_more", count=len(seen.cases) - _LINES))
    if seen.undone:
        shown = below(shown, texts.outgoing("staff.review_undone", count=len(seen.undone)))
        for made in seen.undone:
            shown = below(shown, texts.outgoing("staff.decision_line", **decisions.told(desk, work, made)))
    return replace(shown, buttons=tuple(_buttons(desk, work, estate, member, seen, begun)))


def _line(texts: Texts, estate: Estate, case: Case) -> Outgoing:
    ticket = case.ticket
    holder = estate.member(ticket.assignee)
    return texts.outgoing(
        "staff.review_case",
        number=ticket.number,
        words=card.in_a_line(texts, ticket, _WORDS),
        reasons=in_a_row(Sentence(f"review_reasons.{reason.value}") for reason in case.reasons),
        state=in_a_row([Sentence(f"steps.{ticket.step}"), *([holder.name] if holder else [])]),
        spot=case.spot.said(estate) if case.spot else "",
    )


def _buttons(
    desk: Desk, work: Work, estate: Estate, member: StaffMember, seen: Agenda, begun: Review | None
) -> Iterator[tuple[Button, ...]]:
    texts = languages.of_user(desk, work, desk.staff_channel, member.user)

    def button(action: Action, arg: str, label: str = "", ticket: TicketId | None = None) -> Button:
        shown = label or texts.button(action.value)
        return actions.of_estate(
            desk, work, estate, action, shown, member.user, arg, ticket=ticket, user=member.user
        )

    if begun is None:
        yield (button(Action.begin_review, ""),)
    else:
        tickets = [case.ticket for case in seen.cases[:_LINES]]
        deciding = [button(Action.decide_case, str(begun.id), one.number, one.id) for one in tickets]
        yield from in_lines(deciding, _A_LINE)
        general, end = button(Action.decide_general, str(begun.id)), button(Action.end_review, str(begun.id))
        yield (general, end)
    last = begun or reviews.last_held(work, estate.key)
    if last is not None:
        yield (button(Action.review_sheet, str(last.id)),)
    for made in seen.undone[:_DECISIONS]:
        ticket = next((case.ticket for case in seen.cases if case.ticket.id == made.ticket), None)
        person = estate.member(made.person)
        about = ticket.number if ticket else person.name if person else ""
        yield tuple(
            button(action, str(made.id), f"{texts.button(action.value)} {about}", made.ticket)
            for action in (Action.decision_done, Action.decision_dropped)
        )


def _ask(desk: Desk, work: Work, it: PressedList) -> Sentence:
    """Ask privately for the line that goes with a button; what was asked before is dropped."""
    data = _wanted(desk, work, it)
    for asked in kept_questions.open_for(work, desk.staff_channel, it.member.user, it.member.user):
        if asked.action in OF_REVIEW:
            questions.settle(work, asked, QuestionState.cancelled)
    number = kept_questions.ask(
        work,
        ticket=None,
        action=it.action.value,
        channel=desk.staff_channel,
        chat=it.member.user,
        user=it.member.user,
        data=data,
    )
    lapses = timedelta(minutes=it.estate.policy.question_lapses_min)
    timers.set(work, kind=questions.TIMER, entity=str(number), occurrence="lapse", due=work.now + lapses)
    texts = languages.of_user(desk, work, desk.staff_channel, it.member.user)
    outgoing = texts.outgoing(
        f"staff.ask_{it.action.value}",
        who=Named(it.member.name, it.member.user),
        number=it.ticket.number if it.ticket else Sentence("staff.decision_general"),
    )
    speak.say(
        work,
        key=f"question:{number}",
        channel=desk.staff_channel,
        chat=it.member.user,
        outgoing=replace(outgoing, ask_reply=True),
        ticket=it.ticket.id if it.ticket else None,
        priority=Priority.receipt,
        role=f"{ROLE}{number}",
    )
    return Sentence("toast.asked_privately")


def _wanted(desk: Desk, work: Work, it: PressedList) -> dict[str, Any]:
    """Return what a question is about; refuses whoever may not, and what is settled or over."""
    data: dict[str, Any] = {"estate": it.estate.key, "ticket": it.ticket.id if it.ticket else None}
    if it.action in (Action.decision_done, Action.decision_dropped):
        made = decision_of(work, it.arg)
        may = decisions.may_settle if it.action is Action.decision_done else decisions.may_drop
        if not may(desk, work, made, it.member):
            raise Refused("refusal.not_for_you")
        if made.state is not DecisionState.open:
            raise Refused("toast.done_already")
        return {**data, "decision": made.id}
    _refuse_others(it.member)
    begun = reviews.begun(work, it.estate.key)
    if it.action is Action.begin_review:
        if begun is not None:
            raise Refused("refusal.review_begun", day=begun.held_on)
        return data
    if begun is None or str(begun.id) != it.arg:
        raise Refused("refusal.review_over")
    return {**data, "review": begun.id}


def _end(desk: Desk, work: Work, it: PressedList) -> None:
    """End the minutes: what its chair could see on the list counts as talked about."""
    review = _review(work, it.arg)
    seen = agenda.of(work, it.estate).seen_by(it.estate, it.member)
    listed = {case.ticket.id: " ".join(case.reasons) for case in seen.cases}
    if not reviews.end(work, review.id, listed):
        raise Refused("toast.done_already")
    for ticket, reasons in listed.items():
        facts: dict[str, str | int | None] = {"review": review.id, "reasons": reasons}
        journal.add(
            work, estate=it.estate.key, ticket=ticket, code="reviewed", actor=it.member.user, facts=facts
        )
    held: dict[str, str | int | None] = {"review": review.id, "tickets": len(listed)}
    journal.add(work, estate=it.estate.key, ticket=None, code="review_held", actor=it.member.user, facts=held)
    _send_sheet(desk, work, it.estate, it.member, review, it.incoming.key)


def _send_sheet(
    desk: Desk, work: Work, estate: Estate, member: StaffMember, review: Review, key: str
) -> None:
    texts = languages.of_user(desk, work, desk.staff_channel, member.user)
    told = texts.outgoing("staff.minutes", estate=estate.name, day=review.held_on)
    speak.say(
        work,
        key=f"minutes:{review.id}:{key}",
        channel=desk.staff_channel,
        chat=member.user,
        outgoing=replace(told, draw_up=True),
        role=minutes.role_of(review.id),
    )


def decision_of(work: Work, arg: str) -> Decision:
    """Return the decision that a button or a question names."""
    made = reviews.decision(work, DecisionId(int(arg)))
    if made is None:
        raise Refused("refusal.unknown_button")
    return made


def _review(work: Work, arg: str) -> Review:
    found = reviews.get(work, ReviewId(int(arg)))
    if found is None:
        raise Refused("refusal.unknown_button")
    return found


def _refuse_others(member: StaffMember) -> None:
    if not member.may_review:
        raise Refused("refusal.leads_only")

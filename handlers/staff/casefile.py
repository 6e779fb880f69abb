"""«档案»: the file of a complaint in a clerk's private chat: what is there, and what comes next."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Button, Outgoing, in_lines
from handlers.refusals import Refused
from handlers.staff.wording import in_a_row
from handlers.texts import Sentence, Texts, Value, Words, below
from handlers.ticket import actions, card, complaint, eight_steps, footage, guards
from handlers.ticket.actions import Action
from handlers.ticket.eight_steps import Item, Kept, Stage
from handlers.ticket.lifecycle import FINISHED, HELD, Move, Step
from storage.complaints import Complaint
from storage.records import Priority, Ticket
from storage.work import Work

ROLE = speak.FILE
_SHORT, _LONG = 24, 400
_A_LINE = 3
_LONG_LABEL = 6


def open_privately(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, key: str) -> Sentence:
    """Send the file to the presser, once a press; refuses what is no complaint."""
    if not complaint.is_one(ticket):
        raise Refused("refusal.no_complaint", number=ticket.number)
    _put(desk, work, ticket, member, key)
    return Sentence("toast.file_sent")


def show_anew(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, key: str) -> None:
    """Show the file below what was written since; the older one keeps no buttons."""
    texts = languages.of_user(desk, work, desk.staff_channel, member.user)
    moved = texts.outgoing("staff.see_below", number=ticket.number)
    speak.change(work, ticket, ROLE, desk.staff_channel, member.user, moved, again=f":{key}:moved")
    _put(desk, work, ticket, member, key)


def refresh(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, key: str, stage: Stage | None = None
) -> None:
    """Show the file as it is now in its place, or one step of it."""
    shown = render(desk, work, ticket, member, stage)
    speak.change(
        work, ticket, ROLE, desk.staff_channel, member.user, shown, priority=Priority.receipt, again=f":{key}"
    )


def choices_of(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, item: Item, key: str) -> None:
    """Show in the place of the file what an item may be."""
    texts = languages.of_user(desk, work, desk.staff_channel, member.user)
    shown = texts.outgoing("staff.file_ask", number=ticket.number, ask=Sentence(f"asks.{item.name}"))
    lines = [*_choosing(desk, work, ticket, member, item, texts), [_back(desk, work, ticket, member, texts)]]
    shown = replace(shown, buttons=tuple(map(tuple, lines)))
    speak.change(
        work, ticket, ROLE, desk.staff_channel, member.user, shown, priority=Priority.receipt, again=f":{key}"
    )


def render(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, stage: Stage | None = None
) -> Outgoing:
    """Return the file as one of the staff reads it privately, or one step of it in full."""
    texts = languages.of_user(desk, work, desk.staff_channel, member.user)
    file = complaint.of(work, ticket)
    if stage is not None:
        return _step(desk, work, ticket, member, file, stage, texts)
    shown = texts.outgoing(
        "staff.file",
        number=ticket.number,
        severity=Sentence(f"severities.{ticket.severity or 'minor'}"),
        state=Sentence(f"steps.{ticket.step}"),
        words=Words(card.shown_words(ticket)).shortened(_LONG),
    )
    for each in Stage:
        said = in_a_row(_said(desk, ticket, file, each))
        if not said:
            continue
        line = texts.outgoing(
            "staff.file_line", n=each.value, stage=Sentence(f"stages.{each.value}"), said=said
        )
        shown = below(shown, line)
    todo = _todo(ticket, file)
    if todo is not None:
        shown = below(shown, texts.outgoing(todo.key, **todo.values))
    return replace(shown, buttons=tuple(map(tuple, _overview(desk, work, ticket, member, file, texts))))


def _put(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, key: str) -> None:
    speak.say(
        work,
        key=f"{ticket.id}:file:{key}",
        channel=desk.staff_channel,
        chat=member.user,
        outgoing=render(desk, work, ticket, member),
        ticket=ticket.id,
        priority=Priority.receipt,
        role=ROLE,
    )


def _said(desk: Desk, ticket: Ticket, file: Complaint, stage: Stage) -> Iterator[Value]:
    """Give what a step says in short, and what it still lacks."""
    if stage is Stage.appoint:
        has_it = speak.estate_of(desk, ticket).member(ticket.assignee)
        yield has_it.name if has_it else Sentence("staff.nobody_yet")
    if stage is Stage.revisit and ticket.rating:
        yield Sentence(f"ratings.{ticket.rating}")
    if stage is Stage.answer and ticket.answer:
        yield Words(ticket.answer).on_one_line(_SHORT)
    if stage is Stage.investigate and (seen := footage.in_short(speak.estate_of(desk, ticket), ticket)):
        yield seen
    for item in eight_steps.of_stage(stage):
        value = spoken(item, ticket, file, _SHORT)
        if value is not None:
            yield value
    if stage is Stage.plan and file.approved_by is not None:
        yield Sentence("staff.plan_agreed")
    move = Move.close if eight_steps.is_answered(ticket) else Move.answer
    gaps = [item for item in eight_steps.missing(move, ticket, file) if item.stage is stage]
    if gaps:
        yield Sentence("staff.file_lacks", what=guards.listed(gaps))


def spoken(item: Item, ticket: Ticket, file: Complaint, most: int) -> Value | None:
    """Return what an item says, in words."""
    value = eight_steps.value_of(item, ticket, file)
    if value is None or isinstance(value, int):
        return None if value is None else Sentence("staff.homes", count=value)
    return (
        Sentence(f"{eight_steps.NAMES[item.name]}.{value}")
        if item.choices
        else Words(value).on_one_line(most)
    )


def _todo(ticket: Ticket, file: Complaint) -> Sentence | None:
    """Return what comes next, as a line of the file."""
    if Step(ticket.step) in FINISHED:
        return Sentence("staff.file_over")
    item = eight_steps.next_of(ticket, file)
    if item is not None:
        return Sentence("staff.file_next", ask=Sentence(f"asks.{item.name}"))
    if eight_steps.awaits_manager(ticket, file):
        return Sentence("staff.file_waits")
    return Sentence("staff.file_ready") if Step(ticket.step) in HELD else None


def _overview(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, file: Complaint, texts: Texts
) -> Iterator[Sequence[Button]]:
    if Step(ticket.step) not in FINISHED:
        item = eight_steps.next_of(ticket, file)
        if item is not None:
            yield from _next(desk, work, ticket, member, item, texts)
        elif Step(ticket.step) in HELD and ticket.assignee == member.user:
            yield [_button(desk, work, ticket, member, Action.answer, texts.button(Action.answer.value), "")]
    stages = [
        _button(
            desk,
            work,
            ticket,
            member,
            Action.file_step,
            f"{n.value} {texts.plain(f'stages.{n.value}')}",
            str(n.value),
        )
        for n in Stage
        if any(eight_steps.of_stage(n))
    ]
    yield from in_lines(stages, _A_LINE)


def _next(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, item: Item, texts: Texts
) -> Iterator[Sequence[Button]]:
    if item.kept is Kept.choice:
        yield from _choosing(desk, work, ticket, member, item, texts)
        return
    label = texts.plain("staff.fill_in", item=texts.plain(f"items.{item.name}"))
    line = [_button(desk, work, ticket, member, Action.fill_in, label, item.name)]
    if item.or_none:
        none = texts.button(Action.nothing_there.value)
        line.append(_button(desk, work, ticket, member, Action.nothing_there, none, item.name))
    yield line


def _choosing(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, item: Item, texts: Texts
) -> Iterator[Sequence[Button]]:
    assert item.choices is not None, "only a choice is shown as buttons"
    labels = {one.value: texts.plain(f"{eight_steps.NAMES[item.name]}.{one.value}") for one in item.choices}
    buttons = [
        _button(desk, work, ticket, member, Action.choose_this, label, f"{item.name}:{code}")
        for code, label in labels.items()
    ]
    long = max(map(len, labels.values())) > _LONG_LABEL
    yield from in_lines(buttons, 2 if long else _A_LINE)


def _step(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, file: Complaint, stage: Stage, texts: Texts
) -> Outgoing:
    shown = texts.outgoing(
        "staff.file_step", number=ticket.number, n=stage.value, stage=Sentence(f"stages.{stage.value}")
    )
    items = list(eight_steps.of_stage(stage))
    for item in items:
        said = spoken(item, ticket, file, _LONG)
        line = texts.outgoing(
            "staff.file_item",
            item=Sentence(f"items.{item.name}"),
            said=Sentence("staff.empty") if said is None else said,
        )
        shown = below(shown, line)
    editable = [item for item in items if eight_steps.is_open(item, ticket)]
    made = [
        _button(desk, work, ticket, member, Action.fill_in, texts.plain(f"items.{item.name}"), item.name)
        for item in editable
    ]
    lines = [*in_lines(made, _A_LINE), [_back(desk, work, ticket, member, texts)]]
    return replace(shown, buttons=tuple(map(tuple, lines)))


def _back(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, texts: Texts) -> Button:
    return _button(desk, work, ticket, member, Action.file_step, texts.plain("staff.file_back"), "")


def _button(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, action: Action, label: str, arg: str
) -> Button:
    estate = speak.estate_of(desk, ticket)
    return actions.of_estate(
        desk, work, estate, action, label, member.user, arg, ticket=ticket.id, user=member.user
    )

"""Every button there is: what it does, and how it gets under a message."""

from collections.abc import Sequence
from enum import StrEnum

from handlers import languages
from handlers.desk import Desk, Estate
from handlers.messages import Button, in_lines
from handlers.texts import Texts
from storage import buttons
from storage.records import Person, Ticket, TicketId
from storage.work import Work


class Action(StrEnum):
    """What a press asks for. The value is also the key of its label in `[buttons]`."""

    claim = "claim"
    promise = "promise"
    this_time = "this_time"
    let_owner_pick = "let_owner_pick"
    confirm_time = "confirm_time"
    on_time = "on_time"
    change_time = "change_time"
    agree_time = "agree_time"
    another_time = "another_time"
    pick_time = "pick_time"
    other_time = "other_time"
    progress = "progress"
    answer = "answer"
    arrived = "arrived"
    wait_owner = "wait_owner"
    wait_other = "wait_other"
    resume = "resume"
    reclassify = "reclassify"
    this_sort = "this_sort"
    more = "more"
    details = "details"
    note = "note"
    file = "file"
    footage = "footage"
    footage_needed = "footage_needed"
    footage_taken = "footage_taken"
    footage_none = "footage_none"
    footage_unneeded = "footage_unneeded"
    view_staff = "view_staff"
    view_owner = "view_owner"
    view_police = "view_police"
    approve_view = "approve_view"
    refuse_view = "refuse_view"
    viewed = "viewed"
    begin_review = "begin_review"
    end_review = "end_review"
    decide_case = "decide_case"
    decide_general = "decide_general"
    decision_done = "decision_done"
    decision_dropped = "decision_dropped"
    review_sheet = "review_sheet"
    file_step = "file_step"
    fill_in = "fill_in"
    choose_this = "choose_this"
    nothing_there = "nothing_there"
    what_it_was = "what_it_was"
    agree_plan = "agree_plan"
    change_it = "change_it"
    may_go = "may_go"
    agree_severity = "agree_severity"
    keep_severity = "keep_severity"
    merge = "merge"
    one_event = "one_event"
    not_one = "not_one"
    take_apart = "take_apart"
    split_one = "split_one"
    split_all = "split_all"
    decline = "decline"
    open_intake = "open_intake"
    change_intake = "change_intake"
    drop_intake = "drop_intake"
    show_ticket = "show_ticket"
    previous_page = "previous_page"
    next_page = "next_page"
    false_alarm = "false_alarm"
    claim_and_send = "claim_and_send"
    send_anyway = "send_anyway"
    take_over = "take_over"
    keep_as_note = "keep_as_note"
    reply_to_one = "reply_to_one"
    send_held = "send_held"
    recall = "recall"
    not_an_emergency = "not_an_emergency"
    differs = "differs"
    happening = "happening"
    not_happening = "not_happening"
    withdraw = "withdraw"
    urge = "urge"
    call_me = "call_me"
    called_back = "called_back"
    phoned = "phoned"
    show_phone = "show_phone"
    take_shift = "take_shift"
    take_one = "take_one"
    return_all = "return_all"
    dispatch = "dispatch"
    transfer = "transfer"
    accept = "accept"
    not_accept = "not_accept"
    hand_back = "hand_back"
    this_person = "this_person"
    sensitive = "sensitive"
    about_person = "about_person"
    open_up = "open_up"
    refer = "refer"
    human = "human"
    as_request = "as_request"
    as_complaint = "as_complaint"
    as_inquiry = "as_inquiry"
    this_ticket = "this_ticket"
    new_ticket = "new_ticket"
    this_estate = "this_estate"
    language = "language"
    good = "good"
    fair = "fair"
    bad = "bad"
    unsolved = "unsolved"
    thumb_up = "thumb_up"
    thumb_down = "thumb_down"
    heard_good = "heard_good"
    heard_fair = "heard_fair"
    heard_bad = "heard_bad"
    heard_unsolved = "heard_unsolved"
    not_reached = "not_reached"
    by_visit = "by_visit"
    heard_why = "heard_why"
    heard_words = "heard_words"
    talked = "talked"
    close_reserved = "close_reserved"
    bad_not_fixed = "bad_not_fixed"
    bad_attitude = "bad_attitude"
    bad_slow = "bad_slow"
    bad_charge = "bad_charge"
    bad_other = "bad_other"


# What asks whoever sees to camera footage for a line.
OF_FOOTAGE = (
    Action.footage_taken,
    Action.footage_none,
    Action.footage_unneeded,
    Action.view_staff,
    Action.view_owner,
    Action.view_police,
)
# What asks about a review meeting, or about what it decided.
OF_REVIEW = (
    Action.begin_review,
    Action.decide_case,
    Action.decide_general,
    Action.decision_done,
    Action.decision_dropped,
)
# What somebody may be dissatisfied with.
WHYS = (
    Action.bad_not_fixed,
    Action.bad_attitude,
    Action.bad_slow,
    Action.bad_charge,
    Action.bad_other,
)


def under_ticket(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    actions: Sequence[Action],
    *,
    texts: Texts,
    chat: str,
    user: str | None = None,
    arg: str = "",
) -> tuple[tuple[Button, ...], ...]:
    """Return one line of buttons for a ticket; `user` keeps everybody else from pressing."""
    channel = ticket.channel if chat == ticket.chat else desk.staff_channel
    return (
        tuple(
            Button(
                label=texts.button(action.value),
                token=buttons.token_for(
                    work,
                    action=action.value,
                    channel=channel,
                    chat=chat,
                    ticket=ticket.id,
                    user=user,
                    estate=ticket.estate,
                    arg=arg,
                ),
            )
            for action in actions
        ),
    )


def for_reporter(work: Work, ticket: Ticket, action: Action, label: str, arg: str = "") -> Button:
    """Return a button for the owner of a ticket, whose label is not the action's own."""
    token = buttons.token_for(
        work,
        action=action.value,
        channel=ticket.channel,
        chat=ticket.chat,
        ticket=ticket.id,
        estate=ticket.estate,
        arg=arg,
    )
    return Button(label=label, token=token)


def of_estate(
    desk: Desk,
    work: Work,
    estate: Estate,
    action: Action,
    label: str,
    chat: str,
    arg: str,
    *,
    ticket: TicketId | None = None,
    user: str | None = None,
) -> Button:
    """Return a button for staff whose label is not the action's own; `user` keeps everybody else from it."""
    token = buttons.token_for(
        work,
        action=action.value,
        channel=desk.staff_channel,
        chat=chat,
        ticket=ticket,
        user=user,
        estate=estate.key,
        arg=arg,
    )
    return Button(label=label, token=token)


def for_person(
    desk: Desk,
    work: Work,
    person: Person,
    actions: Sequence[tuple[Action, str]],
    *,
    labels: Sequence[str] = (),
) -> tuple[tuple[Button, ...], ...]:
    """Return buttons, two a line, for an owner who has no ticket yet; each action comes with its argument."""
    texts = languages.of_person(desk, person)
    made = [
        Button(
            label=labels[n] if labels else texts.button(action.value),
            token=buttons.token_for(
                work,
                action=action.value,
                channel=person.channel,
                chat=person.chat,
                user=person.user,
                arg=arg,
            ),
        )
        for n, (action, arg) in enumerate(actions)
    ]
    return in_lines(made, 2)

"""Which use case a message belongs to: one table, read from top to bottom."""

from handlers import commands, languages, presses
from handlers.desk import Desk
from handlers.messages import ChatKind, Incoming, MediaKind
from handlers.owner import belonging, edits, intake, register, safety, taking
from handlers.staff import corrected, intake_form, review_minutes, targets, which_one, words
from handlers.ticket import albums, membership, moves, upgraded
from storage import messages, people
from storage.records import Link
from storage.work import Work


def route(desk: Desk, work: Work, incoming: Incoming) -> str:
    """Do what a message asks for; return the toast of a press. Raises Refused for what is not possible."""
    if incoming.upgrade is not None:
        upgraded.follow(desk, work, incoming.channel, incoming.upgrade)
        return ""
    if incoming.memberships:
        membership.changed(upgraded.caught_up(desk, work, incoming)[0], work, incoming)
        return ""
    if incoming.sender is None:
        return ""
    link = targets.of_staff(desk, work, incoming)
    desk, incoming = upgraded.caught_up(desk, work, incoming)
    if incoming.press is not None:
        toast = presses.pressed(desk, work, incoming, incoming.press)
        return languages.of_answer(desk, work, incoming).said(toast)
    _said(desk, work, incoming, link)
    return ""


def _said(desk: Desk, work: Work, incoming: Incoming, link: Link | None) -> None:
    about = None if link is None or link.ticket is None else moves.get(work, link.ticket)
    if incoming.edited and corrected.edited(desk, work, incoming):
        return
    if words.heard(desk, work, incoming, about):
        return
    if link is None:
        link = targets.asked_privately(desk, work, incoming)
        about = None if link is None or link.ticket is None else moves.get(work, link.ticket)
    if _typed_in(desk, work, incoming, link):
        return
    if link is not None and which_one.is_about_a_ticket(link):
        _from_staff(desk, work, incoming, link)
    elif incoming.chat_kind is ChatKind.group:
        # The staff's own talk is not kept; of an album that is a reply, each piece belongs to it.
        if albums.gathers(work, incoming):
            albums.gather(work, incoming)
    elif incoming.edited and not _says_something_new(desk, work, incoming):
        edits.edited(desk, work, incoming)
    else:
        _from_owner(desk, work, incoming)


def _typed_in(desk: Desk, work: Work, incoming: Incoming, link: Link | None) -> bool:
    """Take what one of the staff types in for somebody else, or forwards to the desk."""
    question = intake_form.question_of(work, link) if link else None
    if question is not None:
        intake_form.replied(desk, work, incoming, question)
        return True
    asked = review_minutes.question_of(work, link) if link else None
    if asked is not None:
        review_minutes.replied(desk, work, incoming, asked)
        return True
    if incoming.edited:
        return False
    return intake_form.forwarded(desk, work, incoming) or intake_form.joined(desk, work, incoming)


def judge_ahead(desk: Desk, work: Work, incoming: Incoming) -> None:
    """Judge, outside the write lane, the words `route` will ask about: the desk remembers judgements."""
    if incoming.chat_kind is not ChatKind.private or incoming.sender is None or incoming.press is not None:
        return
    desk.judge(incoming.text)
    person = people.by_user(work, incoming.channel, incoming.sender.user)
    if person is None:
        return
    waiting = intake.joined(messages.pending_of(work, person.id))
    if waiting:
        intake.judged(desk, f"{waiting}\n{incoming.text}")
    just_opened = belonging.joining(work, person, desk.judge(incoming.text).lead)
    if just_opened is not None:
        intake.judged(desk, f"{just_opened.words}\n{incoming.text}")


def _from_staff(desk: Desk, work: Work, incoming: Incoming, link: Link) -> None:
    if incoming.album is not None:
        albums.gather(work, incoming)
    else:
        which_one.received(desk, work, incoming, link)


def _says_something_new(desk: Desk, work: Work, incoming: Incoming) -> bool:
    return edits.is_untaken(work, incoming) or safety.is_newly_said(desk, work, incoming)


def _from_owner(desk: Desk, work: Work, incoming: Incoming) -> None:
    person = register.person_of(work, incoming)
    if _is_safe(desk, incoming) and commands.from_owner(desk, work, person, incoming):
        return
    if _needs_no_answer(incoming):
        return
    if _waits_for_others(desk, work, incoming):
        albums.gather(work, incoming)
    else:
        taking.take(desk, work, person, incoming)


def _waits_for_others(desk: Desk, work: Work, incoming: Incoming) -> bool:
    # Danger told under a picture is taken at once; the rest of the album follows it.
    a_piece = incoming.album is not None and (not incoming.edited or albums.gathers(work, incoming))
    return a_piece and _is_safe(desk, incoming)


def _is_safe(desk: Desk, incoming: Incoming) -> bool:
    # Danger told behind a command is danger first.
    return desk.screen(incoming.text) is None


def _needs_no_answer(incoming: Incoming) -> bool:
    return (
        not incoming.text
        and all(file.kind is MediaKind.sticker for file in incoming.media)
        and not (incoming.place or incoming.phone)
    )

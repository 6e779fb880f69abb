"""Putting words into the outbox: to whom, in which order, how surely."""

from dataclasses import replace

from handlers.desk import Desk, Estate
from handlers.messages import Outgoing
from handlers.parts import fitting, parts
from handlers.texts import Sentence, Texts, Words, below
from storage import links, outbox, tickets, timers
from storage.records import Delivery, NewOutbox, Priority, Ticket, TicketId
from storage.work import Work

CARD, RECEIPT, REVISIT, NOTE, WISH = "card", "receipt", "revisit", "note", "wish"
OWNER, PROGRESS, ANSWER, STAFF_WORDS = "owner", "progress", "answer", "staff_words"
CARD_OF = "card_of"  # in the data of a ticket for which the card of another stands
BY_PHONE = "by_phone"  # the timer of words for somebody who reads no chat
SEVERAL = "several"  # one message about several tickets; a reply to it is about one of them
UNDELIVERED = "not_delivered"  # the journal's code for what did not reach an owner
REMINDER, WHY_BAD, OFFER = "revisit_reminder", "why_bad", "offer"
FILE, INSIDE = "file", "inside"  # what staff read privately about a complaint; a reply to it stays inside
TO_OWNER_ROLES = frozenset({RECEIPT, REVISIT, REMINDER, WHY_BAD, OFFER, OWNER, PROGRESS, ANSWER, STAFF_WORDS})


def say(
    work: Work,
    *,
    key: str,
    channel: str,
    chat: str,
    outgoing: Outgoing,
    ticket: TicketId | None = None,
    priority: Priority = Priority.update,
    klass: Delivery = Delivery.must_arrive,
    role: str | None = None,
    origin: int | None = None,
    lane: str | None = None,
    coalesce: str | None = None,
) -> bool:
    """Queue a message for a chat; False: a second call with the same `key`, which is harmless.

    Long texts and files that cannot stand together go in parts; `origin`, and so what follows from arriving,
    hangs on the last one. It takes the place of one that still waits with the same `coalesce`.
    """
    all_parts = parts(outgoing)
    queued = [
        outbox.put(
            work,
            NewOutbox(
                dedupe_key=f"{key}#{n}" if n else key,
                channel=channel,
                chat=chat,
                ticket=ticket,
                klass=klass,
                priority=priority,
                body=part.as_json(),
                role=role,
                origin=origin if part is all_parts[-1] else None,
                lane=lane,
                coalesce=coalesce if len(all_parts) == 1 else None,
            ),
        )
        for n, part in enumerate(all_parts)
    ]
    return queued[0] is not None


def to_owner(
    work: Work,
    ticket: Ticket,
    event: str,
    outgoing: Outgoing,
    *,
    priority: Priority = Priority.update,
    klass: Delivery = Delivery.must_arrive,
    role: str = OWNER,
    origin: int | None = None,
) -> bool:
    """Queue a message about a ticket for the one who reported it; False: it was queued before.

    For somebody without a chat it becomes words for whoever phones them: only here is that decided.
    """
    if not has_chat(ticket):
        return _by_phone(work, ticket, event, outgoing, role)
    return say(
        work,
        key=f"{ticket.id}:{event}:owner",
        channel=ticket.channel,
        chat=ticket.chat,
        outgoing=outgoing,
        ticket=ticket.id,
        priority=priority,
        klass=klass,
        role=role,
        origin=origin,
    )


def _under_anothers_card(desk: Desk, work: Work, ticket: Ticket, outgoing: Outgoing) -> Outgoing:
    """Return it as a reply to the card that stands for the ticket, and say first whose it is."""
    whose = desk.texts.outgoing("staff.of_folded", number=ticket.number, home=Words(ticket.home or ""))
    both = below(whose, outgoing)
    shown = links.latest(work, desk.staff_channel, ticket.staff_chat, TicketId(ticket.data[CARD_OF]), CARD)
    return replace(
        outgoing, text=both.text.strip(), verbatim=both.verbatim, mentions=both.mentions, reply_to=shown
    )


def key_of_reply(ticket: Ticket, message: int) -> str:
    """Return how the keys begin of all that passes on what staff wrote in a message."""
    return f"{ticket.id}:staff:{message}:"


def has_chat(ticket: Ticket) -> bool:
    """Tell whether whoever reported a ticket reads a chat; who phoned or came by reads none."""
    return bool(ticket.chat)


def to_group(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    event: str,
    outgoing: Outgoing,
    *,
    priority: Priority = Priority.update,
    role: str = "group",
    origin: int | None = None,
    reply_role: str | None = CARD,
    silent: bool = False,
) -> None:
    """Queue a message about a ticket for the group that works on it, as a reply to its card."""
    if reply_role == CARD and not outgoing.reply_to and CARD_OF in ticket.data:
        outgoing = _under_anothers_card(desk, work, ticket, outgoing)
    say(
        work,
        key=f"{ticket.id}:{event}:group",
        channel=desk.staff_channel,
        chat=ticket.staff_chat,
        outgoing=replace(outgoing, reply_role=None if outgoing.reply_to else reply_role, silent=silent),
        ticket=ticket.id,
        priority=priority,
        role=role,
        origin=origin,
    )


def change(
    work: Work,
    ticket: Ticket,
    role: str,
    channel: str,
    chat: str,
    outgoing: Outgoing,
    *,
    priority: Priority = Priority.update,
    again: str = "",
) -> None:
    """Queue a new version of a message of the ticket; it takes the place of one that still waits.

    Once a version of the ticket; `again` tells apart what changes without it. In no chat nothing changes.
    """
    if not chat:
        return
    outbox.put(
        work,
        NewOutbox(
            dedupe_key=f"{ticket.id}:{role}:{chat}:v{ticket.version}{again}",
            channel=channel,
            chat=chat,
            ticket=ticket.id,
            klass=Delivery.edit,
            priority=priority,
            body=replace(fitting(outgoing), edit_role=role).as_json(),
            role=role,
            origin=None,
            coalesce=changes_of(ticket.id, role, chat),
        ),
    )


def changes_of(ticket: TicketId, role: str, chat: str) -> str:
    """Name the changes of a message of a ticket, of which only the latest waits."""
    return f"{ticket}:{role}:{chat}"


def correct(work: Work, ticket: Ticket, outgoing: Outgoing, origin: int, event: str) -> None:
    """Queue new words for a reply that the owner has, or is about to get; only the latest wait."""
    if not has_chat(ticket):
        _by_phone(work, ticket, f"staff:{origin}:{event}", outgoing, STAFF_WORDS)
        return
    outbox.put(
        work,
        NewOutbox(
            dedupe_key=f"{ticket.id}:staff:{origin}:{event}:owner",
            channel=ticket.channel,
            chat=ticket.chat,
            ticket=ticket.id,
            klass=Delivery.edit,
            priority=Priority.update,
            body=replace(outgoing, edit_role=STAFF_WORDS).as_json(),
            role=STAFF_WORDS,
            origin=origin,
            coalesce=f"{ticket.id}:staff:{origin}:edit",
        ),
    )


def close(work: Work, ticket: Ticket, role: str, channel: str, chat: str, outgoing: Outgoing) -> None:
    """Show a message that asked for a press as it is now, where it was sent: nobody presses it any more."""
    if links.latest(work, channel, chat, ticket.id, role) is not None:
        change(work, ticket, role, channel, chat, outgoing)


def _by_phone(work: Work, ticket: Ticket, event: str, outgoing: Outgoing, role: str) -> bool:
    """Let somebody phone to say it, once: what was said when the matter was taken is not said again."""
    if role == RECEIPT:
        return True
    offered = [button.label for line in outgoing.buttons for button in line] if role == OFFER else []
    words = "\n".join([outgoing.text, *offered]).strip()
    data = {"words": words}
    entity = str(ticket.id)
    return timers.set(work, kind=BY_PHONE, entity=entity, occurrence=event, due=work.now, data=data)


def freshly(work: Work, texts: Texts, channel: str, chat: str, sentence: Sentence) -> Outgoing | None:
    """Return a sentence in other words than the last of the chat; None: the catalogue has no other."""
    last = outbox.said_last(work, channel, chat).get("text")
    wordings = (texts.outgoing(key, **sentence.values) for key in texts.wordings(sentence.key))
    return next((outgoing for outgoing in wordings if outgoing.text != last), None)


def change_list(
    work: Work,
    key: str,
    role: str,
    channel: str,
    chat: str,
    outgoing: Outgoing,
    *,
    priority: Priority = Priority.update,
    lane: str | None = None,
) -> None:
    """Queue a new version of a message that is about no single ticket, found by its role; once per `key`."""
    outbox.put(
        work,
        NewOutbox(
            dedupe_key=f"{role}:{chat}:{key}",
            channel=channel,
            chat=chat,
            ticket=None,
            klass=Delivery.edit,
            priority=priority,
            body=replace(fitting(outgoing), edit_role=role).as_json(),
            role=role,
            coalesce=f"{role}:{chat}",
            lane=lane,
        ),
    )


def worded(work: Work, texts: Texts, channel: str, chat: str, sentence: Sentence) -> Outgoing:
    """Return what must be said in any case, in other words than the last of the chat if there are any."""
    fresh = freshly(work, texts, channel, chat, sentence)
    return fresh or texts.outgoing(sentence.key, **sentence.values)


def thread_for(desk: Desk, work: Work, chat: str, ticket: TicketId | None) -> str | None:
    """Return the topic of a group in which a team reads what is about a ticket of theirs, if it has one."""
    with_topics = {
        (estate.key, team.key): team.thread
        for estate in desk.estates.values()
        for team in estate.teams
        if team.chat == chat
    }
    found = tickets.get(work, ticket) if ticket is not None and any(with_topics.values()) else None
    return with_topics.get((found.estate, found.team or "")) if found else None


def replying(outgoing: Outgoing, message: str | None) -> Outgoing:
    """Return the same as a reply to a message of the chat."""
    return replace(outgoing, reply_to=message)


def estate_of(desk: Desk, ticket: Ticket) -> Estate:
    """Return the estate a ticket belongs to."""
    return desk.estates[ticket.estate]

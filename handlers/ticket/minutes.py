"""The minutes of a review meeting as a document: who held it, what was on the list, what was decided."""

from collections.abc import Iterator

from handlers import languages
from handlers.desk import Desk, Estate, StaffMember
from handlers.texts import Texts, Words
from handlers.ticket import card, decisions, moves, sight
from handlers.ticket.dossier import Dossier, Line, Part
from nlp.extract import masked
from storage import reviews
from storage.meetings import Decision, Review, ReviewId
from storage.records import Ticket
from storage.work import Work

ROLE = "minutes/"
_WORDS = 300


def role_of(review: ReviewId) -> str:
    """Return what the message with the document is."""
    return f"{ROLE}{review}"


def of(desk: Desk, work: Work, role: str, user: str) -> tuple[str, Dossier] | None:
    """Return the document that a role wants, with its name; None: this reader may not have it.

    Matters that the reader may not see are left out, with what was decided about them.
    """
    review = reviews.get(work, ReviewId(int(role.removeprefix(ROLE))))
    estate = desk.estates.get(review.estate) if review else None
    reader = estate.member(user) if estate else None
    if review is None or estate is None or reader is None or not reader.may_review:
        return None
    return f"{estate.key}-{review.held_on}", _drawn(desk, work, estate, review, reader)


def _drawn(desk: Desk, work: Work, estate: Estate, review: Review, reader: StaffMember) -> Dossier:
    texts = languages.of_staff_chat(desk, work, reader.user)
    made = reviews.decisions_of(work, review.id)
    listed = reviews.listed(work, review.id)
    numbers = [*listed, *(one.ticket for one in made if one.ticket is not None and one.ticket not in listed)]
    shown = [
        ticket
        for ticket in (moves.get(work, number) for number in dict.fromkeys(numbers))
        if sight.may_see(estate, reader, ticket) and sight.chat_may_see(estate, reader.user, ticket)
    ]
    parts = [Part(texts.plain("minutes.facts"), tuple(_facts(texts, estate, review)))]
    parts += [_of_ticket(desk, work, texts, one, listed.get(one.id, ""), made) for one in shown]
    others = (one for one in made if one.ticket is None)
    general = tuple(line for one in others for line in _decided(desk, work, texts, one))
    parts += [Part(texts.plain("minutes.general"), general)] if general else []
    return Dossier(
        title=texts.plain("minutes.title", estate=estate.name, day=review.held_on),
        about=texts.plain("minutes.about", reader=reader.name),
        parts=tuple(parts),
        cited=texts.entries["dossier.cited"],
        gone=texts.plain("dossier.gone"),
    )


def _facts(texts: Texts, estate: Estate, review: Review) -> Iterator[Line]:
    chair, writer = estate.member(review.chair), estate.member(review.begun_by)
    yield Line(texts.plain("minutes.day"), words=review.held_on)
    yield Line(texts.plain("minutes.chair"), words=chair.name if chair else "–")
    yield Line(texts.plain("minutes.attendees"), words=review.attendees or "–")
    yield Line(texts.plain("minutes.writer"), words=writer.name if writer else "–")


def _of_ticket(
    desk: Desk, work: Work, texts: Texts, ticket: Ticket, reasons: str, made: list[Decision]
) -> Part:
    why = " · ".join(texts.plain(f"review_reasons.{reason}") for reason in reasons.split())
    kind = texts.name("kinds", ticket.kind, ticket.kind)
    lines = [
        Line(texts.plain("minutes.reasons"), words=why or "–"),
        Line(
            texts.plain("minutes.matter"),
            words=masked(Words(card.shown_words(ticket)).shortened(_WORDS).text),
        ),
        Line(texts.plain("minutes.state"), words=texts.name("steps", ticket.step, ticket.step)),
    ]
    about = (one for one in made if one.ticket == ticket.id)
    lines += [line for one in about for line in _decided(desk, work, texts, one)]
    return Part(f"{ticket.number} {kind}", tuple(lines))


def _decided(desk: Desk, work: Work, texts: Texts, made: Decision) -> Iterator[Line]:
    yield Line(texts.plain("minutes.decided", **decisions.told(desk, work, made)), words=made.words)
    if made.outcome:
        yield Line(texts.plain("minutes.outcome"), words=made.outcome)

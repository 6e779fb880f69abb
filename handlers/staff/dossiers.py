"""«档案 007»: a lead or manager takes everything about one ticket away, as a file in their private chat."""

from dataclasses import replace

from handlers import languages, speak
from handlers.desk import Desk
from handlers.messages import ChatKind
from handlers.refusals import Refused
from handlers.staff.asked import Asked, answer
from handlers.ticket import dossier
from storage import journal
from storage.work import Work


def take(desk: Desk, work: Work, asked: Asked) -> None:
    """Queue the file, and note in the journal who took it. Refuses whoever does not lead."""
    ticket, member = asked.ticket, asked.member
    if ticket is None:
        raise Refused("refusal.number_needed")
    if not dossier.may_have(asked.estate, member, ticket):
        raise Refused("refusal.lead_takes")
    journal.add(work, estate=ticket.estate, ticket=ticket.id, code="dossier", actor=member.user, facts={})
    texts = languages.of_user(desk, work, desk.staff_channel, member.user)
    speak.say(
        work,
        key=f"dossier:{asked.incoming.key}:{ticket.id}",
        channel=desk.staff_channel,
        chat=member.user,
        outgoing=replace(texts.outgoing("staff.dossier", number=ticket.number), draw_up=True),
        ticket=ticket.id,
        role="followup",
    )
    if asked.incoming.chat_kind is ChatKind.group:
        coming = asked.texts(desk, work).outgoing("staff.dossier_coming", number=ticket.number)
        answer(work, asked, coming, ticket=ticket, role="followup")

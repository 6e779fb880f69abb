"""Saying that something was not possible."""

from handlers import languages, speak
from handlers.desk import Desk
from handlers.messages import Incoming
from handlers.refusals import Refused
from storage.work import Work


def refuse(desk: Desk, work: Work, incoming: Incoming, refused: Refused) -> str:
    """Say why something was not possible: return the toast of a press, else reply to the writer."""
    texts = languages.of_answer(desk, work, incoming)
    if incoming.press is not None:
        return texts.said(refused.sentence)
    outgoing = texts.outgoing("refusal.reply", why=refused.sentence)
    speak.say(
        work,
        key=f"refused:{incoming.key}",
        channel=incoming.channel,
        chat=incoming.chat,
        outgoing=speak.replying(outgoing, incoming.message),
    )
    return ""

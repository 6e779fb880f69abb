"""The words and commands of staff: one table, in their groups and in their private chats with the desk.

Nothing else that staff write in a group concerns the desk; what else they write privately is an owner's.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers.desk import Desk, Estate
from handlers.messages import ChatKind, Incoming
from handlers.refusals import Refused
from handlers.staff import (
    appointed,
    canned,
    dossiers,
    finding,
    footage_list,
    helping,
    intake_form,
    judging_line,
    lists,
    noting,
    reviews,
    revisiting,
    rota,
)
from handlers.staff.asked import Asked
from handlers.ticket import membership, sight
from storage.records import Ticket
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Word:
    """A command, and the words that mean the same when they stand alone.

    `of_ticket`: a ticket's number may follow; `takes_words`: and then more, which something is done with.
    `with_line`: a whole line may follow, and an edit says it anew. `do` is told all of it.
    """

    command: str
    said: tuple[str, ...]
    do: Callable[[Desk, Work, Asked], None]
    of_ticket: bool = False
    takes_words: bool = False
    with_line: bool = False


@dataclass(frozen=True, slots=True)
class Meant:
    """A word of the table, the number of a ticket as it was written, and the rest."""

    word: Word
    number: str = ""
    rest: str = ""


# In the order of the menus.
TABLE: Sequence[Word] = (
    Word("queue", ("待接",), lists.queue),
    Word("mine", ("我的单",), lists.mine),
    Word("overdue", ("超时",), lists.overdue),
    Word("find", ("查",), finding.show, of_ticket=True),
    Word("intake", ("代报",), intake_form.heard, with_line=True),
    Word("note", (), noting.note, of_ticket=True, takes_words=True),
    Word("duty", ("今天谁值班", "谁值班", "明天谁值班"), rota.heard),
    Word("canned", ("常用语",), canned.heard, with_line=True),
    Word("promise", ("约时", "今日约", "今天的约"), appointed.heard, of_ticket=True, takes_words=True),
    Word("dossier", ("档案导出", "档案"), dossiers.take, of_ticket=True),
    Word("file", ("填档案",), judging_line.file, of_ticket=True),
    Word("revisit", ("回访",), revisiting.asked, of_ticket=True, takes_words=True),
    Word("judge", ("定性",), judging_line.judge, of_ticket=True, takes_words=True),
    Word("footage", ("待调监控",), footage_list.heard),
    Word("reviews", ("会审",), reviews.heard),
    Word("menu", ("菜单",), helping.show),
)
# In a private chat this one is the owner's.
HELP = Word("help", (), helping.show)

_NUMBER = re.compile(
    r"[#＃]?(?P<number>(?:[0-9]{6}-)?[0-9]{1,4})(?![0-9-])[\s,，:：]*(?P<rest>.*)", re.DOTALL
)
# With privacy mode on, Telegram passes on only what is addressed to the bot; names of bots end so.
_TO_THE_DESK = re.compile(r"@[A-Za-z0-9_]+bot\s+", re.IGNORECASE)
_AROUND = " \t\r\n\u3000。.!！?？~～"


def heard(desk: Desk, work: Work, incoming: Incoming, about: Ticket | None = None) -> bool:
    """Do what a word of the table asks for; False for anything else. `about` is the ticket replied to.

    Refuses whoever may not work on the tickets of the estate.
    """
    assert incoming.sender is not None, "the router passes on only messages with a sender"
    meant = understood(incoming, replied=about is not None)
    estates = _estates(desk, incoming, about)
    if meant is None or (incoming.edited and not meant.word.with_line) or not estates:
        return False
    members = [(estate, estate.member(incoming.sender.user)) for estate in estates]
    working = [(estate, member) for estate, member in members if member and member.may_work]
    if not working:
        raise Refused("refusal.staff_only")
    working = membership.admit(work, working, incoming.chat)
    found = [about] if about else []
    if about is not None:
        for estate, member in working:
            sight.refuse_unless(estate, member, incoming.chat, about)
    if meant.number:
        found = finding.meant(work, working, meant.number, incoming.chat)
    if found and meant.word.takes_words:
        found = [finding.the_open_one(found)]
    for estate, member in working:
        own = [ticket for ticket in found if ticket.estate == estate.key]
        if own or not found:
            ticket, others = (own[0], tuple(own[1:])) if own else (None, ())
            meant.word.do(desk, work, Asked(estate, member, incoming, meant.rest, ticket, others))
    return True


def understood(incoming: Incoming, *, replied: bool = False) -> Meant | None:
    """Return which word of the table a message is; a reply is one only as a command, and has its ticket."""
    if incoming.command is not None:
        return _command(incoming, incoming.command, replied=replied)
    text = _TO_THE_DESK.sub("", incoming.text.strip(), count=1).strip(_AROUND)
    if replied or not text:
        return None
    return next((meant for word in TABLE if (meant := _said(word, text)) is not None), None)


def _command(incoming: Incoming, name: str, *, replied: bool) -> Meant | None:
    known = (*TABLE, HELP) if incoming.chat_kind is ChatKind.group else TABLE
    word = next((word for word in known if word.command == name), None)
    if word is None:
        return None
    named = _NUMBER.fullmatch(incoming.argument) if word.of_ticket and not replied else None
    return Meant(word, named["number"], named["rest"]) if named else Meant(word, rest=incoming.argument)


def _said(word: Word, text: str) -> Meant | None:
    for said in word.said:
        if text == said:
            return Meant(word)
        if word.with_line and text.startswith(said) and text.removeprefix(said)[0].isspace():
            return Meant(word, rest=text.removeprefix(said).strip())
        named = _NUMBER.fullmatch(text.removeprefix(said).lstrip()) if text.startswith(said) else None
        if word.of_ticket and named and (word.takes_words or not named["rest"]):
            return Meant(word, named["number"], named["rest"])
    return None


def _estates(desk: Desk, incoming: Incoming, about: Ticket | None) -> list[Estate]:
    if about is not None:
        return [desk.estates[about.estate]]
    if incoming.chat_kind is ChatKind.group:
        return desk.estates_of_chat(incoming.chat)
    user = incoming.sender.user if incoming.sender else ""
    return [estate for estate in desk.estates.values() if estate.member(user)]

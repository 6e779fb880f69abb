"""What one of the staff types in for somebody else: how it is understood, and how it becomes a ticket."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from handlers.desk import Desk, Estate, StaffMember
from handlers.messages import Outgoing
from handlers.staff import filling, intake_line
from handlers.staff.intake_line import Line
from handlers.texts import Sentence, Texts, Value, Words
from handlers.ticket import by_hand, complaint, filing, opened, receipt
from handlers.ticket.by_hand import Way
from nlp.judgement import Alarm, Kind, Matter, Urgency
from storage import messages, people
from storage.records import Message, NewMessage, Ticket
from storage.work import Work

_NO_MATTER = frozenset({Kind.followup, Kind.smalltalk, Kind.other})
_WORDS = 600


@dataclass(frozen=True, slots=True)
class Draft:
    """A line, or what was forwarded, of one of an estate's roster; `data` is what its question keeps."""

    estate: Estate
    member: StaffMember
    data: dict[str, Any]

    def line(self, now: datetime) -> Line:
        """Return it read; forwarded words stay as they are, each under its writer where there are several."""
        local, pieces = now.astimezone(self.estate.zone), self.data.get("pieces", [])
        if self.data["line"] or not pieces:
            return intake_line.read(self.data["line"], local, Way.group if pieces else Way.phone)
        names = list(dict.fromkeys(piece["name"] for piece in pieces if piece["name"]))
        several = len(names) > 1
        told = [
            f"{piece['name']}:{piece['text']}" if several and piece["name"] else piece["text"]
            for piece in pieces
            if piece["text"]
        ]
        at = datetime.fromisoformat(pieces[0]["at"]).astimezone(self.estate.zone)
        return intake_line.forwarded("\n".join(told), names[0] if names else "", at)


def matter_of(desk: Desk, line: Line) -> tuple[Matter, Alarm | None]:
    """Judge it as an owner's words are judged; an office passes on complaints, where nothing says more."""
    matter = desk.judge(line.words).lead
    matter = replace(matter, home=line.home or matter.home)
    danger = desk.screen(line.words)
    if danger is not None:
        matter = replace(
            matter, kind=Kind.emergency, category=None, topic=danger.topic, urgency=danger.urgency
        )
        return matter, danger.alarm
    if matter.kind in _NO_MATTER:
        kind = Kind.complaint if line.told.way is Way.external else Kind.other
        matter = replace(matter, kind=kind, category=None, topic="unclear", urgency=Urgency.P2)
    return matter, None


def shown(desk: Desk, texts: Texts, draft: Draft, now: datetime) -> Outgoing:
    """Return what was understood, for the clerk to look over."""
    line = draft.line(now)
    matter, alarm = matter_of(desk, line)
    home = opened.spoken_home(matter.home)
    files = len(draft.data["media"])
    return texts.outgoing(
        "staff.intake_preview",
        estate=draft.estate.name if len(desk.estates) > 1 else "",
        words=Words(line.words).shortened(_WORDS),
        **by_hand.facts(draft.estate, line.told),
        phone=line.told.phone or Sentence("staff.no_phone"),
        home=Words(home or ""),
        no_home="" if home else Sentence("staff.no_home"),
        sort=texts.name("sorts", matter.category or matter.kind, ""),
        topic=texts.name("topics", matter.topic, ""),
        files=files or "",
        urgent=_urgent(matter, alarm),
    )


def open_ticket(desk: Desk, work: Work, draft: Draft, key: str) -> Ticket:
    """Open it under the clerk who took it, who stays answerable; its clocks run from when it was told.

    An emergency's run from now: nobody could be called before. A case of an office is done by its date.
    """
    line = draft.line(work.now)
    matter, alarm = matter_of(desk, line)
    told = line.told
    came = told.at if told.at and not alarm else work.now
    person = people.seen(
        work, channel=told.way.value, user=told.phone or key, chat="", name=told.name, language=None
    )
    people.set_estate(work, person.id, draft.estate.key)
    new = opened.as_new(
        person,
        draft.estate,
        matter,
        line.words,
        alarm=alarm,
        text=receipt.text_for(matter),
        now=came,
        data=told.as_data(),
    )
    today = work.now.astimezone(draft.estate.zone).date()
    dues = by_hand.by_its_date(new, {"answer_due": new.answer_due, "done_due": new.done_due})
    new = replace(new, **dues, local_date=today, receiver=draft.member.user)
    kept = _keep(work, draft, person.id, told.way, came)
    facts: dict[str, str | int | None] = {
        "way": told.way.value,
        "line": kept.id,
        "told_at": came.isoformat(),
        "reference": told.reference or None,
        "due": told.due.isoformat() if told.due else None,
    }
    return _filed(work, opened.put(desk, work, new, [kept], draft.member.user, facts), draft.member)


def _keep(work: Work, draft: Draft, person: Any, way: Way, at: datetime) -> Message:
    """Keep what was typed or forwarded as it is, number and all."""
    pieces = [piece["text"] for piece in draft.data.get("pieces", []) if piece["text"]]
    new = NewMessage(
        ticket=None,
        person=person,
        direction="owner",
        text="\n".join(filter(None, [*pieces, draft.data["line"]])),
        channel=way.value,
        chat="",
        at=at,
        media=draft.data["media"],
    )
    return messages.get(work, messages.store(work, new))


def _filed(work: Work, ticket: Ticket, member: StaffMember) -> Ticket:
    """Write into the file of a complaint for whom somebody else complained."""
    told = by_hand.ByHand.of(ticket)
    if told is None or not told.principal or not complaint.is_one(ticket):
        return ticket
    known = {"capacity": complaint.Capacity.proxy.value, "principal": told.principal}
    return filing.write(work, ticket, filling.CODE, member.user, known)


def _urgent(matter: Matter, alarm: Alarm | None) -> Value:
    if alarm is not None:
        return Sentence("staff.intake_alarm")
    return Sentence("staff.intake_urgent") if matter.urgency in (Urgency.P0, Urgency.P1) else ""

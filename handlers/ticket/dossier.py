"""Everything that is known of one ticket, each sentence with the row of the journal it stands on.

The journal keeps digests of words, not words: they are looked for where they are kept, and what is shown as
the words of a row are those and no others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import languages, speak
from handlers.desk import Desk, Estate, Role, StaffMember
from handlers.messages import Media
from handlers.texts import Sentence, Texts, Value
from handlers.ticket import by_hand, complaint, eight_steps, histories, photos, sight
from handlers.ticket.lifecycle import Move
from handlers.ticket.photos import Phase
from nlp.extract import masked
from storage import casefiles, journal, messages, people, promises, reviews
from storage.journal import digest_of
from storage.records import JournalRow, Message, Ticket
from storage.work import Work

# A step and what makes it known lie within one unit of work.
_SAME_MOMENT = timedelta(seconds=1)
_REVISITS = frozenset(
    {
        "ask",
        "revisited",
        "revisit_missed",
        "revisit_remark",
        "unreachable",
        "manager_talked",
        "manager_talk_missed",
        "close",
        "close_reserved",
        "reopen",
        "reopen_unassigned",
        "bad_reason",
    }
)
_FOOTAGE = frozenset(
    {
        "footage_needed",
        "footage_missed",
        "footage_dropped",
        "footage_taken",
        "footage_none",
        "footage_unneeded",
        "footage_view_asked",
        "footage_view_approved",
        "footage_view_refused",
        "footage_view_seen",
    }
)
_OWNER = "owner"
# Facts of a row that people have names for, and in which section.
_NAMED = (
    ("now_kind", "kinds"),
    ("now_category", "sorts"),
    ("now_severity", "severities"),
    ("why", "whys"),
    ("rating", "ratings"),
    ("way", "answer_ways"),
    ("reason", "buttons"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, the words it brings, the rows it stands on, and the file that belongs to it."""

    text: str
    rows: tuple[int, ...] = ()
    words: str = ""
    file: Media | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under a heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A document: `cited` says how a row is named, `gone` stands where a picture cannot be had."""

    title: str
    about: str
    parts: tuple[Part, ...]
    cited: str
    gone: str


def may_have(estate: Estate, member: StaffMember, ticket: Ticket) -> bool:
    """Tell whether somebody may take everything about a ticket away: those who lead, and see it."""
    return member.leads and sight.may_see(estate, member, ticket)


def of(desk: Desk, work: Work, ticket: Ticket, reader: StaffMember | None) -> Dossier | None:
    """Return the dossier for one who asks for it in the chat, else the operator; None: they may not have it.

    A lead who is not the assignee reads telephone numbers masked.
    """
    estate = speak.estate_of(desk, ticket)
    if reader is not None and not may_have(estate, reader, ticket):
        return None
    texts = languages.of_staff_chat(desk, work, reader.user) if reader else desk.texts
    whole = reader is None or reader.role is Role.manager or reader.user == ticket.assignee
    return _Drawn(work, ticket, estate, texts, whole=whole).dossier(reader)


class _Drawn:
    """One drawing up: what is read once, and how it is said."""

    def __init__(self, work: Work, ticket: Ticket, estate: Estate, texts: Texts, *, whole: bool) -> None:
        self._work = work
        self._ticket = ticket
        self._estate = estate
        self._texts = texts
        self._whole = whole
        self._rows = journal.of_ticket(work, ticket.id)
        self._messages = messages.of_ticket(work, ticket.id)
        self._phases = photos.phases(self._messages, self._rows)
        kept = [message.text for message in self._messages]
        kept += [ticket.words, ticket.answer or "", *casefiles.sent_words(work, ticket.id)]
        kept += [promise.reason or "" for promise in promises.of_ticket(work, ticket.id)]
        self._kept = list(dict.fromkeys(filter(None, kept)))

    def dossier(self, reader: StaffMember | None) -> Dossier:
        parts = [
            Part(self._said("facts"), tuple(line for line in self._facts() if line.words)),
            Part(self._said("course"), tuple(self._course())),
            Part(self._said("promises"), tuple(self._promises())),
            Part(self._said("steps"), tuple(self._steps())),
            Part(self._said("revisits"), tuple(self._of_codes(_REVISITS))),
            Part(self._said("footage"), tuple(self._of_codes(_FOOTAGE))),
            Part(self._said("decisions"), tuple(self._decisions())),
            Part(self._said("files_before"), tuple(self._files(Phase.before))),
            Part(self._said("files_after"), tuple(self._files(Phase.after))),
            Part(self._said("files"), tuple(self._files(None))),
            Part(self._said("chain"), tuple(self._chain())),
        ]
        about = self._said(
            "about",
            estate=self._estate.name,
            at=self._clock(self._work.now),
            reader=reader.name if reader else Sentence("dossier.operator"),
        )
        return Dossier(
            title=self._said("title", number=self._ticket.number),
            about=about,
            parts=tuple(part for part in parts if part.lines),
            cited=self._texts.entries["dossier.cited"],
            gone=self._said("gone"),
        )

    def _facts(self) -> Iterator[Line]:
        """Give what the ticket is and who has to do with it, each with the row that made it so."""
        ticket, texts = self._ticket, self._texts
        person = people.get(self._work, ticket.reporter)
        told = by_hand.ByHand.of(ticket)
        received = self._last("received")
        yield self._fact("kind", texts.name("kinds", ticket.kind, ticket.kind), "reclassified", "received")
        yield self._fact("topic", texts.name("topics", ticket.topic, ""), "reclassified", "received")
        moves = [row.code for row in self._rows if row.code in set(Move)]
        yield self._fact("step", texts.name("steps", ticket.step, ticket.step), *(moves or ["received"]))
        yield self._fact("received", self._clock(ticket.received_at), "received")
        yield self._fact("way", texts.name("ways", told.way.value if told else "chat", ""), "received")
        yield self._fact("reporter", person.name or texts.plain("staff.no_name"), "received")
        yield self._fact("phone", self._masked(told.phone or "") if told else "", "received")
        yield self._fact("principal", told.principal if told else "", "received")
        yield self._fact("reference", told.reference if told else "", "received")
        yield self._fact("home", ticket.home or texts.plain("staff.no_home"), "home", "edited", "received")
        yield self._fact("receiver", self._who(ticket.receiver), *self._changes("receiver"))
        yield self._fact("assignee", self._who(ticket.assignee), *self._changes("assignee"))
        for name in ("answer_due", "done_due"):
            due: datetime | None = getattr(ticket, name)
            yield self._fact(name, self._clock(due) if due else "", "received")
        yield Line(self._said("words"), received, self._masked(ticket.words))
        yield Line(self._said("answer"), self._last("answer"), self._masked(ticket.answer or ""))

    def _course(self) -> Iterator[Line]:
        """Give every row with its words, and in their time the words that no row stands for."""
        told = {row.facts.get("message") for row in self._rows}
        loose = [one for one in self._messages if one.id not in told and not self._is_of_a_row(one)]
        entries = [(row.at, row.seq, self._row(row)) for row in self._rows]
        entries += [(one.kept_at or one.at, 0, self._message(one)) for one in loose if one.text]
        return (line for _, _, line in sorted(entries, key=lambda entry: entry[:2]) if line is not None)

    def _row(self, row: JournalRow) -> Line | None:
        what, words = self._texts.name("history", row.code, ""), self._words_of(row)
        if not what and not words:
            return None
        text = self._said(
            "row",
            at=self._clock(row.at),
            what=what or Sentence("dossier.noted"),
            who=self._who(row.actor),
        )
        lost = self._said("erased" if row.salt is None else "not_kept") if row.digest and not words else ""
        said = " ".join(filter(None, [text, *self._details(row), lost]))
        return Line(said, (row.seq,), self._masked(words))

    def _details(self, row: JournalRow) -> Iterator[str]:
        """Give what a row says beside its code, as far as there is a name for it."""
        if row.code == histories.RECEIVED:
            return
        for fact, section in _NAMED:
            yield self._texts.name(section, str(row.facts.get(fact)), "")
        for item in str(row.facts.get("fields", "")).split():
            yield self._texts.name("items", item, "")
        assignee = row.facts.get("now_assignee")
        if isinstance(assignee, str) and assignee != row.actor:
            yield f"→ {self._who(assignee)}"

    def _message(self, message: Message) -> Line:
        typed = next((row for row in self._rows if row.facts.get("line") == message.id), None)
        if typed is not None:
            text = self._said("typed", at=self._clock(typed.at), who=self._who(typed.actor))
            return Line(text, (typed.seq,), self._masked(message.text))
        who = Sentence(f"staff.said_{message.direction}")
        text = self._said("message", at=self._clock(message.at), who=who, number=message.id)
        return Line(text, (), self._masked(message.text))

    def _promises(self) -> Iterator[Line]:
        for promise in promises.of_ticket(self._work, self._ticket.id):
            text = self._said(
                "promise",
                at=self._clock(promise.at),
                who=self._who(promise.made_by),
                made=self._clock(promise.made_at),
                state=self._texts.name("promise_states", promise.state.value, promise.state.value),
            )
            moments = [promise.made_at, *filter(None, [promise.settled_at])]
            rows = (row.seq for row in self._rows if row.code.startswith("promise") and _near(row, moments))
            yield Line(text, tuple(rows), self._masked(promise.reason or ""))

    def _steps(self) -> Iterator[Line]:
        """Give the file of a complaint in the order of the eight steps; what is not known says so."""
        if not complaint.is_one(self._ticket):
            return
        file = complaint.of(self._work, self._ticket)
        for item in eight_steps.ITEMS:
            value = eight_steps.value_of(item, self._ticket, file)
            section = eight_steps.NAMES.get(item.name, "")
            shown = "–" if value is None else self._texts.name(section, str(value), str(value))
            rows = [row.seq for row in self._rows if _writes(row, item.name)]
            text = self._said(
                "item",
                n=item.stage.value,
                stage=Sentence(f"stages.{item.stage.value}"),
                item=Sentence(f"items.{item.name}"),
            )
            yield Line(text, tuple(rows[-1:]), self._masked(shown))

    def _decisions(self) -> Iterator[Line]:
        """Give what review meetings decided about it, and what became of that."""
        for made in reviews.of_ticket(self._work, self._ticket.id):
            state = self._texts.name("decision_states", made.state.value, made.state.value)
            text = self._said("decision", who=self._who(made.person), due=self._clock(made.due), state=state)
            rows = tuple(row.seq for row in self._rows if row.facts.get("decision") == made.id)
            yield Line(text, rows, self._masked(made.words))

    def _of_codes(self, codes: frozenset[str]) -> Iterator[Line]:
        for row in self._rows:
            line = self._row(row) if row.code in codes else None
            if line is not None:
                yield line

    def _files(self, phase: Phase | None) -> Iterator[Line]:
        """Give the files of staff that show how it was before or after, or all that are neither."""
        for message in self._messages:
            for kept in message.media if self._phases.get(message.id) is phase else ():
                file = Media.from_json(kept)
                who = Sentence(f"staff.said_{message.direction}")
                sort = self._texts.name("media", file.kind.value, file.kind.value)
                text = self._said("file", at=self._clock(message.at), who=who, sort=sort, number=message.id)
                yield Line(text, self._rows_near(message), "", file)

    def _chain(self) -> Iterator[Line]:
        problems = journal.verify(self._work, self._estate.key)
        rows = tuple(row.seq for row in self._rows)
        yield Line(self._said("sound" if not problems else "unsound", count=len(rows)), rows)
        yield from (Line(problem) for problem in problems)
        yield from (Line(self._said("hash", row=row.seq, hash=row.hash[:16])) for row in self._rows)

    def _fact(self, name: str, value: str, *codes: str) -> Line:
        return Line(self._said(f"fact_{name}"), self._last(*codes), value)

    def _last(self, *codes: str) -> tuple[int, ...]:
        return tuple(row.seq for row in self._rows if row.code in codes)[-1:]

    def _changes(self, name: str) -> Sequence[str]:
        """Return the codes of the rows that say who is `name` now; older ones said it by what they are."""
        said = {row.code for row in self._rows if f"now_{name}" in row.facts}
        return tuple(said) or ("claim", "taken_over", "handed_over", "received")

    def _words_of(self, row: JournalRow) -> str:
        if row.digest is None or row.salt is None:
            return ""
        salt, digest = row.salt, row.digest
        return next((words for words in self._kept if digest_of(words, salt) == digest), "")

    def _is_of_a_row(self, message: Message) -> bool:
        return any(
            row.digest == digest_of(message.text, row.salt) for row in self._rows if row.digest and row.salt
        )

    def _rows_near(self, message: Message) -> tuple[int, ...]:
        named = [row.seq for row in self._rows if row.facts.get("message") == message.id]
        first = self._ticket.received_at
        return tuple(named) or (self._last("received") if message.at <= first + _SAME_MOMENT else ())

    def _who(self, user: str | None) -> str:
        member = self._estate.member(user)
        if member is not None:
            return member.name
        if user is None:
            return self._texts.plain("staff.nobody_yet")
        return self._texts.plain("staff.said_owner" if user == _OWNER else "staff.by_itself")

    def _clock(self, at: datetime) -> str:
        return f"{at.astimezone(self._estate.zone):%Y-%m-%d %H:%M}"

    def _masked(self, words: str) -> str:
        return words if self._whole else masked(words)

    def _said(self, key: str, **values: Value) -> str:
        return self._texts.plain(f"dossier.{key}", **values)


def _near(row: JournalRow, moments: Sequence[datetime]) -> bool:
    return any(abs(row.at - moment) < _SAME_MOMENT for moment in moments)


def _writes(row: JournalRow, item: str) -> bool:
    return item in str(row.facts.get("fields", "")).split() or f"now_{item}" in row.facts

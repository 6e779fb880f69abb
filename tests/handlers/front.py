"""A desk stepped by hand: what comes in, what falls due and what was sent, without a channel and its network."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import nlp
from bot import config
from bot.courier import edited_message
from handlers import delivery, router, texts
from handlers.clock import due
from handlers.desk import Desk
from handlers.messages import ChatKind, Incoming, Media, MediaKind, Outgoing, Press, Sender
from handlers.refusals import Refused
from handlers.ticket import refusing
from storage import links, messages, outbox, tickets, timers
from storage.database import Database
from storage.records import Link, TicketId

GROUP, WANG, CHEN, OWNER, NEIGHBOUR = "-1001", "2001", "2002", "3001", "3002"
ESTATE = Path(__file__).parents[1] / "scenarios" / "estate.toml"


@cache
def _read():
    """Read the estate and the catalogues once: that costs more than most tests."""
    return config.load(ESTATE, {"FRONTDESK__TELEGRAM__TOKEN": "1:x"}).estates(), texts.load_all()


def desk_of(judging) -> Desk:
    estates, catalogues = _read()
    return Desk(
        estates=dict(estates),
        texts=catalogues["zh"],
        judge=judging.judge,
        screen=nlp.screen,
        catalogues=catalogues,
    )


@dataclass
class Front:
    """What was sent is kept in `sent` as (chat, id, message), edits in `edits`, what was taken away in `erased`."""

    database: Database
    desk: Desk
    clock: object
    sent: list = field(default_factory=list)
    edits: list = field(default_factory=list)
    erased: list = field(default_factory=list)
    _keys: itertools.count = field(default_factory=lambda: itertools.count(1))
    _ids: itertools.count = field(default_factory=lambda: itertools.count(100))

    def incoming(self, user, text="", *, chat=None, message=None, **more) -> Incoming:
        chat = chat or user
        return Incoming(
            channel="telegram",
            key=more.pop("key", None) or f"u{next(self._keys)}",
            chat=chat,
            chat_kind=ChatKind.group if chat.startswith("-") else ChatKind.private,
            sender=Sender(user, {WANG: "王工", CHEN: "小陈"}.get(user, "王芳")),
            at=more.pop("at", self.clock.at),
            message=message or str(next(self._ids)),
            text=text,
            **more,
        )

    def takes(self, *said: Incoming) -> None:
        for one in said:
            self.database.write_now(lambda work, one=one: self._route(work, one))

    def says(self, user, text="", **more) -> Incoming:
        one = self.incoming(user, text, **more)
        self.takes(one)
        return one

    def album(self, user, captions, *, kind=MediaKind.photo, album="a1", **more) -> list[Incoming]:
        return [
            self.incoming(user, caption, album=album, media=(Media(kind, f"{album}-{n}"),), **more)
            for n, caption in enumerate(captions)
        ]

    def passes(self, **span) -> None:
        """Let time pass, and fire each timer when it falls due."""
        until = self.clock.at + timedelta(**span)
        while True:
            due_at = self.database.read_now(timers.next_due)
            if due_at is None or due_at > until:
                break
            self.clock.at = max(self.clock.at, due_at)
            self._fires()
        self.clock.at = until

    def stands_still(self, **span) -> None:
        """Let time pass while the service is down, and what fell due meanwhile fire at its return."""
        self.clock.forward(**span)
        self._fires()

    def _fires(self) -> None:
        for timer in self.database.read_now(lambda work: timers.due(work, 100)):
            self.database.write_now(lambda work, timer=timer: self._fire(work, timer))

    def sends(self, at_most=1000) -> None:
        """Send what waits, in order; each file of an album is a message of its own."""
        for _ in range(at_most):
            rows = self.database.write_now(lambda work: outbox.claim(work, limit=1, busy=(), resting=()))
            if not rows:
                return
            self.database.write_now(lambda work, row=rows[0]: self._send(work, row))

    def said(self, chat) -> list[Outgoing]:
        self.sends()
        return [outgoing for to, _, outgoing in self.sent if to == chat]

    def texts(self, chat) -> list[str]:
        return [outgoing.text for outgoing in self.said(chat) if outgoing.text]

    def albums(self, chat) -> list[list[str]]:
        return [[file.file for file in outgoing.media] for outgoing in self.said(chat) if outgoing.media]

    def tickets(self):
        return self.database.read_now(lambda work: tickets.of_estate(work, "cuiyuan"))

    def words_of(self, ticket: TicketId):
        return self.database.read_now(lambda work: messages.of_ticket(work, ticket))

    def card(self) -> str:
        """Return the channel's id of the last card in the group."""
        self.sends()
        return next(
            ids[0] for to, ids, shown in reversed(self.sent) if to == GROUP and "单" in _labels(shown)
        )

    def last(self, chat, contains) -> str:
        """Return the channel's id of the last message of a chat that says so."""
        self.sends()
        return next(ids[0] for to, ids, shown in reversed(self.sent) if to == chat and contains in shown.text)

    def press(self, user, chat, label, *, contains="") -> None:
        """Press the newest button with this label."""
        self.sends()
        for to, ids, shown in reversed([*self.sent, *self.edits]):
            for button in (button for line in shown.buttons for button in line):
                if (to, button.label) == (chat, label) and contains in shown.text:
                    pressed = self.incoming(user, chat=chat, message=ids[0])
                    self.takes(replace(pressed, press=Press("p", button.token, ids[0])))
                    return
        raise AssertionError(f"no button {label} in {chat}")

    def _route(self, work, one: Incoming) -> None:
        try:
            with work.savepoint():
                router.route(self.desk, work, one)
        except Refused as refused:
            refusing.refuse(self.desk, work, one, refused)

    def _fire(self, work, timer) -> None:
        fired = timers.fired(work, timer.id)
        if fired is not None:
            due.fire(self.desk, work, fired)

    def _send(self, work, row) -> None:
        outgoing = Outgoing.from_json(row.body)
        edits = edited_message(work, row, outgoing)
        if outgoing.erases:
            ids = list(outgoing.erases)
            self.erased += [(row.chat, one) for one in ids]
        elif edits:
            ids = [edits]
            self.edits.append((row.chat, ids, outgoing))
        else:
            ids = [str(next(self._ids)) for _ in outgoing.media or "x"]
            self.sent.append((row.chat, ids, outgoing))
        outbox.sent(work, row.id, ids)
        delivery.sent(self.desk, work, row)

    def link(self, chat, message) -> Link | None:
        return self.database.read_now(lambda work: links.by_message(work, "telegram", chat, message))


def _labels(shown: Outgoing) -> str:
    return " ".join(button.label for line in shown.buttons for button in line)

"""What staff said a matter is, where the desk had judged it otherwise: the material for learning."""

from sqlalchemy import bindparam, select

from storage.records import Correction, JournalRow, Labels
from storage.schema import journal, tickets
from storage.statements import columns_of
from storage.work import Work

CODE = "reclassified"

_ALL = (
    select(*columns_of(journal, JournalRow), tickets.c.words)
    .join(tickets, tickets.c.id == journal.c.ticket)
    .where(journal.c.code == bindparam("of_code"))
    .order_by(journal.c.at, journal.c.ticket, journal.c.seq)
)


def facts_of(was: Labels, said: Labels) -> dict[str, str | int | None]:
    """Return a correction as the journal keeps it: codes only, no words."""
    return {
        "was_kind": was.kind,
        "was_category": was.category,
        "was_topic": was.topic,
        "kind": said.kind,
        "category": said.category,
        "topic": said.topic,
    }


def all_of(work: Work) -> list[Correction]:
    """Return what differs in the end, a row a ticket: the first judgement and the last word of staff.

    Reads every journal: use a reader. Tickets without words, an erased one above all, teach nothing.
    """
    found: dict[int, Correction] = {}
    for *columns, words in work.connection.execute(_ALL, {"of_code": CODE}):
        row = JournalRow(*columns)
        if row.ticket is None or not words:
            continue
        known = found.get(row.ticket)
        was = known.was if known else _labels(row, "was_")
        found[row.ticket] = Correction(row.ticket, row.at, words, was, _labels(row, ""))
    return [correction for correction in found.values() if correction.was != correction.said]


def _labels(row: JournalRow, prefix: str) -> Labels:
    kind, category, topic = (row.facts[f"{prefix}{name}"] for name in ("kind", "category", "topic"))
    return Labels(str(kind), str(category) if category else None, str(topic))

"""The eight steps were kept: what an answer and a closing need was there, and who may decide decided."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.month.checks import rows, sight
from tests.month.checks.rows import ANSWER, CLOSE, Row, Rows
from tests.virtual import ledger
from tests.virtual.findings import Figure, Wrong
from tests.virtual.lived import Lived

# By which severity what must be written down, as docs/complaints.md says.
_FOR_ANSWER = ("nature", "outcome")
_FOR_SERIOUS = ("demand", "nature_reason", "findings", "evidence", "cause", "plan", "prevention")
_OF_INVALID = ("nature", "findings", "party", "help")
_SUMMING_UP = ("root_cause", "preventable", "improvement", "training", "knowledge", "review")
_NEVER = ("无效", "驳回", "工单", "投诉有", "不受理")
_DECIDE = ("manager", "admin")


def answers_were_ready(lived: Lived) -> Figure:
    """No complaint was answered without its file; a major one not without a manager's word on plan and answer."""
    found, wrong, kinds = rows.of(lived), [], Counter[str]()
    for row in _all(found, ANSWER):
        if row.before.get("kind") != "complaint":
            continue
        severity, file = row.before.get("severity") or "minor", found.files.get(row.ticket, {})
        invalid = file.get("nature") == "invalid"
        kinds[f"{severity}{', not ours' if invalid else ''}"] += 1
        lacking = [name for name in _needed(severity, invalid=invalid) if file.get(name) is None]
        if lacking:
            wrong.append(_wrong(found, row, f"was answered without {lacking}"))
        if severity == "major" and not invalid:
            wrong += _not_agreed(lived, found, row)
    note = ", ".join(f"{n} {kind}" for kind, n in kinds.most_common())
    return Figure("answers to complaints, each with what its file needs", sum(kinds.values()), wrong, note)


def _needed(severity: str, *, invalid: bool) -> tuple[str, ...]:
    if invalid:
        return _OF_INVALID
    if severity == "minor":
        return _FOR_ANSWER
    return (*_FOR_ANSWER, *_FOR_SERIOUS, *(("cost",) if severity == "major" else ()))


def _not_agreed(lived: Lived, found: Rows, answer: Row) -> Iterator[Wrong]:
    roles = {one.user: one.role for one in lived.place.workers}
    earlier = [row for row in found.journal[answer.ticket] if row.at <= answer.at]
    agreed = [row.actor for row in earlier if row.code == "plan_agreed"]
    itself = roles.get(answer.actor) in _DECIDE
    if not itself and not any(roles.get(user) in _DECIDE for user in agreed):
        yield _wrong(found, answer, "was answered without an agreed plan")
    if not itself and roles.get(str(found.files[answer.ticket]["read_by"])) not in _DECIDE:
        yield _wrong(found, answer, "was answered unread")


def closed_summed_up(lived: Lived) -> Figure:
    """No serious or major complaint was closed without root cause, improvement, and the rest of step eight."""
    found, wrong, n = rows.of(lived), [], 0
    for row in _all(found, CLOSE):
        severity = row.before.get("severity")
        answered = any(one.code == ANSWER and one.at <= row.at for one in found.journal[row.ticket])
        if severity not in ("serious", "major") or not answered or row.before.get("kind") != "complaint":
            continue
        n += 1
        file = found.files.get(row.ticket, {})
        lacking = [name for name in _SUMMING_UP if file.get(name) is None]
        if lacking or ledger.moment(file["summed_up_at"]) > row.at:
            wrong.append(_wrong(found, row, f"was closed without {lacking}"))
    return Figure("serious complaints closed, each with its summing up", n, wrong)


def judged_by_who_leads(lived: Lived) -> Figure:
    """Only those who lead say that a complaint is invalid, never whoever it is about, and no owner reads it."""
    roles = {one.user: one.role for one in lived.place.workers}
    found, wrong, n = rows.of(lived), [], 0
    for history in found.journal.values():
        for row in history:
            invalid = row.facts.get("item") == "nature" and row.facts.get("value") == "invalid"
            n += invalid
            if invalid and roles.get(row.actor) not in ("lead", *_DECIDE):
                wrong.append(_wrong(found, row, f"was judged invalid by {row.actor}"))
            if row.actor in row.about and row.code in ("filed", "claim", ANSWER, "plan_agreed"):
                wrong.append(_wrong(found, row, f"{row.code} by {row.actor}, whom it is about"))
    for line in sight.owners_of(lived.chats.log):
        said = [word for word in _NEVER if word in line.text] if line.what == "says" else []
        if said:
            wrong.append(Wrong(line.at, f"{line.chat} reads {said}: {line.text!r}", (line.chat,)))
    return Figure("complaints judged invalid, by those who lead, and in no owner's chat", n, wrong)


def _all(found: Rows, code: str) -> Iterator[Row]:
    return (row for history in found.journal.values() for row in history if row.code == code)


def _wrong(found: Rows, row: Row, what: str) -> Wrong:
    number: Any = found.tickets[row.ticket]["number"]
    return Wrong(row.at, f"{number} {what}", (number,))

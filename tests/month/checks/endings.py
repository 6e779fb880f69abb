"""Every matter has ended, or stands on a list that people read, with a reason; one person has it."""

from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

from tests.month.checks import rows
from tests.month.checks.rows import ENDED, HELD, Rows
from tests.virtual.findings import Figure, Wrong
from tests.virtual.lived import Lived
from tests.virtual.reading import NUMBER
from tests.virtual.seen import open_hours

STOCKTAKING = timedelta(minutes=5)  # before the end everybody asks for their lists
_HEADS = {"待接": "queue", "我的单": "mine", "超时": "overdue"}
_SOON, _AT_ONCE = timedelta(minutes=70), timedelta(seconds=10)
# After which nobody has a ticket.
_LEFT = frozenset({"received", "return", "reopen_unassigned"})


def ended_or_listed(lived: Lived) -> Figure:
    """What has not ended is on a list that somebody who may see it just read, or a timer brings it back."""
    found, listed = rows.of(lived), _listed(lived)
    reasons, wrong = Counter[str](), []
    for id_, ticket in found.tickets.items():
        reason = _reason(lived, found, listed, id_, ticket)
        reasons[reason or "on no list"] += 1
        if reason is None:
            wrong.append(Wrong(lived.end, f"{ticket['number']} is {ticket['step']}, and on no list"))
    note = ", ".join(f"{n} {reason}" for reason, n in reasons.most_common())
    return Figure("tickets ended, or on a list with a reason", len(found.tickets), wrong, note)


def _reason(
    lived: Lived, found: Rows, listed: dict[str, set[str]], id_: int, ticket: dict[str, Any]
) -> str | None:
    step, number, entity = ticket["step"], ticket["number"], str(id_)
    if step in ENDED:
        return str(step)
    if rows_began(lived, found, id_) > lived.end - STOCKTAKING - timedelta(minutes=1):
        return "changed after everybody had read their lists"
    if step == "received":
        return "unclaimed" if number in listed["queue"] else None
    if step == "waiting_owner" and ("waiting_owner", entity) in found.timers:
        return "waiting for its owner"
    if step in HELD and number in listed["overdue"]:
        return "overdue"
    if step in HELD:
        return "in hand" if number in listed["mine"] else None
    if step == "answered":
        return "to be asked about" if ("revisit", entity) in found.timers else None
    if _waits_for_summing_up(ticket):
        return "serious, not summed up" if number in listed["mine"] | listed["overdue"] else None
    if id_ in found.to_phone:
        return "to be phoned about"
    return "in revisit" if ("revisit_close", entity) in found.timers else None


def rows_began(lived: Lived, found: Rows, id_: int) -> Any:
    """Return when a ticket changed last."""
    return found.journal[id_][-1].at


def _waits_for_summing_up(ticket: dict[str, Any]) -> bool:
    kept = ticket["data"].get("closes")
    return kept is not None and kept["round"] == ticket["reopened"]


def _listed(lived: Lived) -> dict[str, set[str]]:
    """Return which numbers stood on which list, in what everybody read at the end."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in lived.chats.log:
        if line.what in ("says", "edits") and line.at >= lived.end - STOCKTAKING:
            which = next((name for head, name in _HEADS.items() if line.text.startswith(head)), None)
            if which is not None:
                found[which] |= set(NUMBER.findall(line.text))
    return found


def one_assignee(lived: Lived) -> Figure:
    """After each row of the journal somebody of the roster has what is worked on, and nobody what is unclaimed."""
    users = {one.user for one in lived.place.workers}
    found, wrong, n = rows.of(lived), [], 0
    for id_, history in found.journal.items():
        number, had = found.tickets[id_]["number"], None
        for row in history:
            n += 1
            had = row.after.get("assignee")
            unclaimed = row.code in ("received", "return", "reopen_unassigned")
            claimed = row.code in ("claim", "reopen", "progress", "answer", "arrive", "investigate", "plan")
            if (unclaimed and had) or (claimed and had not in users):
                wrong.append(Wrong(row.at, f"{number} {row.code}: {had} has it", (number,)))
        ticket = found.tickets[id_]
        if ticket["assignee"] != had or (ticket["step"] in HELD) > (had in users):
            wrong.append(Wrong(lived.end, f"{number} is {ticket['step']} and {had} has it", (number,)))
    return Figure("rows of the journal, each leaving one assignee or none", n, wrong)


def one_winner(lived: Lived) -> Figure:
    """Whoever was told that a ticket is theirs has it by a row of the journal, and nobody had it then."""
    found, wrong, n = rows.of(lived), [], 0
    numbers = found.numbers()
    for line in lived.chats.log:
        if line.what != "toast" or "由您负责" not in line.text:
            continue
        n += 1
        number = NUMBER.findall(line.text)[0]
        given = [
            row
            for row in found.journal[numbers[number]]
            if row.after.get("assignee") == line.who != row.before.get("assignee")
            and abs(row.at - line.at) < _AT_ONCE
        ]
        if not given or (given[0].code == "claim" and given[0].before.get("assignee")):
            wrong.append(Wrong(line.at, f"{number} was claimed by {line.who}, and had", (number,)))
    return Figure("claims with one winner", n, wrong)


def claimed_in_time(lived: Lived) -> Figure:
    """What nobody claims for an hour of the day beyond its time was told to somebody who leads."""
    found, wrong, n = rows.of(lived), [], 0
    leading = {one.user for one in lived.place.workers if one.role != "staff"}
    leading |= {lived.place.managers, str(lived.place.head_office)}
    names = {one.name for one in lived.place.workers if one.role != "staff"}
    told: defaultdict[str, list[Any]] = defaultdict(list)
    for line in lived.chats.log:
        if line.what == "says" and (line.chat in leading or any(name in line.text for name in names)):
            for number in NUMBER.findall(line.text):
                told[number].append(line.at)
    for id_, history in found.journal.items():
        ticket = found.tickets[id_]
        due = ticket["claim_due"]
        if ticket["step"] != "received" or due is None:
            continue
        n += 1
        since = rows.ledger.moment(due)
        late = open_hours(since, lived.end) > _SOON
        left = max(row.at for row in history if row.code in _LEFT)
        if late and not any(at >= left for at in told[ticket["number"]]):
            what = f"{ticket['number']} waits, and nobody who leads knows"
            wrong.append(Wrong(since, what, (ticket["number"],)))
    return Figure("unclaimed tickets in time, or known to who leads", n, wrong)

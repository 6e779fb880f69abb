"""What owners say afterwards: asked by the rules, never rated for the silent, opened again for whom it should be."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from tests.month.checks import rows
from tests.month.checks.rows import ANSWER, CLOSE, ENDED, REOPENS, Row, Rows
from tests.virtual import ledger
from tests.virtual.chats import Line
from tests.virtual.findings import Figure, Wrong
from tests.virtual.lived import Lived

_RATES = {"满意": "good", "基本满意": "fair", "不满意": "bad", "还没解决": "unsolved"}
_HEARD = {"说满意": "good", "说基本满意": "fair", "说不满意": "bad", "说没解决": "unsolved"}
_NEAR = timedelta(minutes=3)
_A_DAY, _A_WEEK = timedelta(hours=24), timedelta(hours=168)
_MANAGER_FROM = 3
_CALLS = ("revisited", "revisit_missed")


def ratings_are_honest(lived: Lived) -> Figure:
    """Each rating is one that its owner gave then, or said on the phone; silence is no rating."""
    found, acts = rows.of(lived), _acts(lived)
    wrong, counts = [], Counter[str]()
    for history in found.journal.values():
        rated_before: dict[int, object] = {}
        for row in history:
            round_, rating = row.before.get("reopened") or 0, row.facts.get("rating")
            if row.code == "rated":
                rated_before[round_] = rating
            if row.code == CLOSE and rating is None and row.facts.get("outcome") is None:
                counts["silent"] += 1
            if row.code not in (CLOSE, "rated", *REOPENS) or rating is None:
                continue
            if row.code == CLOSE and rated_before.get(round_) == rating:
                continue  # it closes with its summing up, as it was rated before
            counts[str(rating)] += 1
            if not _given(acts, found, row, str(rating)):
                wrong.append(_wrong(found, row, f"is rated {rating} by nobody"))
    note = ", ".join(f"{n} {what}" for what, n in counts.most_common())
    given = sum(n for what, n in counts.items() if what != "silent")
    return Figure("ratings that were given, and silence that is none", given, wrong, note)


def _acts(lived: Lived) -> dict[str, list[Line]]:
    """Return what was pressed and written, by chat; and by whom of the staff, as heard on the phone."""
    found: dict[str, list[Line]] = {}
    for line in lived.chats.log:
        if line.what == "writes" or (line.what == "presses" and line.text in {*_RATES, *_HEARD}):
            found.setdefault(line.chat, []).append(line)
    return found


def _given(acts: dict[str, list[Line]], found: Rows, row: Row, rating: str) -> bool:
    def fits(line: Line) -> bool:
        at_the_time = timedelta() <= row.at - line.at <= _NEAR
        words = line.what == "writes" and line.chat == found.tickets[row.ticket]["chat"]
        return at_the_time and (words or (_RATES | _HEARD).get(line.text) == rating)

    own = acts.get(found.tickets[row.ticket]["chat"], [])
    heard = [line for lines in acts.values() for line in lines if line.text in _HEARD]
    return any(map(fits, own)) or any(map(fits, heard))


def asked_by_the_rules(lived: Lived) -> Figure:
    """After a day; a question at once, neighbours after a week. Only what docs/revisits.md names is never asked."""
    found, wrong, kinds = rows.of(lived), [], Counter[str]()
    for history in found.journal.values():
        answered = None
        for row in history:
            if row.code == ANSWER:
                answered = row
            if row.code == "ask" and answered is not None:
                name, expected = _when(row)
                kinds[name] += 1
                if abs(row.at - answered.at - expected) > _NEAR * 5:
                    wrong.append(_wrong(found, row, f"was asked about after {row.at - answered.at}"))
            if row.code == CLOSE and row.facts.get("outcome") == "not_asked":
                kinds["not asked"] += 1
                if not _need_not_be_asked(found, row):
                    wrong.append(_wrong(found, row, "was closed without a question"))
    note = ", ".join(f"{n} {kind}" for kind, n in kinds.most_common())
    return Figure("answers that were asked about when it was time", sum(kinds.values()), wrong, note)


def _when(row: Row) -> tuple[str, timedelta]:
    if row.before["kind"] == "inquiry":
        return "at once", timedelta()
    if row.before["category"] == "neighbours" and row.before["urgency"] not in ("P0", "P1"):
        return "after a week", _A_WEEK
    return "after a day", _A_DAY


def _need_not_be_asked(found: Rows, row: Row) -> bool:
    kind, urgency = row.before["kind"], row.before["urgency"]
    once = not row.before.get("reopened")
    by_phone = kind == "inquiry" and not found.tickets[row.ticket]["chat"]
    return kind in ("suggestion", "praise") or by_phone or ((kind, urgency) == ("request", "P3") and once)


def phoned_by_others(lived: Lived) -> Figure:
    """Whoever phones afterwards, or calls on an owner, is never whoever did the work."""
    found, wrong, kinds = rows.of(lived), [], Counter[str]()
    for history in found.journal.values():
        for row in history:
            if row.code not in _CALLS:
                continue
            kinds[row.code] += 1
            if row.actor == row.before.get("assignee"):
                wrong.append(_wrong(found, row, "was phoned about by its assignee"))
    for task in ledger.rows(lived.file, "SELECT * FROM tasks WHERE kind = 'revisit' AND state = 'open'"):
        kinds["open"] += 1
        if found.tickets[task["ticket"]]["step"] in ENDED:
            number = found.tickets[task["ticket"]]["number"]
            wrong.append(Wrong(lived.end, f"{number} is over, and somebody is to phone", (number,)))
    note = ", ".join(f"{n} {state}" for state, n in kinds.most_common())
    return Figure("calls about what was done, never by the assignee", sum(kinds.values()), wrong, note)


def opened_again_for_whom(lived: Lived) -> Figure:
    """还没解决 goes back to the same person, 不满意 to one who leads, the third time to the manager."""
    found, wrong, kinds = rows.of(lived), [], Counter[str]()
    roles = {one.user: one.role for one in lived.place.workers}
    for row in _reopened(found):
        had, has, rating = row.before.get("assignee"), row.after.get("assignee"), row.facts.get("rating")
        third = row.facts["round"] >= _MANAGER_FROM
        kind = "the third time" if third else str(rating)
        kinds[kind] += 1
        if row.about:  # those who may not see it may not have it either
            right = has not in row.about
        elif third:
            right = roles.get(str(has)) == "manager"
        elif rating == "unsolved":
            right = has == had or _is_gone(lived, str(had), row)
        else:
            right = roles.get(str(has)) in ("lead", "manager")
        if not right:
            wrong.append(_wrong(found, row, f"{kind}: {had} had it, {has} has it"))
    note = ", ".join(f"{n} {kind}" for kind, n in kinds.most_common())
    return Figure("matters opened again for whom they should be", sum(kinds.values()), wrong, note)


def _reopened(found: Rows) -> Iterator[Row]:
    return (row for history in found.journal.values() for row in history if row.code in REOPENS)


def _is_gone(lived: Lived, user: str, row: Row) -> bool:
    had = next((one for one in lived.members if one.user == user), None)
    left = getattr(had, "left", None)
    return had is None or (left is not None and left[0] <= row.at < left[1])


def _wrong(found: Rows, row: Row, what: str) -> Wrong:
    number = str(found.tickets[row.ticket]["number"])
    return Wrong(row.at, f"{number} {what}", (number,))

"""The records are whole, and what managers read each morning is what the tables say."""

import re
from collections import Counter
from datetime import datetime, timedelta

from bot.commands import verify
from tests.month.checks import rows
from tests.month.checks.rows import ANSWER, CLOSE, REOPENS, Rows
from tests.virtual.findings import Figure, Wrong
from tests.virtual.ledger import moment
from tests.virtual.lived import Lived

_DAY = timedelta(days=1)
# What a digest says, and where: a line that is not there says 0.
_SAYS = {
    "received": re.compile(r"日\(周.\)收 (\d+)"),
    "done": re.compile(r"日\(周.\)收 \d+,办结 (\d+)"),
    "closed": re.compile(r",结案 (\d+)"),
    "withdrawn": re.compile(r"业主撤回 (\d+)"),
    "asked": re.compile(r"回访:问了 (\d+)"),
    "said": re.compile(r"回访:问了 \d+,回答 (\d+)"),
    "good": re.compile(r"^满意 (\d+),", re.MULTILINE),
    "fair": re.compile(r"基本满意 (\d+)"),
    "bad": re.compile(r"不满意 (\d+),还没"),
    "unsolved": re.compile(r"还没解决 (\d+)$", re.MULTILINE),
    "unrated": re.compile(r"没有评价就结案 (\d+)"),
    "reached": re.compile(r"电话回访:接通 (\d+)"),
    "missed": re.compile(r"电话回访:接通 \d+,没联系上 (\d+)"),
}


def verified(lived: Lived) -> Figure:
    """`frontdesk verify` finds nothing: the chain is whole, and the journal alone rebuilds every ticket."""
    looked, problems = lived.engine.database.read_now(
        lambda work: verify.look(work, lambda _done, _all: None)
    )
    wrong = [Wrong(lived.end, problem) for problem in problems]
    return Figure("rows of the journal, which rebuild every ticket", sum(one.rows for one in looked), wrong)


def digests_are_true(lived: Lived) -> Figure:
    """One digest a morning, and each of its numbers is that of the tables, counted again."""
    found, wrong = rows.of(lived), []
    texts = [
        line
        for line in lived.chats.log
        if line.what == "says" and line.chat == lived.place.managers and " 日报 " in line.text.split("\n")[0]
    ]
    for n in range(1, lived.days):
        day = lived.start + (n - 1) * _DAY
        morning = [one for one in texts if day + _DAY <= one.at < day + 2 * _DAY]
        if len(morning) != 1:
            wrong.append(Wrong(day + _DAY, f"{len(morning)} digests"))
            continue
        told, counted = _told(morning[0].text), _counted(found, day, morning[0].at)
        for name, value in counted.items():
            if told[name] != value:
                what = f"{name} of {day:%m-%d} is {value}, the digest says {told[name]}"
                wrong.append(Wrong(morning[0].at, what, ("日报",)))
    sums = len(_SAYS) * (lived.days - 1)
    return Figure("numbers of digests, each that of the tables", sums, wrong, f"{lived.days - 1} mornings")


def _told(text: str) -> dict[str, int]:
    matches = {name: pattern.search(text) for name, pattern in _SAYS.items()}
    return {name: int(match[1]) if match else 0 for name, match in matches.items()}


def _counted(found: Rows, day: datetime, at: datetime) -> dict[str, int]:
    """Count a day anew, as it stood when the digest was written."""
    counts = Counter(dict.fromkeys(_SAYS, 0))
    counts["received"] = sum(day <= moment(one["received_at"]) < day + _DAY for one in found.tickets.values())
    for history in found.journal.values():
        known = [row for row in history if row.at <= at]
        of_day = [row for row in known if day <= row.at < day + _DAY]
        reopened = max((row.at for row in known if row.code in REOPENS), default=None)
        standing = [row for row in of_day if reopened is None or row.at > reopened]
        counts["done"] += any(row.code == ANSWER for row in standing)
        counts["closed"] += any(row.code == CLOSE for row in standing)
        counts["withdrawn"] += any(row.code == "withdraw" for row in of_day)
        for row in of_day:
            rating = row.facts.get("rating")
            counts["asked"] += row.code == "ask"
            counts["reached"] += row.code == "revisited"
            counts["missed"] += row.code == "revisit_missed"
            if row.code in (CLOSE, *REOPENS) and rating:
                counts["said"] += 1
                counts[rating] += 1
            silent = row.code == CLOSE and rating is None and row.facts.get("outcome") is None
            counts["unrated"] += silent
    return dict(counts)

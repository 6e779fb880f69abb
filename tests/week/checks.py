"""Everything that must hold of a week, in the order in which it is printed."""

from collections import Counter
from collections.abc import Callable

from tests.week import ledger, owner_checks, staff_checks
from tests.week.findings import Figure, Report, Wrong
from tests.week.week import Week

_FINE = {"outbox": {"sent"}, "timers": {"waiting", "fired", "cancelled"}}


def look(week: Week) -> Report:
    """Put everything to the test."""
    report = Report(week.seed, week.chats.digest())
    report.figures = [check(week) for check in CHECKS]
    return report


def nothing_lost(week: Week) -> Figure:
    """Every message and press was taken and finished, every message of the desk sent; nothing is parked."""
    acts = sum(line.what in ("writes", "presses") for line in week.chats.log)
    wrong = []
    inbox = ledger.states(week.engine.file, "inbox")
    if inbox != {"done": acts}:
        wrong.append(Wrong(week.end, f"{acts} acts, but the inbox says {inbox}"))
    for table, fine in _FINE.items():
        strange = {s: n for s, n in ledger.states(week.engine.file, table).items() if s not in fine}
        if strange:
            wrong.append(Wrong(week.end, f"in {table}: {strange}"))
    for error, times in _bugs(week).most_common():
        wrong.append(Wrong(week.end, f"{times} times: {error}"))
    return Figure("messages and presses finished, none lost or parked", acts, wrong)


CHECKS: tuple[Callable[[Week], Figure], ...] = (
    nothing_lost,
    owner_checks.answered_at_once,
    staff_checks.danger_is_called,
    staff_checks.one_winner,
    staff_checks.somebody_knows,
    staff_checks.left_alone,
    staff_checks.pages_on_shift,
    staff_checks.limits_told_once,
    owner_checks.promises_told,
    owner_checks.few_unasked,
    owner_checks.quiet_nights,
    owner_checks.no_parrot,
    owner_checks.ratings_are_theirs,
    staff_checks.one_digest_a_day,
    staff_checks.boards_are_true,
)


def _bugs(week: Week) -> Counter[str]:
    """Return what went wrong in the service itself: the error and the last places of each parked row."""
    found: Counter[str] = Counter()
    for table in ("inbox", "timers", "outbox"):
        for row in ledger.rows(week.engine.file, f"SELECT error FROM {table} WHERE error IS NOT NULL"):
            first, *places = row["error"].split("\n")
            found[" < ".join([f"{table}: {first}", *reversed(places[-3:])])] += 1
    return found

"""Everything that must hold of a week, in the order in which it is printed."""

from collections.abc import Callable

from tests.virtual import owner_checks, staff_checks, whole
from tests.virtual.findings import Figure, Report
from tests.virtual.lived import Lived


def look(lived: Lived) -> Report:
    """Put everything to the test."""
    report = Report(lived.seed, lived.chats.digest())
    report.figures = [check(lived) for check in CHECKS]
    return report


CHECKS: tuple[Callable[[Lived], Figure], ...] = (
    whole.nothing_lost,
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

"""Everything that must hold of a month, in the order in which it is printed."""

from collections.abc import Callable, Sequence

from tests.month.checks import afterwards, endings, files, records, sight
from tests.virtual import owner_checks, staff_checks, whole
from tests.virtual.findings import Figure
from tests.virtual.lived import Lived

ALL: Sequence[Callable[[Lived], Figure]] = (
    whole.nothing_lost,
    endings.ended_or_listed,
    endings.claimed_in_time,
    endings.one_assignee,
    endings.one_winner,
    staff_checks.danger_is_called,
    staff_checks.pages_on_shift,
    staff_checks.limits_told_once,
    sight.hidden_stays_hidden,
    sight.confided_by_their_words,
    sight.complainants_unnamed,
    files.answers_were_ready,
    files.closed_summed_up,
    files.judged_by_who_leads,
    afterwards.ratings_are_honest,
    afterwards.asked_by_the_rules,
    afterwards.phoned_by_others,
    afterwards.opened_again_for_whom,
    owner_checks.answered_at_once,
    owner_checks.promises_told,
    owner_checks.few_unasked,
    owner_checks.quiet_nights,
    owner_checks.no_parrot,
    staff_checks.boards_are_true,
    records.digests_are_true,
    records.verified,
)

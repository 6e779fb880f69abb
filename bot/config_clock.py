"""`[estates.clock]`: every number of an estate's clock, and the sets of numbers that trade standards give."""

from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.config_values import (
    Count,
    Days,
    Hours,
    HoursAfter,
    InHundred,
    Minutes,
    MinutesAfter,
    Pages,
    Percent,
    Seconds,
    Section,
    Whole,
    WorkingDays,
)
from handlers.desk import Policy

_DEFAULT = Policy()
_NUMBERS = set(Policy.__dataclass_fields__)

# What a standard says nothing about stays as in "default". docs/clock.md names the sources.
PRESETS: Mapping[str, Mapping[str, float]] = {
    "default": {},
    "grade1": {"urgent_answer_min": 30, "urgent_arrive_min": 30},
    "star3": {"urgent_answer_min": 20, "urgent_arrive_min": 20, "done_days": 2, "complaint_done_days": 2},
    "star4": {"urgent_answer_min": 20, "urgent_arrive_min": 20, "done_days": 1, "complaint_done_days": 2},
}
# A key that is written holds for every sort of matter that has none of its own written.
_GENERAL: Mapping[str, tuple[str, ...]] = {
    "claim_min": (
        "complaint_claim_min",
        "inquiry_claim_min",
        "paperwork_claim_min",
        "suggestion_claim_min",
    ),
    "answer_h": ("inquiry_answer_h",),
    "done_days": ("complaint_done_days",),
    "revisit_after_h": ("urgent_revisit_h", "complaint_revisit_h", "neighbours_revisit_h"),
}


# How far owners are asked afterwards, chosen apart from how fast things are done.
REVISITS: Mapping[str, Mapping[str, float]] = {
    "default": {},
    "manual": {"revisit_after_h": 168, "repair_revisit_percent": 30},
    "all": {"paperwork_revisit_percent": 100, "revisit_tries": 5},
}


def _one_of(names: Collection[str]) -> AfterValidator:
    def known(name: str) -> str:
        if name not in names:
            raise ValueError(f"must be one of {', '.join(names)}")
        return name

    return AfterValidator(known)


class Clock(Section):
    """`[estates.clock]`: the fields of `handlers.desk.Policy`, and the preset they come from."""

    join_messages_s: Seconds = _DEFAULT.join_messages_s
    join_media_s: Seconds = _DEFAULT.join_media_s
    join_at_most_s: Seconds = _DEFAULT.join_at_most_s
    page_emergency_min: Pages = _DEFAULT.page_emergency_min
    page_urgent_min: Pages = _DEFAULT.page_urgent_min
    suspect_wait_s: Seconds = _DEFAULT.suspect_wait_s
    claim_min: Minutes = _DEFAULT.claim_min
    complaint_claim_min: Minutes = _DEFAULT.complaint_claim_min
    inquiry_claim_min: Minutes = _DEFAULT.inquiry_claim_min
    paperwork_claim_min: Minutes = _DEFAULT.paperwork_claim_min
    suggestion_claim_min: Minutes = _DEFAULT.suggestion_claim_min
    media_claim_min: Minutes = _DEFAULT.media_claim_min
    answer_h: Hours = _DEFAULT.answer_h
    urgent_answer_min: Minutes = _DEFAULT.urgent_answer_min
    inquiry_answer_h: Hours = _DEFAULT.inquiry_answer_h
    suggestion_answer_wd: WorkingDays = _DEFAULT.suggestion_answer_wd
    emergency_arrive_min: Minutes = _DEFAULT.emergency_arrive_min
    urgent_arrive_min: Minutes = _DEFAULT.urgent_arrive_min
    urgent_done_h: Hours = _DEFAULT.urgent_done_h
    done_days: Days = _DEFAULT.done_days
    complaint_done_days: Days = _DEFAULT.complaint_done_days
    serious_claim_min: Minutes = _DEFAULT.serious_claim_min
    serious_done_days: Days = _DEFAULT.serious_done_days
    major_claim_min: Minutes = _DEFAULT.major_claim_min
    major_answer_min: Minutes = _DEFAULT.major_answer_min
    major_plan_h: Hours = _DEFAULT.major_plan_h
    major_done_days: Days = _DEFAULT.major_done_days
    paperwork_done_wd: WorkingDays = _DEFAULT.paperwork_done_wd
    suggestion_done_wd: WorkingDays = _DEFAULT.suggestion_done_wd
    after_arrival_h: Hours = _DEFAULT.after_arrival_h
    remind_percent: Percent = _DEFAULT.remind_percent
    lead_percent: Percent = _DEFAULT.lead_percent
    manager_percent: Percent = _DEFAULT.manager_percent
    progress_remind_h: Hours = _DEFAULT.progress_remind_h
    urgent_progress_h: Hours = _DEFAULT.urgent_progress_h
    emergency_progress_min: Minutes = _DEFAULT.emergency_progress_min
    waiting_owner_days: Days = _DEFAULT.waiting_owner_days
    revisit_after_h: Hours = _DEFAULT.revisit_after_h
    urgent_revisit_h: Hours = _DEFAULT.urgent_revisit_h
    complaint_revisit_h: Hours = _DEFAULT.complaint_revisit_h
    neighbours_revisit_h: Hours = _DEFAULT.neighbours_revisit_h
    repair_revisit_percent: InHundred = _DEFAULT.repair_revisit_percent
    paperwork_revisit_percent: InHundred = _DEFAULT.paperwork_revisit_percent
    revisit_remind_h: Hours = _DEFAULT.revisit_remind_h
    revisit_close_h: Hours = _DEFAULT.revisit_close_h
    revisit_call_h: HoursAfter = _DEFAULT.revisit_call_h
    revisit_tries: Annotated[Whole, Field(ge=1, le=10)] = _DEFAULT.revisit_tries
    question_lapses_min: Minutes = _DEFAULT.question_lapses_min
    event_homes: Count = _DEFAULT.event_homes
    event_homes_noticed: Count = _DEFAULT.event_homes_noticed
    event_within_min: Minutes = _DEFAULT.event_within_min
    silent_after_human_min: Minutes = _DEFAULT.silent_after_human_min
    promise_remind_min: Minutes = _DEFAULT.promise_remind_min
    promise_confirm_min: Minutes = _DEFAULT.promise_confirm_min
    promise_grace_min: Minutes = _DEFAULT.promise_grace_min
    promise_owner_h: Hours = _DEFAULT.promise_owner_h
    promise_owner_made_h: Hours = _DEFAULT.promise_owner_made_h
    promise_days: Annotated[Whole, Field(ge=1, le=366)] = _DEFAULT.promise_days
    board_every_s: Seconds = _DEFAULT.board_every_s
    handover_min: Minutes = _DEFAULT.handover_min
    handover_late_min: Minutes = _DEFAULT.handover_late_min
    just_wrote_min: Minutes = _DEFAULT.just_wrote_min
    unasked_at_most: Count = _DEFAULT.unasked_at_most
    flood_per_min: Count = _DEFAULT.flood_per_min
    recall_s: Seconds = _DEFAULT.recall_s
    transfer_lapses_min: MinutesAfter = _DEFAULT.transfer_lapses_min
    turn_min: MinutesAfter = _DEFAULT.turn_min
    video_keep_days: Days = _DEFAULT.video_keep_days
    review_open_days: Days = _DEFAULT.review_open_days
    review_invalid_percent: InHundred = _DEFAULT.review_invalid_percent
    urge_cooldown_s: Seconds = _DEFAULT.urge_cooldown_s
    urge_urgent_cooldown_s: Seconds = _DEFAULT.urge_urgent_cooldown_s
    callback_min: Minutes = _DEFAULT.callback_min
    preset: Annotated[str, _one_of(PRESETS)] = "default"
    revisits: Annotated[str, _one_of(REVISITS)] = "default"

    def policy(self) -> Policy:
        """Return the numbers as the use cases know them: what is written wins over the preset."""
        written = self.model_dump(include=self.model_fields_set & _NUMBERS)
        general = {
            name: written[key] for key, special in _GENERAL.items() if key in written for name in special
        }
        presets = {**PRESETS[self.preset], **REVISITS[self.revisits]}
        return Policy(**{**self.model_dump(include=_NUMBERS), **presets, **general, **written})

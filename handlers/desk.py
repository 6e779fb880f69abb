"""The desk: everything a use case needs to know, in one place and injected."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from handlers.texts import Texts
from nlp.judgement import Judgement, Screening

_FRIDAY = 5


class Role(StrEnum):
    """What a person on an estate's roster may do."""

    staff = "staff"
    lead = "lead"
    manager = "manager"
    committee = "committee"
    admin = "admin"


class Severity(StrEnum):
    """How serious a complaint is: 轻微, 重要, 重大."""

    minor = "minor"
    serious = "serious"
    major = "major"

    @property
    def rank(self) -> int:
        """Return how high it stands, from 0 on."""
        return list(Severity).index(self)


_MANAGING = (Role.manager, Role.lead)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody on the roster; `user` is their id in the channel."""

    user: str
    name: str
    role: Role
    team: str | None = None

    @property
    def may_work(self) -> bool:
        """Tell whether this person may claim and answer; the owners' committee only reads figures."""
        return self.role is not Role.committee

    @property
    def leads(self) -> bool:
        """Tell whether this person is told what a group is not, and decides where it cannot."""
        return self.role in (Role.lead, Role.manager)

    @property
    def may_review(self) -> bool:
        """Tell whether this person reads the list of the review meeting and writes its minutes."""
        return self.leads or self.role is Role.admin


@dataclass(frozen=True, slots=True)
class Team:
    """A team with a chat of its own, and the topics that go there; a contractor's are another company's."""

    key: str
    name: str
    chat: str
    topics: tuple[str, ...] = ()
    contractor: bool = False
    thread: str | None = None
    topic_per_ticket: bool | None = None


class Way(StrEnum):
    """How a ticket finds its assignee: whoever claims first, whom a lead names, or the next in turn."""

    grab = "grab"
    dispatch = "dispatch"
    rota = "rota"


class Party(StrEnum):
    """Whose matter something may be."""

    manager = "manager"
    developer = "developer"
    utility = "utility"
    owner = "owner"


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Whose matter something is, found by topic or category and by words; `warranty`: the last day of it."""

    topics: tuple[str, ...]
    words: tuple[str, ...]
    party: Party
    name: str
    clause: str = ""
    contact: str = ""
    help: str = ""
    warranty: date | None = None


class CannedValue(StrEnum):
    """What may be filled into a canned reply."""

    number = "number"
    home = "home"
    staff = "staff"
    time = "time"
    duty_phone = "duty_phone"
    estate = "estate"


@dataclass(frozen=True, slots=True)
class Canned:
    """A reply written beforehand; `text` names what is filled in, in braces."""

    key: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers of an estate's `[estates.clock]`; a name's ending says its unit. 0 switches waiting off."""

    join_messages_s: float = 8
    join_media_s: float = 30
    join_at_most_s: float = 40
    page_emergency_min: tuple[float, ...] = (1, 3, 5)
    page_urgent_min: tuple[float, ...] = (5, 10, 20)
    suspect_wait_s: float = 60
    claim_min: float = 120
    complaint_claim_min: float = 60
    inquiry_claim_min: float = 60
    paperwork_claim_min: float = 240
    suggestion_claim_min: float = 720
    media_claim_min: float = 5
    answer_h: float = 24
    urgent_answer_min: float = 30
    inquiry_answer_h: float = 4
    suggestion_answer_wd: int = 3
    emergency_arrive_min: float = 10
    urgent_arrive_min: float = 30
    urgent_done_h: float = 24
    done_days: float = 3
    complaint_done_days: float = 3
    serious_claim_min: float = 20
    serious_done_days: float = 7
    major_claim_min: float = 10
    major_answer_min: float = 60
    major_plan_h: float = 24
    major_done_days: float = 7
    paperwork_done_wd: int = 2
    suggestion_done_wd: int = 7
    after_arrival_h: float = 4
    remind_percent: float = 70
    lead_percent: float = 100
    manager_percent: float = 150
    progress_remind_h: float = 24
    urgent_progress_h: float = 2
    emergency_progress_min: float = 30
    waiting_owner_days: float = 7
    revisit_after_h: float = 24
    urgent_revisit_h: float = 24
    complaint_revisit_h: float = 24
    neighbours_revisit_h: float = 168
    repair_revisit_percent: float = 100
    paperwork_revisit_percent: float = 30
    revisit_remind_h: float = 24
    revisit_close_h: float = 72
    revisit_call_h: float = 24
    revisit_tries: int = 3
    question_lapses_min: float = 30
    event_homes: int = 3
    event_homes_noticed: int = 2
    event_within_min: float = 60
    silent_after_human_min: float = 30
    promise_remind_min: float = 30
    promise_confirm_min: float = 10
    promise_grace_min: float = 15
    promise_owner_h: float = 2
    promise_owner_made_h: float = 12
    promise_days: int = 30
    board_every_s: float = 30
    handover_min: float = 10
    handover_late_min: float = 15
    urge_cooldown_s: float = 1800
    urge_urgent_cooldown_s: float = 300
    callback_min: float = 30
    just_wrote_min: float = 30
    unasked_at_most: int = 4
    flood_per_min: int = 20
    recall_s: float = 60
    transfer_lapses_min: float = 30
    turn_min: float = 10
    video_keep_days: float = 30
    review_open_days: float = 7
    review_invalid_percent: float = 10


def _from_monday_to_friday(day: date) -> bool:
    return day.isoweekday() <= _FRIDAY


@dataclass(frozen=True, slots=True)
class Estate:
    """One managed estate. `hours` are the spans, in minutes after midnight, in which people answer.

    `rest_hours` are those of rest days (None: the same); `is_working_day` says which days are none.
    `quiet_hours` are those in which owners are left in peace; neither goes over midnight.
    """

    key: str
    name: str
    zone: ZoneInfo
    staff_chat: str
    manager_chat: str | None
    duty_phone: str
    hours: tuple[tuple[int, int], ...] = ((8 * 60, 20 * 60),)
    rest_hours: tuple[tuple[int, int], ...] | None = None
    is_working_day: Callable[[date], bool] = field(default=_from_monday_to_friday, compare=False)
    gas_phone: str = ""
    lift_phone: str = ""
    quiet_hours: tuple[tuple[int, int], ...] = ()
    digest_at: time = time(8, 30)
    head_office_chat: str | None = None
    teams: tuple[Team, ...] = ()
    staff: tuple[StaffMember, ...] = ()
    board: bool = True
    canned: tuple[Canned, ...] = ()
    ways: Mapping[str, Way] = field(default_factory=dict, hash=False)
    load_cap: int = 0
    households: int = 0
    video_team: str | None = None
    responsibilities: tuple[Responsibility, ...] = ()
    held_words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    topic_per_ticket: bool = False
    policy: Policy = field(default_factory=Policy)

    def member(self, user: str | None) -> StaffMember | None:
        """Return who this is on the roster, if anybody."""
        return next((member for member in self.staff if member.user == user), None)

    def team_for(self, topic: str) -> Team | None:
        """Return the team that has this topic, else the one whose chat is the staff chat, if any."""
        of_topic = next((team for team in self.teams if topic in team.topics), None)
        return of_topic or next((team for team in self.teams if team.chat == self.staff_chat), None)

    def way_for(self, category: str | None, topic: str) -> Way:
        """Return how a ticket finds its assignee, by its category before its topic; else it is grabbed."""
        return self.ways.get(category or "") or self.ways.get(topic) or Way.grab

    def team(self, key: str | None) -> Team | None:
        """Return a team by its key."""
        return next((team for team in self.teams if team.key == key), None)

    def group_of(self, team: Team | None) -> str:
        """Return the group that a team works in; without a team, that of everybody."""
        return team.chat if team else self.staff_chat

    def opens_topics(self, chat: str) -> bool:
        """Tell whether each ticket has a topic of its own in a group: a team says so, else the estate."""
        said = [team.topic_per_ticket for team in self.teams if team.chat == chat]
        own = [one for one in said if one is not None]
        return any(own) if own else self.topic_per_ticket and chat in self.working_chats

    def is_contractor(self, member: StaffMember) -> bool:
        """Tell whether somebody is of a contractor's team: they see their own team's matters only."""
        team = self.team(member.team)
        return team is not None and team.contractor

    @property
    def managing_chats(self) -> list[str]:
        """Return where whoever manages reads: the managers' chat, else managers privately, else leads."""
        if self.manager_chat:
            return [self.manager_chat]
        managing = {role: [one.user for one in self.staff if one.role is role] for role in _MANAGING}
        return managing[Role.manager] or managing[Role.lead]

    @property
    def working_chats(self) -> frozenset[str]:
        """Return the group of everybody and those of the teams."""
        return frozenset({self.staff_chat, *(team.chat for team in self.teams)})

    @property
    def staff_chats(self) -> frozenset[str]:
        """Return every group in which staff of this estate work, the managers' one too."""
        return self.working_chats | {self.manager_chat} if self.manager_chat else self.working_chats

    def moved(self, new: Mapping[str, str]) -> Self:
        """Return the same estate with today's ids of its groups, `new` by old id."""
        return replace(
            self,
            staff_chat=new.get(self.staff_chat, self.staff_chat),
            manager_chat=new.get(self.manager_chat, self.manager_chat) if self.manager_chat else None,
            head_office_chat=new.get(self.head_office_chat, self.head_office_chat)
            if self.head_office_chat
            else None,
            teams=tuple(replace(team, chat=new.get(team.chat, team.chat)) for team in self.teams),
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """What the use cases work with. `judge` and `screen` are pure; the clock comes with each unit of work.

    `texts` are for groups, and for whoever chose no language of `catalogues`: see `handlers.languages`.
    `estates` are those of the configuration, with the ids that their groups have today, `former` leads to
    these from older ones: see `follow`.
    """

    estates: MutableMapping[str, Estate]
    texts: Texts
    judge: Callable[[str], Judgement]
    screen: Callable[[str], Screening | None]
    staff_channel: str = "telegram"
    catalogues: Mapping[str, Texts] = field(default_factory=dict)
    former: MutableMapping[str, str] = field(default_factory=dict)

    def estate_of_chat(self, chat: str) -> Estate | None:
        """Return the estate whose staff work in this group; of several that share a head office the first."""
        return next(iter(self.estates_of_chat(chat)), None)

    def estates_of_chat(self, chat: str) -> list[Estate]:
        """Return the estates whose staff work in this group, or whose head office does."""
        return [
            estate
            for estate in self.estates.values()
            if chat in estate.staff_chats or chat == estate.head_office_chat
        ]

    def opens_topics(self, chat: str) -> bool:
        """Tell whether each ticket has a topic of its own in a group."""
        return any(estate.opens_topics(chat) for estate in self.estates.values())

    def moved(self, new: Mapping[str, str]) -> Self:
        """Return a desk with today's ids of groups, `new` by old id: for the unit that learns of one."""
        return replace(self, estates={key: estate.moved(new) for key, estate in self.estates.items()})

    def follow(self, new: Mapping[str, str]) -> None:
        """Take today's ids of groups for everybody who holds this desk; twice is harmless."""
        self.former.update(new)
        self.estates.update({key: estate.moved(new) for key, estate in self.estates.items()})

    @property
    def only_estate(self) -> Estate | None:
        """Return the estate when there is just one."""
        return next(iter(self.estates.values())) if len(self.estates) == 1 else None

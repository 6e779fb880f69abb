"""Some weeks of review meetings: does each decision end, done or given up with a reason, or come back?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

from handlers.desk import StaffMember
from handlers.ticket import agenda, confiding, decisions, moves
from handlers.ticket.sight import Confided
from storage import outbox, reviews
from storage.meetings import Decision, DecisionState, ReviewId
from storage.records import MessageId, TicketId
from storage.work import Work
from tests.followed.lives import Found, Mortal, Place
from tests.handlers.front import CHEN, WANG

LEAD, MANAGER = "2003", "2004"
_WORDS = ("楼上天天半夜装修吵得睡不着,我要投诉,再不管我就找律师起诉", "厨房水管漏水,3-2-1501")
_PEOPLE = (WANG, CHEN, LEAD)
_SILENT = ("remind_percent", "lead_percent", "manager_percent", "progress_remind_h", "major_plan_h")


class Weeks:
    """What people do in the weeks of a seed; `alive` runs a unit until nobody dies of it."""

    def __init__(self, front: Mortal, chance: Random, found: Found) -> None:
        self._front = front
        self._chance = chance
        self._found = found
        self._made: list[Decision] = []

    def pass_by(self) -> None:
        for n in range(self._chance.randint(1, 3)):
            self._front.says(f"{3100 + n}", self._chance.choice(_WORDS))
            self._front.passes(minutes=5)
        for week in range(self._chance.randint(2, 4)):
            self._meet(week)
            for _ in range(7):
                self._front.passes(hours=24)
                self._day()
        self._look(self._front.database.read_now(lambda work: agenda.of(work, self._estate)))

    @property
    def _estate(self):
        return self._front.desk.estates["cuiyuan"]

    def _meet(self, week: int) -> None:
        """Hold a meeting: first all that was decided before is looked for on its list, then more is."""
        found = self._front.database.read_now(lambda work: agenda.of(work, self._estate))
        self._look(found)
        chair = self._member(MANAGER)

        def begin(work: Work) -> ReviewId:
            return reviews.begin(
                work, estate="cuiyuan", held_on=f"week {week}", chair=MANAGER, attendees="", begun_by=LEAD
            )

        review = self._front.alive(begin)
        tickets = [case.ticket.id for case in found.cases]
        for _ in range(self._chance.randint(0, 3)):
            self._decide(review, chair, self._chance.choice([None, *tickets]))
        listed = {case.ticket.id: " ".join(case.reasons) for case in found.cases}
        self._front.alive(lambda work: reviews.end(work, review, listed))

    def _decide(self, number: ReviewId, chair: StaffMember, ticket: TicketId | None) -> None:
        person = self._member(self._chance.choice(_PEOPLE))
        day = (self._front.clock.at + timedelta(days=self._chance.randint(1, 9))).date()

        def decide(work: Work) -> Decision | None:
            review = reviews.get(work, number)
            about = None if ticket is None else moves.get(work, ticket)
            assert review is not None, "it was just begun"
            if about is not None and about.data.get("confided") and person.user in _PEOPLE[:2]:
                return None  # refused: they may not see it
            due = decisions.due_on(self._estate, day)
            desk = self._front.desk
            return decisions.make(desk, work, review, chair, about, person, due, "换掉", MessageId(1))

        made = self._front.alive(decide)
        if made is not None:
            self._made.append(made)
            self._found.figures["decisions"] += 1

    def _day(self) -> None:
        """Let something happen: somebody is done, gives up, leaves, or a matter is confided or ends."""
        act: Callable[[], None] = self._chance.choices(
            (self._done, self._dropped, self._leaves, self._confides, lambda: None), (3, 1, 1, 1, 8)
        )[0]
        act()

    def _done(self) -> None:
        self._settle(decisions.done, "做完了")

    def _dropped(self) -> None:
        self._settle(decisions.drop, "改为整栋改造")

    def _settle(self, settle: Callable[..., None], words: str) -> None:
        open_ = self._front.database.read_now(lambda work: reviews.open_decisions(work, "cuiyuan"))
        if open_:
            made, member = self._chance.choice(open_), self._member(MANAGER)
            desk = self._front.desk
            self._front.alive(lambda work: settle(desk, work, made, member, words, MessageId(1)))

    def _leaves(self) -> None:
        estate = self._estate
        user = self._chance.choice((WANG, CHEN))
        staff = tuple(one for one in estate.staff if one.user != user)
        self._front.desk.estates["cuiyuan"] = replace(estate, staff=staff)
        for made in self._made:
            self._found.figures["left"] += made.person == user

    def _confides(self) -> None:
        ticket = self._chance.choice(self._front.tickets())
        desk = self._front.desk
        self._front.alive(
            lambda work: confiding.hide(
                desk, work, moves.get(work, ticket.id), Confided(sensitive=True), MANAGER
            )
        )

    def _look(self, found: agenda.Agenda) -> None:
        """Say of each decision that has neither ended nor stands on the list, or of which nobody heard."""
        undone = {one.id for one in found.undone}
        on_list = {case.ticket.id for case in found.cases if agenda.Reason.undone in case.reasons}
        for made in self._made:
            now = self._front.database.read_now(lambda work, it=made: reviews.decision(work, it.id))
            assert now is not None, "nothing is deleted"
            if now.state is not DecisionState.open:
                if not now.outcome or not now.settled_by:
                    self._found.wrong.append(f"decision {made.id} ended without a word")
                continue
            if made.id not in undone or (made.ticket is not None and made.ticket not in on_list):
                self._found.wrong.append(f"decision {made.id} is open and on no list")
            if now.due + timedelta(days=1) < self._front.clock.at and not self._was_told(made):
                self._found.wrong.append(f"decision {made.id} is late and no manager heard of it")

    def _was_told(self, made: Decision) -> bool:
        key = f"decision:{made.id}:{decisions.LATE}:{MANAGER}"
        return self._front.database.read_now(lambda work: outbox.is_known(work, key))

    def _member(self, user: str) -> StaffMember:
        found = self._front.desk.estates["cuiyuan"].member(user)
        return found or StaffMember(user, "走了的人", self._member(LEAD).role)


def lived(place: Place, seed: int) -> Found:
    """Let the weeks of a seed pass."""
    chance, found = Random(f"{seed} story"), Found()
    with place.life(seed, video_keep_days=0, **dict.fromkeys(_SILENT, 0)) as front:
        Weeks(front, chance, found).pass_by()
        found.figures["deaths"] = front.deaths
    return found

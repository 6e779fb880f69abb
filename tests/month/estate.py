"""The estate of the month: two thousand homes, a second desk, a contractor for the lifts, and a head office."""

from tests.virtual.place import Place, Team, Worker
from tests.week import estate as week

LIFTS, HEAD_OFFICE = "-1006", "-1007"
MANAGER = "2004"
_DAY = dict.fromkeys(range(5), (9, 18))
_OF_LIFTS = ("lift", "lift_trapped")

TEAMS = {
    **week.TEAMS,
    "engineering": Team(
        "工程",
        week.ENGINEERING,
        tuple(one for one in week.TEAMS["engineering"].topics if one not in _OF_LIFTS),
    ),
    "lifts": Team("电梯维保", LIFTS, _OF_LIFTS, contractor=True),
}
WORKERS = (
    *week.WORKERS,
    Worker("2020", "小宋", "staff", "service", {2: (8, 20), 5: (12, 20), 6: (8, 16)}),
    Worker("2021", "汪师傅", "staff", "engineering", dict.fromkeys((0, 1, 3, 4, 6), (9, 18))),
    Worker("2022", "方师傅", "staff", "lifts", dict.fromkeys(range(7), (8, 20))),
    Worker("2023", "袁师傅", "staff", "lifts", dict.fromkeys(range(7), (20, 32))),
    Worker("2024", "韩总监", "admin", "", _DAY),
)
PLACE = Place(TEAMS, WORKERS, week.DESK, week.MANAGERS, HEAD_OFFICE)
NAMES = {one.user: one.name for one in WORKERS}

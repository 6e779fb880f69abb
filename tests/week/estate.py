"""The estate of the week: its teams, and who works when."""

from tests.virtual.place import Place, Team, Worker

DESK, MANAGERS, ENGINEERING, ORDER, CLEANING = "-1001", "-1002", "-1003", "-1004", "-1005"

_DAY = dict.fromkeys(range(5), (8, 18))
_DESK_EARLY = dict.fromkeys(range(7), (8, 16))
_DESK_LATE = dict.fromkeys(range(7), (12, 20))
_NIGHT = dict.fromkeys(range(7), (20, 32))

TEAMS: dict[str, Team] = {
    "service": Team("客服", DESK),
    "engineering": Team(
        "工程",
        ENGINEERING,
        (
            *(
                "lift_trapped",
                "flood",
                "gas",
                "outage",
                "shock",
                "plumbing",
                "leak_between",
                "drain",
                "electric",
            ),
            *("utilities", "lift", "access", "door_window", "common_area", "decoration"),
        ),
    ),
    "order": Team(
        "秩序",
        ORDER,
        (
            *("fire", "falling", "violence", "theft", "missing", "medical", "natural", "danger"),
            *("parking", "security", "pass"),
        ),
    ),
    "cleaning": Team("保洁", CLEANING, ("cleaning", "greening")),
}

WORKERS = (
    Worker("2002", "小陈", "staff", "service", {day: _DESK_EARLY[day] for day in (0, 1, 2, 3, 4)}),
    Worker("2008", "小林", "staff", "service", {day: _DESK_LATE[day] for day in (0, 1, 3, 4, 5)}),
    Worker("2009", "小何", "staff", "service", {2: (12, 20), 5: (8, 16), 6: (8, 20)}),
    Worker("2003", "李主管", "lead", "service", _DAY | {5: (9, 17)}),
    Worker("2001", "王工", "staff", "engineering", dict.fromkeys((0, 1, 2, 3, 4), (8, 17))),
    Worker("2005", "孙师傅", "staff", "engineering", dict.fromkeys((0, 1, 2, 4, 5, 6), (12, 21))),
    Worker("2010", "郑师傅", "staff", "engineering", dict.fromkeys((2, 3, 5, 6), (8, 17))),
    Worker("2011", "钱师傅", "staff", "engineering", {day: _NIGHT[day] for day in (0, 2, 4, 6)}),
    Worker("2012", "高师傅", "staff", "engineering", {day: _NIGHT[day] for day in (1, 3, 5)}),
    Worker("2013", "严工", "lead", "engineering", _DAY),
    Worker("2006", "周队长", "lead", "order", dict.fromkeys((0, 1, 2, 3, 4), (8, 20))),
    Worker("2014", "吴队员", "staff", "order", dict.fromkeys((0, 2, 4, 5, 6), (8, 20))),
    Worker("2015", "冯队员", "staff", "order", dict.fromkeys((1, 3), (8, 20))),
    Worker("2016", "褚队员", "staff", "order", {day: _NIGHT[day] for day in (0, 1, 4, 5)}),
    Worker("2017", "卫队员", "staff", "order", {day: _NIGHT[day] for day in (2, 3, 6)}),
    Worker("2007", "刘姐", "staff", "cleaning", dict.fromkeys((0, 1, 2, 3, 4, 5), (7, 16))),
    Worker("2018", "马姐", "staff", "cleaning", dict.fromkeys((2, 6), (7, 16))),
    Worker("2004", "赵经理", "manager", "", dict.fromkeys((0, 1, 2, 3, 4), (9, 18))),
)

PLACE = Place(TEAMS, WORKERS, DESK, MANAGERS)

"""What owners complain of in a month: the five categories and what is not ours, about people, and in confidence."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.month.estate import MANAGER, NAMES
from tests.virtual.sentences import Matter, complaints

# How often of a hundred complaints they are of which sort. The six categories have their words from the
# labelled messages; the rest of the shares, as all of them, are ours.
SORTS = {
    "service": 22,
    "fees": 15,
    "activities": 6,
    "emergency_handling": 10,
    "neighbours": 18,
    "out_of_scope": 9,
    "about_staff": 8,
    "about_lead": 2,
    "about_manager": 1,
    "in_confidence": 3,
    "grave": 4,
    "legal": 2,
}
_STAFF = ("2002", "2008", "2001", "2005", "2014", "2016", "2007", "2022")
_LEADS = ("2003", "2013", "2006")
_ILL_OF = (
    "{name}态度太差了,问一句就不耐烦,{when}又是这样",
    "我要投诉{name},{when}当着孩子的面骂人",
    "你们{name}{when}爱理不理的,话没说完就走了,太不负责",
    "{name}{when}说好来,结果一直推脱,态度恶劣",
)
_IN_CONFIDENCE = (
    "别说是我说的,{home}那家{when}又在楼道里养鸡,臭得很",
    "{home}把电动车推上楼充电,{when}我亲眼看到的,千万别告诉他们是我反映的",
    "我得了抑郁症在家休养,{when}你们的人一直砸门催费,请不要再这样",
    "请保密,{home}的老人{when}被儿子打骂,我听得清清楚楚",
)
_GRAVE = (
    "{when}大堂地砖松了没人管,我母亲摔伤住院了,你们必须给个说法",
    "你们把我的手机号和门牌贴出来,个人信息泄露了,{when}接了一堆骚扰电话",
    "{when}单元门的弹簧坏了没修,孩子的手被夹骨折了",
)
_LEGAL = (
    "{when}的事你们再不处理我就找律师起诉,要求赔偿",
    "停车费多收的{when}还不退,我要打12345,还要找媒体曝光",
)
_WHEN = ("昨天", "前天晚上", "上周三", "今天上午", "周末", "这个月", "上礼拜", "刚才")


@dataclass(frozen=True, slots=True)
class Grievance(Matter):
    """A complaint as its owner knows it: what it truly is, and whom it is `about`, by user."""

    sort: str = ""
    about: str = ""

    @property
    def is_confided(self) -> bool:
        """Tell whether by our own rules not everybody may see it."""
        return bool(self.about) or self.sort == "in_confidence"


def grievance(chance: Random, home: str) -> Grievance:
    """Return a complaint of somebody in this home."""
    sort = chance.choices(list(SORTS), list(SORTS.values()))[0]
    when, about = chance.choice(_WHEN), ""
    if sort == "in_confidence":
        words = chance.choice(_IN_CONFIDENCE).format(home=_another(chance, home), when=when)
    elif sort in ("grave", "legal"):
        words = chance.choice(_GRAVE if sort == "grave" else _LEGAL).format(when=when)
    elif sort.startswith("about_"):
        people = {"about_staff": _STAFF, "about_lead": _LEADS, "about_manager": (MANAGER,)}[sort]
        about = chance.choice(people)
        words = chance.choice(_ILL_OF).format(name=NAMES[about], when=when)
    else:
        words = chance.choice(complaints()[sort])
    return Grievance("complaint", (words,), sort=sort, about=about)


# What comes by phone, in person, by letter or from an office, as a clerk types it; with the weight of each.
_WAYS: tuple[tuple[int, Callable[[Random, str, str], str]], ...] = (
    (50, lambda _, home, words: f"{home} 王阿姨 来电 {words} 13800001111"),
    (15, lambda _, home, words: f"{home} 李先生 来访 {words}"),
    (10, lambda _, home, words: f"{home} 小张 来电 代张大爷 {words} 13900002222"),
    (7, lambda _, home, words: f"来信 {home} {words}"),
    (5, lambda _, home, words: f"意见箱 {words} {home}"),
)
_OFFICE = "12345转办 工单号 {number} {home} {words} 三天内答复"
_REPAIRS = ("厨房水管漏水", "楼道灯不亮", "单元门关不上", "卫生间下水堵了", "对讲机不响")


def typed_in(chance: Random, home: str, words: str) -> str:
    """Return such a line."""
    say = chance.choices([way for _, way in _WAYS], [weight for weight, _ in _WAYS])[0]
    return say(chance, home, words)


def of_an_office(chance: Random, home: str, words: str) -> str:
    """Return the line about a case that 12345 passed on."""
    return _OFFICE.format(number=f"20261{chance.randrange(10**6, 10**7)}", home=home, words=words)


def a_repair(chance: Random) -> str:
    """Return what most people phone about."""
    return chance.choice(_REPAIRS)


def _another(chance: Random, home: str) -> str:
    building, unit, room = home.split("-")
    return f"{building}-{unit}-{chance.choice((201, 302, 503, 604))}" if room else home

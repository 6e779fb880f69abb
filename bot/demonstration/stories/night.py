"""A night with sixty open matters, in which forty homes of one building lose their light."""

from collections.abc import AsyncIterator, Iterator

from bot.demonstration.roster import MANAGER_CHAT, TEAM_CHAT
from bot.demonstration.stories.hands import Hands
from bot.sandbox.view import Shown

WANG, ZHANG, COLLEAGUE, AT_NIGHT = 3001, 3004, 2005, 2008
STEPS = (
    "night_start",
    "night_sixty",
    "night_first",
    "night_forty",
    "night_known",
    "night_claimed",
    "night_progress",
    "night_different",
    "night_done",
    "night_own",
    "night_opening",
    "night_digest",
)
_BUILDING = "3"
HOMES, MATTERS = 40, 60
_NEIGHBOURS, _EVERYBODY = 5000, 6000  # from these numbers on
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
_TOLD = ("整栋楼停电了,{home}", "全楼停电,{home}", "家里没电了,{home}", "整栋都没电了,{home}")
_OPEN = (
    "楼道灯不亮",
    "水龙头滴水",
    "马桶堵了",
    "门禁卡刷不开",
    "停车费怎么交",
    "垃圾桶满了",
    "草坪没浇水",
    "空调外机滴水",
    "装修证明怎么开",
    "电视没信号",
    "窗户关不上",
    "对讲没有声音",
    "单元门关不严",
    "物业费发票怎么开",
    "花园的灯坏了",
)


async def play(hands: Hands) -> AsyncIterator[str]:
    """Yield the name of each step once it is to be seen."""
    hands.until("20:30")
    yield "night_start"
    for n, (home, words) in enumerate(_matters()):
        hands.somebody(_EVERYBODY + n, _name(n, home), f"{words},{home}")
    for n in range(MATTERS):
        await hands.reads(_EVERYBODY + n, "已记下")
    yield "night_sixty"
    hands.until("02:00")
    hands.expects_news(TEAM_CHAT)
    for part in (_told_of, _mended, _looked_back_on):
        async for step in part(hands):
            yield step


async def _told_of(hands: Hands) -> AsyncIterator[str]:
    hands.write(WANG, f"整栋楼停电了,{_BUILDING}-2-1501")
    await hands.reads(TEAM_CHAT, "🚨", button="接单")
    await hands.reads(AT_NIGHT, "🚨", button="接单")
    yield "night_first"
    homes = [home for home in _neighbours() if home not in (f"{_BUILDING}-2-1501", f"{_BUILDING}-2-1601")]
    for n, home in enumerate(homes[: HOMES - 2]):
        hands.somebody(_NEIGHBOURS + n, _name(n, home), _TOLD[n % len(_TOLD)].format(home=home))
    hands.write(ZHANG, f"整栋楼停电了,{_BUILDING}-2-1601")
    await hands.shows(TEAM_CHAT, f"共 {HOMES} 户")
    yield "night_forty"
    await hands.reads(ZHANG, "同样的事")
    yield "night_known"


async def _mended(hands: Hands) -> AsyncIterator[str]:
    card = await hands.shows(TEAM_CHAT, f"共 {HOMES} 户")
    hands.press(AT_NIGHT, card, "接单")
    await hands.reads(ZHANG, "已由何师傅接手")
    yield "night_claimed"
    hands.until("02:12")
    hands.press(AT_NIGHT, card, "更多")
    more = await hands.reads(TEAM_CHAT, button="已到场")
    await hands.rest()
    hands.press(AT_NIGHT, more, "已到场")
    await hands.reads(ZHANG, "何师傅已到")
    await _words(hands, card, "进展", "配电房总闸跳了,正在查哪一路,预计三点前恢复。")
    await hands.reads(ZHANG, "配电房总闸跳了")
    yield "night_progress"
    known = await hands.reads(ZHANG, button="我家不一样")
    hands.press(ZHANG, known, "我家不一样")
    own = await hands.reads(TEAM_CHAT, f"{_BUILDING}-2-1601", button="办结")
    yield "night_different"
    hands.until("02:50")
    await _words(hands, card, "办结", "换了烧坏的总闸,3 栋已经来电。")
    await hands.reads(WANG, "已经来电")
    yield "night_done"
    await _words(hands, own, "办结", "家里漏电保护器也跳了,已合上,灯亮了。")
    await hands.reads(ZHANG, "灯亮了")
    yield "night_own"


async def _words(hands: Hands, card: Shown, label: str, words: str) -> None:
    """Press a button of a card, and give the words that it asks for."""
    hands.expects_news(TEAM_CHAT)
    hands.press(AT_NIGHT, card, label)
    question = await hands.reads(TEAM_CHAT, "请回复本条")
    await hands.rest()
    hands.write(AT_NIGHT, words, TEAM_CHAT, question)


async def _looked_back_on(hands: Hands) -> AsyncIterator[str]:
    hands.expects_news(TEAM_CHAT)
    hands.until("08:10")
    await hands.reads(TEAM_CHAT, "下班后来的")
    yield "night_opening"
    hands.until("08:40")
    hands.expects_news(MANAGER_CHAT)
    hands.until("08:30")
    await hands.reads(MANAGER_CHAT, "重复来报省去")
    yield "night_digest"


def _matters() -> Iterator[tuple[str, str]]:
    """Give sixty matters of sixty homes, none of which is another's: each building has one of a sort."""
    for building in range(4, 4 + MATTERS // len(_OPEN)):
        for n, words in enumerate(_OPEN, 1):
            yield f"{building}-1-{n}0{n % 4 + 1}", words


def _neighbours() -> Iterator[str]:
    for floor in range(15, 0, -1):
        for unit in (1, 2):
            for door in (1, 2):
                yield f"{_BUILDING}-{unit}-{floor}0{door}"


def _name(n: int, home: str) -> str:
    return f"{_SURNAMES[n % len(_SURNAMES)]}{'女士' if n % 2 else '先生'} {home}"

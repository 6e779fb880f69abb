"""What short words do, as a table: with nothing open, with one matter, with two, and just after the end."""

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import OWNER, WANG

TAP, FEE = "厨房水管漏水,3-2-1501", "物业费怎么交?多少钱一平"
READ = {
    "收到,您在等": "urged",
    "已补充到": "added",
    "已撤回": "withdrawn",
    "哪一件事": "which",
    "您现在没有在办的事": "what",
    "打电话给您": "called",
    "我在": "greeted",
    "不客气": "welcome",
    "应该的": "welcome",
    "已重新打开": "reopened",
    "还需要工作人员过来吗": "needed",
    "太好了,已转告": "glad",
    "已转告工作人员": "told",
    "已请工作人员来看": "person",
    "已经办结": "closed",
    "谢谢您告诉我们": "thanks",
    "谢谢您的反馈": "thanks",
    "哪方面": "why",
}
# phrase: nothing open, one matter, two matters, one that was closed two days ago.
# "what" and "waits" read the same; where the owner never says what it is about, a person sees who waits.
TABLE = """
怎么还没人来        waits    urged      which    which
怎么还没来          waits    urged      which    which
到哪了              waits    urged      which    which
进度呢              waits    urged      which    which
修好没有            waits    urged      which    which
等了一上午了        waits    urged      which    which
催一下              waits    urged      which    which
我那个单子呢        waits    urged      which    which
有结果没            waits    urged      which    which
都三天了！          waits    urged      which    which
人呢                waits    urged      which    which
能不能快点          waits    urged      which    which
好了吗              waits    urged      which    which
?                   what     urged      which    which
???                 what     urged      which    which
？                  what     urged      which    which
？？！              what     urged      which    which
好了                what     needed     which    thanks
不漏了              what     needed     which    thanks
已经解决            what     needed     which    thanks
自己弄好了不用来了  what     needed     which    thanks
没有漏水了谢谢      what     needed     which    thanks
没好                waits    added      which    reopened
还是漏              waits    added      which    reopened
又坏了              waits    added      which    reopened
根本没修            waits    added      which    reopened
还那样              waits    added      which    reopened
谢谢,不过还是有点滴水 waits   added      which    reopened
不用了              what     withdrawn  which    closed
取消吧              what     withdrawn  which    closed
打错了              what     withdrawn  which    closed
下午三点可以        waits    told       which    closed
周六上午在家        waits    told       which    closed
上门前打电话        waits    added      which    closed
随时都行            waits    added      which    closed
我是3-2-1501        what     added      which    what
1                   what     added      which    closed
满意                what     added      which    thanks
不满意              waits    added      which    reopened,why
嗯                  -        -          -        -
收到                -        -          -        -
好的谢谢            welcome  welcome    welcome  welcome
辛苦了              welcome  welcome    welcome  welcome
在吗                greeted  greeted    greeted  greeted
有人吗              greeted  greeted    greeted  greeted
转人工              person   told       told     person
给我回电话          called   called     called   called
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
PHRASES = [row[0] for row in ROWS]
OWNERS = [4000 + number for number in range(len(ROWS))]


def expected(column):
    return {row[0]: row[column].replace("waits", "what") for row in ROWS}


def people(scene):
    for owner in OWNERS:
        scene.box.add_person("业主", number=owner)


async def everybody_writes(scene, text):
    for owner in OWNERS:
        scene.write(owner, text)
    await scene.quiet()
    scene.passes(seconds=20)


async def outcome(scene):
    """Let everybody write their phrase, and say what each of them reads then."""
    await scene.quiet()
    seen = {owner: len(scene.texts(owner)) for owner in OWNERS}
    for owner, phrase in zip(OWNERS, PHRASES, strict=True):
        scene.write(owner, phrase)
    await scene.quiet()
    scene.write(WANG, "你好")
    await scene.quiet()
    scene.passes(seconds=9)
    await scene.reads(WANG, "您好,我在")  # by the last of the timers that fell due
    await scene.quiet()
    return {
        phrase: ",".join(map(meaning, scene.texts(owner)[seen[owner] :])) or "-"
        for owner, phrase in zip(OWNERS, PHRASES, strict=True)
    }


def meaning(text):
    return next((meant for part, meant in READ.items() if part in text), text)


def cards(scene):
    return [m for m in scene.box.messages(STAFF_CHAT) if ["接单", "改分类", "更多"] in m.buttons]


async def test_with_nothing_open_the_desk_asks_what_it_is_about(scene):
    people(scene)
    assert await outcome(scene) == expected(1)
    assert len(cards(scene)) == 2  # of those who want a person


async def test_what_asks_for_nothing_never_becomes_a_ticket(scene):
    people(scene)
    await outcome(scene)
    scene.passes(minutes=31)
    wait = [row[0] for row in ROWS if row[1] in ("waits", "person", "called")]
    await scene.box.until(lambda: len(cards(scene)) == len(wait), 10)
    await scene.quiet()
    assert sorted(card.text.split("\n")[1] for card in cards(scene)) == sorted(wait)


async def test_with_one_matter_open_they_mean_that_one(scene):
    people(scene)
    await everybody_writes(scene, TAP)
    assert await outcome(scene) == expected(2)
    assert len([card for card in scene.box.messages(STAFF_CHAT) if TAP in card.text]) == len(OWNERS)


async def test_with_two_open_the_desk_asks_which_but_not_for_thanks(scene):
    people(scene)
    for text in (TAP, FEE):
        await everybody_writes(scene, text)
    assert await outcome(scene) == expected(3)


async def test_what_was_just_closed_is_remembered(scene):
    people(scene)
    await everybody_writes(scene, TAP)
    await everything_is_done(scene)
    scene.passes(days=2)
    assert await outcome(scene) == expected(4)


async def everything_is_done(scene):
    opened = cards(scene)
    for button in ("接单", "办结"):
        for card in opened:
            scene.press(WANG, card, button)
        await scene.quiet()
    for question in [m for m in scene.box.messages(STAFF_CHAT) if "做了什么" in m.text]:
        scene.write(WANG, "换了角阀。", STAFF_CHAT, question)
    await scene.quiet()
    await scene.asked(OWNERS[0])
    for owner in OWNERS:
        scene.press(owner, await scene.reads(owner, button="基本满意"), "满意")
    await scene.quiet()


async def test_what_is_explained_after_the_question_is_one_matter_with_it(scene):
    scene.write(OWNER, "怎么还没来")
    await scene.quiet()
    scene.passes(seconds=9)
    await scene.reads(OWNER, "您现在没有在办的事", button="转人工")
    scene.write(OWNER, TAP)
    assert "怎么还没来" in (await scene.card(TAP)).text
    await scene.reads(OWNER, "261123-001", button="不用来了")


async def test_a_home_told_first_is_on_the_card_of_the_matter(scene):
    await closed(scene, "马桶堵了")
    scene.write(OWNER, "我是3-2-1501")
    await scene.quiet()
    scene.passes(seconds=9)
    await scene.reads(OWNER, "您现在没有在办的事")
    scene.write(OWNER, "客厅灯不亮了")
    assert "房号:3-2-1501" in (await scene.card("客厅灯不亮了")).text


async def test_a_home_told_after_the_receipt_is_that_of_the_matter_without_one(scene):
    await scene.reported(TAP)
    scene.passes(minutes=2)
    scene.write(OWNER, "楼道灯不亮了")
    await scene.reads(OWNER, "哪一栋哪个单元")
    scene.passes(minutes=2)
    scene.write(OWNER, "5-1-1101")
    await scene.reads(STAFF_CHAT, "5-1-1101", button="接单")
    assert not any("哪一件事" in text for text in scene.texts(OWNER))


async def test_who_is_asked_what_it_is_about_may_have_a_person_instead(scene):
    scene.write(OWNER, "怎么还没来")
    await scene.quiet()
    scene.passes(seconds=9)
    scene.press(OWNER, await scene.reads(OWNER, button="转人工"), "转人工")
    await scene.reads(OWNER, "已请工作人员来看,单号 261123-001")
    await scene.card("怎么还没来")


async def test_done_with_is_no_part_of_the_next_matter(scene):
    scene.write(OWNER, "好了")
    await scene.quiet()
    scene.passes(seconds=9)
    await scene.reads(OWNER, "您现在没有在办的事")
    for more in ("?", "好了"):
        scene.write(OWNER, more)
    await scene.quiet()
    assert len(scene.texts(OWNER)) == 1
    scene.write(OWNER, "客厅灯不亮了")
    assert "报修办事" in (await scene.card("客厅灯不亮了")).text


async def closed(scene, text=TAP):
    scene.passes(seconds=20)
    card = await scene.claimed(text)
    await scene.answers(card, "处理了。")
    after = scene.box.messages(OWNER)[-1].id
    scene.press(OWNER, await scene.asked(after=after), "满意")
    return await scene.becomes(card, "已结案")


async def test_still_leaking_may_be_either_of_two_that_were_closed(scene):
    card = await closed(scene)
    await closed(scene, "马桶堵了,3-2-1501")
    scene.write(OWNER, "还是漏")
    asked = await scene.reads(OWNER, "哪一件事", button="厨房")
    scene.press(OWNER, asked, "厨房")
    await scene.becomes(card, "第 1 次重开")


async def test_still_leaking_is_not_given_to_another_matter_that_is_open(scene):
    await closed(scene)
    scene.write(OWNER, FEE)
    await scene.card(FEE)
    scene.passes(seconds=20)
    scene.write(OWNER, "还是漏")
    asked = await scene.reads(OWNER, "哪一件事", button="厨房")
    assert [label[:10] for row in asked.buttons for label in row] == ["261124-001", "261123-001", "新的事情"]


async def test_urging_what_is_closed_opens_it_again_when_that_is_meant_or_never_said(scene):
    card = await closed(scene)
    scene.write(OWNER, "怎么还没来")
    await scene.reads(OWNER, "哪一件事", button="厨房")
    scene.passes(minutes=31)
    await scene.becomes(card, "第 1 次重开")
    assert "怎么还没来" in (await scene.reads(STAFF_CHAT, "业主说还没解决")).text


async def test_urging_what_is_said_to_be_done_tells_how_to_bring_it_back(scene):
    card = await scene.answered()
    scene.write(OWNER, "怎么还没来")
    await scene.reads(OWNER, "261123-001 已办好。如果还没好,请回复“没好”")
    assert (await scene.reads(STAFF_CHAT, "怎么还没来")).reply_to == card.id


async def test_good_news_while_somebody_works_reaches_them(scene):
    card = await scene.claimed()
    scene.passes(seconds=30)
    scene.write(OWNER, "不漏了")
    asked = await scene.reads(OWNER, "还需要工作人员过来吗", button="不用来了")
    assert (await scene.reads(STAFF_CHAT, "不漏了")).reply_to == card.id
    scene.press(OWNER, asked, "不用来了")
    await scene.becomes(card, "已撤回")


async def test_a_number_says_which_is_meant(scene):
    first = await scene.reported()
    scene.passes(seconds=20)
    scene.write(OWNER, FEE)
    second = await scene.card(FEE)
    scene.passes(seconds=20)
    for words, card in (("002 到哪了", second), ("261123-001怎么还没来", first)):
        scene.write(OWNER, words)
        assert (await scene.reads(STAFF_CHAT, words)).reply_to == card.id
    await scene.quiet()
    assert "哪一件事" not in " ".join(scene.texts(OWNER))


async def test_thanks_go_to_the_one_who_talks_and_to_nobody_else(scene):
    card = await scene.claimed()
    scene.passes(seconds=20)
    scene.write(OWNER, FEE)
    await scene.card(FEE)
    scene.passes(seconds=20)
    scene.write(WANG, "您几点在家?", STAFF_CHAT, card)
    await scene.reads(OWNER, "几点在家")
    scene.write(OWNER, "好的谢谢")
    assert (await scene.reads(STAFF_CHAT, "好的谢谢")).reply_to == card.id

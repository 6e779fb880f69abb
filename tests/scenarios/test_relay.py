"""Words go both ways by stored ids; notes never leave."""

import pytest

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import CHEN, OWNER, WANG


async def test_a_reply_to_the_card_reaches_the_owner_and_is_marked(scene):
    card = await scene.claimed()
    written = scene.write(WANG, "我下午三点到。", STAFF_CHAT, card)
    await scene.reads(OWNER, "261123-001 王工:我下午三点到。")
    mark = await scene.reads(STAFF_CHAT, "✅")
    assert mark.reply_to == written
    await scene.becomes(
        card, "期限 11月26日(周四)10:00"
    )  # the owner has an answer: what binds now is the work


async def test_what_the_owner_adds_reaches_the_group_as_a_reply_that_names_the_assignee(scene):
    card = await scene.claimed()
    scene.passes(seconds=30)
    scene.write(OWNER, "门没锁直接进")
    added = await scene.reads(STAFF_CHAT, "门没锁直接进")
    assert added.reply_to == card.id
    assert added.marked("text_mention") == ["王工"]
    scene.write(WANG, "好的,会带。", STAFF_CHAT, added)
    await scene.reads(OWNER, "王工:好的,会带。")


@pytest.mark.parametrize("note", ["// 这户难缠", "／／ 小心狗", "、、明天再说", "备注:欠费", "内部 先别去"])
async def test_notes_never_leave(scene, note):
    card = await scene.claimed()
    scene.write(WANG, note, STAFF_CHAT, card)
    await scene.quiet()
    assert not [text for text in scene.texts(OWNER) if note[2:] in text]
    assert "✅" not in scene.texts(STAFF_CHAT)


async def test_talk_in_the_group_that_replies_to_nothing_stays_there(scene):
    await scene.claimed()
    scene.write(WANG, "中午吃什么", STAFF_CHAT)
    await scene.quiet()
    assert not [text for text in scene.texts(OWNER) if "中午" in text]


async def test_a_reply_before_the_claim_is_held_and_offered(scene):
    card = await scene.reported()
    scene.write(CHEN, "我来看看。", STAFF_CHAT, card)
    offer = await scene.reads(STAFF_CHAT, "还没有发给业主", button="接单并发给业主")
    assert not [text for text in scene.texts(OWNER) if "我来看看" in text]
    assert await scene.toast(scene.press(WANG, offer, "接单并发给业主")) == "这个按钮不是给您的。"
    scene.press(CHEN, offer, "接单并发给业主")
    await scene.reads(OWNER, "小陈:我来看看。")
    await scene.becomes(card, "已接单 小陈")


async def test_a_colleagues_reply_is_held_until_they_decide(scene):
    card = await scene.claimed(by=WANG)
    scene.write(CHEN, "备用件在我这。", STAFF_CHAT, card)
    offer = await scene.reads(STAFF_CHAT, "由王工负责", button="仍要发送")
    scene.press(CHEN, offer, "只作内部备注")
    await scene.quiet()
    assert await scene.toast(scene.press(CHEN, offer, "仍要发送")) == "已经处理过了"
    assert not [text for text in scene.texts(OWNER) if "备用件" in text]

    scene.write(CHEN, "我替王工去。", STAFF_CHAT, card)
    offer = await scene.reads(STAFF_CHAT, "由王工负责", button="接手", after=offer.id)
    scene.press(CHEN, offer, "接手")
    await scene.reads(OWNER, "小陈:我替王工去。")
    await scene.becomes(card, "已接单 小陈")


async def test_photos_go_both_ways(scene):
    card = await scene.reported()
    scene.box.people.send(OWNER, "photo", caption="就是这里漏")
    await scene.reads(STAFF_CHAT, media="photo")
    scene.press(WANG, card, "接单")
    await scene.becomes(card, "已接单")
    scene.box.people.send(WANG, "photo", chat=STAFF_CHAT, reply_to=card.id)
    await scene.reads(OWNER, media="photo")


async def test_an_owner_who_blocked_the_desk_is_to_be_phoned(scene):
    card = await scene.claimed()
    scene.box.people.block(OWNER)
    scene.write(WANG, "在家吗?", STAFF_CHAT, card)
    await scene.reads(STAFF_CHAT, "请打电话联系")
    assert "✅" not in scene.texts(STAFF_CHAT)


async def test_an_edit_is_shown_beside_the_first_words(scene):
    card = await scene.reported()
    scene.passes(seconds=30)
    first = scene.box.messages(OWNER)[0].id
    scene.box.people.edit(OWNER, first, "厨房水管漏水,改成3-2-1502")
    await scene.reads(STAFF_CHAT, "修改了原话")
    assert "3-2-1501" in scene.now(card).text


async def test_while_a_person_talks_the_desk_keeps_still(scene):
    card = await scene.claimed()
    scene.write(WANG, "您几点在家?", STAFF_CHAT, card)
    await scene.reads(OWNER, "几点在家")
    scene.write(OWNER, "一直都在家等着")
    await scene.reads(STAFF_CHAT, "一直都在家等着")
    await scene.quiet()
    assert "已补充到" not in " ".join(scene.texts(OWNER))


async def test_the_same_sentence_is_not_said_twice_running(scene):
    await scene.claimed()
    scene.passes(seconds=30)
    for words in ("门没锁直接进", "师傅不用换鞋", "狗已经拴好了"):
        scene.write(OWNER, words)
        await scene.reads(STAFF_CHAT, words)
    await scene.quiet()
    assert len([text for text in scene.texts(OWNER) if "已补充到" in text]) == 1


async def test_what_was_written_too_fast_is_taken_away_at_the_owners(scene):
    card = await scene.claimed()
    scene.write(WANG, "我下午三点到。", STAFF_CHAT, card)
    await scene.reads(OWNER, "我下午三点到。")
    mark = await scene.reads(STAFF_CHAT, "✅", button="撤回")
    assert await scene.toast(scene.press(CHEN, mark, "撤回")) == "这个按钮不是给您的。"
    scene.press(WANG, mark, "撤回")
    await scene.becomes(mark, "已撤回")
    assert not [text for text in scene.texts(OWNER) if "下午三点" in text]


async def test_words_that_meet_the_list_wait_for_their_writer(scene):
    card = await scene.claimed()
    scene.write(WANG, "这个不归我们管", STAFF_CHAT, card)
    asked = await scene.reads(STAFF_CHAT, "像推脱", button="发给业主")
    assert not [text for text in scene.texts(OWNER) if "不归" in text]
    scene.press(WANG, asked, "发给业主")
    await scene.reads(OWNER, "王工:这个不归我们管")

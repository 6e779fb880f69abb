"""What the profession asks for and no other scenario shows; each begins with its number in docs/requirements.md."""

from bot.demonstration.stage import STAFF_CHAT
from storage import tickets
from storage.database import Database
from tests.scenarios.scene import NEIGHBOUR, OWNER, WANG

COMPLAINTS = {
    "service": "投诉保安态度太差,大门口没人管",
    "fees": "投诉物业费乱收费,多收了我三百",
    "activities": "投诉广场舞活动太吵,社区活动办到半夜",
    "emergency_handling": "上次电梯困人你们半小时才来人,应急处理太差",
    "neighbours": "投诉楼上邻居天天半夜装修吵得睡不着",
}


async def test_t1_to_t5_each_content_of_a_complaint_has_its_category_and_a_receipt_of_its_own(scene):
    receipts = set()
    for number, words in enumerate(COMPLAINTS.values(), 3101):
        scene.box.add_person(f"业主{number}", number=number)
        scene.write(number, words)
        receipts.add((await scene.reads(number, "261123-")).text.replace(words, "").split("单号")[0])
    database = Database.open(scene.stage.database)
    try:
        opened = database.read_now(lambda work: tickets.of_estate(work, "cuiyuan"))
    finally:
        database.close()
    assert [ticket.category for ticket in opened] == list(COMPLAINTS)
    assert len(receipts) == len(COMPLAINTS)


async def test_c5_3_a_question_goes_to_a_person_and_its_owner_knows_by_when(scene):
    scene.write(OWNER, "请问装修垃圾什么时候清运?")
    assert "前" in (await scene.reads(OWNER, "261123-001")).text
    card = await scene.card("装修垃圾")
    assert "咨询" in card.text
    scene.press(WANG, card, "接单")
    await scene.becomes(card, "已接单")
    scene.write(WANG, "每周三上午。", STAFF_CHAT, card)
    assert "每周三上午。" in (await scene.reads(OWNER, "每周三")).text


async def test_w1_whoever_is_angry_gets_a_person_and_no_argument(scene):
    scene.write(NEIGHBOUR, "你们这帮骗子!气死我了!到底管不管!")
    scene.passes(seconds=9)
    card = await scene.card("骗子")
    assert "请先电话联系" in card.text
    await scene.reads(NEIGHBOUR, "261123-001")
    await scene.quiet()
    (receipt,) = scene.texts(NEIGHBOUR)
    assert "投诉" not in receipt

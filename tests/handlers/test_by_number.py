"""What the profession asks for, each by its number in docs/requirements.md: the whole way through the desk."""

from dataclasses import replace

import pytest

from handlers.messages import Media, MediaKind
from handlers.ticket import by_hand, complaint
from storage import journal
from tests.handlers.front import CHEN, GROUP, OWNER, WANG
from tests.handlers.test_complaint_file import RUDE, complained, opened, summed_up, whole
from tests.handlers.test_intake_form import opens
from tests.handlers.test_revisits_by_people import answers, done, now

LEAD, MANAGER = "2003", "2004"
LEAK = "厨房水管漏水,3-2-1501"


def rows(front):
    ticket = now(front)
    return front.database.read_now(lambda work: journal.of_ticket(work, ticket.id))


def file(front):
    return front.database.read_now(lambda work: complaint.of(work, now(front)))


def read(front):
    return "\n".join(front.texts(OWNER))


def progress(front, words, user=WANG):
    front.press(user, GROUP, "进展")
    front.says(user, words, chat=GROUP, reply_to=front.last(GROUP, "进展"))


def test_c5_4_a_complaint_is_taken_in_and_its_owner_hears_of_every_step(front):
    complained(front, "楼上天天半夜装修吵得睡不着,我要投诉")
    progress(front, "已约楼上今晚见面")
    front.press(WANG, GROUP, "办结")
    front.press(WANG, GROUP, "有效·满足")
    front.says(WANG, "八点后不再施工", chat=GROUP, reply_to=front.last(GROUP, "做了什么?请回复"))
    front.passes(days=8)
    for said in ("已记下", "王工接手", "已约楼上今晚见面", "八点后不再施工", "觉得怎样"):
        assert said in read(front), said


def test_c5_5_a_wish_for_service_is_taken_appointed_answered_and_explained(front):
    front.says(OWNER, LEAK)
    front.press(WANG, GROUP, "接单")
    front.says(WANG, "约时 001 明天上午9点", chat=GROUP)
    assert "09:00" in read(front)
    answers(front, words="换了角阀,旧的已经老化。")
    assert "换了角阀,旧的已经老化。" in read(front)


def test_c5_6_a_question_of_charges_has_a_category_and_words_of_its_own(front):
    front.says(OWNER, "投诉物业费乱收费,多收了我三百")
    assert (now(front).kind, now(front).category) == ("complaint", "fees")
    assert "费用应该明明白白" in read(front)


def test_c5_7_talk_is_answered_as_talk_and_opens_nothing(front):
    front.says(OWNER, "你好")
    front.passes(minutes=1)
    front.says(OWNER, "谢谢")
    front.passes(minutes=1)
    assert front.tickets() == []
    assert len(front.texts(OWNER)) == 2
    front.says(OWNER, "转人工")
    front.passes(minutes=1)
    assert len(front.tickets()) == 1


def test_c5_8_a_stranger_without_a_home_is_taken_in_as_what_they_are(front):
    front.says("3999", "我是送水的,小区大门口道闸坏了进不去")
    assert now(front).home is None
    assert "房号未留" in "\n".join(front.texts(GROUP))
    assert [text for text in front.texts("3999") if now(front).number in text]


def test_m1_what_is_told_in_pieces_is_listened_to_as_one_and_kept_word_by_word(front):
    pieces = ["厨房", "水管漏水", "3-2-1501,今天早上开始的"]
    for piece in pieces:
        front.says(OWNER, piece)
    front.says(OWNER, "", media=(Media(MediaKind.photo, "p1"),))
    front.passes(minutes=1)
    kept = [message.text for message in front.words_of(now(front).id) if message.direction == "owner"]
    assert len(front.tickets()) == 1
    assert kept == [*pieces, ""]
    assert len([text for text in front.texts(OWNER) if now(front).number in text]) == 1


def test_m2_what_is_unclear_is_asked_about_one_thing_at_a_time(front):
    front.says(OWNER, "那个事情")
    front.passes(minutes=1)
    (asked,) = front.said(OWNER)
    assert asked.text.count("?") == 1
    assert 2 <= sum(map(len, asked.buttons)) <= 4


def test_m3_a_complaint_is_met_with_sympathy_once_and_with_no_fault(front):
    front.says(OWNER, "投诉保安态度太差,大门口没人管")
    receipt = front.texts(OWNER)[0]
    assert "不舒服" in receipt
    assert not [word for word in ("抱歉", "我们的错", "赔") if word in receipt]


def test_m5_who_waits_hears_how_it_stands_and_whoever_has_it_is_reminded(front):
    front.says(OWNER, LEAK)
    front.press(WANG, GROUP, "接单")
    front.passes(hours=1)
    front.says(OWNER, "怎么还没来")
    assert "收到,您在等" in front.texts(OWNER)[-1]
    assert [text for text in front.texts(GROUP) if "催" in text]


def test_n3_at_night_nobody_is_asked_whether_they_are_satisfied(front):
    estate = front.desk.estates["cuiyuan"]
    front.desk.estates["cuiyuan"] = replace(estate, quiet_hours=((0, 510), (1260, 1440)))
    front.passes(hours=11.5)  # 21:30
    front.says(OWNER, LEAK)
    front.press(WANG, GROUP, "接单")
    answers(front)
    front.passes(hours=26)  # 23:30 of the next day
    assert "觉得怎样" not in read(front)
    front.passes(hours=11)
    assert "觉得怎样" in read(front)


def test_n4_a_greeting_is_returned_and_danger_is_not_greeted(front):
    front.says(OWNER, "早上好")
    front.passes(minutes=1)
    assert "好" in front.texts(OWNER)[0]
    front.says("3002", "你好,3栋电梯困人了,快来")
    assert not front.texts("3002")[0].startswith(("您好", "早上好"))


def test_n5_who_is_upset_is_phoned_first_and_each_reads_their_language(front):
    front.says(OWNER, "/language en", command="language", argument="en")
    front.says(OWNER, "气死我了!厨房水管漏水第三天了,3-2-1501")
    front.passes(minutes=1)
    assert "请先电话联系" in "\n".join(front.texts(GROUP))
    assert "261123-001" in front.texts(OWNER)[-1]
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in front.texts(OWNER)[-1].split("“")[0])


def test_n6_matter_course_and_result_are_on_record_and_nothing_can_be_taken_out(front):
    done(front)
    codes = [row.code for row in rows(front)]
    assert codes[:3] == ["received", "claim", "answer"]
    assert front.database.read_now(lambda work: journal.verify(work, "cuiyuan")) == []


@pytest.mark.parametrize(
    ("told", "way"),
    [
        ("来电", "phone"),
        ("来访", "visit"),
        ("代王奶奶报", "proxy"),
        ("来信", "letter"),
        ("意见箱", "box"),
        ("12345转 编号HZ001", "external"),
    ],
)
def test_ch_every_way_in_leads_to_the_same_life(front, told, way):
    opens(front, f"3-2-1501 王阿姨 {told} 投诉楼上天天半夜装修吵得睡不着 13812345678")
    assert by_hand.ByHand.of(now(front)).way == way
    assert now(front).step == "received"
    assert now(front).receiver == CHEN


def test_u4_what_nobody_sees_to_is_told_higher_and_higher(front):
    front.says(OWNER, LEAK)
    front.passes(hours=5)
    group = "\n".join(front.texts(GROUP))
    assert "还没有人接" in group or "没人接" in group or "超时" in group
    assert [row for row in rows(front) if row.code == "overdue"]


def test_q2_who_takes_it_in_stays_answerable_whoever_does_the_work(front):
    opens(front)
    front.press(WANG, GROUP, "接单")
    answers(front)
    assert (now(front).receiver, now(front).assignee) == (CHEN, WANG)
    assert "首问 小陈" in "\n".join(shown.text for to, _, shown in front.edits if to == GROUP)


def test_q5_a_demand_is_kept_with_how_far_it_was_met_and_why_not(front):
    complained(front, "楼上天天半夜装修吵得睡不着,我要投诉")
    front.press(WANG, GROUP, "办结")
    front.press(WANG, GROUP, "有效·部分满足")
    words = "八点后不施工,白天还会有些声音"
    front.says(WANG, words, chat=GROUP, reply_to=front.last(GROUP, "做了什么?请回复"))
    assert (file(front).outcome, file(front).outcome_reason) == ("partly", words)


def test_s1_to_s8_a_serious_complaint_goes_through_the_eight_steps_of_the_trade(front):
    complained(front, RUDE)
    assert front.words_of(now(front).id)[0].text == RUDE  # 1 recorded as it was told, and read back
    assert RUDE in read(front)
    opened(front)
    whole(front)  # 2 judged, 3 investigated, 5 planned
    kept = file(front)
    assert (kept.nature, kept.judged_by, kept.findings, kept.cause) == ("valid", WANG, "看了录像", "people")
    assert (kept.plan, kept.prevention) == ("当面道歉", "每周培训")
    assert now(front).assignee == WANG  # 4 one person
    front.press(WANG, WANG, "满足")
    front.press(WANG, WANG, "办结")
    front.says(WANG, "已当面说明", chat=WANG, reply_to=front.last(WANG, "做了什么?请回复"))
    assert (now(front).step, file(front).outcome, file(front).way) == ("answered", "met", "bot")  # 6
    front.passes(hours=25)
    front.press(OWNER, OWNER, "满意")  # 7 asked afterwards
    assert (now(front).step, now(front).rating) == ("revisiting", "good")
    front.press(WANG, WANG, "档案", contains="还要总结")
    summed_up(front)  # 8
    assert (now(front).step, file(front).root_cause) == ("closed", "新人没培训")
    codes = [
        row.code for row in rows(front) if row.code in ("received", "investigate", "plan", "answer", "close")
    ]
    assert codes == ["received", "investigate", "plan", "answer", "close"]


def test_s2_only_those_who_lead_say_that_it_is_none_of_ours_and_no_owner_reads_that_word(front):
    complained(front, "楼上天天半夜装修吵得睡不着,我要投诉")
    progress(front, "您这个属于无效投诉")
    assert "无效" not in read(front)
    front.says(WANG, "这个投诉无效,不处理", chat=GROUP, reply_to=front.card())
    assert "无效" not in read(front)
    opened(front)
    front.press(WANG, WANG, "无效")
    assert file(front).nature is None


def test_w2_what_was_understood_is_read_back_and_can_be_put_right(front):
    front.says(OWNER, LEAK)
    assert "厨房水管漏水" in read(front)
    front.passes(minutes=2)
    front.says(OWNER, "更正,是3-2-1502")
    assert "3-2-1502" in "\n".join(front.texts(GROUP))

"""The file of a complaint: what staff write down in private, who decides, and what an owner never reads."""

from handlers.ticket import complaint, incident
from storage import journal
from tests.handlers.front import GROUP, NEIGHBOUR, OWNER, WANG

LEAD, MANAGER = "2003", "2004"
NOISE = "楼上天天半夜装修吵得睡不着,我要投诉"
RUDE = "你们前台态度太差了,我要投诉"
HURT = "孩子被小区松掉的瓷砖砸伤了,送医缝了三针,我要投诉你们"


def ticket(front, n=-1):
    return front.tickets()[n]


def file(front):
    return front.database.read_now(lambda work: complaint.of(work, ticket(front)))


def codes(front):
    return [
        row.code for row in front.database.read_now(lambda work: journal.of_ticket(work, ticket(front).id))
    ]


def complained(front, words=NOISE, by=WANG):
    front.says(OWNER, words)
    front.passes(seconds=20)
    front.press(by, GROUP, "接单")


def opened(front, by=WANG):
    front.press(by, GROUP, "更多")
    front.press(by, GROUP, "档案")


def replies(front, user, words, to):
    """Answer the last question in somebody's chat that says so."""
    front.says(user, words, reply_to=front.last(user, to), reply_to_desk=True)


def fills(front, user, item, words):
    """Fill in what is next in the file, as it asks for it."""
    front.press(user, user, f"填写{item}")
    replies(front, user, words, "请回复本条")


def answers(front, words, by=WANG, chat=GROUP):
    """Say what was done, as a reply to the last question about it."""
    front.says(by, words, chat=chat, reply_to=front.last(chat, "做了什么?请回复"), reply_to_desk=True)


def whole(front, by=WANG):
    """Fill in all that a serious complaint needs before its answer."""
    fills(front, by, "诉求", "道歉")
    front.press(by, by, "有效")
    fills(front, by, "定性理由", "服务规范第三条")
    fills(front, by, "调查结果", "看了录像")
    front.press(by, by, "没有")
    front.press(by, by, "人员")
    fills(front, by, "方案", "当面道歉")
    fills(front, by, "预防措施", "每周培训")


def summed_up(front, by=WANG):
    fills(front, by, "根本原因", "新人没培训")
    front.press(by, by, "能")
    fills(front, by, "改进措施", "入职先培训")
    for _ in range(3):
        front.press(by, by, "没有")


def test_a_minor_complaint_needs_one_press_more_than_a_request(front):
    complained(front)
    front.press(WANG, GROUP, "办结")
    front.press(WANG, GROUP, "有效·部分满足")
    answers(front, "已请楼上八点后不施工,白天还会有些声音")
    assert ticket(front).step == "answered"
    kept = file(front)
    assert (kept.nature, kept.outcome, kept.judged_by) == ("valid", "partly", WANG)
    assert kept.outcome_reason == "已请楼上八点后不施工,白天还会有些声音"
    assert "的答复(王工):已请楼上" in front.texts(OWNER)[-1]


def test_a_serious_complaint_is_told_to_those_who_lead_and_is_answered_from_its_file(front):
    complained(front, RUDE)
    assert ticket(front).severity == "serious"
    for chat in (LEAD, MANAGER):
        assert any("投诉级别:重要(工作人员态度或廉洁)" in text for text in front.texts(chat))
    front.press(WANG, GROUP, "办结")
    assert ticket(front).step == "claimed"
    assert "2 定性:重要 · 还差性质、定性理由" in front.texts(WANG)[-1]
    whole(front)
    front.says(WANG, "查 001", chat=GROUP)
    assert "看了录像" not in front.texts(GROUP)[-1]
    assert ticket(front).step == "planned"
    assert codes(front).count("investigate") == codes(front).count("plan") == 1
    front.press(WANG, WANG, "满足")
    front.press(WANG, WANG, "办结")
    answers(front, "已当面向您说明,并安排培训", chat=WANG)
    assert ticket(front).step == "answered"


def test_a_serious_complaint_is_closed_by_its_summing_up(front):
    complained(front, RUDE)
    opened(front)
    whole(front)
    front.press(WANG, WANG, "满足")
    front.press(WANG, WANG, "办结")
    answers(front, "已当面说明", chat=WANG)
    front.passes(hours=25)
    front.press(OWNER, OWNER, "满意")
    assert (ticket(front).step, ticket(front).rating) == ("revisiting", "good")
    assert "谢谢您" in front.texts(OWNER)[-1]
    front.says(WANG, "我的单")
    assert "等总结" in front.texts(WANG)[-1]
    front.press(WANG, WANG, "档案", contains="还要总结")
    summed_up(front)
    assert ticket(front).step == "closed"
    front.says(WANG, "我的单")
    assert "您手上没有在办的" in front.texts(WANG)[-1]
    kept = file(front)
    assert (kept.root_cause, kept.preventable, kept.training) == ("新人没培训", "yes", "–")
    assert kept.summed_up_by == WANG
    (close,) = [
        row
        for row in front.database.read_now(lambda w: journal.of_ticket(w, kept.ticket))
        if row.code == "close"
    ]
    assert (close.actor, close.facts["rating"]) == ("owner", "good")


def test_the_plan_and_the_answer_of_a_major_complaint_go_by_the_manager(front):
    complained(front, HURT)
    assert ticket(front).severity == "major"
    opened(front)
    whole(front)
    fills(front, WANG, "费用", "医药费由保险公司核定")
    front.press(WANG, WANG, "部分满足")
    fills(front, WANG, "没满足的原因", "金额待核定")
    front.press(WANG, GROUP, "办结")
    assert ticket(front).step == "planned"
    front.press(MANAGER, MANAGER, "同意方案")
    assert file(front).approved_by == MANAGER
    front.press(WANG, GROUP, "办结")
    answers(front, "已加固墙面")
    assert ticket(front).step == "planned"
    assert not [text for text in front.texts(OWNER) if "加固" in text]
    front.press(MANAGER, MANAGER, "改一改", contains="先看过再发")
    replies(front, MANAGER, "先问候孩子", "要改什么")
    assert "赵经理请改一改:先问候孩子" in front.texts(WANG)[-1]
    front.press(WANG, GROUP, "办结")
    answers(front, "孩子好些了吗?上次没修好,墙面已加固")
    front.press(MANAGER, MANAGER, "可以发出", contains="孩子好些了吗")
    assert ticket(front).step == "answered"
    assert "(王工):孩子好些了吗?上次没修好,墙面已加固" in front.texts(OWNER)[-1]
    assert file(front).read_by == MANAGER


def test_only_those_who_lead_say_invalid_and_its_owner_reads_whose_matter_it_is(front):
    complained(front)
    opened(front)
    front.press(WANG, WANG, "无效")
    assert file(front).nature is None
    front.press(LEAD, GROUP, "更多")
    front.press(LEAD, GROUP, "档案")
    front.press(LEAD, LEAD, "无效")
    fills(front, LEAD, "调查结果", "声音来自小区外的工地")
    fills(front, LEAD, "该由谁负责", "街道城管,电话 12319")
    fills(front, LEAD, "我们能做什么", "陪您一起反映")
    front.press(WANG, GROUP, "办结")
    front.press(WANG, WANG, "可以发出")
    said = front.texts(OWNER)[-1]
    assert "它由街道城管,电话 12319负责,我们能做的是陪您一起反映" in said
    assert "无效" not in "".join(front.texts(OWNER))
    assert ticket(front).step == "answered"


def test_words_that_call_a_complaint_invalid_never_reach_its_owner(front):
    complained(front)
    front.press(WANG, GROUP, "办结")
    front.press(WANG, GROUP, "有效·未满足")
    answers(front, "您的投诉无效,不予处理")
    assert ticket(front).step == "claimed"
    assert "请不要对业主说" in front.texts(GROUP)[-1]


def test_a_line_says_what_it_is_and_how_serious(front):
    complained(front)
    front.says(WANG, "定性 001 有效 重要 合同第五条,夜间不得施工")
    kept = file(front)
    assert (kept.nature, kept.nature_reason) == ("valid", "合同第五条,夜间不得施工")
    assert ticket(front).severity == "serious"
    front.says(WANG, "定性 001 轻微")
    assert ticket(front).severity == "serious"  # only those who lead lower it
    front.says(LEAD, "定性 001 轻微")
    assert ticket(front).severity == "minor"


def test_what_a_lead_is_asked_about_is_decided_once(front):
    complained(front, NOISE + ",再不管我就找律师起诉")
    assert ticket(front).severity == "minor"
    front.press(LEAD, LEAD, "同意提级", contains="提到律师")
    assert ticket(front).severity == "serious"
    front.press(MANAGER, MANAGER, "不用提级", contains="提到律师")
    assert ticket(front).severity == "serious"


def test_whoever_was_asked_privately_need_not_reply_to_the_question_but_danger_is_none_of_it(front):
    complained(front, RUDE)
    opened(front)
    front.press(WANG, WANG, "填写诉求")
    front.says(WANG, "我家着火了")
    assert [one.kind for one in front.tickets()] == ["complaint", "emergency"]
    front.says(WANG, "当面道歉")
    first = front.tickets()[0]
    assert front.database.read_now(lambda work: complaint.of(work, first)).demand == "当面道歉"


def test_two_of_one_owner_become_one_and_a_reply_to_the_old_receipt_belongs_to_it(front):
    front.says(OWNER, "厨房水管漏水")
    front.passes(minutes=5)
    front.says(OWNER, "门禁卡刷不开单元门")
    front.passes(minutes=5)
    first, second = front.tickets()
    front.press(WANG, GROUP, "接单", contains=second.number)
    front.press(WANG, GROUP, "更多", contains=second.number)
    front.press(WANG, GROUP, "合并")
    front.says(WANG, "001", chat=GROUP, reply_to=front.last(GROUP, "并到哪一单"), reply_to_desk=True)
    assert front.tickets()[1].step == "merged"
    assert "261123-002 和 261123-001 是同一件事" in front.texts(OWNER)[-1]
    assert "261123-001 并入了 261123-002:门禁卡刷不开单元门" in front.texts(GROUP)
    front.says(OWNER, "卡号尾数是8", reply_to=front.last(OWNER, "单号 261123-002"), reply_to_desk=True)
    assert "卡号尾数是8" in [message.text for message in front.words_of(first.id)]


def test_another_owners_matter_becomes_one_event_with_it_and_stays_a_ticket_of_its_own(front):
    front.says(OWNER, "厨房水管漏水")
    front.says(NEIGHBOUR, "马桶堵了")
    front.passes(minutes=5)
    front.press(WANG, GROUP, "接单", contains="马桶")
    front.press(WANG, GROUP, "更多", contains="马桶")
    front.press(WANG, GROUP, "合并")
    front.says(WANG, "001", chat=GROUP, reply_to=front.last(GROUP, "并到哪一单"), reply_to_desk=True)
    assert [incident.is_joined(one) for one in front.tickets()] == [True, False]
    assert [(one.step, one.assignee) for one in front.tickets()] == [("claimed", WANG)] * 2
    assert not any("001" in text for text in front.texts(NEIGHBOUR))


def test_those_who_lead_decline_with_an_explanation_and_nobody_declines_a_complaint(front):
    front.says(OWNER, "请问物业能帮忙修我家的电视机吗")
    front.passes(minutes=5)
    front.press(LEAD, GROUP, "更多")
    front.press(LEAD, GROUP, "不受理")
    front.says(
        LEAD,
        "电视机请找厂家售后,电话在说明书上",
        chat=GROUP,
        reply_to=front.last(GROUP, "为什么不受理"),
        reply_to_desk=True,
    )
    assert ticket(front).step == "declined"
    assert "(李主管):电视机请找厂家" in front.texts(OWNER)[-1]
    complained(front)
    front.press(LEAD, GROUP, "更多")
    assert "不受理" not in [b.label for line in front.said(GROUP)[-1].buttons for b in line]


def test_a_reply_to_the_file_never_reaches_the_owner(front):
    complained(front, RUDE)
    opened(front)
    told = front.texts(OWNER)
    front.says(WANG, "其实是他先骂人", reply_to=front.last(WANG, "档案"), reply_to_desk=True)
    assert "没有发给任何人" in front.texts(WANG)[-1]
    front.press(WANG, WANG, "填写诉求")
    front.says(WANG, "当面道歉", reply_to=front.last(WANG, "档案 ·"), reply_to_desk=True)
    assert file(front).demand == "当面道歉"
    assert front.texts(OWNER) == told

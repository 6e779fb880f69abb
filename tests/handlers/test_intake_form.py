"""What staff type in for somebody who phoned or came: preview, one press, and the same life as any ticket."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.messages import Forwarded, Media, MediaKind
from handlers.ticket import complaint
from storage import people, tasks
from tests.handlers.front import CHEN, GROUP, OWNER, WANG

LINE = "3-2-1501 王阿姨 来电 厨房漏水 13812345678"


def types(front, line=LINE, user=CHEN, **more):
    return front.says(user, f"/intake {line}".strip(), command="intake", argument=line, **more)


def opens(front, line=LINE, **more):
    types(front, line, **more)
    front.press(CHEN, CHEN, "开单")
    front.sends()
    return front.tickets()[-1]


def replies(front, text, to, **more):
    front.sends()
    message = next(ids[0] for chat, ids, shown in reversed(front.sent) if chat == CHEN and to in shown.text)
    return front.says(CHEN, text, reply_to=message, reply_to_desk=True, **more)


def calls(front, ticket):
    return front.database.read_now(lambda work: [task.kind for task in tasks.open_of(work, ticket.id)])


def test_a_line_is_shown_as_it_was_understood_and_one_press_opens_it(front):
    types(front)
    assert front.tickets() == []
    preview = front.texts(CHEN)[-1]
    for said in ("厨房漏水", "来电:王阿姨", "电话:13812345678", "房号:3-2-1501", "报修办事"):
        assert said in preview
    front.press(CHEN, CHEN, "开单")
    (ticket,) = front.tickets()
    assert (ticket.words, ticket.home, ticket.receiver, ticket.assignee) == (
        "厨房漏水",
        "3-2-1501",
        CHEN,
        None,
    )
    front.sends()
    assert any(f"已开单 {ticket.number}" in shown.text for to, _, shown in front.edits if to == CHEN)


def test_the_group_reads_how_it_came_and_no_number_which_the_claimer_gets_alone(front):
    opens(front)
    card = front.texts(GROUP)[-1]
    assert "来电:王阿姨" in card
    assert "首问 小陈" in card
    assert "1381234" not in card
    front.press(WANG, GROUP, "接单")
    assert any("13812345678" in text for text in front.texts(WANG))
    assert not any("13812345678" in text for text in front.texts(GROUP))


def test_what_an_owner_would_have_read_becomes_one_call_that_tells_the_words(front):
    ticket = opens(front)
    front.press(WANG, GROUP, "接单")
    front.press(WANG, GROUP, "办结")
    front.sends()
    asked = next(
        ids[0] for to, ids, shown in reversed(front.sent) if to == GROUP and "做了什么" in shown.text
    )
    front.says(WANG, "换了角阀。", chat=GROUP, reply_to=asked, reply_to_desk=True)
    front.passes(seconds=1)
    assert calls(front, ticket) == ["by_phone"]
    call = front.texts(GROUP)[-1]
    assert "请给业主回电" in call
    assert "换了角阀" in call
    assert "138****5678" in call
    assert all(chat in (GROUP, CHEN, WANG) for chat, _, _ in front.sent)
    front.press(WANG, GROUP, "已电话告知")
    assert calls(front, ticket) == []


def test_nobody_is_phoned_to_hear_that_it_was_claimed(front):
    ticket = opens(front)
    front.press(WANG, GROUP, "接单")
    front.passes(minutes=1)
    assert calls(front, ticket) == []


def test_the_clocks_run_from_the_call_and_the_number_is_of_today(front):
    ticket = opens(front, "昨天下午三点来电 3-2-1501 厨房漏水")
    told = front.clock.at - timedelta(hours=19)  # it is ten
    assert ticket.received_at == told
    assert ticket.answer_due == told + timedelta(hours=24)
    assert ticket.number == "261123-001"


def test_a_case_of_an_office_is_a_complaint_with_its_date_as_the_limit(front):
    ticket = opens(front, "12345 编号 202611240012 期限11月24日 6-2-801 李女士 要求回复")
    assert (ticket.kind, ticket.channel, ticket.chat) == ("complaint", "external", "")
    assert f"{ticket.done_due.astimezone(front.desk.only_estate.zone):%m-%d %H:%M}" == "11-25 00:00"
    assert ticket.severity == "major"
    assert any("来件编号 202611240012" in text for text in front.texts(GROUP))


def test_what_an_office_passes_on_without_a_number_is_serious(front):
    assert opens(front, "街道转办 广场舞太吵,投诉多次没人管").severity == "serious"


def test_for_whom_somebody_complains_stands_in_the_file(front):
    ticket = opens(front, "3-2-1501 小刘 来电 代张先生 投诉保安态度太差")
    file = front.database.read_now(lambda work: complaint.of(work, ticket))
    assert (file.capacity, file.principal) == ("proxy", "张先生")


def test_danger_is_opened_and_called_about_without_a_press(front):
    types(front, "3-2-1501 王阿姨 来电 有人被困在电梯里 13812345678")
    (ticket,) = front.tickets()
    assert (ticket.alarm, ticket.receiver) == ("sure", CHEN)
    assert any("🚨 已开单" in text for text in front.texts(CHEN))
    assert any("还没有人接单" in text for text in front.texts(WANG))


def test_what_is_missing_is_asked_for_and_what_was_written_is_kept(front):
    types(front, "3-2-1501 王阿姨 来电 13812345678")
    assert "还缺:是什么事。已记下:3-2-1501 王阿姨" in front.texts(CHEN)[-1]
    replies(front, "厨房漏水", "还缺")
    assert "厨房漏水" in front.texts(CHEN)[-1]
    front.press(CHEN, CHEN, "开单")
    assert front.tickets()[0].home == "3-2-1501"


def test_without_a_line_it_asks_and_takes_the_reply_with_its_picture(front):
    types(front, "")
    replies(front, LINE, "请回复本条", media=(Media(MediaKind.photo, "wet"),))
    assert "附件 1 个" in front.texts(CHEN)[-1]
    front.press(CHEN, CHEN, "开单")
    assert front.albums(GROUP) == [["wet"]]


def test_a_line_can_be_changed_before_it_is_opened_and_only_then(front):
    types(front)
    front.press(CHEN, CHEN, "改一改")
    replies(front, LINE.replace("漏水", "停水"), "改好的整行")
    front.press(CHEN, CHEN, "开单", contains="厨房停水")
    front.press(CHEN, CHEN, "开单", contains="厨房漏水")
    assert [ticket.words for ticket in front.tickets()] == ["厨房停水"]
    types(front)
    front.press(CHEN, CHEN, "取消")
    assert len(front.tickets()) == 1


def test_what_is_forwarded_within_a_moment_is_one_matter_in_its_own_words(front):
    before = Forwarded("李姐", front.clock.at - timedelta(hours=1))
    front.says(CHEN, "3-2-1501 天花板漏水了", forwarded=before)
    front.says(CHEN, "", forwarded=before, media=(Media(MediaKind.photo, "wet"),))
    front.says(CHEN, "有人管吗", forwarded=replace(before, name="老周"))
    assert front.texts(CHEN) == []
    front.passes(seconds=9)
    (preview,) = front.texts(CHEN)
    assert "李姐:3-2-1501 天花板漏水了\n老周:有人管吗" in preview
    assert "业主群:李姐" in preview
    front.press(CHEN, CHEN, "开单")
    (ticket,) = front.tickets()
    assert (ticket.channel, ticket.home) == ("group", "3-2-1501")
    assert front.albums(GROUP) == [["wet"]]


def test_danger_that_is_forwarded_waits_for_nothing(front):
    front.says(CHEN, "有人被困在电梯里,快来", forwarded=Forwarded("李姐", front.clock.at))
    front.passes(seconds=0)
    assert [ticket.alarm for ticket in front.tickets()] == ["sure"]


def test_who_left_no_number_is_answered_the_way_it_came(front):
    opens(front, "来信 7-1-302 陈建国 物业费收多了")
    front.press(CHEN, GROUP, "接单")
    card = front.card()
    front.says(CHEN, "已经退给您了。", chat=GROUP, reply_to=card, reply_to_desk=True)
    front.passes(seconds=1)
    told = front.texts(GROUP)[-1]
    assert "请按来的方式答复" in told
    assert "已经退给您了。" in told


def test_the_other_pictures_of_an_album_belong_to_the_line_under_the_first(front):
    pictures = front.album(CHEN, [f"/intake {LINE}", ""])
    front.takes(replace(pictures[0], command="intake", argument=LINE), pictures[1])
    front.passes(seconds=60)
    front.press(CHEN, CHEN, "开单", contains="附件 2 个")
    assert front.albums(GROUP) == [["a1-0", "a1-1"]]
    assert len(front.tickets()) == 1


def test_who_calls_again_from_the_same_number_is_known_again(front):
    first, second = opens(front), opens(front, "3-2-1501 王阿姨 来电 灯坏了 13812345678")
    assert first.reporter == second.reporter
    person = front.database.read_now(lambda work: people.get(work, first.reporter))
    assert (person.channel, person.name, person.chat) == ("phone", "王阿姨", "")


def test_owners_who_write_intake_are_owners_and_a_group_is_told_where_it_is_done(front):
    types(front, user=OWNER)
    front.passes(seconds=60)
    assert not any("请核对" in text for text in front.texts(OWNER))
    types(front, user=CHEN, chat=GROUP, private_link="https://t.me/desk_bot")
    assert "私聊里写" in front.texts(GROUP)[-1]
    assert "https://t.me/desk_bot" in front.texts(GROUP)[-1]


@pytest.mark.parametrize("word", ["代报 3-2-1501 王阿姨 来电 厨房漏水", "代报\n3-2-1501 厨房漏水"])
def test_the_word_does_what_the_command_does(front, word):
    front.says(CHEN, word)
    assert "请核对" in front.texts(CHEN)[-1]

"""Revisits by people, and what follows from them: calls, visits, thumbs, and who sees a matter after «态度»."""

from dataclasses import replace

import pytest

from handlers.manager import revisits
from handlers.ticket import confiding, sight
from storage import journal, tasks
from tests.handlers.front import CHEN, GROUP, OWNER, WANG
from tests.handlers.test_intake_form import opens

LEAD, MANAGER, MANAGERS = "2003", "2004", "-1002"


def answers(front, user=WANG, words="换了角阀。"):
    front.press(user, GROUP, "办结")
    front.says(user, words, chat=GROUP, reply_to=front.last(GROUP, "做了什么"))


def done(front, words="厨房水管漏水,3-2-1501", user=WANG):
    """Let a matter be reported, claimed and answered; return it."""
    front.says(OWNER, words)
    front.press(user, GROUP, "接单")
    answers(front, user)
    return now(front)


def phoned_in(front):
    """Let the clerk take in a call, and somebody else do the work, until it is asked about."""
    opens(front)
    front.press(WANG, GROUP, "接单")
    answers(front)
    front.passes(hours=25)
    return now(front)


def now(front):
    return front.tickets()[-1]


def journalled(front, code):
    ticket = now(front)
    found = front.database.read_now(lambda work: journal.of_ticket(work, ticket.id))
    return [row for row in found if row.code == code]


def figures(front):
    day = front.clock.at
    estate = front.desk.estates["cuiyuan"]
    span = (day.replace(year=2020), day.replace(year=2030))
    return front.database.read_now(lambda work: revisits.of(work, estate, *span))


def test_after_a_bad_manner_whoever_had_it_has_and_sees_it_no_more(front):
    done(front)
    front.passes(hours=25)
    front.press(OWNER, OWNER, "不满意")
    front.press(OWNER, OWNER, "态度")
    ticket, estate = now(front), front.desk.estates["cuiyuan"]
    assert sight.Confided.of(ticket).about == (WANG,)
    assert (ticket.staff_chat, ticket.assignee) == (MANAGERS, LEAD)
    assert not sight.may_handle(estate, estate.member(WANG), ticket)
    front.sends()
    card = [shown for to, _, shown in front.edits if to == GROUP][-1]
    assert ticket.number not in card.text
    assert not card.buttons
    seen = len(front.texts(WANG)) + len(front.texts(GROUP))
    front.says(WANG, f"查 {ticket.number[-3:]}", chat=GROUP)
    front.says(WANG, "我的单", chat=GROUP)
    said = (front.texts(GROUP) + front.texts(WANG))[seen:]
    assert not [text for text in said if "漏水" in text]
    front.press(LEAD, MANAGERS, "更多")
    front.press(LEAD, MANAGERS, "派单")
    offered = [one.label for line in front.said(MANAGERS)[-1].buttons for one in line]
    assert "赵经理" in offered
    assert "王工" not in offered


def test_a_lead_whose_own_manner_it_was_has_it_no_more_either(front):
    done(front, user=LEAD)
    front.passes(hours=25)
    front.press(OWNER, OWNER, "不满意")
    assert now(front).assignee == LEAD
    front.press(OWNER, OWNER, "态度")
    assert (now(front).assignee, now(front).step, now(front).staff_chat) == (None, "received", MANAGER)


def test_a_bad_manner_again_and_again_leaves_somebody_who_leads(front):
    done(front)
    estate = replace(front.desk.estates["cuiyuan"], head_office_chat="-1009")
    front.desk.estates["cuiyuan"] = estate
    for user in (WANG, LEAD, MANAGER):
        front.database.write_now(
            lambda work, user=user: confiding.about(front.desk, work, now(front), user, "owner")
        )
    assert sight.Confided.of(now(front)).about == (WANG, LEAD)
    assert sight.may_handle(estate, estate.member(MANAGER), now(front))


def test_who_reads_no_chat_is_phoned_by_whoever_took_it_in_and_their_rating_counts(front):
    phoned_in(front)
    assert [text for text in front.texts(CHEN) if "请打电话回访业主" in text and "13812345678" in text]
    assert not [text for text in front.texts(WANG) if "请打电话回访" in text]
    calls_before = len([text for text in front.texts(GROUP) if "打电话" in text])
    front.press(CHEN, CHEN, "说基本满意")
    assert (now(front).step, now(front).rating) == ("closed", "fair")
    assert len([text for text in front.texts(GROUP) if "打电话" in text]) == calls_before
    assert journalled(front, "revisited")[0].facts["way"] == "phone"
    front.says(CHEN, "水不漏了,就是等得久", reply_to=front.last(CHEN, "业主是怎么说的"))
    assert journalled(front, "revisit_remark")


def test_what_was_heard_stands_with_a_bad_rating_and_its_reason(front):
    phoned_in(front)
    front.press(CHEN, CHEN, "说不满意")
    front.says(CHEN, "说还要再等三天", reply_to=front.last(CHEN, "业主是怎么说的"))
    front.press(CHEN, CHEN, "太慢")
    (bad,) = figures(front).bad
    assert (bad.rating, bad.reason, bad.words) == ("bad", "bad_slow", "说还要再等三天")
    assert (now(front).reopened, now(front).assignee) == (1, LEAD)


def test_a_visit_is_entered_as_one_by_anybody_but_whoever_did_it(front):
    ticket = done(front)
    for user in (WANG, CHEN):
        front.says(user, f"回访 {ticket.number[-3:]} 上门", chat=GROUP)
    assert not [text for text in front.texts(WANG) if "回访" in text]
    front.press(CHEN, CHEN, "说满意")
    assert now(front).rating == "good"
    assert journalled(front, "revisited")[0].facts["way"] == "visit"
    assert (figures(front).visited, figures(front).asked) == (1, 1)


def test_in_vain_is_tried_again_and_then_counted_as_not_reachable(front):
    phoned_in(front)
    for told in (1, 2, 3):
        assert len([text for text in front.texts(CHEN) if "请打电话回访业主" in text]) == told
        front.press(CHEN, CHEN, "没联系上")
        front.passes(hours=30)
    assert len(journalled(front, "revisit_missed")) == 3
    assert (now(front).step, now(front).rating) == ("closed", None)
    assert journalled(front, "close")[0].facts["outcome"] == "unreachable"
    assert (figures(front).unreachable, figures(front).unrated, figures(front).missed) == (1, 0, 3)


def test_a_question_is_asked_about_with_a_thumb_and_never_again(front):
    done(front, "请问装修垃圾什么时候清运?")
    (asked,) = [shown for shown in front.said(OWNER) if "解决您的问题了吗" in shown.text]
    assert [one.label for line in asked.buttons for one in line] == ["👍 解决了", "👎 没解决"]
    front.passes(days=5)
    assert (now(front).step, now(front).rating) == ("closed", None)
    assert len([text for text in front.texts(OWNER) if "解决您的问题" in text]) == 1


@pytest.mark.parametrize(
    ("thumb", "rating", "step"), [("👍 解决了", "good", "closed"), ("👎 没解决", "unsolved", "claimed")]
)
def test_a_thumb_is_a_rating(front, thumb, rating, step):
    done(front, "请问装修垃圾什么时候清运?")
    front.press(OWNER, OWNER, thumb)
    assert (now(front).rating, now(front).step) == (rating, step)


def test_a_suggestion_is_never_asked_about(front):
    done(front, "建议小区门口加个快递柜")
    assert now(front).kind == "suggestion"
    front.passes(days=5)
    assert now(front).step == "closed"
    assert not [text for text in front.texts(OWNER) if "觉得怎样" in text]


def test_a_manager_phones_about_a_danger_to_life_and_it_stays_until_they_did(front):
    front.says(OWNER, "3栋电梯困人了,快来")
    front.press(WANG, "-1003", "接单")
    front.press(WANG, "-1003", "办结")
    front.says(WANG, "人已救出。", chat="-1003", reply_to=front.last("-1003", "做了什么"))
    front.passes(hours=25)
    assert [text for text in front.texts(MANAGER) if "请打电话回访业主" in text]
    front.passes(days=4)
    assert now(front).step == "revisiting"
    assert [text for text in front.texts(MANAGER) if "回访还没做" in text]
    front.press(MANAGER, MANAGER, "说满意")
    assert (now(front).step, now(front).rating) == ("closed", "good")
    assert not front.database.read_now(lambda work: tasks.open_of(work, now(front).id))

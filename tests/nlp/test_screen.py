"""The emergency screen: what it must hear, what it must not mistake, and what it may cost."""

import subprocess
import sys
from pathlib import Path

import pytest

from nlp import screen
from nlp.judgement import Alarm, Urgency
from nlp.screen import dangers

EXAMPLES = [(danger.topic, text) for danger in dangers().values() for text in danger.examples]
NEAR_MISSES = [(danger.topic, text) for danger in dangers().values() for text in danger.near_misses]


@pytest.mark.parametrize(("topic", "text"), EXAMPLES, ids=[text for _, text in EXAMPLES])
def test_danger_is_heard(topic, text):
    assert screen(text) is not None


@pytest.mark.parametrize(("topic", "text"), NEAR_MISSES, ids=[text for _, text in NEAR_MISSES])
def test_near_miss_is_no_danger(topic, text):
    assert screen(text) is None


def test_few_messages_that_only_resemble_a_danger_raise_an_alarm(judge):
    """Drills, the past, films, negations, cooking, figures of speech; none of them was fitted."""
    texts = (Path(__file__).parent / "cases" / "near_misses.txt").read_text(encoding="utf-8").splitlines()
    alarmed = [text for text in texts if judge(text).lead.alarm is not None]
    assert len(texts) > 200
    assert len(alarmed) <= 0.05 * len(texts), alarmed


@pytest.mark.parametrize("topic", dangers())
def test_each_danger_has_examples_and_near_misses(topic):
    assert dangers()[topic].examples
    assert dangers()[topic].near_misses or topic in ("outage", "natural")


@pytest.mark.parametrize(
    ("text", "topic", "alarm"),
    [
        ("3栋着火了 不是演习", "fire", Alarm.sure),
        ("电梯困人了,快来人", "lift_trapped", Alarm.sure),
        ("闻着像烧塑料", "fire", Alarm.suspected),
        ("電梯困人了", "lift_trapped", Alarm.sure),
        ("着\u200b火了", "fire", Alarm.sure),
        ("ZHAO HUO LA", "fire", Alarm.sure),
    ],
)
def test_danger_is_named_and_its_certainty_told(text, topic, alarm):
    found = screen(text)
    assert (found.topic, found.alarm) == (topic, alarm)


@pytest.mark.parametrize(
    "text",
    ["梧桐巷全体住户停水六天,至今无人抢修", "碧水湾停电已经三十个小时"],
)
def test_a_danger_told_calmly_as_in_a_letter_is_heard(judge, text):
    assert judge(text).lead.alarm is not None


@pytest.mark.parametrize("text", ["梧桐巷经常停水,一年三十次", "去年碧水湾停电三天,物业至今没有道歉"])
def test_what_keeps_happening_or_is_over_is_no_danger_now(judge, text):
    assert judge(text).lead.alarm is None


def test_cries_for_help_without_a_name_are_suspected():
    found = screen("快来人!有个人在里面怎么叫都没声音,我一个人拉不开,求你们快点")
    assert found.alarm is Alarm.suspected
    assert found.urgency is Urgency.P0


@pytest.mark.parametrize(
    "text",
    [
        "13811912000",
        "订单 2024111911012000",
        "尾号119 的快递放哪",
        "没有煤气味了",
        "如果着火了怎么办理赔",
        "上周着火那事给个说法",
    ],
)
def test_digits_negations_and_the_past_are_no_danger(text):
    assert screen(text) is None


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Fire! 5th floor, building 3", "fire"),
        ("I smell gas in my kitchen", "gas"),
        ("help I'm stuck in the lift", "lift_trapped"),
        ("there is a man with a knife at my door", "violence"),
        ("my daughter is missing", "missing"),
        ("the pipe has burst, water everywhere", "flood"),
    ],
)
def test_the_commonest_dangers_are_heard_in_english(text, topic):
    assert screen(text).topic == topic


@pytest.mark.parametrize(
    "text",
    [
        "When is the fire drill?",
        "a car is parked in the fire lane",
        "the smoke detector keeps beeping",
        "Is there an emergency number?",
        "fired my cleaner",
    ],
)
def test_english_near_misses_are_no_danger(text):
    assert screen(text) is None


def test_evidence_is_a_piece_of_the_original():
    text = "👋 您好,\u200b3栋楼道着\u200b火了!!"
    for evidence in screen(text).evidence:
        assert text[evidence.start : evidence.end] == evidence.words


def test_whole_text_is_read():
    assert screen("今天天气不错。" * 500 + "电梯困人了快来人") is not None


def test_importing_and_screening_load_no_jieba():
    code = "import sys, nlp; nlp.screen('电梯困人了'); sys.exit('jieba' in sys.modules or 'opencc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""Two matters in one message without a word between them, and one matter told in several sentences."""

import pytest

from nlp.judgement import Kind


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("厨房灯坏了麻烦来修一下。请问物业费几号截止？", (Kind.request, Kind.inquiry)),
        ("昨天帮我搬东西的保安师傅真好，谢谢他。停车月卡怎么续费？", (Kind.praise, Kind.inquiry)),
        ("楼上天天半夜拖椅子吵得没法睡。请问装修押金什么时候退？", (Kind.complaint, Kind.inquiry)),
    ],
)
def test_a_turn_to_another_matter_is_heard(judge, text, kinds):
    assert tuple(matter.kind for matter in judge(text).matters) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "厨房水龙头滴水。麻烦师傅来看看。",
        "楼上天天半夜拖椅子。找过他两次了。没有用。",
        "物业费怎么交？可以用微信吗？",
    ],
)
def test_one_matter_in_several_sentences_stays_one(judge, text):
    assert len(judge(text).matters) == 1

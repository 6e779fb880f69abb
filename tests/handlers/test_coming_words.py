"""Which words of an owner put a promised time off, and which do not."""

import pytest

from handlers.owner import coming_words


@pytest.mark.parametrize(
    "text",
    [
        "时间改一下",
        "能改个时间吗",
        "能不能换个时间",
        "约的时间我不方便",
        "那个时间不行",
        "今天不行了,临时加班",
        "师傅今天先别来了",
        "那天我不在",
        "周三我上班",
        "星期六家里没人",
        "改天吧",
        "不行",
        "晚点来可以吗",
        "能推迟到下周吗",
        "That time doesn't suit me",
    ],
)
def test_words_that_put_a_time_off(text):
    assert coming_words.puts_off(text)


@pytest.mark.parametrize(
    "text",
    [
        "好的,下午三点等您",
        "还是不行,一直漏",
        "不用来了",
        "怎么还没来",
        "谢谢",
        "明天下午三点可以",
        "水管又漏了",
        "约的上午没人来",
        "怎么又推迟了",
        "今天热水器不行了",
        "这么久了一点没人管",
        "又改时间?",
    ],
)
def test_words_that_do_not(text):
    assert not coming_words.puts_off(text)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("明天下午怎么样", True),
        ("周六上午行吗", True),
        ("今天能来吗", True),
        ("说好今天下午来修的", False),
        ("怎么明天才来", False),
        ("等到下午还没来", False),
    ],
)
def test_who_complains_about_a_time_asks_for_no_other(text, asks):
    assert coming_words.about_coming(text) is asks


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("厨房漏水,明天下午在家", True),
        ("水龙头坏了,周六上午来修吧", True),
        ("从昨天下午开始漏水", False),
        ("明天上午停水吗", False),
    ],
)
def test_a_new_matter_may_say_when_the_owner_is_at_home(text, says):
    assert coming_words.says_when_at_home(text) is says

"""Times as they are meant in an appointment; the tables beside this file hold the forms."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.extract import times
from nlp.normalise import normalise

CASES = Path(__file__).parent / "cases"
SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def moment(written):
    if written == "-":
        return None
    return datetime.fromisoformat(written if len(written) > 11 else f"2026-{written}").replace(
        tzinfo=SHANGHAI
    )


def forms(file):
    for line in (CASES / file).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            text, begins, ends = line.split("\t")
            yield text, moment(begins), moment(ends)


def spans(text, now=MONDAY):
    return [(time.begins, time.ends) for time in times(text, now)]


def said(hour, minute=0, day=23):
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(("text", "begins", "ends"), [*forms("times.tsv"), *forms("times_second.tsv")])
def test_time_is_read_as_typed_and_in_the_one_spelling(text, begins, ends):
    assert spans(text) == [(begins, ends)]
    assert spans(normalise(text).text) == [(begins, ends)]


@pytest.mark.parametrize(
    "text", [line for file in ("no_times.txt", "no_times_second.txt") for line in (CASES / file).read_text(encoding="utf-8").splitlines()]
)  # fmt: skip
def test_what_looks_like_a_time_is_none(text):
    assert spans(text) == []


def test_words_of_a_time_are_where_it_says():
    text = "好的,那就明天下午３点,我等你"
    (time,) = times(text, MONDAY)
    assert text[time.start : time.end] == time.words == "明天下午３点"


def test_two_times_are_two():
    assert [time.words for time in times("周六上午或者周日下午三点都行", MONDAY)] == [
        "周六上午",
        "周日下午三点",
    ]


@pytest.mark.parametrize(
    ("now", "text", "begins"),
    [
        (said(14), "三点", said(15)),
        (said(16), "三点", said(15, day=24)),
        (said(14), "九点", said(21)),
        (said(14), "十点", said(10, day=24)),
        (said(17), "今天下午三点", said(15)),
        (said(9), "上午", said(8)),
        (said(13), "上午", said(8, day=24)),
        (said(20), "晚上七点", said(19, day=24)),
        (said(1), "半夜两点", said(2)),
        (said(23), "凌晨两点", said(2, day=24)),
        (said(19, day=28), "周六下午", datetime(2026, 12, 5, 12, tzinfo=SHANGHAI)),
        (said(10, day=29), "周末", said(0, day=28)),
        (said(10, day=30), "31号", None),
        (datetime(2026, 12, 31, 10, tzinfo=SHANGHAI), "明天上午", datetime(2027, 1, 1, 8, tzinfo=SHANGHAI)),
        (datetime(2026, 12, 20, 10, tzinfo=SHANGHAI), "5号", datetime(2027, 1, 5, tzinfo=SHANGHAI)),
        (datetime(2028, 2, 28, 10, tzinfo=SHANGHAI), "29号", datetime(2028, 2, 29, tzinfo=SHANGHAI)),
        (said(10), "11月20号", said(0, day=20)),
    ],
)
def test_meaning_depends_on_the_hour_it_is_said(now, text, begins):
    assert [time.begins for time in times(text, now)] == ([] if begins is None else [begins])


BERLIN = ZoneInfo("Europe/Berlin")


def test_hour_is_of_the_wall_clock_where_the_clocks_change():
    evening = datetime(2026, 10, 24, 20, 0, tzinfo=BERLIN)  # summer time ends that night
    assert spans("明天上午九点", evening)[0][0] == datetime(2026, 10, 25, 9, 0, tzinfo=BERLIN)
    ((later, _),) = spans("十二个小时后", evening)
    assert later.astimezone(UTC) - evening.astimezone(UTC) == timedelta(hours=12)


def test_hour_that_the_clocks_skip_is_moved_on():
    evening = datetime(2026, 3, 28, 20, 0, tzinfo=BERLIN)
    assert spans("明天凌晨两点半", evening)[0][0] == datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN)


PIECES = [
    "明天",
    "后天",
    "周",
    "下周",
    "三",
    "六",
    "末",
    "上午",
    "下午",
    "晚上",
    "今",
    "晚",
    "点",
    "半",
    "一刻",
    "差",
    "十分",
    "到",
    "-",
    "5",
    "25",
    "号",
    "月",
    "11",
    "底",
    ":",
    "30",
    "后",
    "之前",
    "小时",
    "两个",
    "过",
    "的",
    ",",
    "现在",
    "随时",
    "国庆",
    "每天",
    "�",
    "３",
]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
NOWS = st.integers(0, 15 * 365 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))


@given(TEXTS, NOWS)
def test_times_lie_in_the_text_and_end_after_they_begin(text, now):
    last = 0
    for time in times(text, now):
        assert last <= time.start < time.end <= len(text)
        assert time.words == text[time.start : time.end]
        assert time.begins.tzinfo is now.tzinfo
        assert time.ends is None or time.begins <= time.ends
        last = time.end


@given(st.integers(8, 21), st.sampled_from([0, 15, 30, 45]), NOWS)
def test_hour_of_tomorrow_said_in_any_way_is_the_same(hour, minute, now):
    tomorrow = (now + timedelta(days=1)).replace(hour=hour, minute=minute, second=0, microsecond=0)
    part = "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
    short = hour if hour <= 12 else hour - 12
    words = {0: "", 15: "一刻", 30: "半", 45: "三刻"}[minute]
    for text in (f"明天{hour}:{minute:02}", f"明天{part}{short}点{words}", f"明天{part}{short}:{minute:02}"):
        assert [time.begins for time in times(text, now)] == [tomorrow]

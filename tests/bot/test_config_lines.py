"""The line of every key, compared with what tomllib read."""

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config_lines import line_of, lines

TEXT = '''# a comment with [brackets] and "quotes"
top = 1

[a]
"quoted key" = "x # not a comment"
b.c = [1, 2,   # a comment ]
  3]
long = """
[not.a.table]
x = 1 ""\\""""
other = \'\'\'it's
\'\'\'

[[list]]
name = "first"
[list.inner]
deep = {one = 1, two = [{three = 3}]}
[[list]]
name = "second"
[[list.sub]]
x = 1
[[list.sub]]
x = 2
'''


def places(value, place=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*place, key)
            yield from places(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield (*place, number)
            yield from places(inner, (*place, number))


def test_every_key_has_its_line():
    known = lines(TEXT)
    assert known["top",] == 2
    assert known["a", "quoted key"] == 5
    assert known["a", "b", "c"] == 6
    assert known["a", "b", "c", 2] == 7
    assert known["a", "long"] == 8
    assert known["a", "other"] == 11
    assert known["list", 0, "inner", "deep", "two", 0, "three"] == 17
    assert known["list", 1, "name"] == 19
    assert known["list", 1, "sub", 1, "x"] == 23


def test_every_place_that_tomllib_found_is_found():
    assert set(places(tomllib.loads(TEXT))) == set(lines(TEXT))


def test_a_missing_key_takes_the_line_of_its_table():
    known = lines(TEXT)
    assert line_of(known, ("list", 1, "role")) == 18
    assert line_of(known, ("nothing", "at", "all")) == 1


def test_windows_line_ends_count_once():
    assert lines("a = 1\r\nb = 2\r\n") == {("a",): 1, ("b",): 2}


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab.=[]{}\"'\\#,\n 1", max_size=40))
def test_what_tomllib_reads_is_understood(text):
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(places(data)) == set(lines(text))

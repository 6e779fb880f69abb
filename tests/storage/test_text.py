"""Whatever is typed can be kept, and comes back as it can be shown."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import inbox, messages, outbox
from storage import settings as named
from storage.types import clean_text, dump_json, load_json
from tests.storage.make import keep, letter, message, put

# Python's own text strategy leaves surrogates out; people's phones do not.
anything = st.text(st.characters(exclude_categories=()), max_size=40)
some = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("漏水了", "漏水了"),
        ("a\0b", "a\ufffdb"),
        ("\ud83d lonely", "\ufffd lonely"),
        ("lonely \udc00", "lonely \ufffd"),
        ("a pair \ud83d\ude00", "a pair 😀"),
        ("\udc00\ud800", "\ufffd\ufffd"),
        ("\ud800\0\udc00", "\ufffd\ufffd\ufffd"),
        ("", ""),
    ],
)
def test_what_no_database_keeps_is_replaced(typed, kept):
    assert clean_text(typed) == kept


@given(anything)
def test_cleaned_text_can_be_written_and_is_clean(text):
    cleaned = clean_text(text)
    assert "\0" not in cleaned
    assert cleaned.encode() is not None
    assert clean_text(cleaned) == cleaned


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")))
def test_ordinary_text_is_left_alone(text):
    assert clean_text(text) is text


@given(anything)
def test_json_keeps_everything_in_ascii(text):
    # Two halves of a pair become one character in JSON; nothing else changes.
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    dumped = dump_json({"text": text})
    assert dumped.isascii()
    assert "\0" not in dumped
    assert load_json(dumped) == {"text": joined}


@some
@given(text=anything)
def test_any_words_can_be_stored(database, text):
    stored = database.write_now(lambda work: messages.store(work, message(text)))
    assert database.read_now(lambda work: messages.get(work, stored)).text == clean_text(text)


def test_any_text_can_be_looked_for(database):
    database.write_now(lambda work: named.put(work, "name\0\ud800", "value"))
    assert database.read_now(lambda work: named.get(work, "name\0\ud800")) == "value"


def test_a_raw_update_keeps_lone_surrogates(database):
    raw = dump_json({"text": "\ud83d\0"})
    [row] = database.write_now(
        lambda work: [inbox.keep(work, channel="telegram", key="1", lane="1", raw=raw)]
    )
    kept = database.read_now(lambda work: inbox.get(work, row))
    assert kept.raw == raw
    assert load_json(kept.raw) == {"text": "\ud83d\0"}


def test_a_raw_update_that_is_not_ascii_is_still_kept(database):
    raw = '{"text":"漏\ud800"}'
    [row] = database.write_now(
        lambda work: [inbox.keep(work, channel="telegram", key="1", lane="1", raw=raw)]
    )
    assert database.read_now(lambda work: inbox.get(work, row)).raw == '{"text":"漏\ufffd"}'


def test_a_body_comes_back_as_it_was_put(database):
    body = {
        "text": "\ud83d\0漏水",
        "buttons": [[{"label": "好", "token": "x"}]],
        "verbatim": [[0, 2]],
        "no": None,
    }
    [row] = put(database, letter(body=body))
    assert database.read_now(lambda work: outbox.get(work, row)).body == body


def test_a_key_is_known_however_it_is_spelt_in_the_database(database):
    assert keep(database, ("\0", "1"))[0] is not None
    assert keep(database, ("\0", "1")) == [None]


@some
@given(
    at=st.datetimes(
        min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(2090, 1, 1),  # noqa: DTZ001
        timezones=st.sampled_from(
            [UTC, timezone(timedelta(hours=8)), timezone(-timedelta(hours=3, minutes=30))]
        ),
    )
)
def test_a_moment_comes_back_in_utc(database, at):
    stored = database.write_now(lambda work: messages.store(work, message(at=at)))
    kept = database.read_now(lambda work: messages.get(work, stored)).at
    assert kept == at
    assert kept.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(database):
    naive = message(at=datetime(2026, 11, 23))  # noqa: DTZ001 - the point of this test
    with pytest.raises(Exception, match=re.compile("without a zone")):
        database.write_now(lambda work: messages.store(work, naive))

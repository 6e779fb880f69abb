"""`docs/requirements.md` leaves no statement out, and every test it names is there."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
NUMBERS = (
    *(f"C{n}" for n in range(1, 5)),
    *(f"C5.{n}" for n in range(1, 9)),
    *("P1", "P2", "P3.1", "P3.2", "P3.3", "P3.4", "CH"),
    *(
        f"{letter}{n}"
        for letter, most in zip("MGNTUQSW", (5, 3, 6, 5, 4, 5, 8, 5), strict=True)
        for n in range(1, most + 1)
    ),
)
NAMED = sorted(set(re.findall(r"(tests/[\w/]+\.py)::(\w+)", DOCUMENT)))


@cache
def defined_in(path):
    return set(re.findall(r"def (test_\w+)\(", (ROOT / path).read_text(encoding="utf-8")))


def test_every_statement_has_its_line_and_there_is_no_other():
    assert sorted(re.findall(r"^\| ([A-Z][A-Z0-9.]*) \|", DOCUMENT, re.MULTILINE)) == sorted(NUMBERS)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_says_where_it_is_done_or_that_it_is_not_yet_or_peoples(number):
    line = next(line for line in DOCUMENT.splitlines() if line.startswith(f"| {number} |"))
    _, _, _statement, here, people, _ = line.split("|")
    assert here.strip() != "–" or "not yet" in people


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_every_named_test_is_there(path, name):
    assert name in defined_in(path)

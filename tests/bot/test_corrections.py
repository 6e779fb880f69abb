"""`frontdesk corrections`: rows that `evaluate` and `learn` take as they are, in a file nobody else reads."""

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from storage import corrections, journal
from storage.database import Database, migrate
from storage.records import Labels
from tests.storage import make

EXAMPLE = Path("config.example.toml").read_text(encoding="utf-8")


@pytest.fixture
def config(tmp_path):
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    migrate(url, create=True)
    database = Database.open(url)
    try:
        database.write_now(_two_corrected)
    finally:
        database.close()
    path = tmp_path / "config.toml"
    path.write_text(EXAMPLE.replace("sqlite:///frontdesk.db", url), encoding="utf-8")
    return path


def _two_corrected(work):
    for words, said in (
        ("物业费怎么又涨了", Labels("complaint", "fees", "fees")),
        ("楼道灯能不能亮一点", Labels("suggestion", None, "electric")),
    ):
        ticket = make.ticket(work, words=words)
        was = Labels("inquiry", None, "general")
        facts = corrections.facts_of(was, said)
        journal.add(work, estate="cuiyuan", ticket=ticket.id, code=corrections.CODE, actor="1", facts=facts)


def frontdesk(*words):
    return CliRunner(env={"FRONTDESK__TELEGRAM__TOKEN": "1:x"}).invoke(main, [str(word) for word in words])


def test_the_rows_say_what_it_is_and_what_it_was_held_for(config):
    result = frontdesk("corrections", "--config", config)
    assert result.exit_code == 0, result.stderr
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {
            "text": "物业费怎么又涨了",
            "kind": "complaint",
            "category": "fees",
            "topic": "fees",
            "was": {"kind": "inquiry", "category": None, "topic": "general"},
        },
        {
            "text": "楼道灯能不能亮一点",
            "kind": "suggestion",
            "category": None,
            "topic": "electric",
            "was": {"kind": "inquiry", "category": None, "topic": "general"},
        },
    ]
    assert "2 corrections; they hold owners' words, which are personal data" in result.stderr


@pytest.mark.parametrize("there", [False, True])
def test_the_file_is_its_owners_only_and_can_be_evaluated(config, tmp_path, there):
    out = tmp_path / "corrected.jsonl"
    if there:
        out.write_text("old\n" * 1000, encoding="utf-8")
        out.chmod(0o644)
    result = frontdesk("corrections", "--config", config, "--out", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "kind: 2 rows" in frontdesk("evaluate", out).stdout


def test_without_corrections_there_is_nothing_and_that_is_said(tmp_path):
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    migrate(url, create=True)
    path = tmp_path / "config.toml"
    path.write_text(EXAMPLE.replace("sqlite:///frontdesk.db", url), encoding="utf-8")
    result = frontdesk("corrections", "--config", path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "0 corrections" in result.stderr


def test_learn_proposes_from_what_staff_corrected_with_what_it_mends_and_harms(config):
    database = Database.open(f"sqlite:///{config.parent / 'desk.db'}")
    try:
        database.write_now(_of_a_word_nobody_knew)
    finally:
        database.close()
    result = frontdesk("learn", "--suggest", "--config", config)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("# 5 corrections of staff, ")
    assert "of these in the labelled sets 0 and 0\n" in result.stdout
    assert "呱唧" in result.stdout


def _of_a_word_nobody_knew(work):
    for words in ("楼道灯坏了呱唧", "客厅灯坏了呱唧", "厨房灯坏了呱唧"):
        ticket = make.ticket(work, words=words)
        facts = corrections.facts_of(Labels("request", None, "electric"), Labels("praise", None, "general"))
        journal.add(work, estate="cuiyuan", ticket=ticket.id, code=corrections.CODE, actor="1", facts=facts)


@pytest.mark.parametrize(
    "words",
    [
        ("learn", "--suggest"),
        ("learn", "--out", "w.tsv", "--config", "config.toml"),
        ("learn", "a.jsonl"),
        ("learn", "a.jsonl", "--suggest", "--out", "w.tsv"),
    ],
)
def test_learn_without_what_it_needs_is_wrong_usage(words):
    assert frontdesk(*words).exit_code == 2

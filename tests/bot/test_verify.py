"""`frontdesk verify`: a sound database is called sound, and whatever was taken away or changed is named."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from bot.__main__ import main
from handlers.ticket import moves
from handlers.ticket.lifecycle import Move
from storage import inbox, journal, messages, outbox
from storage.database import Database
from tests.storage.make import letter, message, ticket

CONFIG = """
[desk]
database = "{url}"
[[estates]]
key = "cuiyuan"
name = "翠园小区"
timezone = "Asia/Shanghai"
staff_chat = -1001
duty_phone = "0571-0000"
"""


def fill(work):
    """Two tickets: one as received, one that went the whole way, with words to the owner."""
    for _ in range(2):
        kept = ticket(work)
        journal.add(
            work,
            estate="cuiyuan",
            ticket=kept.id,
            code="received",
            actor="owner",
            facts={},
            words=kept.words,
        )
    told = messages.store(work, message("下午到", ticket=kept.id, direction="staff"))
    kept = moves.move(work, kept, Move.claim, "2001", assignee="2001")
    facts = {"message": told}
    journal.add(
        work, estate="cuiyuan", ticket=kept.id, code="told_owner", actor="2001", facts=facts, words="下午到"
    )
    messages.revise(work, told, "晚上到", kept.received_at)
    journal.add(
        work,
        estate="cuiyuan",
        ticket=kept.id,
        code="told_owner_anew",
        actor="2001",
        facts=facts,
        words="晚上到",
    )
    kept = moves.move(work, kept, Move.answer, "2001", said="换了角阀")
    moves.move(work, kept, Move.close, moves.DESK)
    inbox.keep(work, channel="telegram", key="1", lane="100", raw="{}")
    outbox.put(work, letter("a"))
    outbox.put(work, letter("b"))


@pytest.fixture
def desk(database_url, tmp_path):
    """A database with a little of everything, and its configuration."""
    database = Database.open(database_url)
    database.write_now(fill)
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(url=database_url), encoding="utf-8")
    yield database, config
    database.close()


def verified(config, *words):
    runner = CliRunner(env={"FRONTDESK__TELEGRAM__TOKEN": "1:x"})
    return runner.invoke(main, ["verify", "--config", str(config), *words])


def change(database, statement):
    database.write_now(lambda work: work.connection.execute(text(statement)))


def test_a_sound_database_is_called_sound(desk):
    result = verified(desk[1])
    assert result.exit_code == 0, result.output
    assert "cuiyuan: 7 rows of its journal\n" in result.stdout
    assert result.stdout.endswith(": sound\n")
    assert json.loads(verified(desk[1], "--json").stdout) == {
        "estates": [{"estate": "cuiyuan", "rows": 7, "erased": 0}],
        "problems": [],
    }


def test_words_that_were_erased_by_law_are_counted_and_are_no_fault(desk):
    database, config = desk
    change(database, "UPDATE journal SET salt = NULL WHERE code LIKE 'told_owner%'")
    change(database, "UPDATE messages SET text = ''")
    result = verified(config)
    assert result.exit_code == 0, result.output
    assert "cuiyuan: 7 rows of its journal, the words of 2 erased\n" in result.stdout


@pytest.mark.parametrize(
    ("done", "told"),
    [
        ("DELETE FROM journal WHERE seq = 7", ["journal cuiyuan: row 7 is missing"]),
        ("UPDATE journal SET actor = 'x' WHERE seq = 3", ["journal cuiyuan: row 3 was changed"]),
        ("UPDATE messages SET text = '明天到'", ["journal cuiyuan: the words of row 4 were changed"]),
        (
            "UPDATE messages SET text = '明天到' WHERE revision_of IS NOT NULL",
            ["journal cuiyuan: the words of row 5 were changed"],
        ),
        ("DELETE FROM messages", ["journal cuiyuan: the words of row 4 are gone, not erased"]),
        (
            "UPDATE tickets SET step = 'working' WHERE id = 2",
            ["ticket cuiyuan 261123-002: it is working, and the journal makes it closed"],
        ),
        ("DELETE FROM tickets WHERE id = 1", ["tickets cuiyuan: 261123-001 is missing"]),
        (
            "UPDATE tickets SET number = '261123-009' WHERE id = 1",
            ["tickets cuiyuan: 261123-001 is missing", "tickets cuiyuan: 261123-009 was never given out"],
        ),
        ("UPDATE outbox SET head = 0", ["outbox: none of the 2 that wait in the lane 100/chat comes first"]),
        ("UPDATE inbox SET state = 'done'", ["inbox: row 1 stands first though it is finished"]),
    ],
)
def test_what_was_changed_or_taken_away_is_named(desk, done, told):
    database, config = desk
    change(database, done)
    result = verified(config)
    assert result.exit_code == 1
    for sentence in told:
        assert sentence in result.stderr
    assert json.loads(verified(config, "--json").stdout)["problems"] == result.stderr.splitlines()


def test_a_ticket_that_the_journal_never_received_or_moves_where_it_cannot_is_named(desk):
    database, config = desk

    def forged(work):
        ticket(work)
        journal.add(work, estate="cuiyuan", ticket=1, code="close", actor="desk", facts={})

    database.write_now(forged)
    told = verified(config).stderr.splitlines()
    assert told == [
        "journal cuiyuan: row 8 says close of a ticket that is received",
        "ticket cuiyuan 261123-003: the journal never received it",
    ]


def test_a_missing_database_is_a_sentence(tmp_path):
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(url=f"sqlite:///{tmp_path}/none.db"), encoding="utf-8")
    result = verified(config)
    assert result.exit_code == 1
    assert "does not exist" in result.stderr
    assert verified(config, "--nonsense").exit_code == 2

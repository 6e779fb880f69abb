"""`frontdesk dossier`: a file that nobody else may read, or a sentence on what to write instead."""

import shutil
import stat

import pytest
from click.testing import CliRunner
from docx import Document

from bot.__main__ import main
from storage import journal, people
from storage.database import Database
from tests.bot.test_corrections import EXAMPLE
from tests.storage import make


@pytest.fixture
def config(tmp_path, sqlite_template):
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'desk.db')}"
    database = Database.open(url)
    try:
        database.write_now(_one)
    finally:
        database.close()
    path = tmp_path / "config.toml"
    path.write_text(EXAMPLE.replace("sqlite:///frontdesk.db", url), encoding="utf-8")
    return path


def _one(work):
    person = people.seen(work, channel="telegram", user="3001", chat="3001", name="王芳", language="zh")
    ticket = make.ticket(work, words="灯坏了", reporter=person.id)
    journal.add(
        work, estate="cuiyuan", ticket=ticket.id, code="received", actor="owner", facts={}, words="灯坏了"
    )
    return ticket


def frontdesk(*words):
    return CliRunner(env={"FRONTDESK__TELEGRAM__TOKEN": "1:x"}).invoke(main, [str(word) for word in words])


def test_it_is_written_for_its_owner_alone_and_without_pictures_nobody_is_asked(config, tmp_path):
    out = tmp_path / "one.docx"
    result = frontdesk("dossier", "261123-001", "--out", out, "--config", config)
    assert result.exit_code == 0, result.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert any("灯坏了" in paragraph.text for paragraph in Document(out).paragraphs)
    assert "words of people" in result.stderr


def test_a_number_or_an_estate_that_nobody_knows_is_a_sentence(config, tmp_path):
    out = tmp_path / "none.docx"
    unknown = frontdesk("dossier", "261123-999", "--out", out, "--config", config)
    assert (unknown.exit_code, "write it whole" in unknown.stderr) == (2, True)
    elsewhere = frontdesk("dossier", "261123-001", "--estate", "nowhere", "--out", out, "--config", config)
    assert (elsewhere.exit_code, "there is no estate nowhere" in elsewhere.stderr) == (2, True)
    assert not out.exists()

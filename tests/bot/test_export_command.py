"""`frontdesk export`: workbooks and CSV files that open, hold no formula of an owner's, and are nobody else's."""

import csv
import shutil
import stat
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from bot import sheet_files
from handlers.ticket import moves
from handlers.ticket.lifecycle import Move
from storage import journal, people, promises
from storage.database import Database
from tests.bot.test_corrections import EXAMPLE
from tests.bot.test_dossier_command import frontdesk
from tests.storage import make

RECEIVED = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)  # 08:30 in the estate
HOSTILE = '=HYPERLINK("http://x","请点")'


@pytest.fixture
def config(tmp_path, sqlite_template):
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'desk.db')}"
    database = Database.open(url, now=lambda: RECEIVED)
    try:
        database.write_now(_some)
    finally:
        database.close()
    path = tmp_path / "config.toml"
    path.write_text(EXAMPLE.replace("sqlite:///frontdesk.db", url), encoding="utf-8")
    return path


def _some(work):
    person = people.seen(work, channel="telegram", user="3001", chat="3001", name="王芳", language="zh")
    for words in (HOSTILE, "我的电话13812345678,水管漏了\x07"):
        made = make.ticket(work, words=words, reporter=person.id, received_at=RECEIVED, kind="request")
        facts = {"kind": "request"}
        journal.add(
            work, estate="cuiyuan", ticket=made.id, code="received", actor="owner", facts=facts, words=words
        )
    promises.make(
        work,
        estate="cuiyuan",
        ticket=made.id,
        at=RECEIVED + timedelta(hours=2),
        until=None,
        made_by="2001",
        confirmed_at=None,
        reason=None,
    )
    claimed = moves.move(work, made, Move.claim, "2001", assignee="2001", claimed_at=work.now)
    answered = moves.move(work, claimed, Move.answer, "2001", answer="换好了", answered_at=work.now)
    asked = moves.move(work, answered, Move.ask, moves.DESK)
    moves.move(work, asked, Move.close, "owner", facts={"rating": "fair"}, rating="fair", closed_at=work.now)


def exported(config, out, *more):
    days = ("--from", "2026-11-23", "--to", "2026-11-23")
    return frontdesk("export", *days, "--out", out, "--config", config, *more)


def table(sheet):
    heads, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    return [dict(zip(heads, row, strict=True)) for row in rows]


def local(moment):
    """Say a date of a workbook, which knows no zone; words fail."""
    return moment and moment.isoformat(" ", "minutes")


def test_a_workbook_has_a_sheet_for_each_with_dates_that_are_dates_and_heads_that_stay(config, tmp_path):
    out = tmp_path / "month.xlsx"
    result = exported(config, out)
    assert result.exit_code == 0, result.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["指标", "工单", "记录", "回访", "约时"]
    sheet = book["工单"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:AH3")
    first, second = table(sheet)
    assert local(first["受理时间"]) == "2026-11-23 08:30"
    assert (first["原话"], sheet["K2"].data_type) == (HOSTILE, "s")
    assert "13812345678" not in second["原话"]
    assert "水管漏了" in second["原话"]
    told = ("性质", "现状", "经办人", "评价")
    assert [second[head] for head in told] == ["报修办事", "已结案", "王工", "基本满意"]
    assert [local(row["人工首次答复"]) for row in (first, second)] == [None, "2026-11-23 08:30"]
    assert [row["事情"] for row in table(book["回访"])] == ["回访", "结案"]
    (promise,) = table(book["约时"])
    assert (promise["单号"], local(promise["时间"])) == (second["单号"], "2026-11-23 10:30")
    assert promise["谁定的"] == "王工"
    codes = ["received", "received", "claim", "answer", "ask", "close"]
    assert [row["代码"] for row in table(book["记录"])] == codes


def test_csv_is_a_file_for_each_that_a_spreadsheet_takes_for_text(config, tmp_path):
    result = exported(config, tmp_path / "month.csv")
    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in tmp_path.glob("month*")) == [
        f"month.{key}.csv" for key in ("figures", "journal", "promises", "revisits", "tickets")
    ]
    with (tmp_path / "month.tickets.csv").open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["原话"] == "'" + HOSTILE
    assert second["受理时间"] == "2026-11-23 08:30"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "2026-11-23", "--to", "2026-11-22", "--out", "x.xlsx"], "write the earlier day first"),
        (["--from", "soon", "--to", "2026-11-22", "--out", "x.xlsx"], "soon is no day of a desk"),
        (["--from", "2026-11-22", "--to", "2026-11-22", "--out", "x.pdf"], "ends in .xlsx or .csv"),
        (
            ["--from", "2026-11-22", "--to", "2026-11-22", "--out", "x.csv", "--estate", "nowhere"],
            "there is no estate nowhere",
        ),
    ],
)
def test_what_cannot_be_exported_is_a_sentence_on_what_to_write(config, words, said):
    result = frontdesk("export", *words, "--config", config)
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_a_day_without_anything_gives_sheets_with_heads_alone(config, tmp_path):
    out = tmp_path / "none.xlsx"
    assert (
        frontdesk(
            "export", "--from", "2026-01-01", "--to", "2026-01-02", "--out", out, "--config", config
        ).exit_code
        == 0
    )
    figures, *others = openpyxl.load_workbook(out)
    assert [sheet.max_row for sheet in others] == [1, 1, 1, 1]
    assert {row["数"] for row in table(figures)} == {0}


def test_more_rows_than_a_sheet_holds_go_on_in_another_and_long_words_are_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet_files, "MOST_ROWS", 3)
    rows = [("a" * 40_000,), ("-1+1",), ("c",), ("d",), ("e",)]
    with (tmp_path / "many.xlsx").open("w+b") as file:
        sheet_files.write_xlsx(file, [sheet_files.Table("one", "一", ("头",), rows)], list)
    book = openpyxl.load_workbook(tmp_path / "many.xlsx")
    found = {sheet.title: [cell.value for (cell,) in sheet.iter_rows()] for sheet in book}
    assert found == {"一": ["头", "a" * 32_766 + "…", "-1+1"], "一 2": ["头", "c", "d"], "一 3": ["头", "e"]}


def test_a_file_that_cannot_be_finished_leaves_the_one_that_was_there(config, tmp_path, monkeypatch):
    out = tmp_path / "month.xlsx"
    out.write_text("yesterday's")

    def broken(*_):
        raise OSError(28, "No space left on device", str(out))

    monkeypatch.setattr(sheet_files, "write_xlsx", broken)
    assert exported(config, out).exit_code == 1
    assert [path.name for path in tmp_path.glob("month*")] == ["month.xlsx"]
    assert out.read_text() == "yesterday's"

"""`frontdesk rehearse`: an office's old book read as it is, and what the desk would have made of it."""

from datetime import datetime

import openpyxl
import pytest

from bot import old_book
from tests.bot.test_dossier_command import frontdesk

HEADS = ["序号", "报修时间", "房号", "姓名", "电话", "报修内容", "处理人", "预约时间", "完成时间"]
ROWS = [
    [
        1,
        "2026-10-05 09:00",
        "3-1-501",
        "王某",
        "13800000000",
        "厨房水管漏水",
        "小李",
        None,
        "2026-10-05 11:00",
    ],
    [
        2,
        "2026/10/5 9:10",
        "3-1-601",
        "李某",
        "",
        "卫生间下水道堵了",
        "小李",
        "2026-10-05 14:00",
        "2026-10-06 09:00",
    ],
    [3, "2026年10月6日", "5-2-702", "赵某", "", "有人被困在电梯里", "小张", None, "2026-10-06 10:40"],
    [4, "2026-10-20 10:00", "3-1-501", "王某", "", "厨房水管又漏水了", "小李", None, None],
    [5, "上周", "3-1-502", "孙某", "", "灯坏了", "小李", None, None],
    [6, "2026-10-21 10:00", "3-1-502", "孙某", "", "", "小李", None, None],
    [None] * 9,
]


def rehearse(file, *words):
    return frontdesk("rehearse", file, "--config", file.with_name("none.toml"), *words)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "十月台账.xlsx"
    written = openpyxl.Workbook()
    for row in (["翠园小区 10 月报修投诉台账"], HEADS, *ROWS):
        written.active.append(row)
    written.save(path)
    return path


@pytest.fixture(scope="module")
def result(book):
    """What comes of it; once, because judging must be loaded for it."""
    return rehearse(book, "--yes")


def test_a_book_becomes_what_managers_would_have_read_and_nothing_is_kept(book, result):
    assert result.exit_code == 0, result.stderr
    assert list(book.parent.iterdir()) == [book]
    lines = result.stdout.splitlines()
    assert lines[0] == "收 4 件,前台会这样分:"
    assert "· 10-06 10:00 有人被困在电梯里" in lines
    assert "约的时间当天办好 0/1" in lines
    assert "30 天内返修 1/4" in lines
    assert "· 2026-10-05 同一立管2户漏水堵水:3-1-501、3-1-601" in lines
    assert "十月台账 日报 10月5日(周一)" in lines
    assert "王某" not in result.stdout


def test_columns_are_told_and_rows_that_cannot_be_read_by_their_cell(result):
    told = result.stderr
    for line in ("received: B 报修时间", "words: F 报修内容", "home: C 房号", "done: I 完成时间"):
        assert line in told
    assert "4 rows read, 2 left out" in told
    assert "cell B7: is no date: write it as in 2026-11-23 14:30" in told
    assert "cell F8: has no words" in told


def test_nothing_is_begun_before_somebody_said_that_the_columns_are_right(book):
    result = rehearse(book)  # nobody answers
    assert (result.exit_code == 0, result.stdout) == (False, "")
    named = old_book.read(book, {"words": "处理人", "received": "B"})
    assert (named.columns["words"], named.entries[0].words) == ("G 处理人", "小李")


def test_a_csv_of_an_old_office_program_is_read_in_its_encoding(tmp_path):
    file = tmp_path / "old.csv"
    file.write_bytes("日期,内容\r\n2026-10-05 09:00,路灯不亮\r\n".encode("gb18030"))
    assert [entry.words for entry in old_book.read(file, {}).entries] == ["路灯不亮"]


@pytest.mark.parametrize(
    ("heads", "words", "said"),
    [
        (
            ["甲", "乙"],
            (),
            "no column is received or words: name it, as in --column received=C (there are 甲, 乙)",
        ),
        (HEADS, ("--column", "colour=B"), "--column colour: write one of received"),
        (HEADS, (), "no row could be read"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(heads, words, said, tmp_path):
    path = tmp_path / "book.xlsx"
    written = openpyxl.Workbook()
    written.active.append(heads)
    written.save(path)
    result = rehearse(path, "--yes", *words)
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr


def test_a_file_that_is_no_sheet_is_said_to_be_none(tmp_path):
    file = tmp_path / "book.xlsx"
    file.write_text("no sheet")
    result = rehearse(file, "--yes")
    assert (result.exit_code, "save it as .xlsx or .csv" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (datetime(2026, 10, 5, 9, 30), "2026-10-05 09:30"),  # noqa: DTZ001 - a sheet knows no zone
        ("2026-10-05T09:30:00", "2026-10-05 09:30"),
        ("2026.10.5", "2026-10-05 10:00"),
        ("2026年10月5日 9:30", "2026-10-05 09:30"),
        ("昨天", None),
    ],
)
def test_a_day_and_time_is_read_as_offices_write_it(written, meant, tmp_path):
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["日期", "内容"])
    book.active.append([written, "灯坏了"])
    book.save(path)
    entries = old_book.read(path, {}).entries
    assert [f"{one.received:%Y-%m-%d %H:%M}" for one in entries] == ([meant] if meant else [])

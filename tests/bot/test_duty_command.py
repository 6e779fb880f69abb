"""`frontdesk duty`: a sheet is stored whole or not at all, and whatever is wrong is told by its cell."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from bot.__main__ import main
from storage import duties
from storage.database import Database

CONFIG = """
[desk]
database = "{url}"
[[estates]]
key = "cuiyuan"
name = "翠园小区"
timezone = "{zone}"
staff_chat = -1001
duty_phone = "0571-0000"
[[estates.teams]]
key = "engineering"
name = "工程"
chat = -1003
[[estates.staff]]
telegram = 2001
name = "王工"
role = "staff"
team = "engineering"
[[estates.staff]]
telegram = 2002
name = "小陈"
role = "staff"
[[estates.shift_codes]]
code = "早"
hours = ["07:00-15:00"]
[[estates.shift_codes]]
code = "夜"
hours = ["22:00-06:00"]
[[estates.shift_codes]]
code = "两头"
hours = ["07:00-11:00", "17:00-21:00"]
[[estates.shift_codes]]
code = "休"
"""
LIST = ["姓名", "日期", "班次", "开始", "结束", "班组"]
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)


class Desk:
    """A configuration, a database and the command."""

    def __init__(self, folder, url, zone):
        self.folder, self.url = folder, url
        self.config = folder / "config.toml"
        self.config.write_text(CONFIG.format(url=url, zone=zone), encoding="utf-8")

    def frontdesk(self, *words):
        runner = CliRunner(env={"FRONTDESK__TELEGRAM__TOKEN": "1:x"})
        return runner.invoke(main, ["duty", *map(str, words), "--config", str(self.config)])

    def import_(self, *rows, title="排班"):
        book = Workbook()
        book.active.title = title
        for row in rows:
            book.active.append(row)
        book.save(self.folder / "rota.xlsx")
        return self.frontdesk("import", self.folder / "rota.xlsx")

    def shifts(self):
        database = Database.open(self.url)
        try:
            found = database.read_now(
                lambda work: duties.between(
                    work, "cuiyuan", DECEMBER - timedelta(365), DECEMBER + timedelta(365)
                )
            )
        finally:
            database.close()
        return [f"{one.user} {one.team} {one.starts:%m-%dT%H:%M}/{one.ends:%m-%dT%H:%M}" for one in found]


@pytest.fixture
def desk(tmp_path, sqlite_url, request):
    return Desk(tmp_path, sqlite_url, getattr(request, "param", "Asia/Shanghai"))


@pytest.mark.parametrize(
    ("row", "stored"),
    [
        (["王工", date(2026, 12, 1), "早"], ["2001 engineering 11-30T23:00/12-01T07:00"]),
        (["王 工", "2026-12-01", "早"], ["2001 engineering 11-30T23:00/12-01T07:00"]),
        (["小陈", "2026年12月1日", "夜"], ["2002 None 12-01T14:00/12-01T22:00"]),
        (["小陈", "2026/12/1", None, "08:00", "20:00", "工程"], ["2002 engineering 12-01T00:00/12-01T12:00"]),
        (["小陈", "2026-12-01", None, time(20), time(8)], ["2002 None 12-01T12:00/12-02T00:00"]),
        (["小陈", "2026-12-01", None, 0.5, timedelta(hours=20)], ["2002 None 12-01T04:00/12-01T12:00"]),
        (["小陈", "2026-12-01", None, "00:00", "24:00"], ["2002 None 11-30T16:00/12-01T16:00"]),
        (
            ["小陈", "2026-12-01", "两头"],
            ["2002 None 11-30T23:00/12-01T03:00", "2002 None 12-01T09:00/12-01T13:00"],
        ),
        (["小陈", "2026-12-01", "休"], []),
    ],
)
def test_a_row_of_a_list_is_a_shift(desk, row, stored):
    result = desk.import_(LIST, row)
    assert result.exit_code == 0, result.stderr
    assert desk.shifts() == stored


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["王", "2026-12-01", "早"], "cell A2: 王 is not on the roster: write 王工"),
        ([None, "2026-12-01", "早"], "cell A2: the name is missing: write one of 王工, 小陈"),
        (["王工", "下周一", "早"], "cell B2: is not a day: write 2026-12-01"),
        (["王工", "2026-02-30", "早"], "cell B2: is not a day"),
        (["王工", "2026-12-01", "晚"], "cell C2: 晚 is no shift code: write one of 早, 夜, 两头, 休"),
        (["王工", "2026-12-01"], "cell A2: has no times: write 班次, or 开始 and 结束"),
        (
            ["王工", "2026-12-01", None, "8点", "20:00"],
            "cell D2: 开始 is missing or no time of day: write 08:00",
        ),
        (["王工", "2026-12-01", None, "08:00"], "cell A2: 结束 is missing"),
        (
            ["王工", "2026-12-01", "早", None, None, "保安"],
            "cell F2: 保安 is no team of this estate: write 工程",
        ),
        (["王工", "2026-12-01", "=1+1"], "cell C2: is computed, and its value is not in the file"),
    ],
)
def test_a_wrong_cell_is_told_and_nothing_is_stored(desk, row, told):
    result = desk.import_(LIST, ["小陈", "2026-12-01", "早"], row)
    assert result.exit_code == 1
    assert f"rota.xlsx: sheet 排班: {told}".replace("2:", "3:") in result.stderr
    assert result.stderr.endswith("nothing was stored\n")
    assert desk.shifts() == []


def test_a_month_has_a_column_a_day_and_empty_cells_are_free(desk):
    result = desk.import_(
        ["2026年12月 工程部排班"],
        ["序号", "姓名", 1, 2, "3日", "合计"],
        [None, None, "二", "三", "四"],
        [1, "王工", "早", "夜", None, 2],
        [2, "小陈", "休", "早", "早", 2],
    )
    assert result.exit_code == 0, result.stderr
    assert "4 shifts of 2 people, 2026-12-01 to 2026-12-03; 0 replaced" in result.stdout
    assert desk.shifts() == [
        "2001 engineering 11-30T23:00/12-01T07:00",
        "2002 None 12-01T23:00/12-02T07:00",
        "2001 engineering 12-02T14:00/12-02T22:00",
        "2002 None 12-02T23:00/12-03T07:00",
    ]


def test_a_month_may_be_named_by_its_sheet_or_by_whole_dates(desk):
    assert desk.import_(["姓名", 1], ["王工", "早"], title="2026-12").exit_code == 0
    assert desk.import_(["姓名", date(2026, 12, 2)], ["王工", "早"]).exit_code == 0
    assert len(desk.shifts()) == 2


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (["姓名", 1, 2], "cell B1: is a day of no month: name the sheet 2026年12月"),
        (["姓名", "备注"], "cell A1: no column of this row names a day: write 日期"),
        (["人", "日期"], "no sheet has a heading 姓名"),
    ],
)
def test_headings_that_say_too_little_are_told(desk, head, told):
    result = desk.import_(head, ["王工", "早"])
    assert result.exit_code == 1
    assert told in result.stderr


def test_a_day_that_the_month_does_not_have_is_told(desk):
    assert "is no day of this month" in desk.import_(["姓名", 30, 31], ["王工", "早"], title="2026-11").stderr


def test_an_import_again_replaces_the_days_it_covers_of_its_teams_only(desk):
    desk.import_(
        LIST, ["王工", "2026-12-01", "早"], ["王工", "2026-12-03", "早"], ["小陈", "2026-12-01", "早"]
    )
    result = desk.import_(LIST, ["王工", "2026-12-01", "夜"], ["王工", "2026-12-02", "休"])
    assert "1 shifts of 1 people, 2026-12-01 to 2026-12-02; 1 replaced" in result.stdout
    assert desk.shifts() == [
        "2002 None 11-30T23:00/12-01T07:00",
        "2001 engineering 12-01T14:00/12-01T22:00",
        "2001 engineering 12-02T23:00/12-03T07:00",
    ]


def test_two_shifts_of_one_person_that_overlap_are_refused_in_the_file_and_with_what_stays(desk):
    both = desk.import_(LIST, ["王工", "2026-12-01", "夜"], ["王工", "2026-12-02", None, "05:00", "12:00"])
    assert "cell D3: overlaps with the shift in sheet 排班: cell C2: take one of them out" in both.stderr
    assert desk.import_(LIST, ["王工", "2026-12-01", "夜"]).exit_code == 0
    stays = desk.import_(LIST, ["王工", "2026-12-02", None, "05:00", "12:00"])
    assert "cell D2: overlaps with a shift that stays, 2026-12-01 22:00 to 2026-12-02 06:00" in stays.stderr
    assert len(desk.shifts()) == 1


@pytest.mark.parametrize("desk", ["Europe/Berlin"], indirect=True)
def test_a_night_in_which_the_clocks_go_back_lasts_an_hour_longer(desk):
    assert desk.import_(LIST, ["王工", "2026-10-24", "夜"]).exit_code == 0
    assert desk.shifts() == ["2001 engineering 10-24T20:00/10-25T05:00"]


def test_what_is_no_sheet_of_excel_is_told(desk):
    (desk.folder / "rota.xlsx").write_text("姓名,日期", encoding="utf-8")
    result = desk.frontdesk("import", desk.folder / "rota.xlsx")
    assert result.exit_code == 1
    assert "is not a sheet of Excel: save it as .xlsx" in result.stderr


def test_the_list_shows_the_next_days_by_the_clocks_of_the_estate(desk):
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    desk.import_(LIST, ["王工", tomorrow, "早"])
    listed = desk.frontdesk("list")
    assert listed.stdout == f"{tomorrow} 07:00 to {tomorrow} 15:00  王工  engineering\n"
    assert desk.frontdesk("list", "--estate", "other").exit_code == 2
    assert desk.frontdesk("import").exit_code == 2

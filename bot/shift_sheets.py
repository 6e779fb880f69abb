"""Reading who works when out of a sheet: a list with one row a shift, or a month with a column a day.

Nothing is guessed. Whatever is not understood is told by its cell, with what to write there.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bot.shift_cells import Cell, day_of, day_of_month, minute_of, month_in, number_of_day
from handlers.desk import Estate, StaffMember
from handlers.ticket.roster import Planned

Row = Sequence[Cell]
Codes = Mapping[str, Sequence[tuple[int, int]]]  # of each code its spans, in minutes after midnight

_HEADINGS = {
    "name": {"姓名", "名字", "人员", "员工", "name"},
    "date": {"日期", "date", "day"},
    "shift": {"班次", "班", "shift", "code"},
    "start": {"开始", "开始时间", "上班", "start", "from"},
    "end": {"结束", "结束时间", "下班", "end", "to"},
    "team": {"班组", "部门", "team"},
}
_WEEKDAY = re.compile(r"(周|星期|礼拜)?[一二三四五六日天]|(mon|tue|wed|thu|fri|sat|sun)[a-z]*", re.IGNORECASE)
_DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Written:
    """A shift and the cell it stands in."""

    shift: Planned
    cell: Cell


@dataclass(slots=True)
class Found:
    """What a file says; with `problems` the rest is not to be used. `left_out` are sheets of other things."""

    written: list[Written] = field(default_factory=list)
    days: set[date] = field(default_factory=set)
    teams: set[str | None] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read(sheets: Sequence[Sheet], estate: Estate, codes: Codes) -> Found:
    """Read every sheet that has a heading for names; all problems are told at once."""
    found = Found()
    for sheet in sheets:
        head = next((row for row in sheet.rows if _headings(row).get("name") is not None), None)
        if head is None:
            found.left_out.append(sheet.name)
            continue
        _Reader(estate, codes, found).read(sheet, head)
    if len(found.left_out) == len(sheets):
        found.problems.append("no sheet has a heading 姓名 (or name): write one above the names")
    elif not found.days and not found.problems:
        found.problems.append("there is no shift in it: write a row under the headings")
    found.problems += _overlaps(found.written)
    return found


class _Reader:
    def __init__(self, estate: Estate, codes: Codes, found: Found) -> None:
        self._estate = estate
        self._codes = codes
        self._found = found

    def read(self, sheet: Sheet, head: Row) -> None:
        columns = _headings(head)
        below = sheet.rows[sheet.rows.index(head) + 1 :]
        days = {} if "date" in columns else self._days(sheet, head, columns)
        for row in below:
            if all(cell.is_empty for cell in row):
                continue
            if "date" in columns:
                self._listed(row, columns)
            elif days and not _is_weekdays(row, columns):
                self._month(row, columns, days)

    def _days(self, sheet: Sheet, head: Row, columns: Mapping[str, int]) -> dict[int, date]:
        """Return the day of each column; the month stands in the name of the sheet or above the headings."""
        above = [cell.text for row in sheet.rows[: sheet.rows.index(head)] for cell in row]
        month = next((found for text in (sheet.name, *above) if (found := month_in(text))), None)
        days: dict[int, date] = {}
        for place, cell in enumerate(head):
            if cell.is_empty or place in columns.values():
                continue
            day = day_of_month(cell, month)
            if day is not None:
                days[place] = day
            elif month is None and number_of_day(cell) is not None:
                self._wrong(cell, "is a day of no month: name the sheet 2026年12月, or write that above it")
                return {}
            elif number_of_day(cell) is not None:
                self._wrong(cell, "is no day of this month: take the column out")
        if not days:
            self._wrong(
                head[0], "no column of this row names a day: write 日期, or 1, 2, 3 …, above the days"
            )
        self._found.days |= set(days.values())
        return days

    def _listed(self, row: Row, columns: Mapping[str, int]) -> None:
        member = self._member(row[columns["name"]])
        cell = _at(row, columns, "date")
        day = day_of(cell) if cell else None
        if cell is not None and day is None:
            self._wrong(cell, "is not a day: write 2026-12-01")
        team = self._team(row, columns, member)
        spans = self._times(row, columns)
        if member and cell and day is not None:
            self._found.days.add(day)
            self._add(
                member, team, day, spans, _at(row, columns, "start") or _at(row, columns, "shift") or cell
            )

    def _times(self, row: Row, columns: Mapping[str, int]) -> Sequence[tuple[int, int]]:
        """Return the spans of a row: from start to end where these are given, else those of its code."""
        start, end, code = (_at(row, columns, what) for what in ("start", "end", "shift"))
        if not start and not end:
            if code:
                return self._spans_of(code)
            self._wrong(row[columns["name"]], "has no times: write 班次, or 开始 and 结束, into this row")
            return ()
        minutes = []
        for cell, what in ((start, "开始"), (end, "结束")):
            minute = minute_of(cell) if cell else None
            if minute is None:
                where = cell or row[columns["name"]]
                self._wrong(where, f"{what} is missing or no time of day: write 08:00")
                return ()
            minutes.append(minute)
        begins, ends = minutes
        return ((begins, ends if ends > begins else ends + _DAY_MIN),)

    def _month(self, row: Row, columns: Mapping[str, int], days: Mapping[int, date]) -> None:
        member = self._member(row[columns["name"]])
        team = self._team(row, columns, member)
        for place, day in days.items():
            cell = row[place] if place < len(row) else None
            if cell is None or cell.is_empty:
                continue
            spans = self._spans_of(cell)
            if member:
                self._add(member, team, day, spans, cell)

    def _spans_of(self, cell: Cell) -> Sequence[tuple[int, int]]:
        if cell.formula and not cell.text:
            self._wrong(
                cell, "is computed, and its value is not in the file: save it in Excel, or write the code"
            )
            return ()
        spans = self._codes.get(cell.text.casefold())
        if spans is None:
            known = f"write one of {', '.join(self._codes)}" if self._codes else "there is none yet"
            self._wrong(cell, f"{cell.text} is no shift code: {known}, or add it as [[estates.shift_codes]]")
            return ()
        return spans

    def _member(self, cell: Cell) -> StaffMember | None:
        names = {"".join(one.name.split()): one for one in self._estate.staff if one.may_work}
        fits = [one for one in self._estate.staff if "".join(one.name.split()) == cell.text]
        if len(fits) > 1:
            self._wrong(cell, f"{cell.text} is two people on the roster: give them different names there")
        elif cell.text not in names:
            near = difflib.get_close_matches(cell.text, names, n=1, cutoff=0.5)
            known = near[0] if near else f"one of {', '.join(names)}"
            told = f"{cell.text} is not on the roster" if cell.text else "the name is missing"
            self._wrong(cell, f"{told}: write {known}")
        return names.get(cell.text) if len(fits) == 1 else None

    def _team(self, row: Row, columns: Mapping[str, int], member: StaffMember | None) -> str | None:
        cell = _at(row, columns, "team")
        team = member.team if member else None
        if cell is not None:
            fits = [
                one.key for one in self._estate.teams if cell.text in (one.key, "".join(one.name.split()))
            ]
            if not fits:
                known = ", ".join(one.name for one in self._estate.teams) or "nothing"
                self._wrong(cell, f"{cell.text} is no team of this estate: write {known}")
            team = fits[0] if fits else None
        self._found.teams.add(team)
        return team

    def _add(
        self,
        member: StaffMember,
        team: str | None,
        day: date,
        spans: Sequence[tuple[int, int]],
        cell: Cell,
    ) -> None:
        for begins, ends in spans:
            starts, over = moment(self._estate, day, begins), moment(self._estate, day, ends)
            self._found.written.append(Written(Planned(member.user, team, starts, over), cell))

    def _wrong(self, cell: Cell, sentence: str) -> None:
        self._found.problems.append(cell.wrong(sentence))


def moment(estate: Estate, day: date, minute: int) -> datetime:
    """Return a time of day by the estate's clocks; past 24:00 is the next morning."""
    over, of_day = divmod(minute, _DAY_MIN)
    midnight = datetime(day.year, day.month, day.day, tzinfo=estate.zone) + timedelta(days=over)
    return midnight.replace(hour=of_day // 60, minute=of_day % 60).astimezone(UTC)


def _headings(row: Row) -> dict[str, int]:
    """Return where each known heading stands."""
    return {
        what: place
        for place, cell in enumerate(row)
        for what, words in _HEADINGS.items()
        if isinstance(cell.value, str) and cell.text.casefold() in words
    }


def _at(row: Row, columns: Mapping[str, int], what: str) -> Cell | None:
    """Return the cell under a heading, if something is in it."""
    place = columns.get(what)
    cell = row[place] if place is not None and place < len(row) else None
    return cell if cell is not None and not cell.is_empty else None


def _is_weekdays(row: Row, columns: Mapping[str, int]) -> bool:
    """Tell whether this is the second line of the headings: the days of the week."""
    return row[columns["name"]].is_empty and all(
        _WEEKDAY.fullmatch(cell.text) for cell in row if not cell.is_empty
    )


def _overlaps(written: Sequence[Written]) -> list[str]:
    problems: list[str] = []
    last: dict[str, Written] = {}
    for one in sorted(written, key=lambda one: one.shift.starts):
        before = last.get(one.shift.user)
        if before is not None and one.shift.starts < before.shift.ends:
            there = before.cell.wrong("").rstrip(": ")
            problems.append(one.cell.wrong(f"overlaps with the shift in {there}: take one of them out"))
        last[one.shift.user] = one
    return problems

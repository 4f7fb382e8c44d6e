"""A column of dates, months or moments: what only the whole column shows is mended or said here.

A library that writes local midnight as UTC leaves 16:00 of the day before in every row, another one 23:59:17
(before 1901 local time was 8:05:43 ahead, and it forgets the 43 seconds). Where days should stand and all rows
show such a clock, it is the next day; where moments stand, the clock may be true and is only named.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.values import cell_dates
from data_loaders.values.blanks import Unreadable, bare, is_protected
from data_loaders.values.cell_dates import DAY_SECONDS, DAY_ZERO, DateOrder
from data_loaders.values.clean_groups import ColumnRead, Pending, distinct_texts, each_distinct, lines_of
from data_loaders.values.vocabulary import words
from models.data.schema import Column, Kind

# 9999-12-31 means "without end" in these columns and is kept; in the others it means "not yet" and is null.
WITHOUT_END = frozenset({"end_date", "tmp_due_date", "plan_resume_date"})
NOT_YET = frozenset(
    {"cancel_date", "actual_stop_date", "actual_date", "actual_fix_date", "done_date", "received_date"}
    | {"remove_date", "store_date", "sort_date", "arrive_date", "dispose_date", "archive_date", "power_date"}
    | {"end_time", "finish_time", "repair_time", "reply_time", "revisit_time", "archive_time", "approve_time"}
)
LAST_DAY, LAST_DAY_OF_PROGRAMS = date(9999, 12, 31), datetime(2099, 12, 31)

NEARLY_ALL = 0.9  # of a column's texts, from which they were all written by one library
DIFFERENT_DAYS = 3  # fewer could be one batch job that ran at four o'clock
ONE_DAY = timedelta(days=1)
EMPTY_DATE = "是空日期标记,不是日期"
# The clock of every row → what is said of it. At fifteen o'clock: the same library in the summer times of 1986 to 1991.
EARLY = {
    time(16): "16:00,早了 8 小时(写文件的程序把当天零点换算成了世界时)",
    time(23, 59, 17): "23:59:17,早了 43 秒(写文件的程序换算时区的误差)",
    time(23, 54, 17): "23:54:17,早了 5 分 43 秒(写文件的程序换算时区的误差)",
}
SUMMER_TIME = {time(15): time(16)}
END_OF_DAY = time(23, 59, 59)
TRIED_FIRST = 1_000
MIN_MOMENTS = 20  # from which 17 seconds in every row are no accident


@dataclass(frozen=True)
class Early:
    """The clock that shows that the days of a column are early; `is_sure`: they are mended."""

    clock: time | None = None
    is_sure: bool = False

    def day(self, moment: datetime) -> date:
        """Return the day that is meant by a moment of the column."""
        clock = SUMMER_TIME.get(moment.time(), moment.time())
        return moment.date() + ONE_DAY if self.is_sure and clock == self.clock else moment.date()


def read_days(
    texts: pa.Array, column: Column, day_zero: date = DAY_ZERO, order: DateOrder | None = None
) -> ColumnRead:
    """Return the days, months or periods of a column's texts."""
    encoded = texts.dictionary_encode()
    different = encoded.dictionary.to_pylist()
    read = _reader(column, cell_dates.habits_of(different, day_zero, order))
    found = dict(zip(different, map(read, different), strict=True))
    moments = [moment for moment in found.values() if isinstance(moment, datetime)]
    early = _early(moments, column.kind)
    as_month, said = _periods(column, [early.day(moment) for moment in moments])
    kind = Kind.MONTH if as_month else column.kind
    value = {Kind.MONTH: lambda day: f"{day:%Y%m}", Kind.PERIOD: date.isoformat}.get(kind, lambda d: d)

    def meant(text: str) -> Any:
        moment = found[text]
        return value(early.day(moment)) if isinstance(moment, datetime) else moment

    settled = each_distinct(encoded, meant, column.kind.arrow)
    empty = [text for text, value in found.items() if value is None and cell_dates.is_empty_date(text)]
    marked = pa.array([text for text in different if is_protected(text)], pa.string())
    return ColumnRead(
        settled.values,
        settled.bad,
        freed=pc.sum(pc.is_in(texts, value_set=marked)).as_py() or 0 if len(marked) else 0,
        empty_dates=lines_of(texts, pc.is_in(texts, value_set=pa.array(empty, pa.string())), EMPTY_DATE)
        if empty
        else ColumnRead(settled.values).empty_dates,
        notes=(*_said_of_days(early, moments, len(different)), *said),
    )


def _periods(column: Column, days: Sequence[date]) -> tuple[bool, tuple[str, ...]]:
    """Return whether the days of a column of periods stand for their months, and what is to be said of it.

    Several days that are all the first of a month, or all its last, are months; one alone may be a day's figures.
    """
    if column.kind is not Kind.PERIOD or not days:
        return False, ()
    firsts, lasts = all(day.day == 1 for day in days), all((day + ONE_DAY).day == 1 for day in days)
    if not (firsts or lasts):
        return False, ()
    edge = "月初" if firsts else "月末"
    if len(set(days)) > 1:
        return True, (f"的日期都在{edge},已按年月计",)
    return False, (f"的日期都是 {days[0]},按这一天计;是整月数据的,请把日期改为年月后重新导出",)


def _reader(column: Column, habits: cell_dates.DateHabits) -> Callable[[str], Any]:
    if column.title in words("accounting_periods"):
        return lambda text: cell_dates.month_or_moment(cell_dates.of_books(text), habits)
    if column.kind is not Kind.DATE:
        return lambda text: cell_dates.month_or_moment(text, habits)
    keeps_forever = column.name in WITHOUT_END | NOT_YET

    def read(text: str) -> datetime | date | Unreadable | None:
        if column.name in WITHOUT_END and bare(text) in words("without_end"):
            return LAST_DAY
        moment = cell_dates.read_time(cell_dates.on_its_day(text), habits, may_be_forever=keeps_forever)
        is_forever = isinstance(moment, datetime) and moment >= LAST_DAY_OF_PROGRAMS
        return None if is_forever and column.name in NOT_YET else moment

    return read


def _early(moments: Sequence[datetime], kind: Kind) -> Early:
    """Return by which clock the days are early, and whether it is sure."""
    clocks = Counter(SUMMER_TIME.get(moment.time(), moment.time()) for moment in moments)
    clock = max(EARLY, key=lambda clock: clocks[clock])
    if clocks[clock] < NEARLY_ALL * len(moments) or not any(moment.time() == clock for moment in moments):
        return Early(clock) if clocks[clock] * 2 > len(moments) else Early()
    days = {moment.date() for moment in moments if SUMMER_TIME.get(moment.time(), moment.time()) == clock}
    before_a_month = kind is Kind.MONTH and all((day + ONE_DAY).day == 1 for day in days)
    return Early(clock, before_a_month or len(days) >= DIFFERENT_DAYS)


def _said_of_days(early: Early, moments: Sequence[datetime], size: int) -> tuple[str, ...]:
    if early.clock is not None:
        said = f"的时刻都是 {EARLY[early.clock]}"
        return (f"{said},已按后一天计",) if early.is_sure else (f"{said};是否应为后一天无法判断,请核对",)
    ends = sum(moment.time() == END_OF_DAY for moment in moments)
    return ("的时刻都是 23:59:59,按当天计",) if ends and ends >= NEARLY_ALL * size else ()


def read_times(
    texts: pa.Array,
    day_zero: date = DAY_ZERO,
    order: DateOrder | None = None,
    *,
    may_be_not_yet: bool = False,
) -> ColumnRead:
    """Return the moments of a column's texts; `may_be_not_yet`: the last day of programs is none."""
    kind = Kind.TIME.arrow
    pending = Pending(texts, kind)
    if (moments := _iso(pending.texts)) is None:
        _settle_by_halves(pending)
    else:
        years = pc.year(moments)  # what is written for no date lies in the first of them
        sane = pc.and_(pc.greater(years, cell_dates.FIRST_YEAR), pc.less(years, cell_dates.LAST_YEAR))
        sane = pc.and_(sane, pc.not_equal(years, 1970))
        pending.settle(sane, lambda _: pc.cast(moments.filter(sane), kind))
    left = pending.texts
    habits = cell_dates.habits_of(distinct_texts(left), day_zero, order)

    def read(text: str) -> datetime | Unreadable | None:
        moment = cell_dates.read_time(text, habits, may_be_forever=may_be_not_yet)
        is_forever = isinstance(moment, datetime) and moment >= LAST_DAY_OF_PROGRAMS
        return None if may_be_not_yet and is_forever else moment

    settled, last = pending.finish(read)
    marked = sum(map(is_protected, left.to_pylist())) if last.null_count < len(last) else 0
    return ColumnRead(
        settled.values,
        settled.bad,
        freed=marked,
        empty_dates=_empty_dates(texts, settled.values) if last.null_count else settled.bad.slice(0, 0),
        notes=_said_of_clocks(settled.values),
    )


def _iso(texts: pa.Array) -> pa.Array | None:
    """Return the moments where every text is of ISO 8601, in local time and to the second; else None."""
    first = texts.slice(0, TRIED_FIRST)  # the engine is slow to refuse a long column
    for read in (_to_seconds, _with_fractions, _of_zones):
        with suppress(pa.ArrowInvalid):
            read(first)
            return read(texts)
    return None


def _to_seconds(texts: pa.Array) -> pa.Array:
    return pc.cast(texts, pa.timestamp("s"))


def _with_fractions(texts: pa.Array) -> pa.Array:
    return pc.cast(pc.floor_temporal(pc.cast(texts, pa.timestamp("us")), unit="second"), pa.timestamp("s"))


def _of_zones(texts: pa.Array) -> pa.Array:
    universal = pc.cast(pc.cast(texts, pa.timestamp("us", "UTC")), pa.timestamp("us"))
    local = pc.add(universal, pa.scalar(cell_dates.LOCAL, pa.duration("us")))
    return pc.cast(pc.floor_temporal(local, unit="second"), pa.timestamp("s"))


def _empty_dates(texts: pa.Array, values: pa.Array) -> pa.Table:
    silent = pc.and_(pc.is_valid(texts), pc.is_null(values))
    empty = [text for text in distinct_texts(texts.filter(silent)) if cell_dates.is_empty_date(text)]
    wanted = pc.is_in(texts, value_set=pa.array(empty, pa.string()))
    return lines_of(texts, wanted, EMPTY_DATE)


def _said_of_clocks(values: pa.Array) -> tuple[str, ...]:
    """Name a clock that all moments show, or 17 seconds in all of them: the mark of a library, not of a person."""
    moments = values.drop_null()
    if len(moments) < MIN_MOMENTS:
        return ()
    seconds = pc.cast(pc.cast(moments, pa.timestamp("s"), safe=False), pa.int64()).to_numpy() % DAY_SECONDS
    for clock, said in EARLY.items():
        at = (clock.hour * 60 + clock.minute) * 60 + clock.second
        if np.count_nonzero(seconds == at) >= NEARLY_ALL * len(seconds):
            return (f"的时刻都是 {said.partition(',')[0]},可能整列早了,请核对:{said.partition(',')[2]}",)
    if np.count_nonzero(seconds % 60 == 17) >= NEARLY_ALL * len(seconds):
        return ("的秒数都是 17,可能整列早了 43 秒(写文件的程序换算时区的误差),请核对",)
    return ()


def _settle_by_halves(pending: Pending) -> None:
    """Read day and time of day apart: of each there are few different texts, however many moments."""
    texts = pc.replace_substring_regex(pending.texts, r"^(\d{8}) ?(\d\d)(\d\d)(\d\d)$", r"\1 \2:\3:\4")
    halves = pc.extract_regex(
        texts, r"^(?P<day>[0-9/.\-年月日号]+)[ T](?P<clock>[0-9]{1,2}:[0-9:]{2,5})(?:\.\d+)?$"
    )
    days = each_distinct(halves.field("day"), cell_dates.read_date, pa.date32()).values
    clocks = each_distinct(halves.field("clock"), _seconds, pa.int64()).values
    both = pc.and_(pc.is_valid(days), pc.is_valid(clocks))

    def joined(_: pa.Array) -> pa.Array:
        midnights = pc.cast(pc.cast(days.filter(both), pa.timestamp("s")), pa.int64())
        return pc.cast(pc.cast(pc.add(midnights, clocks.filter(both)), pa.timestamp("s")), Kind.TIME.arrow)

    pending.settle(both, joined)


def _seconds(clock: str) -> int | None:
    """Return the seconds since midnight, or None for what is no plain time of day."""
    parts = [int(part) for part in clock.split(":") if part]
    if len(parts) not in (2, 3) or clock.endswith(":") or parts[0] > 23 or max(parts[1:]) > 59:
        return None
    return (parts[0] * 60 + parts[1]) * 60 + (parts[2] if len(parts) == 3 else 0)

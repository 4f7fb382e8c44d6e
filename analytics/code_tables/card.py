"""What a table that a company keeps itself is: its columns, what is built in, and what a row may say.

One mechanism for all of them: a row is known by its key columns and holds from a day on, is written with author and
reason, never deleted, and can be restored (models.company.code_tables). Pages, Excel files, trials and runs know the card alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Generic, Literal, TypeVar

from analytics.check import Check
from analytics.code_version import is_made_of
from analytics.regulation.source import Rule
from analytics.values_in_words import shown
from data_loaders.catalog import code_lists
from data_loaders.edited_tables import EditedRow, Fault, made_of
from data_loaders.recognition.own_files import OwnFile
from models.calendar import last_day
from models.company import code_tables
from models.company.code_tables import CodeTables, Content, Entry, Key, WrittenEntry, in_force
from models.errors import WrongUsage
from models.people import Person
from models.store import Store

ColumnKind = Literal["text", "code", "number", "day", "choice", "months"]
SINCE, REASON = "生效日", "理由"
GIVEN_BACK = "撤销"
BUILT_IN = "自带"
MONTHS = range(1, 13)
MOST_PLACES = 6
MOST_NAMED = 12  # choices that a sentence names
Item = TypeVar("Item")


@dataclass(frozen=True)
class Edited(Generic[Item]):
    """What an edited table says anew, in how many rows it says what holds already, and which rows are wrong."""

    new: list[Item]
    unchanged: int
    faults: list[Fault]


@dataclass(frozen=True)
class Usual:
    """A row that nobody of the company wrote: built in, or brought by an import (`origin`), and what it rests on."""

    key: Key
    content: Content
    basis: str
    since: date | None = None
    origin: str = BUILT_IN


@dataclass(frozen=True)
class Column:
    """One column: its heading, what a cell may say, and whether rows are known by it.

    `choices` maps words to what is stored, `codes` names a code list, `low` and `high` bound numbers. Numbers are stored as text, so that they
    stay exact, days as they are written, months as a list.
    """

    name: str
    heading: str
    kind: ColumnKind = "text"
    unit: str = ""
    is_key: bool = False
    is_needed: bool = True
    low: float | None = None
    high: float | None = None
    choices: Mapping[str, Any] = field(default_factory=dict)
    codes: str = ""
    width: int = 100

    def taken(self, value: Any) -> Any:
        """Return what is stored of what a person wrote (a text, a number, a day, months); None of a blank.

        Errors: WrongUsage.
        """
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if self.kind == "choice":
            return self._chosen(str(value).strip())
        if self.kind == "number":
            return self._number(value)
        if self.kind == "code":
            return self._code(str(value).strip())
        if self.kind == "months":
            return value if isinstance(value, list) else self._months(str(value))
        return value.isoformat() if isinstance(value, date) else str(value).strip()

    def said(self, stored: Any) -> str:
        """Return a stored value as a reader sees it."""
        if stored is None:
            return "—"
        if self.kind == "choice":
            return next((word for word, each in self.choices.items() if each == stored), str(stored))
        if self.kind == "number":
            return shown(Decimal(stored))
        if self.kind == "code":
            return f"{stored} {self.labels.get(stored, '')}".strip()
        return months_in_words(stored) if self.kind == "months" else str(stored)

    def cell(self, stored: Any) -> Any:
        """Return a stored value as a list or an Excel file holds it."""
        if stored is None:
            return None
        if self.kind == "number":
            return float(stored)
        return date.fromisoformat(stored) if self.kind == "day" else self.said(stored)

    def _chosen(self, word: str) -> Any:
        if word not in self.choices:
            named, more = list(self.choices), ""
            if len(named) > MOST_NAMED:
                named, more = get_close_matches(word, named, cutoff=0.3), "(其余见页面上的下拉框)"
            remedy = f"请填写{'、'.join(named)}之一{more}" if named else "请照页面上下拉框中的写法填写"
            raise WrongUsage(f"“{self.heading}”为“{word[:20]}”", remedy=remedy)
        return self.choices[word]

    @property
    def labels(self) -> Mapping[str, str]:
        """Return what the codes of the column mean."""
        return code_lists().get(self.codes, {})

    def _code(self, text: str) -> str:
        """Return the code that a text says, by itself, with its name behind it, or by a name that only it has."""
        named = [code for code, label in self.labels.items() if label == text]
        code = next(iter([*named, text]) if len(named) == 1 else iter(text.split()), "")
        if code not in self.labels:
            raise WrongUsage(f"“{self.heading}”为“{text[:20]}”", remedy="请填写代码表中的代码或名称")
        return code

    def _number(self, value: Any) -> str:
        number = Decimal(str(value))
        if not number.is_finite() or number != round(number, MOST_PLACES):
            raise WrongUsage(f"“{self.heading}”为 {value}", remedy=f"请填写最多 {MOST_PLACES} 位小数的数值")
        low, high = (None if bound is None else Decimal(str(bound)) for bound in (self.low, self.high))
        if (low is not None and number < low) or (high is not None and number > high):
            raise WrongUsage(
                f"“{self.heading}”为 {shown(number)}",
                remedy=f"允许范围为 {shown(low)} 至 {shown(high)} {self.unit}".strip(),
            )
        return f"{number.normalize():f}"

    def _months(self, text: str) -> list[int]:
        found: set[int] = set()
        for part in text.replace("月", "").replace("、", ",").replace(",", ",").split(","):
            first, _, last = part.replace("~", "-").replace("至", "-").partition("-")
            ends = [int(end) if end.strip().isdigit() else 0 for end in (first, last or first)]
            if not all(end in MONTHS for end in ends):
                raise WrongUsage(f"“{self.heading}”为“{text[:20]}”", remedy="请写成 7、8 或 12-2 这样的月份")
            span = (ends[1] - ends[0]) % 12 + 1
            found |= {(ends[0] + n - 1) % 12 + 1 for n in range(span)}
        return sorted(found)


@dataclass(frozen=True)
class CodeTable:
    """The card of one table.

    `concerns` tells whether a check judges by some of its rows; `usual` gives what is built in. `fits` refuses a row that
    makes no sense, `fit_together` names rows in force on one day that do not go together, `in_place_of` says which
    values of law some rows in force take the place of. A table that is not `is_dated` has its day among its key and counts whole. `judged_on`: checks read what
    counts on the day up to which they judge, or on the last of the month that they judge.

    Errors: of `fits`, WrongUsage.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    own_file: OwnFile
    concerns: Callable[[Check, Iterable[Entry]], bool]
    usual: Callable[[], Sequence[Usual]] = tuple
    fits: Callable[[Key, Content], object] = lambda key, content: None
    fit_together: Callable[[Sequence[Entry]], Mapping[Key, str]] = lambda entries: {}
    in_place_of: Callable[[Sequence[WrittenEntry]], Mapping[Rule[Any], Any]] = lambda rows: {}
    is_dated: bool = True
    judged_on: Literal["as_of", "period"] = "as_of"
    reason: str = REASON
    needs_reason: bool = True
    empty: str = ""

    @property
    def keys(self) -> tuple[Column, ...]:
        """Return the columns by which rows are known."""
        return tuple(column for column in self.columns if column.is_key)

    @property
    def others(self) -> tuple[Column, ...]:
        """Return the columns that say something of a row."""
        return tuple(column for column in self.columns if not column.is_key)

    @property
    def headings(self) -> tuple[str, ...]:
        """Return the headings by which the table is known in Excel."""
        since = (SINCE,) if self.is_dated else ()
        return (*(column.heading for column in self.columns), *since, self.reason)

    def counting(self, tables: CodeTables, as_of: date, period: str) -> list[WrittenEntry]:
        """Return the rows that count for a screening."""
        day = as_of if self.judged_on == "as_of" else last_day(period)
        return in_force(tables.get(self.name, ()), day if self.is_dated else date.max)

    def key_in_words(self, key: Key) -> str:
        """Return what row a key means."""
        pairs = zip(self.keys, key, strict=True)
        return " ".join(column.said(part) for column, part in pairs if part) or "—"

    def entry(self, values: Mapping[str, Any], since: date | None, reason: str) -> Entry:
        """Return a row as a person wrote it: {column: value}; without a value beside its key it is given back.

        Errors: WrongUsage.
        """
        key = []
        for column in self.keys:
            part = column.taken(values.get(column.name))
            if part is None and column.is_needed:
                raise WrongUsage(f"没有填“{column.heading}”", remedy="这一列说明是哪一行,请填写")
            key.append("" if part is None else str(part))
        said = {column.name: column.taken(values.get(column.name)) for column in self.others}
        content = {name: value for name, value in said.items() if value is not None} or None
        for column in self.others:
            if content is not None and column.is_needed and column.name not in content:
                remedy = f"请填写;要{GIVEN_BACK}这一行,{'、'.join(c.heading for c in self.others)}都留空"
                raise WrongUsage(f"没有填“{column.heading}”", remedy=remedy)
        if not self.is_dated:
            since = date.fromisoformat(key[0])
        if since is None:
            raise WrongUsage(f"没有填“{SINCE}”", remedy="请写成 2026-11-01 这样")
        if self.needs_reason and not reason.strip():
            raise WrongUsage(f"没有填“{self.reason}”", remedy="请写明为什么改,依据哪份文件")
        if content is not None:
            self.fits(tuple(key), content)
        return Entry(self.name, tuple(key), since, content, reason.strip())

    def edited(self, rows: Sequence[EditedRow], known: Sequence[WrittenEntry]) -> Edited[Entry]:
        """Return what the rows of the table, edited in Excel, change of what is known."""
        made, faults = made_of(rows, lambda row: (row, self._read(row)))
        first: dict[tuple[Key, date], int] = {}
        new, unchanged = [], 0
        for row, one in made:
            place = one.key, one.since
            if place in first:
                faults.append(
                    Fault(
                        row, f"{self.key_in_words(one.key)} {one.since} 与第 {first[place]} 行重复,请只留一行"
                    )
                )
            elif self._holds(one, known):
                unchanged += 1
            else:
                new.append((row, one))
            first.setdefault(place, row.row_no)
        entries = [one for _, one in new]
        for key, why in self.not_together(entries, known).items():
            row = next((row for row, one in new if one.key == key), new[0][0])
            faults.append(Fault(row, why))
        return Edited(entries, unchanged, sorted(faults, key=lambda fault: fault.row.row_no))

    def not_together(self, new: Sequence[Entry], known: Sequence[WrittenEntry]) -> dict[Key, str]:
        """Return what does not go together on a day on which some new rows begin, by key."""
        found: dict[Key, str] = {}
        for day in sorted({one.since for one in new}):
            counting: dict[Key, Entry] = {one.key: one for one in in_force(known, day)}
            for one in sorted(new, key=lambda one: one.since):
                if one.since <= day and not (one.key in counting and counting[one.key].since > one.since):
                    counting[one.key] = one
            together = [one for one in counting.values() if one.content is not None]
            found |= self.fit_together(together)
        return found

    def _read(self, row: EditedRow) -> Entry:
        values = {column.name: self._value(row, column) for column in self.columns}
        since = row.day(SINCE) if self.is_dated else None
        return self.entry(values, since, row.texts[self.reason])

    def _value(self, row: EditedRow, column: Column) -> Any:
        if not row.texts[column.heading]:
            return None
        if column.kind == "day":
            return row.day(column.heading)
        return row.number(column.heading) if column.kind == "number" else row.texts[column.heading]

    def _holds(self, one: Entry, known: Sequence[WrittenEntry]) -> bool:
        """Return whether the table says so already."""
        own = [each for each in in_force(known, one.since) if each.key == one.key]
        if not own:
            return one.content is None
        same_words = own[0].reason == one.reason or own[0].since != one.since
        return own[0].content == one.content and same_words

    def change(self, before: Content | None, now: Content | None) -> str:
        """Return in words what a row says now that it did not say before."""
        if now is None:
            return GIVEN_BACK
        differing = [c for c in self.others if before is None or before.get(c.name) != now.get(c.name)]
        if before is None:
            return ",".join(
                f"{c.heading} {c.said(now[c.name])}" for c in differing if now.get(c.name) is not None
            )
        said = ",".join(
            f"{c.heading} {c.said(before.get(c.name))} → {c.said(now.get(c.name))}" for c in differing
        )
        return said or "内容未变"


def read_through(module: str) -> Callable[[Check, Iterable[Entry]], bool]:
    """Return what tells the checks that read a table through a module of law or fact."""
    return lambda one, entries: is_made_of(one.judge.__module__, module)


def before(one: Entry, known: Sequence[WrittenEntry]) -> Content | None:
    """Return what a row said before it was written: the one in force on its day of those written earlier."""
    number = one.id if isinstance(one, WrittenEntry) else None
    earlier = [each for each in known if each.key == one.key and (number is None or each.id < number)]
    counting = in_force(earlier, one.since)
    return counting[0].content if counting else None


def save(
    store: Store, person: Person, card: CodeTable, entries: Sequence[Entry], *, seen: int | None = None
) -> list[int]:
    """Write some rows of a table, all or none, and return their numbers.

    Errors: NotAllowed; WrongUsage where rows do not go together, or somebody else has written since `seen`.
    """
    for why in card.not_together(entries, code_tables.history(store, card.name)).values():
        raise WrongUsage(why, remedy="请改正后再保存;现在没有写入任何一行")
    return code_tables.save(store, person, entries, seen=seen)


def restored(old: WrittenEntry, since: date) -> Entry:
    """Return what an old row said once more, from a day on."""
    reason = f"恢复第 {old.id} 条({old.set_at:%Y-%m-%d} 由 {old.set_by} 设定)"
    return Entry(old.table, old.key, since, old.content, reason)


def with_new(known: Sequence[WrittenEntry], new: Iterable[Entry], person: Person) -> list[WrittenEntry]:
    """Return a table's history as it would be with some new rows, to try them."""
    last = max((one.id for one in known), default=0)
    now = datetime.now()
    written = [
        WrittenEntry(one.table, one.key, one.since, one.content, one.reason, last + n, person.signature, now)
        for n, one in enumerate(new, 1)
    ]
    return [*reversed(written), *known]


def months_in_words(months: Sequence[int]) -> str:
    """Return months of a year as a reader sees them: 1-3、8月."""
    runs: list[list[int]] = []
    for month in months:
        if runs and runs[-1][-1] == month - 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return f"{'、'.join(f'{run[0]}-{run[-1]}' if len(run) > 1 else str(run[0]) for run in runs)}月"


def version_in_words(entries: Sequence[WrittenEntry]) -> str:
    """Return which version of a table some rows in force are, as runs and hits say it."""
    last = max(entries, key=lambda one: one.id)
    return f"{len(entries):,} 行,至第 {last.id} 条({last.set_by} {last.set_at:%Y-%m-%d})"

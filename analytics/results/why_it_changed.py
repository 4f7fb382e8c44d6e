"""Why a hit is new, gone or changed: what differs between two screenings, for its check and for its object.

What is told are the differences that there are between the two, the object's own rows first; several may be true at
once, and which of them weighs is for a person to judge.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis

from analytics.code_tables.registry import differing
from analytics.parameters import levels_in, measured
from analytics.results.run_checks import off_because
from analytics.results.two_runs import TwoRuns
from analytics.rulebook import card_of, checks
from analytics.subjects import SUBJECTS
from data_loaders.catalog import tables
from models.data.data_versions import files_at
from models.orm import Segment

Outcome = Mapping[str, Any]
Row = Mapping[str, Any]
UNKNOWN_DATA = "数据有变化(数据库重建过,不能逐表比较)"
OTHER_DATA = "该对象自己的数据没有变化;其他对象的数据有变化"
OTHER_CODE = "检查本身没有改动;程序的公共部分有改动"
NOTHING = "没有查出两次之间的差别"


@dataclass(frozen=True)
class Reasons:
    """What differs between two runs."""

    both: TwoRuns

    def of_check(self, code: str, org_code: str | None = None) -> list[str]:
        """Return in words what differs for every hit of a check in a unit: whether it ran, month, day, parameters, code."""
        before, now = (_outcome(run, code) for run in (self.both.earlier, self.both.later))
        earlier, later = self.both.earlier, self.both.later
        said = [_not_run("较早一次", before), _not_run("较晚一次", now)]
        if not self.both.is_same_month:
            said.append("稽查期间不同")
        if earlier.as_of != later.as_of:
            said.append(f"截止日 {earlier.as_of} → {later.as_of}")
        if before and now:
            said += _parameters(code, before, now, org_code)
            if code in checks():
                said += differing(checks()[code], earlier.summary, later.summary)
            said.append(_code(before, now, is_same=earlier.code_version == later.code_version))
        return [part for part in said if part]

    def of(self, rows: Sequence[Row]) -> list[str]:
        """Return in words why each of some hits of `TwoRuns.hits` is what it is; '' for one that is the same."""
        concerned = [row for row in rows if row["state"] != "same"]
        of_check = {whose: self.of_check(*whose) for whose in {_whose(row) for row in concerned}}
        places = {
            code: self._changed_places(code, [row for row in concerned if row["check_code"] == code])
            for code in {row["check_code"] for row in concerned}
        }
        return [
            ""
            if row["state"] == "same"
            else ";".join(self._said(row, of_check[_whose(row)], places[row["check_code"]]))
            for row in rows
        ]

    def _said(self, row: Row, of_check: Sequence[str], places: "Places") -> list[str]:
        own = places.of(row)
        said = [f"数据变化:{'、'.join(own)}"] if own else []
        said += of_check
        if not said and places.unlinked:
            said.append(f"相关的表有变化,不能对应到这个对象:{'、'.join(places.unlinked)}")
        if said:
            return said
        earlier, later = self.both.earlier, self.both.later
        if earlier.data_version != later.data_version:
            return [UNKNOWN_DATA if self._changed_files is None else OTHER_DATA]
        return [OTHER_CODE if earlier.code_version != later.code_version else NOTHING]

    @cached_property
    def _changed_files(self) -> dict[str, tuple[list[Segment], list[Segment]]] | None:
        """Return {table: (files of the earlier data alone, files of the later alone)}; None where nobody can say."""
        versions = [run.data_version for run in (self.both.earlier, self.both.later)]
        if versions[0] == versions[1]:
            return {}
        before, now = (files_at(self.both.store, version) for version in versions)
        if before is None or now is None:
            return None
        found: dict[str, tuple[list[Segment], list[Segment]]] = {}
        for side, (own, other) in enumerate(((before, now), (now, before))):
            for path in own.keys() - other.keys():
                found.setdefault(own[path].table_name, ([], []))[side].append(own[path])
        return found

    def _changed_places(self, code: str, rows: Sequence[Row]) -> "Places":
        """Return of which objects, in which tables, what a check reads differs."""
        found = Places()
        for name, columns in card_of(code).columns.items():
            files = (self._changed_files or {}).get(name)
            if not files:
                continue
            title = tables()[name].title
            links = [_link(row, columns) for row in rows]
            if None in links:
                found.unlinked.append(title)
            for column in {link[0] for link in links if link}:
                numbers = sorted({link[1] for link in links if link and link[0] == column})
                for number in self._differing(name, files, columns, column, numbers):
                    found.linked.setdefault((column, number), []).append(title)
        return found

    def _differing(
        self,
        name: str,
        files: tuple[list[Segment], list[Segment]],
        columns: Sequence[str],
        column: str,
        numbers: Sequence[str],
    ) -> list[str]:
        """Return for which numbers in a column the rows of some files differ."""
        door = self.both.door
        before, now = (
            door.stored_in(name, side, f"{name}_{which}").select(*columns)
            for side, which in zip(files, ("then", "since"), strict=True)
        )
        wanted = ibis.memtable({column: list(numbers)}, schema={column: "string"})
        before, now = (one.semi_join(wanted, column) for one in (before, now))
        either = before.difference(now, distinct=False).union(now.difference(before, distinct=False))
        return either.select(column).distinct()[column].to_pyarrow().to_pylist()


class Places:
    """The tables in which rows changed: by a column and its number, and those that name no object of the check."""

    def __init__(self) -> None:
        self.linked: dict[tuple[str, str], list[str]] = {}
        self.unlinked: list[str] = []

    def of(self, row: Row) -> list[str]:
        """Return the titles of the tables in which rows of a hit's object or its customer changed."""
        links = [*_own_links(row), ("cons_no", row["cons_no"])]
        return list(dict.fromkeys(title for link in links for title in self.linked.get(link, ())))


def _whose(row: Row) -> tuple[str, str | None]:
    return row["check_code"], row["org_code"]


def _link(row: Row, columns: Sequence[str]) -> tuple[str, str] | None:
    """Return the column of a table, with its number, by which rows belong to a hit: the object's own, else its customer's."""
    own = (link for link in _own_links(row) if link[0] in columns)
    customer = ("cons_no", row["cons_no"]) if row["cons_no"] and "cons_no" in columns else None
    return next(own, customer)


def _own_links(row: Row) -> list[tuple[str, str]]:
    subject = SUBJECTS.get(row["object_type"])
    columns = dict.fromkeys(column for _, column in subject.places) if subject else {}
    return [(column, row["object_id"]) for column in columns]


def _outcome(run: Any, code: str) -> Outcome | None:
    return next((outcome for outcome in run.checks if outcome["code"] == code), None)


def _not_run(which: str, outcome: Outcome | None) -> str:
    if outcome is None:
        return f"{which}没有查这一项"
    if outcome["state"] == "off":
        return f"{which}停用这一项({off_because(outcome['missing'])})"
    return f"{which}这一项运行出错" if outcome["state"] == "broken" else ""


def _parameters(code: str, before: Outcome, now: Outcome, org_code: str | None) -> list[str]:
    """Return the parameters that differ for a unit, level by level as each run had them."""
    known = {p.name: p for p in card_of(code).parameters}
    then, since = (levels_in(outcome).values_for(org_code) for outcome in (before, now))
    said = []
    for name in dict.fromkeys([*then, *since]):
        old, new = then.get(name), since.get(name)
        if old == new:
            continue
        parameter = known.get(name)
        label = parameter.label if parameter else name
        is_set = any(name in outcome.get("set_by_person", ()) for outcome in (before, now))
        kind = "参数" if is_set else "规定值"
        said.append(f"{kind}“{label}”{measured(parameter, old)} → {measured(parameter, new)}")
    return said


def _code(before: Outcome, now: Outcome, *, is_same: bool) -> str:
    versions = before.get("version"), now.get("version")
    if is_same or (all(versions) and versions[0] == versions[1]):
        return ""
    return "检查的程序有改动" if all(versions) else "程序版本不同(较早的筛查没有记下每项检查的版本)"

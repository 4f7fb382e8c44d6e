"""The values of a check's parameters by unit: built-in default or law of the day → province → city → county.

A level is told by the length of its prefix of unit codes: of those that a unit's code begins with, the longest counts.
A check knows nothing of this. It is stated once for each distinct set of values, and of what it finds with one set the
hits stay whose unit has that set.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import pyarrow as pa

from analytics.check import Check, Parameter
from analytics.values_in_words import shown
from models.company import parameters
from models.company.parameters import WHOLE_COMPANY, Change, Override
from models.errors import WrongUsage
from models.orm import Run
from models.people import Person
from models.rounding import rounded
from models.store import Store

COMPANY_IN_WORDS = "全公司"
SHARE_DECIMALS = 6
BY_DEFAULT, BY_LAW, FOR_THE_RUN, BY_TABLE = "默认", "法规", "本次筛查设定", "本公司的"


@dataclass(frozen=True)
class Levels:
    """The values of one check's parameters on a day.

    `usual` counts where nobody set anything (the law's, None where it has none, or that of a table of the company's own),
    `overrides` are the values in force for the units under their prefixes, the shortest prefix first, `given` those that
    hold for one run in all units.
    """

    usual: Mapping[str, Any]
    overrides: tuple[Override, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)

    def set_for(self, org_code: str | None) -> dict[str, Any]:
        """Return the values that persons set for a unit, in place of the usual ones."""
        unit = org_code or ""
        own = {one.name: one.value for one in self.overrides if unit.startswith(one.org_prefix)}
        return own | dict(self.given)

    def values_for(self, org_code: str | None) -> dict[str, Any]:
        """Return every value that counts for a unit."""
        return dict(self.usual) | self.set_for(org_code)

    def source_of(self, name: str, org_code: str | None) -> Override | None:
        """Return what a parameter's value for a unit comes from; None where it is the usual or the run's one."""
        unit = org_code or ""
        own = [one for one in self.overrides if one.name == name and unit.startswith(one.org_prefix)]
        return own[-1] if own and name not in self.given else None

    @cached_property
    def sets(self) -> list[dict[str, Any]]:
        """Return the distinct sets of values that persons set, that of the whole company first."""
        prefixes = dict.fromkeys([WHOLE_COMPANY, *(one.org_prefix for one in self.overrides)])
        found: list[dict[str, Any]] = []
        for values in map(self.set_for, prefixes):
            if values not in found:
                found.append(values)
        return found

    def of_set(self, hits: pa.Table, place: int) -> pa.Table:
        """Return the hits whose unit has one of the sets; those of no unit have that of the whole company."""
        if len(self.sets) == 1:
            return hits
        units = hits.column("org_code").to_pylist()
        has_it = {unit: self.set_for(unit) == self.sets[place] for unit in set(units)}
        return hits.filter(pa.array([has_it[unit] for unit in units], pa.bool_()))


def levels_of(
    one: Check,
    overrides: Iterable[Override],
    day: date,
    given: Mapping[str, Any] | None = None,
    *,
    by_tables: Mapping[str, tuple[str, float]] | None = None,
) -> Levels:
    """Return a check's values on a day, of what was ever set for any check.

    `by_tables` has what the company's own tables say in place of the law (analytics.code_tables.registry.values_of). A value
    that is no longer within the check's bounds, or of a parameter that it no longer has, does not count.
    """
    usual = {parameter.name: parameter.in_force(day) for parameter in one.parameters}
    usual |= {name: value for name, (_, value) in (by_tables or {}).items()}
    own = [each for each in parameters.in_force(overrides, day) if each.check_code == one.code]
    return with_overrides(one, Levels(usual, (), dict(given or {})), own)


def with_overrides(one: Check, levels: Levels, overrides: Iterable[Override]) -> Levels:
    """Return levels with other values in force."""
    by_name = {parameter.name: parameter for parameter in one.parameters}
    counting = []
    for each in overrides:
        parameter = by_name.get(each.name)
        if parameter is not None and each.value is not None and parameter.takes(each.value):
            value = parameter.number(each.value)
            counting.append(Override(**{**each.__dict__, "value": value}))
    return Levels(levels.usual, tuple(counting), levels.given)


def tried(
    one: Check, levels: Levels, org_prefix: str, values: Mapping[str, float | None], day: date
) -> Levels:
    """Return the levels as they would be with other values for the units under a prefix, None for given back.

    Errors: WrongUsage for a value that the check does not take.
    """
    others = [
        each for each in levels.overrides if (each.org_prefix, each.name) not in _places(org_prefix, values)
    ]
    now = datetime.now()
    own = [
        Override(one.code, name, org_prefix, day, parameter_of(one, name).number(value), "", 0, "", now)
        for name, value in values.items()
        if value is not None
    ]
    return Levels(levels.usual, tuple(sorted([*others, *own], key=_by_level)), levels.given)


def _places(org_prefix: str, names: Iterable[str]) -> set[tuple[str, str]]:
    return {(org_prefix, name) for name in names}


def _by_level(one: Override) -> tuple[int, str, str]:
    return len(one.org_prefix), one.org_prefix, one.name


def kept(levels: Levels) -> list[dict[str, Any]]:
    """Return the values in force as a run keeps them beside those of the whole company."""
    return [parameters.stored(one) for one in levels.overrides if one.name not in levels.given]


def levels_in(outcome: Mapping[str, Any]) -> Levels:
    """Return the values that a run used for a check, of what it kept."""
    overrides = tuple(parameters.from_stored(one) for one in outcome.get("overrides", ()))
    return Levels(outcome["parameters"], overrides)


def levels_of_run(run: Run) -> dict[str, Levels]:
    """Return the values that a run used, by check."""
    return {outcome["code"]: levels_in(outcome) for outcome in run.checks if outcome.get("parameters")}


def judged_by(
    one: Check,
    outcome: Mapping[str, Any],
    org_code: str | None,
    units: Mapping[str, str],
    *,
    only_own: bool = False,
) -> list[str]:
    """Return in words which value of each parameter a hit in a unit was judged by, where it comes from, and which tables.

    `only_own` leaves out the values that are the law's or the check's default.
    """
    levels, by_name = levels_in(outcome), {parameter.name: parameter for parameter in one.parameters}
    values, of_levels = levels.values_for(org_code), {each.name for each in levels.overrides}
    by_tables: Mapping[str, str] = outcome.get("by_tables", {})
    said = []
    for name, value in values.items():
        parameter = by_name.get(name)
        label = parameter.label if parameter else name
        source = levels.source_of(name, org_code)
        if source is not None:
            origin = f"{unit_in_words(source.org_prefix, units)} {source.since} 起"
        elif name in outcome.get("set_by_person", ()) and name not in of_levels:
            origin = FOR_THE_RUN
        elif name in by_tables:
            origin = f"{BY_TABLE}{by_tables[name]}"
        else:
            if only_own:
                continue
            origin = BY_LAW if parameter and parameter.law else BY_DEFAULT
        said.append(f"{label}:按{' ' if source else ''}{origin} {measured(parameter, value)} 判定")
    tables: Mapping[str, str] = outcome.get("code_tables", {})
    return [*said, *(f"{title}:按本公司的 {version} 判定" for title, version in tables.items())]


def differences(one: Check, outcome: Mapping[str, Any], units: Mapping[str, str]) -> list[str]:
    """Return in words the values of a run that persons had set: for the run, and level by level."""
    levels, by_name = levels_in(outcome), {parameter.name: parameter for parameter in one.parameters}
    of_levels = {each.name for each in levels.overrides}
    changed = [
        (name, "", outcome["parameters"][name])
        for name in outcome.get("set_by_person", ())
        if name not in of_levels
    ]
    changed += [
        (each.name, f" {unit_in_words(each.org_prefix, units)}", each.value) for each in levels.overrides
    ]
    return [
        f"{by_name[name].label if name in by_name else name}{where} {measured(by_name.get(name), value)}"
        for name, where, value in changed
    ]


def in_figures(value: float | None) -> str:
    """Return a value of a parameter as a reader sees it."""
    return shown(None if value is None else float(value))


def measured(parameter: Parameter | None, value: float | None) -> str:
    """Return a value with the unit of its parameter, a share of one in per cent; what is not a figure has none."""
    if parameter is None or value is None:
        return in_figures(value)
    if parameter.is_share:
        return f"{in_figures(in_percent(value))}%"
    space = " " if parameter.unit not in {"", "%"} else ""
    return f"{in_figures(value)}{space}{parameter.unit}"


def in_percent(share: float) -> float:
    """Return a share of one in per cent, as people write a parameter that is one."""
    return float(rounded(share, SHARE_DECIMALS - 2, shift=2))


def of_percent(percent: float) -> float:
    """Return the share of one that a person wrote in per cent."""
    return float(rounded(percent, SHARE_DECIMALS, shift=-2))


def bounds_in_words(parameter: Parameter) -> str:
    """Return within what a person may set a parameter."""
    return f"{measured(parameter, parameter.low)} ~ {measured(parameter, parameter.high)}"


def unit_in_words(org_prefix: str, units: Mapping[str, str]) -> str:
    """Return the name of the units under a prefix."""
    return units.get(org_prefix, org_prefix) if org_prefix else COMPANY_IN_WORDS


def parameter_of(one: Check, name: str) -> Parameter:
    """Return a check's parameter.

    Errors: WrongUsage where it has none of this name.
    """
    found = next((parameter for parameter in one.parameters if parameter.name == name), None)
    if found is None:
        raise WrongUsage(f"{one.code} 没有参数“{name}”", remedy="请在稽查规则页核对参数")
    return found


def save(
    store: Store,
    person: Person,
    one: Check,
    org_prefix: str,
    values: Mapping[str, float | None],
    *,
    since: date,
    reason: str,
) -> list[int]:
    """Set parameters of a check for the units under a prefix from a day on, and return the numbers of the changes.

    None gives a parameter back to the level above.
    Errors: NotAllowed; WrongUsage for a value that the check does not take, or without a reason. Then nothing changed.
    """
    changes = [
        Change(
            one.code,
            name,
            org_prefix,
            since,
            None if value is None else parameter_of(one, name).number(value),
            reason,
        )
        for name, value in values.items()
    ]
    return parameters.save(store, person, changes)


def restore(store: Store, person: Person, one: Check, old: Override, *, since: date) -> list[int]:
    """Set what an old change said once more, from a day on, as a change of its own.

    Errors: as `save`.
    """
    reason = f"恢复第 {old.id} 条({old.set_at:%Y-%m-%d} 由 {old.set_by} 设定)"
    return save(store, person, one, old.org_prefix, {old.name: old.value}, since=since, reason=reason)

"""Runs the checks on what is loaded and keeps what came of it.

Found, off and broken are never mixed: a check that raises is broken, is shown and logged as such, and
accuses nobody. The run keeps the values of every parameter and the versions of code and data, so that a
list printed today can be reproduced and explained in a year.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from analytics import kept_files
from analytics.check import Check, Most
from analytics.code_tables import registry as code_tables
from analytics.code_tables.local_codes import name_codes_of
from analytics.code_version import code_version, version_of
from analytics.fact import Fact, Tables, bare_reads
from analytics.parameters import Levels, kept, levels_of, parameter_of
from analytics.ranking.confirmation import as_kept, learned
from analytics.ranking.targets import rank
from analytics.results.findings import EVERY_HIT, HITS, PROBLEMS, Findings
from analytics.rulebook import check_of, checks
from analytics.shared_facts import NOTHING, Built, facts_of, stated_once, with_what_they_use
from analytics.statements import stated, statement_of
from analytics.subjects import SUBJECTS
from models import runs
from models.calendar import last_day, month_of
from models.company.parameters import WHOLE_COMPANY, Override, history
from models.company.settings import SCREENING
from models.data.customer_codes import customer_code, is_code
from models.data.stored_files import engine_of_kind
from models.engine import Engine
from models.errors import Cancelled, DataDamaged, NotFound, StoreUnusable
from models.home.bugs import bug_text
from models.lake import Door, Lake
from models.orm import Run
from models.people import SYSTEM, Person
from models.store import Store

FACT = "fact_"
Progress = Callable[[float, str], object]
State = Literal["ran", "off", "broken"]
# what happens on every day of a company, by table: the column with the time
DAILY = {
    "work_orders": "accept_time",
    "applications": "accept_time",
    "payments": "charge_time",
    "readings": "mr_date",
    "bills": "release_date",
}


@dataclass(frozen=True)
class Outcome:
    """What came of one check in one run; `missing` are places without data, `notes` parts that stayed off.

    The run is read when the check has long been changed or given up. So it keeps what the check was called, what its
    amounts are by object type, the version of its code, and of `parameters` those that a person had set. `parameters`
    are those of the whole company, `overrides` what units had set for themselves (analytics.parameters.levels_in), `code_tables`
    which version of which tables of the company's own it judged by, `by_tables` the one that gives a parameter its usual value.
    """

    code: str
    state: State
    hits: int = 0
    amount_yuan: str | None = None
    seconds: float = 0.0
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    title: str = ""
    amounts: dict[str, str] = field(default_factory=dict)
    version: str = ""
    set_by_person: list[str] = field(default_factory=list)
    overrides: list[dict[str, Any]] = field(default_factory=list)
    code_tables: dict[str, str] = field(default_factory=dict)
    by_tables: dict[str, str] = field(default_factory=dict)


def screen(
    lake: Lake,
    person: Person,
    *,
    as_of: date | None = None,
    period: str | None = None,
    codes: Sequence[str] = (),
    parameters: Mapping[str, Mapping[str, Any]] | None = None,
    engine: str | None = None,
    on_progress: Progress = lambda share, text: None,
) -> int:
    """Run the checks (all, or the given ones) over every unit's data and return the run's number.

    `as_of` defaults to today, `period` to the last month of bills that is not after it, `engine` (the kind of the
    one that works out the checks) to what is set for the home. `parameters` hold for this run in all units, before what
    units have set for themselves.

    Errors: NotFound where a code is unknown or no data is loaded; EngineMissing; WrongUsage.
    """
    kind = engine or SCREENING.of(lake.store).engine
    chosen = [check_of(code) for code in codes] or list(checks().values())
    started_at, as_of = datetime.now(), as_of or date.today()
    with runs.new_folder(lake.store) as folder, lake.open(SYSTEM) as door:
        name_codes_of(door.code_tables)
        if not any(door.rows(name) for name in door.tables):
            raise NotFound("还没有导入任何数据", remedy="请先在数据导入页导入营销系统的导出文件")
        period = period or latest_period(door, as_of)
        (folder / HITS).mkdir()
        outcomes = []
        with _engine_for(kind, lake, door) as judging:
            shared = shared_facts(chosen, door, judging, as_of, period)
            overrides = history(lake.store)
            for number, one in enumerate(chosen):
                on_progress(number / len(chosen), f"{one.code} {one.title}")
                values = dict((parameters or {}).get(one.code, {}))
                at = {"as_of": as_of, "period": period, "engine": judging, "shared": shared}
                at |= {"values": values, "overrides": overrides}
                outcomes.append(run_check(one, door, folder / HITS, **at))
        on_progress(1.0, "汇总命中并排序")
        before, unread = _known_before(door, lake.store)
        _problems(door, folder, before).to_parquet(folder / PROBLEMS)
        if any((folder / HITS).iterdir()):
            together = Findings(door, folder).hits().order_by("check_code", "problem_id")
            door.engine.write(door.engine.stated(together), folder / EVERY_HIT)
        known = learned(lake.store)
        targets = rank(door, Findings(door, folder), folder, period, known)
        number = runs.record(
            lake.store,
            folder,
            as_of=as_of,
            period=period,
            started_at=started_at,
            person=person,
            code_version=code_version(),
            data_version=door.data_version,
            checks=[asdict(outcome) for outcome in outcomes],
            summary={"targets": targets, "engine": kind, "unread": unread}
            | {"learned": as_kept(known, checks())}
            | {"code_tables": code_tables.kept(door.code_tables, as_of, period)}
            | _totals(outcomes),
        )
        if judging is door.engine:
            _keep_facts(chosen, shared, door, folder.name)
        return number


@contextmanager
def _engine_for(kind: str, lake: Lake, door: Door) -> Iterator[Engine]:
    """Give the engine that works out the checks; everything else is done by the door's own."""
    if kind == door.engine.kind:
        yield door.engine
        return
    other = engine_of_kind(kind, lake.store, lake.tables)
    try:
        yield other
    finally:
        other.close()


def shared_facts(
    chosen: Sequence[Built],
    door: Door,
    engine: Engine,
    as_of: date,
    period: str,
    worked_out: Mapping[str, Any] = NOTHING,
) -> dict[str, Any]:
    """Return the facts of the checks that are not off, by name; `worked_out` are those of a run of just this moment.

    Where one cannot be had, there are none: each check then states its own, and says itself what is wrong.
    """
    ready = [one for one in chosen if not one.missing({name: door.filled(name) for name in one.columns})]

    def seen(fact: Fact, so_far: Mapping[str, Any]) -> Tables:
        columns = bare_reads(fact.reads)
        if fact.extends:  # each check expects the columns that it reads itself
            columns[fact.extends] = tuple(door.tables[fact.extends].by_name)
        read, kept_before = _read(door, engine, columns, as_of), _of_same_kind(so_far, door, columns)
        filled = {name: door.filled(name) for name in columns}
        return Tables(read, filled, as_of, period, kept=kept_before, code_tables=door.code_tables)

    try:
        return stated_once(facts_of(ready), engine, seen, worked_out)
    except StoreUnusable:
        raise
    except Exception:  # whatever a broken fact raises, the checks go on
        logging.getLogger(__name__).exception("the facts of the checks could not be shared")
        return {}


def _keep_facts(chosen: Sequence[Check], shared: Mapping[str, Any], door: Door, run_folder: str) -> None:
    """Keep the facts that were worked out: whoever tries other values of a check, or draws pictures, has them."""
    wanted = [one.name for one in facts_of(chosen) if one.is_kept and one.name in shared]
    if not wanted:
        return
    try:
        with kept_files.locked(kept_files.folder_of(door.home, run_folder)) as folder:
            for name in wanted:
                rows = door.engine.stated(shared[name])
                kept_files.write(
                    folder, f"{FACT}{name}", lambda path, rows=rows: door.engine.write(rows, path)
                )
    except Cancelled:
        raise
    except Exception:  # a full disk, too little memory: the run is recorded and whole
        logging.getLogger(__name__).exception("the facts of a run could not be kept")


def facts_of_run(door: Door, run: Run, chosen: Sequence[Built]) -> dict[str, Any]:
    """Return the facts of some checks that a run has worked out, by name: those kept by this code, and whole."""
    folder = kept_files.folder_of(door.home, run.folder)
    paths = {
        one.name: kept_files.whole(folder, f"{FACT}{one.name}") for one in facts_of(chosen) if one.is_kept
    }
    return {name: door.engine.files(path) for name, path in paths.items() if path}


def unread_in_words(run: Run) -> str:
    """Return which damaged earlier runs a run could not go on from, "" where it could."""
    unread = "、".join(str(number) for number in run.summary.get("unread", []))
    return f"筛查 {unread} 的结果文件已损坏,首次发现时间和次数没有计入它。" if unread else ""


def latest_period(door: Door, as_of: date) -> str:
    """Return the last month of bills that is not after the day; without bills the month before it."""
    month = month_of(as_of)
    billed = [billed_month for billed_month in door.months("bills") if billed_month <= month]
    return billed[-1] if billed else month


def latest_day(door: Door) -> date | None:
    """Return the last day, up to today, on which the data has anything that happens every day; None without any.

    Whoever exported the data did so on that day or the next; judged as of a later one, whatever was open then
    would seem to be overdue. Bills without a day of release stand for the last day of their month.
    """
    today = date.today()
    days: list[date | None] = []
    for name, column in DAILY.items():
        if door.filled(name).get(column):
            happened: Any = door.table(name)[column].cast("date")
            days.append(happened.max(where=happened <= today).to_pyarrow().as_py())
        elif name == "bills":
            days += [min(last_day(month), today) for month in door.months(name)[-1:]]
    return max((day for day in days if day is not None), default=None)


def run_check(
    one: Check,
    door: Door,
    folder: Path,
    *,
    as_of: date,
    period: str,
    values: Mapping[str, Any],
    overrides: Sequence[Override] = (),
    engine: Engine | None = None,
    shared: Mapping[str, Any] | None = None,
) -> Outcome:
    """Run one check, write its hits to `folder`/CODE.parquet, and return what came of it.

    `engine` works out the check, the door's own what belongs to every hit: that is little, and reads the files.
    `shared` are facts that were worked out before. `values` hold in all units, `overrides` is whatever was ever set.

    Shapes: problem_id, check_code, category, severity, object_type, object_id, cons_no, org_code, period,
    amount_yuan, then the check's evidence.
    """
    own = code_tables.values_of(one, door.code_tables, as_of, period)
    levels = levels_of(one, overrides, as_of, values, by_tables=own)
    filled = {name: door.filled(name) for name in one.columns}
    missing = one.missing(filled)
    card = _card_of(one, levels)
    card |= {"code_tables": code_tables.versions_of(one, door.code_tables, as_of, period)}
    card |= {"by_tables": {name: title for name, (title, _) in own.items()}}
    if missing:
        return Outcome(one.code, "off", missing=missing, **card)
    began = time.perf_counter()
    engine = engine or door.engine
    tables = tables_of(one, door, engine, as_of, period, shared)
    path = folder / f"{one.code}.parquet"
    try:
        whole = door.engine.arrow_table(hits_of(one, tables, door, engine, levels), "hits")
        door.engine.write(door.engine.stated(whole), path)
    except StoreUnusable:  # the disk or a stored file is to blame, not the check
        path.unlink(missing_ok=True)
        raise
    except Exception as error:  # whatever a broken check raises, the others go on and nobody is accused
        logging.getLogger(__name__).exception("check %s is broken", one.code)
        path.unlink(missing_ok=True)
        return Outcome(
            one.code,
            "broken",
            notes=tables.notes,
            error=bug_text(error),
            **card,
        )
    [(hits, amount)] = door.engine.execute(
        "SELECT count(*), sum(amount_yuan) FROM read_parquet(?)", [str(path)]
    )
    seconds = round(time.perf_counter() - began, 3)
    total = None if amount is None else str(amount)
    notes = tables.notes if hits else [*tables.notes, *lacking_rows(one, tables, engine)]
    return Outcome(one.code, "ran", hits, total, seconds, notes=notes, **card)


def lacking_rows(one: Check, tables: Tables, engine: Engine) -> list[str]:
    """Return in Chinese what stays off for want of rows; whoever found somebody had them."""
    return [
        said
        for said, rows in one.without_rows.items()
        if not len(engine.found(engine.stated(rows(tables).limit(1))))
    ]


def tables_of(
    one: Built, door: Door, engine: Engine, as_of: date, period: str, shared: Mapping[str, Any] | None = None
) -> Tables:
    """Return what a check reads, as an engine gives it, with the facts that were worked out before."""
    filled = {name: door.filled(name) for name in one.columns}
    ours = {fact.name for fact in with_what_they_use(one.facts)}
    kept_before = _of_same_kind(
        {name: rows for name, rows in (shared or {}).items() if name in ours}, door, one.columns
    )
    read = _read(door, engine, one.columns, as_of)
    return Tables(
        read,
        filled,
        as_of,
        period,
        without=one.without,
        kept=kept_before,
        code_tables=door.code_tables,
    )


def hits_of(
    one: Check, tables: Tables, door: Door, engine: Engine, levels: Levels, *, is_kept_on_disk: bool = True
) -> pa.Table:
    """Return the hits of a check by what counts for each unit: stated once for each distinct set of values.

    Shapes: as `run_check` writes them.
    """
    parts, is_one = [], len(levels.sets) == 1
    # of a check that lists the first alone it is said below which they are, of all units that share the limit
    every = (
        {one.most.parameter: parameter_of(one, one.most.parameter).high} if one.most and not is_one else {}
    )
    for place, own in enumerate(levels.sets):
        values = {**own, **every}
        found = engine.found(statement_of(one, tables, engine, values, is_kept_on_disk=is_kept_on_disk))
        parts.append(levels.of_set(_completed(one, found, _units(door, found)), place))
    if is_one:
        return parts[0]
    # a threshold of 60 among the evidence is another type than one of 60.5
    hits = pa.concat_tables(parts, promote_options="permissive")
    return hits if one.most is None else _at_most(one.most, hits, levels)


def _at_most(most: Most, hits: pa.Table, levels: Levels) -> pa.Table:
    """Return the hits that come first among the units for which a limit was set together."""
    units = hits.column("org_code").to_pylist()
    sources = {unit: levels.source_of(most.parameter, unit) for unit in set(units)}
    whose = {unit: source.org_prefix if source else WHOLE_COMPANY for unit, source in sources.items()}
    parts = []
    for prefix in sorted(set(whose.values())):
        own = hits.filter(pa.array([whose[unit] == prefix for unit in units], pa.bool_()))
        parts.append(most.first(own, levels.values_for(prefix)[most.parameter]))
    return pa.concat_tables(parts) if parts else hits


def _card_of(one: Check, levels: Levels) -> dict[str, Any]:
    """Return what a run keeps of a check's card and of the values that it was judged by."""
    kinds = {kind: one.amount_kind(kind) for kind in SUBJECTS}
    of_the_company = levels.set_for(WHOLE_COMPANY)
    overrides = kept(levels)
    differing = {name for name, value in of_the_company.items() if value != levels.usual.get(name)}
    return {
        "title": one.title,
        "amounts": {kind: amount for kind, amount in kinds.items() if amount},
        "version": version_of(one.judge.__module__),
        "parameters": levels.values_for(WHOLE_COMPANY),
        "set_by_person": sorted(differing | {each["name"] for each in overrides}),
        "overrides": overrides,
    }


def _read(door: Door, engine: Engine, columns: Mapping[str, Sequence[str]], as_of: date) -> dict[str, Any]:
    """Return tables and columns as a check or fact reads them: with codes, where all of them have codes."""
    is_coded = door.has_codes(columns)
    return {
        name: door.table_on(engine, name, is_coded=is_coded, judged_on=as_of).select(*names)
        for name, names in columns.items()
    }


def _of_same_kind(kept: Mapping[str, Any], door: Door, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the kept facts that go with some tables: those with codes only where all of these have codes."""
    is_coded = door.has_codes(columns)
    return {
        name: rows
        for name, rows in kept.items()
        if is_coded or not any(is_code(rows[column]) for column in rows.columns)
    }


def _units(door: Door, found: pa.Table) -> pa.Array:
    """Return the unit of each hit's customer, in the order of the hits; null without one.

    Every check's hits are asked for by the same statement, whatever their evidence: stated once, it serves all.
    """
    hits = found.select(["cons_no"]).append_column("hit", pa.array(range(len(found)), pa.int64()))
    customers = door.table_on(door.engine, "customers", is_coded=door.has_codes(["customers"]))
    asked = stated(
        door.engine, "units of hits", _with_units, door.engine.arrow_table(hits, "found"), customers
    )
    return door.engine.found(asked).column("org_code")


def _with_units(hits: Any, every_customer: Any) -> Any:
    hits = hits.mutate(
        customer=customer_code(hits.cons_no) if is_code(every_customer.cons_no) else hits.cons_no
    )
    units = every_customer.select(customer="cons_no", org_code="org_code").semi_join(hits, "customer")
    return hits.left_join(units.distinct(on="customer", keep="first"), "customer").order_by("hit")


def _completed(one: Check, found: pa.Table, units: pa.Array) -> pa.Table:
    """Add what every hit carries: the check, the problem's identity, and the unit through the customer."""
    where = found.schema.get_field_index("org_code")
    found = found.set_column(where, "org_code", pc.coalesce(found.column("org_code"), units))
    whose = [one.code, one.category.value, one.severity]
    identity = one.identity(*(found.column(name) for name in ("object_type", "object_id", "period")))
    common = [identity, *(pa.repeat(value, len(found)) for value in whose)]
    names = ["problem_id", "check_code", "category", "severity", *found.column_names]
    return pa.table([*common, *found.columns], names=names)


def _totals(outcomes: Sequence[Outcome]) -> dict[str, int]:
    states = [outcome.state for outcome in outcomes]
    return {"hits": sum(outcome.hits for outcome in outcomes)} | {
        state: states.count(state) for state in get_args(State)
    }


def _known_before(door: Door, store: Store) -> tuple[Any | None, list[int]]:
    """Return the problems that earlier runs knew, and the runs whose files are damaged and left out.

    The latest run has those of all before it; one that is damaged must not hinder every screening to come.
    """
    unread: list[int] = []
    for run in runs.history(store):
        try:
            return door.engine.backend.read_parquet(runs.file(store, run, PROBLEMS)), unread
        except DataDamaged:
            unread.append(run.id)
    return None, unread


def _problems(door: Door, folder: Path, before: Any | None) -> Any:
    """Return every problem known so far: when it was first seen, and in how many runs; `before` are those of earlier runs.

    Shapes: problem_id, first_seen_at, times_seen.
    """
    backend = door.engine.backend
    schema = ibis.schema({"problem_id": "string", "first_seen_at": "timestamp(6)", "times_seen": "int32"})
    empty = backend.create_table("no_problems", schema=schema, temp=True)
    files = sorted((folder / HITS).glob("*.parquet"))
    hits = backend.read_parquet(files, table_name="hits_now", union_by_name=True) if files else empty
    now = hits.select("problem_id").distinct()
    both: Any = now.outer_join(empty if before is None else before, "problem_id")
    seen_now = both.problem_id.notnull().cast("int32")
    return both.select(
        problem_id=ibis.coalesce(both.problem_id, both.problem_id_right),
        first_seen_at=ibis.coalesce(both.first_seen_at, ibis.literal(datetime.now())),
        times_seen=(both.times_seen.fill_null(0) + seen_now).cast("int32"),
    )

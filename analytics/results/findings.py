"""What a run found, as a person may see it: hits, their evidence and figures, targets and what they score.

Nothing in the product reads the results of a run any other way: the scope and the masking of the door hold here.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.amounts import OWED
from analytics.answers import answered
from analytics.check import Check
from analytics.customer_names import named
from analytics.ranking.scores import OBJECT, parts_without, targets_of
from analytics.results.evidence_columns import personal_evidence
from analytics.results.exempted import NOTHING_EXEMPTED, OnTheList, covered, on_the_list, wholly_covered
from analytics.rulebook import card_of, checks
from analytics.statements import looked_up, looked_up_often
from analytics.subjects import SUBJECTS
from analytics.units import unit_names
from models import runs
from models.data.masking import mask
from models.lake import Door, within_units
from models.orm import Run
from models.store import Store

HITS = "hits"
EVERY_HIT = "every_hit.parquet"  # the standard columns of all checks: a hundred files take long to open
PROBLEMS = "problems.parquet"
TARGETS = "targets.parquet"
PARTS = "parts.parquet"
SOUGHT = ("category", "org_prefix", "object_id", "cons_no")  # what figures are narrowed by, each time another
MOST_RUNS = 8
_CHECKS: dict[Path, dict[str, list[str]]] = {}
MOST_COVERED = 3 * MOST_RUNS
_COVERED: dict[tuple[Any, ...], pa.Table] = {}
STANDARD = (
    "problem_id",
    "check_code",
    "category",
    "severity",
    "object_type",
    "object_id",
    "cons_no",
    "org_code",
    "period",
    "amount_yuan",
)


class Findings:
    """What lies in a run's folder, within a door's units and masked for its person.

    Hits on the white list (`exempted`) are among the hits; figures count them apart, and targets are what is left.
    """

    def __init__(
        self,
        door: Door,
        folder: Path,
        outcomes: Sequence[Mapping[str, Any]] = (),
        exempted: OnTheList = NOTHING_EXEMPTED,
    ) -> None:
        self._door = door
        self._folder = folder
        self.exempted = exempted
        self._outcomes = {outcome["code"]: outcome for outcome in outcomes}

    @property
    def codes(self) -> list[str]:
        """Return the checks that ran."""
        return sorted(path.stem for path in (self._folder / HITS).glob("*.parquet"))

    def card(self, code: str) -> Check:
        """Return a check's card; of one given up since, what the run kept of it."""
        return card_of(code, self._outcomes.get(code))

    def outcome(self, code: str) -> Mapping[str, Any] | None:
        """Return what the run kept of a check."""
        return self._outcomes.get(code)

    def hits(
        self,
        *,
        category: str | None = None,
        codes: Sequence[str] = (),
        org_prefix: str = "",
        object_id: str | None = None,
        cons_no: str | None = None,
    ) -> Any:
        """Return the hits that fit as an expression.

        Shapes: the standard columns, `first_seen_at`, `times_seen`.
        """
        fits = {"category": category, "object_id": object_id, "cons_no": cons_no}
        known = {column: wanted for column, wanted in fits.items() if wanted is not None}
        table = _that_fit(self._all(), org_prefix, known)
        return table.filter(table.check_code.isin(list(codes))) if codes else table

    def has(self, code: str) -> bool:
        """Return whether the run kept hits (perhaps none) of a check."""
        return self._path(code).exists()

    def of_check(self, code: str, *, org_prefix: str = "", **fits: Any) -> Any:
        """Return the hits of one check that fit, with the check's evidence columns, as an expression."""
        return _that_fit(self._masked(self._within(self._stored(self._path(code))), code), org_prefix, fits)

    def counted(self, hits: Any) -> Any:
        """Return hits without those on the white list."""
        return hits.anti_join(self._on_the_list(), "problem_id") if self.exempted.holding else hits

    def with_exemption(self, hits: Any) -> Any:
        """Add to hits the number of the exemption by which each is on the white list, in `exemption`; null for others."""
        if not self.exempted.holding:
            return hits.mutate(exemption=ibis.null("int64"))
        return hits.left_join(self._on_the_list(), "problem_id").drop("problem_id_right")

    def exemption_of(self) -> dict[str, int]:
        """Return {problem_id: number of the exemption} of all that is on the white list, for every unit together."""
        rows = self._rows("holding")
        return dict(zip(rows["problem_id"].to_pylist(), rows["exemption"].to_pylist(), strict=True))

    def exempted_figures(self) -> dict[int, dict[str, Any]]:
        """Return hits, objects and yuan by the exemption that they fall under, or last fell under.

        Those that hold count what they cover; those that ran out what of theirs counts again; those that wait for
        approval what would no longer count.

        Shapes: {number: {hits, objects, owed_yuan, other_yuan, check_code}}, within the person's units; all positive.
        """
        figures: dict[int, dict[str, Any]] = {}
        for which in ("holding", "over", "asked"):
            rows = self._rows(which)
            if not len(rows):
                continue
            table = self._held(rows, which)
            hits = self.with_amount_kind(self.hits(codes=sorted(set(rows["check_code"].to_pylist()))))
            hits = hits.inner_join(table, "problem_id")
            if which != "holding":
                hits = self.counted(hits)
            yuan, is_owed = hits.amount_yuan.abs(), hits.amount_kind == OWED
            found = hits.group_by("exemption", "check_code").agg(
                hits=hits.count(),
                objects=hits.object_type.concat("|", hits.object_id).nunique(),
                owed_yuan=yuan.sum(where=is_owed),
                other_yuan=yuan.sum(where=~is_owed),
            )
            figures |= {row["exemption"]: row for row in found.to_pyarrow().to_pylist()}
        return figures

    def returned(self, *, since: date) -> int:
        """Return how many hits count again since a day because their exemption has run out; within the person's units."""
        lately = {one.number for one in self.exempted.over if one.until >= since}
        if not lately:
            return 0
        return sum(row["hits"] for number, row in self.exempted_figures().items() if number in lately)

    def with_evidence(self, code: str, *, limit: int | None = None, **fits: Any) -> list[dict[str, Any]]:
        """Return the hits of one check that fit and count, with their evidence, the largest amounts first."""
        if not self.has(code):
            return []

        table = self.counted(self.of_check(code, **fits))
        ordered = table.order_by(ibis.desc(table.amount_yuan.abs()), table.object_id)
        return (ordered.limit(limit) if limit else ordered).to_pyarrow().to_pylist()

    def about(self, object_id: str, cons_no: str = "") -> list[dict[str, Any]]:
        """Return the hits of an object and of a customer with their evidence, by check, the largest amounts first.

        `exemption` is the number of the exemption by which one is on the white list, else None.
        """

        def largest_first(hits: Any, *, number: Any, customer: Any) -> Any:
            own = self._masked(self._within(hits), code)
            own = own.filter((own.object_id == number) | (own.cons_no == customer))
            return own.order_by(ibis.desc(own.amount_yuan.abs()), own.object_id)

        about = {"number": object_id, "customer": cons_no or object_id}
        checks_of = self._checks_by_number()
        found: list[dict[str, Any]] = []
        for code in sorted({code for number in about.values() for code in checks_of.get(number, ())}):
            stored = self._stored(self._path(code))
            found += looked_up(self._door, f"hits of {code}", largest_first, stored, **about).to_pylist()
        known = self.exemption_of() if self.exempted.holding else {}
        return [hit | {"exemption": known.get(hit["problem_id"])} for hit in found]

    def checks_on(self, numbers: Iterable[str]) -> set[str]:
        """Return the checks that hit any of some objects or customers, within whatever units."""
        known = self._checks_by_number()
        return {code for number in numbers for code in known.get(number, ())}

    def figures(self, *by: str, unit_digits: int = 9, **fits: Any) -> list[dict[str, Any]]:
        """Return hits, objects and yuan by the given columns, or of everything.

        `by` names standard columns; 'unit' is org_code cut to `unit_digits`.

        Only what is owed is 少收 or 多收; the other kinds of amounts are added up apart from it. What is on the white
        list is counted in `exempted` and nowhere else.

        Shapes: the columns of `by`, `hits`, `objects`, `under_yuan` (少收), `over_yuan` (多收), `owed_yuan` (both
        together), `other_yuan`, all positive, `without_amount`, and `exempted`.
        """

        def added_up(told: Mapping[str, Any]) -> Any:
            return self._added_up(
                self.with_exemption(self.with_amount_kind(self.hits(**told))), by, unit_digits
            )

        return self._asked(f"figures {by} {unit_digits}", added_up, fits).to_pylist()

    def _asked(
        self,
        what: str,
        state: Callable[[Mapping[str, Any]], Any],
        fits: Mapping[str, Any],
        also: Callable[[], Iterable[Any]] = tuple,
    ) -> pa.Table:
        """Return what `state` makes of the hits that fit and of what `also` reads; what is empty narrows nothing."""
        told = {name: value for name, value in fits.items() if name in SOUGHT and value}
        told = {"org_prefix": ""} | told  # what is stated of a unit serves every unit, and all of them
        rest = {name: value for name, value in fits.items() if name not in SOUGHT and value}

        def work() -> pa.Table:
            if not (stored := self._hits_stored()):
                return state(told | rest).to_pyarrow()
            stored += [self._on_the_list()] if self.exempted.holding else []
            key = f"{what} {sorted(rest.items())} {self.statements_differ_by}"

            def narrowed(*_: Any, **sought: Any) -> Any:
                return state(sought | rest)

            return looked_up_often(self._door, key, narrowed, [*stored, *also()], told)

        question = f"{what} {sorted((told | rest).items())} {self.exempted.holding_key}"
        return answered(self._door, self._folder.name, question, work)

    @property
    def statements_differ_by(self) -> str:
        """Return what statements over hits depend on beside the tables: what amounts are, whether any hit is exempted."""
        return hashlib.sha256(repr((self._amount_kinds(), bool(self.exempted.holding))).encode()).hexdigest()

    def _added_up(self, hits: Any, by: Sequence[str], unit_digits: int) -> Any:
        table = hits.mutate(
            unit=hits.org_code.left(unit_digits),
            is_counted=hits.exemption.isnull(),
            is_owed=(hits.amount_kind == OWED) & hits.exemption.isnull(),
            is_other=(hits.amount_kind != OWED) & hits.exemption.isnull(),
        )
        yuan = table.amount_yuan
        grouped = (table.group_by(*by) if by else table).agg(
            hits=table.count(where=table.is_counted),
            objects=table.object_type.concat("|", table.object_id).nunique(where=table.is_counted),
            under_yuan=yuan.sum(where=table.is_owed & (yuan > 0)),
            over_yuan=(-yuan).sum(where=table.is_owed & (yuan < 0)),
            owed_yuan=yuan.abs().sum(where=table.is_owed),
            other_yuan=yuan.abs().sum(where=table.is_other),
            without_amount=yuan.isnull().sum(where=table.is_counted),
            exempted=table.count(where=~table.is_counted),
        )
        return grouped.order_by(ibis.desc("hits"), *by)

    def with_amount_kind(self, hits: Any) -> Any:
        """Add what each hit's amount is, in `amount_kind`, as it was said when the run was made; '' where it is nothing."""
        names = ("check_code", "object_type", "amount_kind")
        known = self._amount_kinds() or [("", "", "")]
        kinds = ibis.memtable([dict(zip(names, row, strict=True)) for row in known])
        joined = hits.left_join(kinds, ["check_code", "object_type"])
        return joined.select(*hits.columns, amount_kind=joined.amount_kind.fill_null(""))

    def _amount_kinds(self) -> list[tuple[str, str, str]]:
        """Return (check, type of object, kind of amount) of the amounts that are any."""
        today = {
            one.code: {kind: one.amount_kind(kind) or "" for kind in SUBJECTS} for one in checks().values()
        }
        then = {code: outcome["amounts"] for code, outcome in self._outcomes.items() if "amounts" in outcome}
        return [
            (code, kind, amount)
            for code, amounts in (today | then).items()
            for kind, amount in amounts.items()
            if amount
        ]

    def targets(self, *, org_prefix: str = "", **fits: Any) -> Any:
        """Return the ranked targets that fit as an expression, with the columns of analytics.ranking.targets.rank.

        What only stands there by hits on the white list is none; what stands there by others, too, by these alone.
        """
        return _that_fit(self._within(self._all_targets()), org_prefix, fits)

    def targets_hit(self, **fits: Any) -> Any:
        """Return the targets that have a hit that fits and counts, as `targets` has them; all of a unit where nothing else is asked."""
        ranked = self.targets(org_prefix=fits.get("org_prefix", ""))
        if not set(fits) - {"org_prefix"}:
            return ranked
        hits = self.counted(self.hits(**fits)).select("object_type", "object_id").distinct()
        return ranked.semi_join(hits, ["object_type", "object_id"])

    def target_count(self, **fits: Any) -> int:
        """Return how many targets `targets_hit` has."""

        def counted(told: Mapping[str, Any]) -> Any:
            return self.targets_hit(**told).agg(targets=lambda ranked: ranked.count())

        return self._asked("targets", counted, fits, self._targets_stored)["targets"][0].as_py()

    def targets_by(self, **fits: str) -> pa.Table:
        """Return the targets that fit, as `targets` has them, in the order of their rank."""

        def ranked(*_: Any, **sought: Any) -> Any:
            return self.targets(**sought).order_by("rank")

        return looked_up(self._door, "targets", ranked, *self._targets_stored(), **fits)

    def parts(self, **target: Any) -> Any:
        """Return the parts of the scores of the targets that fit: those that the person may see, whole."""
        parts = _that_fit(self._all_parts(), "", target)
        if self._door.person.sees_everything:
            return parts
        return parts.semi_join(self.targets(**target), ["object_type", "object_id"])

    def parts_by(self, **target: str) -> pa.Table:
        """Return the parts of the scores of the targets that fit, as `parts` has them, the most points first."""

        def largest_first(*_: Any, **sought: Any) -> Any:
            return self.parts(**sought).order_by(ibis.desc("points"))

        return looked_up(self._door, "parts", largest_first, *self._targets_stored(), **target)

    def with_names(self, hits: Any) -> Any:
        """Add the name of each hit's customer, in `cons_name`, masked as the door masks it."""
        return named(self._door, hits, "cons_no")

    def unit_names(self) -> dict[str, str]:
        """Return {org_code: short name} of the units."""
        return {code: name.short for code, name in unit_names(self._door).items()}

    def _all(self) -> Any:
        engine = self._door.engine
        if not (stored := self._hits_stored()):
            schema = ibis.schema(dict.fromkeys(STANDARD, "string") | {"amount_yuan": "decimal(18, 2)"})
            empty = engine.backend.create_table("no_hits", schema=schema, temp=True, overwrite=True)
            return empty.mutate(first_seen_at=ibis.null("timestamp"), times_seen=ibis.null("int32"))
        hits, *problems = stored
        if not problems:
            return self._within(hits)
        own = self._within(hits.select(*STANDARD))
        return own.left_join(problems[0], "problem_id").drop("problem_id_right")

    def _hits_stored(self) -> list[Any]:
        """Return all hits as they are stored: in one file, or of an older run in one of each check and one of problems."""
        if (together := self._folder / EVERY_HIT).exists():
            return [self._stored(together)]
        files = self._hit_files()
        return [self._stored(*files), self._stored(self._folder / PROBLEMS)] if files else []

    def _all_targets(self) -> Any:
        stored = self._stored(self._folder / TARGETS)
        if not (left_out := self._left_out()):
            return stored
        again = targets_of(parts_without(self._stored(self._folder / PARTS), left_out[0]))
        together = stored.anti_join(left_out[0], OBJECT).union(
            again.select(stored.columns).cast(stored.schema())
        )
        order = [ibis.desc(together.score), together.object_type, together.object_id]
        return together.mutate(rank=ibis.row_number().over(ibis.window(order_by=order)) + 1)

    def _all_parts(self) -> Any:
        stored = self._stored(self._folder / PARTS)
        if not (left_out := self._left_out()):
            return stored
        again = parts_without(stored, left_out[0])
        return stored.anti_join(left_out[0], OBJECT).union(again.cast(stored.schema()))

    def _targets_stored(self) -> Iterator[Any]:
        yield from (self._stored(self._folder / name) for name in (TARGETS, PARTS))
        yield from self._left_out()

    def _left_out(self) -> tuple[Any, ...]:
        """Return the table of objects and checks of which every hit is on the white list; none where nothing is."""
        if not len(rows := self._rows("holding")):
            return ()
        whole = self._remembered("whole", lambda: wholly_covered(self._hits_of, rows))
        return (self._held(whole, "whole"),) if len(whole) else ()

    def _on_the_list(self) -> Any:
        return self._held(self._rows("holding"), "holding").select("problem_id", "exemption")

    def _rows(self, which: str) -> pa.Table:
        """Return the hits that the exemptions of one kind cover (fields of OnTheList), for every unit together."""
        return self._remembered(which, lambda: covered(self._hits_of, getattr(self.exempted, which)))

    def _remembered(self, what: str, work: Callable[[], pa.Table]) -> pa.Table:
        """Return what a run's files and the exemptions make, worked out once for everybody."""
        key = (self._folder, what, self.exempted.key)
        if key not in _COVERED:
            while len(_COVERED) >= MOST_COVERED:
                _COVERED.pop(next(iter(_COVERED)), None)
            _COVERED[key] = work()
        return _COVERED[key]

    def _held(self, rows: pa.Table, what: str) -> Any:
        """Return rows as a table of the engine, under the same name in every session, for statements are kept."""
        said = repr((self._folder, what, self.exempted.key))
        name = f"exempted_{hashlib.sha256(said.encode()).hexdigest()[:16]}"
        self._door.engine.parts[name] = f"exempted {what}"
        return self._door.engine.arrow_table(rows, name)

    def _hits_of(self, code: str) -> Any:
        return self._stored(self._path(code)) if self.has(code) else None

    def _checks_by_number(self) -> dict[str, list[str]]:
        """Return {number of an object or a customer: checks that hit it}, for every unit together.

        A run's files are many and small, and stay as they are: they are looked through once for everybody.
        """
        known = _CHECKS.get(self._folder)
        if known is None:
            known = {}
            if stored := self._hits_stored():
                hits = stored[0]
                numbers = [hits.select("check_code", number=column) for column in ("object_id", "cons_no")]
                for hit in ibis.union(*numbers, distinct=True).to_pyarrow().to_pylist():
                    known.setdefault(hit["number"], []).append(hit["check_code"])
            while len(_CHECKS) >= MOST_RUNS:
                _CHECKS.pop(next(iter(_CHECKS)), None)
            _CHECKS[self._folder] = known
        return known

    def _hit_files(self) -> list[Path]:
        return sorted((self._folder / HITS).glob("*.parquet"))

    def _stored(self, *files: Path) -> Any:
        """Return some of the run's files as a table; those of several checks have no name of their own."""
        part = files[0].relative_to(self._folder).as_posix() if len(files) == 1 else HITS
        return self._door.engine.files(*files, part=f"run {part}")

    def _masked(self, hits: Any, code: str) -> Any:
        if self._door.person.sees_personal_data:
            return hits
        return hits.mutate(**{name: mask(hits[name], kind) for name, kind in personal_evidence(code).items()})

    def _path(self, code: str) -> Path:
        return self._folder / HITS / f"{code}.parquet"

    def _within(self, table: Any) -> Any:
        person = self._door.person
        return table if person.sees_everything else table.filter(within_units(table.org_code, person))


def findings_of(store: Store, door: Door, run: Run) -> Findings:
    """Return what a run found, as the door's person may see it."""
    return Findings(door, runs.folder(store, run), run.checks, on_the_list(store, run))


def every_hit_of(store: Store, run: Run, code: str) -> pa.Table:
    """Return the hits of a check that ran as the run wrote them, of every unit and unmasked: for what the system works out.

    Errors: DataDamaged.
    """
    return pq.read_table(runs.file(store, run, f"{HITS}/{code}.parquet"))


def _that_fit(table: Any, org_prefix: Any, fits: Mapping[str, Any]) -> Any:
    for column, wanted in fits.items():
        table = table.filter(table[column] == wanted)
    is_every_unit = isinstance(org_prefix, str) and not org_prefix
    return table if is_every_unit else table.filter(table.org_code.fill_null("").startswith(org_prefix))

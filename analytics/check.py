"""What a check is: a function from tables to hits, with a card that says everything a reader must know.

A check states an expression and never runs it, so the same check runs on the embedded engine and on a
cluster. Three answers are never mixed: found (perhaps nothing), off (data is missing), broken (a bug).
"""

import inspect
import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from math import isfinite
from typing import Annotated, Any, Literal, get_args, get_origin

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from analytics.amounts import AmountKind
from analytics.fact import Fact, Filled, Reads, Tables, bare_reads, joined_reads, lacking, stays_off
from analytics.regulation import with_quotations
from analytics.regulation.source import Rule, Verified, cited, weakest
from analytics.subjects import ObjectType
from models.category import Category
from models.data.customer_codes import customer_number, is_code
from models.errors import WrongUsage

Severity = Literal["高", "中", "低"]
Window = Literal["快照", "期间", "全部"]
Kind = Literal["规则", "模型"]
SECTIONS = ("为什么", "判定", "金额", "例外", "核实")
SHARE = "比例"  # the unit of a share of one; people read and write it in per cent
STANDARD = ("object_type", "object_id", "cons_no", "org_code", "period", "amount_yuan")


@dataclass(frozen=True)
class Param:
    """A threshold in a check's signature: its Chinese label, unit and bounds.

    Where the default is a `Rule`, the law of the day decides unless a person sets a value; the check then
    reads either for its day.
    """

    label: str
    unit: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Parameter:
    """One threshold of a check as its card shows it; the `default` of one that is law is None.

    `is_whole`: it takes whole numbers only.
    """

    name: str
    label: str
    unit: str
    low: float | None
    high: float | None
    default: Any
    law: Rule[Any] | None = None
    is_whole: bool = False

    @property
    def is_share(self) -> bool:
        """Return whether it is a share of one, which people read and write in per cent."""
        return self.unit == SHARE

    def validated(self, value: Any) -> Any:
        """Return the value if it is within bounds.

        Errors: WrongUsage.
        """
        too_low = self.low is not None and value < self.low
        too_high = self.high is not None and value > self.high
        if too_low or too_high:
            unit = f"({SHARE},1 即 100%)" if self.is_share else f" {self.unit}"
            raise WrongUsage(
                f"参数“{self.label}”不能是 {value}", remedy=f"允许范围为 {self.low} 至 {self.high}{unit}"
            )
        return value

    def number(self, value: float) -> float:
        """Return a person's number if the parameter takes it: within bounds, an int where it takes whole numbers only.

        Errors: WrongUsage.
        """
        if not isfinite(value) or (self.is_whole and value != int(value)):
            raise WrongUsage(
                f"参数“{self.label}”不能是 {value:g}", remedy="请填写整数" if self.is_whole else "请填写数字"
            )
        return self.validated(int(value) if self.is_whole else value)

    def takes(self, value: float) -> bool:
        """Return whether `number` accepts a number."""
        try:
            self.number(value)
        except WrongUsage:
            return False
        return True

    def given(self, value: Any) -> Any:
        """Return a person's value as the check takes it: within bounds, in place of the law where it is law.

        Errors: WrongUsage.
        """
        checked = self.validated(value)
        return checked if self.law is None else self.law.set_to(checked)

    def in_force(self, day: date) -> Any:
        """Return the value that counts on a day where no person set one; None where the law has none."""
        value = self.default if self.law is None else self.law.on(day)
        return float(value) if isinstance(value, Decimal) else value


Judge = Callable[..., ir.Table]


@dataclass(frozen=True)
class Most:
    """That a check lists so many hits at most: the `parameter` that says how many, and the order in which they are taken.

    `by` names columns of a hit, the largest first whichever their sign, nothing last; of equal ones the first object.
    """

    parameter: str
    by: tuple[str, ...]

    def first(self, hits: pa.Table, most: int) -> pa.Table:
        """Return so many hits at most, those that come first."""
        if len(hits) <= most:
            return hits
        columns = [hits.column(name).to_pylist() for name in self.by]
        numbers = hits.column("object_id").to_pylist()

        def place(row: int) -> tuple[Any, ...]:
            sizes = [column[row] for column in columns]
            return (*((size is None, -abs(size or 0)) for size in sizes), numbers[row])

        return hits.take(pa.array(sorted(sorted(range(len(hits)), key=place)[:most]), pa.int64()))


@dataclass(frozen=True)
class Check:
    """One check's card; calling it with tables gives the expression of its hits.

    `kind`: a rule (规则) says what is wrong; a model (模型) who is unlike its peers: a clue, without any amount.
    `matter` is the audit matter (analytics.matters) that the check answers. `own_reads` maps a table to its columns; a trailing '?' marks what the check can do without. `facts` are the
    terms that it builds on; `without` says of a place without any value which part then stays off, `without_rows` what
    does where a check that found nobody has none of some rows, as no count of values tells. `evidence`
    maps the columns of a hit that a person needs for verifying it by hand to their Chinese labels. `sentence`
    and `arithmetic` are templates over those columns; a part of the sentence in brackets (`[用时 {hours} 小时|没有到场]`) is
    said only where its values are there, else what stands behind the line. `amount` says what its hits' amounts are, by object type
    where they differ; None where they have none. `energy` is the column of the evidence that holds the energy (kWh)
    which the amount charges; with `is_penalty` the amount is 违约使用电费 and charges none. `laws` are the rules that it
    rests on; the docstring may quote them by place. `most`: it lists so many at most.
    """

    code: str
    title: str
    category: Category
    matter: str
    severity: Severity
    subject: ObjectType
    window: Window
    amount: AmountKind | Mapping[ObjectType, AmountKind] | None
    own_reads: Reads
    facts: tuple[Fact, ...]
    without: Mapping[str, str]
    without_rows: Mapping[str, Callable[[Tables], Any]]
    evidence: Mapping[str, str]
    sentence: str
    arithmetic: tuple[str, ...]
    laws: tuple[Rule[Any], ...]
    judge: Judge
    docstring: str
    parameters: tuple[Parameter, ...] = field(default=())
    kind: Kind = "规则"
    most: Most | None = None
    energy: str = ""
    is_penalty: bool = False

    def __call__(self, tables: Tables, **values: Any) -> ir.Table:
        """Return the hits as an expression with the standard columns and the evidence.

        Shapes: object_type, object_id, cons_no, org_code, period, amount_yuan, then the evidence columns.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        checked = {name: known[name].given(value) for name, value in values.items()}
        return self._standardised(self.judge(tables, **checked), tables)

    @cached_property
    def basis(self) -> str:
        """Return the regulations that the rules come from, each once."""
        return cited(source for law in self.laws for source in law.sources)

    @cached_property
    def verified(self) -> Verified:
        """Return how sure the check's rules are: as the least sure of them."""
        return weakest(law.verified for law in self.laws)

    @cached_property
    def reads(self) -> Reads:
        """Return the tables and columns that the check and its facts read."""
        return joined_reads(self.own_reads, *(one.reads for one in self.facts))

    @cached_property
    def needed(self) -> dict[str, tuple[str, ...]]:
        """Return the tables and columns without which the check is off."""
        return {
            table: tuple(column for column in columns if not column.endswith("?"))
            for table, columns in self.reads.items()
            if not table.endswith("?")
        }

    @cached_property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """Return every table and column that the check may read."""
        return bare_reads(self.reads)

    def amount_kind(self, object_type: str) -> AmountKind | None:
        """Return what the amount of a hit on such an object is; None where it has none."""
        if isinstance(self.amount, Mapping):
            return next((amount for kind, amount in self.amount.items() if kind == object_type), None)
        return self.amount

    @cached_property
    def may_stay_off(self) -> tuple[str, ...]:
        """Return in Chinese, each once, the parts that may stay off for want of values or rows."""
        return tuple(dict.fromkeys((*self.without.values(), *self.without_rows)))

    def stays_off(self, filled: Filled) -> list[str]:
        """Return in Chinese the parts that stay off for want of values."""
        return stays_off(self.without, filled)

    def missing(self, filled: Filled) -> list[str]:
        """Return the needed tables and columns ('bills', 'bills.amt_ym') that have no value at all."""
        return lacking(self.reads, filled)

    def section(self, title: str) -> str:
        """Return one of the five sections of the explanation, such as '判定', with the rules that it quotes."""
        match = re.search(
            rf"^\s*{title}[:\uff1a]\s*(.*?)(?=^\s*(?:{'|'.join(SECTIONS)})[:\uff1a]|\Z)",
            self.docstring,
            re.M | re.S,
        )
        return with_quotations(re.sub(r"\s*\n\s*", "", match.group(1)).strip()) if match else ""

    def identity(self, object_type: Any, object_id: Any, period: Any) -> Any:
        """Return what makes two hits of this check the same problem, in two runs, for columns of hits.

        A snapshot's condition has no period of its own: as long as it lasts it is one problem.
        """
        own_period = "" if self.window == "快照" else pc.fill_null(period, "")
        return pc.binary_join_element_wise(self.code, object_type, object_id, own_period, "|")

    def _standardised(self, found: Any, tables: Tables) -> ir.Table:
        columns = set(found.columns)
        unknown = (set(self.evidence) - columns) | ({"object_id", "cons_no"} - columns)
        if unknown:
            raise TypeError(f"{self.code} does not give the columns {sorted(unknown)}")
        no_text, no_amount = ibis.null("string"), ibis.null("decimal(18, 2)")
        standard = {
            "object_type": found.object_type if "object_type" in columns else ibis.literal(self.subject),
            "object_id": customer_number(found.object_id),
            "cons_no": customer_number(found.cons_no),
            "org_code": found.org_code.cast("string") if "org_code" in columns else no_text,
            "period": found.period.cast("string") if "period" in columns else ibis.literal(tables.period),
            # twice, because ibis leaves out a cast to what it takes the type to be already
            "amount_yuan": found.amount_yuan.cast("decimal(38, 2)").cast("decimal(18, 2)")
            if "amount_yuan" in columns
            else no_amount,
        }
        return found.select(
            **standard,
            **{
                name: customer_number(found[name]) if is_code(found[name]) else found[name]
                for name in self.evidence
                if name not in standard
            },
        )


def check(
    *,
    code: str,
    title: str,
    category: Category,
    matter: str,
    severity: Severity,
    subject: ObjectType,
    window: Window,
    amount: AmountKind | Mapping[ObjectType, AmountKind] | None,
    reads: Mapping[str, Sequence[str]],
    evidence: Mapping[str, str],
    sentence: str,
    laws: Sequence[Rule[Any]],
    facts: Sequence[Fact] = (),
    without: Mapping[str, str] | None = None,
    without_rows: Mapping[str, Callable[[Tables], Any]] | None = None,
    arithmetic: tuple[str, ...] = (),
    kind: Kind = "规则",
    most: Most | None = None,
    energy: str = "",
    is_penalty: bool = False,
) -> Callable[[Judge], Check]:
    """Return the decorator that makes a function from tables to hits a `Check`."""

    def decorate(judge: Judge) -> Check:
        return Check(
            code=code,
            title=title,
            category=category,
            matter=matter,
            severity=severity,
            subject=subject,
            window=window,
            amount=amount,
            own_reads={table: tuple(columns) for table, columns in reads.items()},
            facts=tuple(facts),
            without=dict(without or {}),
            without_rows=dict(without_rows or {}),
            evidence=dict(evidence),
            sentence=sentence,
            arithmetic=arithmetic,
            laws=tuple(laws),
            judge=judge,
            docstring=inspect.getdoc(judge) or "",
            parameters=tuple(_parameters(judge)),
            kind=kind,
            most=most,
            energy=energy,
            is_penalty=is_penalty,
        )

    return decorate


def placeholders(template: str) -> set[str]:
    """Return the column names that a sentence template refers to."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _parameters(judge: Judge) -> list[Parameter]:
    found = []
    for parameter in inspect.signature(judge).parameters.values():
        if get_origin(parameter.annotation) is Annotated:
            kind, declared = get_args(parameter.annotation)
            law = parameter.default if isinstance(parameter.default, Rule) else None
            found.append(
                Parameter(
                    parameter.name,
                    declared.label,
                    declared.unit,
                    declared.low,
                    declared.high,
                    None if law else parameter.default,
                    law,
                    int in (kind, *get_args(kind)),
                )
            )
    return found

"""What the rule book says of each check beside its own card: its law, data, results and how sure it is, and where words stand.

Screen, printed book and Excel file are three views of the same; the phrases of the audit charter lead to it (`phrases`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from analytics.check import SECTIONS, Check
from analytics.loop.check_records import CheckRecord
from analytics.readiness import Filled
from analytics.regulation.source import Rule, Version
from analytics.rulebook import check_of, coverage
from analytics.search.index import plain_form
from analytics.search.search import words_of
from analytics.subjects import LABELS, kind_of
from data_loaders.catalog import tables, titles
from models.category import Category

NO_VERDICTS = "还没有核查结论"
NEEDED, OPTIONAL = "必需", "缺少时降级"
AROUND = 12  # characters told on both sides of a word that was found
RUNS, PARTLY, OFF, UNCOVERED = "可以检查", "可以检查,数据不全", "缺少数据", "没有检查"


@dataclass(frozen=True)
class LawLine:
    """One version of a rule that a check rests on: its value, its days, its article, and how sure that is."""

    title: str
    value: str
    held: str
    basis: str
    verified: str
    seen: str
    note: str
    settles: str


@dataclass(frozen=True)
class DataLine:
    """One export table that a check reads: its columns, whether they are needed, and what of it is stored."""

    table: str
    columns: tuple[str, ...]
    need: str
    rows: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class RunLine:
    """What a check found in one run, within a person's units; figures are None where it did not run."""

    run_id: int
    period: str
    as_of: str
    state: str
    hits: int | None
    exempted: int | None
    owed_yuan: Any
    other_yuan: Any
    why: str = ""


@dataclass(frozen=True)
class Phrase:
    """A phrase of the audit charter, a check that answers it, and what its data allow; `check` is None without any."""

    category: Category
    phrase: str
    check: Check | None
    state: str
    missing: str


@dataclass(frozen=True)
class Chapter:
    """All that the book says of a check; `basis` is by the profile of prices that the company chose."""

    check: Check
    laws: tuple[LawLine, ...]
    data: tuple[DataLine, ...]
    off: str
    parts_off: tuple[str, ...]
    runs: tuple[RunLine, ...] = ()
    record: CheckRecord | None = None
    parameters: tuple[str, ...] = field(default=())
    basis: str = ""


def laws_of(one: Check) -> tuple[LawLine, ...]:
    """Return every version of the rules that a check rests on, each rule once."""
    rules = {id(rule): rule for rule in one.laws}
    return tuple(_law_line(rule, version) for rule in rules.values() for version in rule.versions)


def data_of(one: Check, filled: Filled, rows: Mapping[str, int]) -> tuple[DataLine, ...]:
    """Return the tables that a check reads; `filled` says how many values each stored column has."""
    return tuple(
        DataLine(
            tables()[name].title,
            tuple(tables()[name].by_name[column].title for column in columns),
            NEEDED if name in one.needed else OPTIONAL,
            rows.get(name, 0),
            tuple(
                tables()[name].by_name[column].title
                for column in columns
                if not filled.get(name, {}).get(column)
            ),
        )
        for name, columns in one.columns.items()
    )


def missing_in_words(one: Check, filled: Filled) -> str:
    """Return which tables and columns keep a check from running with the data stored now; '' where nothing does."""
    return "、".join(place_in_words(place) for place in one.missing(filled))


def place_in_words(place: str) -> str:
    """Return a table, or a column of one, by its title: 电费台账 for bills, 电费台账的电费年月 for bills.amt_ym."""
    name, _, column = place.partition(".")
    title = tables()[name].title if name in tables() else titles().get(name, name)
    return f"{title}的{tables()[name].by_name[column].title}" if column else title


def unsure(lines: Sequence[LawLine]) -> list[str]:
    """Return what of a check's law is not verified, and what would settle it, each once."""
    said = [
        f"{line.title}:{line.verified}" + (f"。怎样核实:{line.settles}" if line.settles else "")
        for line in lines
        if line.verified != "已核实"
    ]
    return list(dict.fromkeys(said))


def chapter(
    one: Check,
    filled: Filled,
    rows: Mapping[str, int],
    *,
    runs: Sequence[RunLine] = (),
    record: CheckRecord | None = None,
    parameters: Sequence[str] = (),
    basis: str | None = None,
) -> Chapter:
    """Return what the book says of a check, with the data as stored, the runs and the verdicts given."""
    return Chapter(
        one,
        laws_of(one),
        data_of(one, filled, rows),
        missing_in_words(one, filled),
        tuple(one.stays_off(filled)),
        tuple(runs),
        record,
        tuple(parameters),
        one.basis if basis is None else basis,
    )


def phrases(filled: Filled) -> list[Phrase]:
    """Return every phrase of the audit charter with each check that answers it, or with none, by the data stored."""
    return [
        line
        for category, phrase, answering in coverage()
        for line in _answers(category, phrase, answering, filled)
    ]


@cache
def texts_of(one_code: str) -> tuple[tuple[str, str], ...]:
    """Return all that can be searched of a check, as (where it stands, text)."""
    one = check_of(one_code)
    laws = laws_of(one)
    said = [
        ("编号", one.code),
        ("名称", one.title),
        ("类别", one.category.value),
        ("稽查事项", one.matter),
        ("对象", LABELS[kind_of(one.subject, one.code)]),
        *((title, one.section(title)) for title in SECTIONS),
        ("依据", one.basis),
        *(("法规数值", f"{line.title}:{line.value},{line.held}({line.basis})") for line in laws),
        *(("法规说明", line.note) for line in laws if line.note),
        *(("怎样核实", line.settles) for line in laws if line.settles),
        ("参数", "、".join(parameter.label for parameter in one.parameters)),
        ("证据", "、".join(one.evidence.values())),
        *(("数据不全", text) for text in one.may_stay_off),
        *(
            ("数据", f"{tables()[name].title}:{'、'.join(tables()[name].by_name[c].title for c in columns)}")
            for name, columns in one.columns.items()
        ),
    ]
    return tuple((place, text) for place, text in dict.fromkeys(said) if text)


def found_in(one: Check, asked: str) -> str | None:
    """Return where the words that somebody looks for stand in a check's chapter; None unless all of them do.

    '' where nothing is looked for.
    """
    words = words_of(asked)
    places: list[str] = []
    for word in words:
        place = next(_places_of(one, word), None)
        if place is None:
            return None
        places.append(place)
    return ";".join(dict.fromkeys(places))


def _places_of(one: Check, word: str) -> Iterator[str]:
    for place, spaced in texts_of(one.code):
        text = "".join(spaced.split())  # 526 号 and 526号 are the same phrase
        at = plain_form(text).find(word)
        if at >= 0:
            begin, end = max(0, at - AROUND), at + len(word) + AROUND
            before, after = "…" if begin else "", "…" if end < len(text) else ""
            yield f"{place}:{before}{text[begin:end]}{after}"


def _law_line(rule: Rule[Any], version: Version[Any]) -> LawLine:
    source = version.source
    return LawLine(
        rule.title,
        rule.said(version),
        held(version),
        source.basis,
        source.verified,
        f"{source.checked_on} 见于 {source.seen_at}" if source.seen_at else "没有公开出处",
        source.note,
        source.settles,
    )


def held(version: Version[Any]) -> str:
    """Return when a version of a rule held or holds."""
    since = f"{version.since} 起" if version.since else "起始日未写明"
    return f"{since},至 {version.until}" if version.until else f"{since},现行有效"


def _answers(category: Category, phrase: str, answering: Sequence[Check], filled: Filled) -> Iterator[Phrase]:
    if not answering:
        yield Phrase(category, phrase, None, UNCOVERED, "")
    for one in answering:
        missing, parts = missing_in_words(one, filled), one.stays_off(filled)
        state = OFF if missing else PARTLY if parts else RUNS
        yield Phrase(category, phrase, one, state, missing or ";".join(parts))

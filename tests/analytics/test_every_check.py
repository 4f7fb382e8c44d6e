"""What every check promises, whatever it looks for.

The test module of each check draws TABLES in which the check finds something (and AS_OF, where the day
matters); the promises about rows are tried on them. It has a boundary table for every threshold (BOUNDARIES).
"""

import importlib
import inspect
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, get_args, get_origin

import pytest

from analytics.check import SECTIONS, STANDARD, Check, Severity, Window, placeholders
from analytics.check import Kind as CheckKind
from analytics.facts.peers import EVIDENCE as PEER_EVIDENCE
from analytics.matters import MATTERS
from analytics.regulation import laws, quotations
from analytics.regulation.source import Verified
from analytics.rulebook import checks
from analytics.shared_facts import with_what_they_use
from analytics.subjects import SUBJECTS
from data_loaders.catalog import tables
from models.data.schema import Kind
from tests.base_cases.of_checks import day_of, hits, own_tables, own_tests, stem, usual_hits
from tests.drawn import Drawn, delivered, filled, in_digits

ROOT = Path(__file__).parents[2]
STRANGER = "98765432"  # of digits, as customers' numbers are
NOT_RECOMPUTED = {
    "INS-08": (
        "violation.OVER_CAPACITY_YUAN_PER_KW",
        "violation.SUSPENDED_YUAN_PER_KW",
        "violation.FOREIGN_SUPPLY_YUAN_PER_KW",
    )
}
BELOW_AT_ABOVE = ("below", "at", "above")


# the promises of one check are tried one after the other: each process states the check once
every_check = pytest.mark.parametrize("check", checks().values(), ids=checks(), scope="module")


def bare_tables(check: Check) -> Drawn:
    needed = check.needed
    return {
        name: [{column: row.get(column) for column in needed[name]} for row in rows]
        for name, rows in own_tables(check).items()
        if name in needed
    }


def spelled_out(place: str) -> list[str]:
    """Return the columns of a place: of 'bills.a|b' bills.a and bills.b."""
    table, columns = "", []
    for part in place.split("|"):
        name, _, column = part.rpartition(".")
        table = name or table
        columns.append(f"{table}.{column}")
    return columns


def templates(check: Check) -> Iterator[str]:
    yield check.sentence
    yield from check.arithmetic


@every_check
def test_its_code_fits_its_category_its_folder_its_file_and_its_headline(check: Check) -> None:
    module = importlib.import_module(check.judge.__module__)
    place = Path(module.__file__ or "").relative_to(ROOT)
    assert check.code.startswith(check.category.prefix + "-")
    assert place.parent == Path("analytics", "checks", check.category.folder)
    assert place.name.startswith(stem(check) + "_")
    assert (module.__doc__ or "").splitlines()[0] == f"{check.code} {check.title}"


def test_every_file_of_checks_holds_exactly_one() -> None:
    files = sorted(path for path in (ROOT / "analytics" / "checks").rglob("*.py") if path.stem != "__init__")
    held = sorted(ROOT / (check.judge.__module__.replace(".", "/") + ".py") for check in checks().values())
    assert held == files


@every_check
def test_its_card_is_of_known_words(check: Check) -> None:
    assert check.severity in get_args(Severity)
    assert check.subject in SUBJECTS
    assert check.window in get_args(Window)
    assert check.matter in MATTERS[check.category]
    assert check.laws
    assert all(check.evidence.values())


@every_check
def test_it_is_no_surer_than_any_rule_that_it_rests_on(check: Check) -> None:
    sureness = get_args(Verified)
    known = [version.source for law in check.laws for version in law.versions]
    assert all(sureness.index(check.verified) >= sureness.index(source.verified) for source in known)
    assert all(source.edition in check.basis and source.article in check.basis for source in known)


@every_check
def test_it_quotes_rules_that_it_rests_on_or_says_that_it_does_not_recompute(check: Check) -> None:
    quoted = [place for place in quotations(check.docstring) if laws()[place].rule not in check.laws]
    assert tuple(quoted) == NOT_RECOMPUTED.get(check.code, ())
    assert not any("{" in check.section(title) for title in SECTIONS)


@every_check
def test_thresholds_that_are_law_are_among_its_rules(check: Check) -> None:
    titles = {law.title for law in check.laws}
    assert {one.law.title for one in check.parameters if one.law} <= titles


@every_check
def test_it_explains_itself_in_five_sections(check: Check) -> None:
    assert check.docstring.splitlines()[0].endswith("。")
    assert [title for title in SECTIONS if not check.section(title)] == []


@every_check
def test_it_reads_tables_and_columns_that_exist(check: Check) -> None:
    unknown = [
        f"{name}.{column}"
        for name, columns in check.columns.items()
        for column in columns
        if column not in tables()[name].by_name
    ]
    assert unknown == []
    assert all(len(set(columns)) == len(columns) for columns in check.columns.values())


@every_check
def test_it_says_what_stays_off_for_want_of_places_that_it_can_do_without(check: Check) -> None:
    places = [part for place in check.without for part in spelled_out(place)]
    spared = {
        f"{name}.{column}"
        for name, columns in check.columns.items()
        for column in columns
        if column not in check.needed.get(name, ())
    }
    assert set(places) - spared == set()
    assert all(check.may_stay_off)
    own = {name.removesuffix("?") for name in check.own_reads if name.endswith("?")}
    assert own - {place.split(".")[0] for place in places} == set(), (
        "nothing is said of a table it can do without"
    )


@every_check
def test_it_uses_the_facts_of_its_card_and_no_others(check: Check) -> None:
    all_delivered = {name: dict.fromkeys(columns, 1) for name, columns in check.columns.items()}
    seen = delivered(check, own_tables(check), known=all_delivered)
    check(seen)
    assert {one.name for one in check.facts} <= seen.used
    assert seen.used <= {one.name for one in with_what_they_use(check.facts)}


@every_check
def test_its_sentences_speak_of_its_evidence(check: Check) -> None:
    spoken = {name for template in templates(check) for name in placeholders(template)}
    assert spoken - set(check.evidence) - set(STANDARD) == set()


@every_check
def test_every_threshold_is_declared_and_its_default_within_bounds(check: Check) -> None:
    signature = inspect.signature(check.judge).parameters.values()
    keywords = [one for one in signature if one.kind is inspect.Parameter.KEYWORD_ONLY]
    assert all(get_origin(one.annotation) is Annotated for one in keywords)
    assert [one.name for one in keywords] == [parameter.name for parameter in check.parameters]
    for one in check.parameters:
        values = [one.default] if one.law is None else [version.value for version in one.law.versions]
        assert [one.validated(value) for value in values] == values


@every_check
def test_each_threshold_is_tried_on_both_sides_and_moves_where_a_person_sets_it(check: Check) -> None:
    boundaries = getattr(own_tests(check), "BOUNDARIES", {})
    assert set(boundaries) == {parameter.name for parameter in check.parameters}
    for name, one in boundaries.items():
        values, own_values = list(one.answers), list(one.answers_to_own)
        for answers in (one.answers, one.answers_to_own):
            assert len(answers) == len(BELOW_AT_ABOVE)
            assert len(set(answers.values())) > 1, f"{name} decides nothing"
        by_default = one.tried(check, values + own_values, day_of(check))
        to_own = one.tried(check, own_values, day_of(check), **{name: one.own})
        assert dict(zip(values, by_default, strict=False)) == one.answers, name
        assert dict(zip(own_values, to_own, strict=True)) == one.answers_to_own, f"{name} = {one.own}"
        assert to_own != by_default[len(values) :], f"the own value of {name} changes nothing"


@every_check
def test_it_has_tests_of_its_own_with_tables_in_which_it_finds_something(check: Check) -> None:
    assert usual_hits(check.code)


@every_check
def test_each_hit_is_about_an_object_of_a_known_kind_and_no_object_has_two(check: Check) -> None:
    found_hits = usual_hits(check.code)
    objects = [(hit["object_type"], hit["object_id"], hit["period"]) for hit in found_hits]
    assert len(set(objects)) == len(objects)
    assert {hit["object_type"] for hit in found_hits} <= set(SUBJECTS)
    assert all(hit["object_id"] for hit in found_hits)


@every_check
def test_its_card_says_what_its_amounts_are(check: Check) -> None:
    with_amount = {hit["object_type"] for hit in usual_hits(check.code) if hit["amount_yuan"] is not None}
    assert [kind for kind in sorted(with_amount) if check.amount_kind(kind) is None] == []


@every_check
def test_a_model_says_that_it_is_one_and_what_is_normal_for_peers_and_no_amount(check: Check) -> None:
    assert check.kind in get_args(CheckKind)
    assert check.title.startswith("模型:") == (check.kind == "模型")
    if check.kind == "模型":
        assert set(PEER_EVIDENCE) <= set(check.evidence)
        assert (check.amount, check.severity) == (None, "低")
        assert "线索,不是认定" in check.docstring.splitlines()[0]
        assert {hit["amount_yuan"] for hit in usual_hits(check.code)} == {None}


@every_check
def test_it_gives_the_standard_columns_and_its_evidence(check: Check) -> None:
    assert all(set(hit) == {*STANDARD, *check.evidence} for hit in usual_hits(check.code))


@every_check
def test_it_is_off_without_what_it_needs_and_runs_without_what_it_can_spare(check: Check) -> None:
    assert check.missing({}) == list(check.needed)
    hits(check, in_digits(bare_tables(check)))


@every_check
def test_empty_tables_give_no_hits(check: Check) -> None:
    assert hits(check, {}, known=filled(bare_tables(check))) == []


@every_check
def test_the_order_of_rows_does_not_matter(check: Check) -> None:
    rows = own_tables(check)
    draw = random.Random(7)
    shuffled = {name: draw.sample(lines, len(lines)) for name, lines in rows.items()}
    assert hits(check, shuffled) == usual_hits(check.code)


@every_check
def test_strangers_of_whom_nothing_is_known_do_not_matter(check: Check) -> None:
    rows = own_tables(check)
    numbers = {name: [c.name for c in tables()[name].columns if c.kind is Kind.ID] for name in check.columns}
    crowd = {
        name: rows.get(name, []) + [dict.fromkeys(numbers[name], f"{STRANGER}{n}") for n in range(3)]
        for name in check.columns
        if name in rows
    }
    known = [hit for hit in hits(check, rows | crowd) if not hit["object_id"].startswith(STRANGER)]
    assert known == usual_hits(check.code)

"""How a case is drawn, changed and told, on companies in which nothing else is planted."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from demo.cases import Case, Plant, Side, Truth, accused, extra, fine, wrong
from demo.changes import archived, changed, the_meter, together
from demo.company import Company, make_company
from demo.profiles import HOME, SHOP, STORE
from demo.stage import PAID, Play, Role


def company_of(*cases: Case, last_month: str = "202610", **other: Any) -> Company:
    def planted(play: Play) -> Sequence[Case]:
        del play
        return cases

    return make_company(2000, months=13, only=[Plant("MET-06", planted, **other)], last_month=last_month)


def told(company: Company) -> list[Truth]:
    return company.troupe.plays[0].truths


def test_a_case_draws_a_customer_of_its_kind_and_facts_and_its_change_is_in_its_rows() -> None:
    company = company_of(wrong("超期", SHOP, {"contract_cap": 9}, archived(run_cap=None), "12.50"))
    [role] = company.roles
    assert (role.archive["contract_cap"], role.archive["run_cap"]) == (Decimal(9), None)
    assert role.archive["elec_type_code"] in SHOP.elec_types
    [truth] = told(company)
    assert (truth.check_code, truth.kind, truth.note) == ("MET-06", "planted", "超期")
    assert (truth.object_type, truth.object_id, truth.period) == ("customer", role.no, "202610")
    assert truth.amount_yuan == Decimal("12.50")


def test_an_amount_is_worked_out_from_the_rows_as_they_were_changed() -> None:
    def contract(role: Role) -> Decimal:
        return role.archive["contract_cap"] * 2

    company = company_of(wrong("超期", SHOP, {}, archived(contract_cap=Decimal(21)), contract))
    assert [truth.amount_yuan for truth in told(company)] == [Decimal(42)]


def test_a_look_alike_is_told_without_an_amount_and_an_extra_is_not_told_at_all() -> None:
    company = company_of(fine("恰到期", HOME, {}), extra(HOME, {}))
    assert len(company.roles) == 2
    assert [(truth.kind, truth.amount_yuan) for truth in told(company)] == [("lookalike", None)]


def test_what_a_change_accuses_is_told_instead_of_the_customer_and_a_plant_may_say_it_for_all() -> None:
    def order(role: Role) -> dict[str, str]:
        return accused("work_order", "W1", cons_no="")

    company = company_of(wrong("工单", HOME, {}, order), wrong("表", HOME, {}), about=the_meter)
    _, metered = company.roles
    assert [(t.object_type, t.object_id) for t in told(company)] == [
        ("work_order", "W1"),
        ("asset", metered.meter["asset_no"]),
    ]


def test_a_hit_of_another_check_is_told_beside_the_case_that_it_follows_from() -> None:
    company = company_of(fine("相近", SHOP, {}, also=[Side("TAR-02", 7, "电量突增")]))
    assert [(t.check_code, t.kind, t.note, t.amount_yuan) for t in told(company)] == [
        ("MET-06", "lookalike", "相近", None),
        ("TAR-02", "planted", "电量突增", Decimal(7)),
    ]


def test_a_crowd_is_drawn_together_and_the_change_gets_the_first_with_its_mates() -> None:
    def same_name(role: Role) -> None:
        for one in (role, *role.mates):
            one.archive["cons_name"] = "同名"

    company = company_of(wrong("三户", STORE, {}, same_name, crowd=3))
    assert [role.archive["cons_name"] for role in company.roles] == ["同名"] * 3
    assert len(told(company)) == 1


def test_changes_are_made_one_after_the_other() -> None:
    both = together(archived(run_cap=None), archived(run_cap=Decimal(3)), changed("meters", None, digits=4))
    [role] = company_of(wrong("两次", SHOP, {}, both)).roles
    assert (role.archive["run_cap"], role.meter["digits"]) == (Decimal(3), 4)


def test_a_case_about_money_waits_until_its_customer_has_paid() -> None:
    def paid(role: Role) -> Decimal:
        return Decimal(len(role.rows["payments"]))

    company = company_of(wrong("缴费", HOME, {}, amount=paid, moment=PAID))
    [truth] = told(company)
    assert truth.amount_yuan
    assert truth.amount_yuan >= 12


@pytest.mark.parametrize(
    ("last_month", "as_of", "sixteenth", "edge", "holiday"),
    [
        ("202610", "2026-11-01", "2026-07-16", "2025-10-31", "2026-10-01"),
        ("202602", "2026-03-01", "2025-11-16", "2025-02-28", "2025-10-01"),
    ],
)
def test_days_are_counted_from_the_company_s_last_month(
    last_month: str, as_of: str, sixteenth: str, edge: str, holiday: str
) -> None:
    company = company_of(fine("日期", HOME, {}), last_month=last_month)
    play = company.troupe.plays[0]
    days = [play.as_of, play.day(16, -3), play.ago(months=12, days=1), play.latest(10, 1, before=30)]
    assert days == [date.fromisoformat(text) for text in (as_of, sixteenth, edge, holiday)]
    assert play.month(-12) == company.months[0]


def test_a_slip_in_the_name_of_a_column_or_a_fact_is_refused_and_does_not_plant_nothing() -> None:
    with pytest.raises(KeyError, match=r"MET-06 «笔误»: meters has no columns .*last_chek_date"):
        company_of(wrong("笔误", SHOP, {}, changed("meters", last_chek_date=None)))
    with pytest.raises(KeyError, match="contract_kva"):
        company_of(wrong("笔误", SHOP, {"contract_kva": 9}))

import pytest

from analytics.checks.account.acc_15_acceptances import acceptances
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder, found

CHECK = acceptances
NOTES = "remittances\norg_code | cashchk_id | cashchk_amt | cashchk_date | arrive_date | acct_status | settle_mode | note_issue_date | note_due_date | endorse_count"
CREDITS = "bank_credits\ncashchk_id | credit_date | amount | credit_status"


def note(**other: str) -> str:
    row = {
        "number": "k1",
        "yuan": "5000",
        "sent": "2025-05-10",
        "arrived": "2025-08-20",
        "status": "02",
        "mode": "0401",
        "issued": "2025-02-20",
        "due": "2025-08-20",
        "endorsed": "3",
    } | other
    return "33401 | " + " | ".join(row.values())


def tables(*notes: str, credits: tuple[str, ...] = ()) -> str:
    drawn_notes = "\n".join([NOTES, *notes])
    return "\n\n".join([drawn_notes, "\n".join([CREDITS, "other | 2025-01-01 | 1 | 01", *credits])])


TABLES = tables(note(status="03"), note(number="k2", due="2025-08-21", endorsed="4"))
hits = finder(CHECK, tables)
BOUNDARIES = {
    "present_days": Boundary(
        lambda day: tables(note(arrived=day)),
        {"2025-08-29": False, "2025-08-30": False, "2025-08-31": True},
        own=20,
        answers_to_own={"2025-09-08": False, "2025-09-09": False, "2025-09-10": True},
    ),
    "longest_months": Boundary(
        lambda day: tables(note(due=day)),
        {"2025-08-19": False, "2025-08-20": False, "2025-08-21": True},
        own=7,
        answers_to_own={"2025-09-19": False, "2025-09-20": False, "2025-09-21": True},
    ),
    "endorsements": Boundary(
        lambda count: tables(note(endorsed=count)),
        {"2": False, "3": False, "4": True},
        own=5,
        answers_to_own={"4": False, "5": False, "6": True},
    ),
}


def test_a_note_that_bounced_is_to_be_collected_again() -> None:
    [hit] = hits(note(status="03", arrived="-"))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("payment", "k1", None)
    assert (hit["reason"], hit["amount_yuan"], hit["period"]) == ("退票、逾期", 5000, "202505")
    assert (str(hit["latest"]), hit["late_days"], hit["org_code"]) == ("2025-08-30", 63, "33401")


def test_the_latest_day_is_explained_by_the_days_in_force_or_by_the_day_of_remittance() -> None:
    [hit] = hits(note(arrived="2025-08-26"), present_days=5)
    assert arithmetic_of(hit | {"check_code": "ACC-15"}) == [
        "最迟到账日 = 票据到期日期 2025-08-20 + 提示付款期 5 天 = 2025-08-25",
        "逾期 = 2025-08-26 − 2025-08-25 = 1 天",
    ]
    [hit] = hits(note(number="k0", mode="09"), note(due="-", sent="2025-04-30", arrived="2025-11-01"))
    assert arithmetic_of(hit | {"check_code": "ACC-15"}) == [
        "最迟到账日(没有到期日期)= 解款日 2025-04-30 + 6 个月 = 2025-10-30",
        "逾期 = 2025-11-01 − 2025-10-30 = 2 天",
    ]


@pytest.mark.parametrize(
    ("changes", "credits", "reason", "amount"),
    [
        ({"arrived": "2025-08-31"}, (), "逾期", None),
        ({"arrived": "-"}, (), "逾期", 5000),
        ({"arrived": "2025-12-01"}, (), "逾期", 5000),
        ({"arrived": "-", "due": "2025-10-21", "issued": "2025-05-01"}, (), "逾期", 5000),
        ({}, ("k1 | 2025-09-05 | 5000 | 01",), "逾期", None),
        ({}, ("k1 | 2025-08-20 | 5000 | 01", "k1 | 2025-08-25 | -5000 | 02"), "退票", 5000),
        ({"arrived": "-"}, ("k1 | 2025-08-20 | 5000 | 03",), "退票", None),
        ({"due": "2025-08-21"}, (), "期限过长", None),
        ({"endorsed": "4"}, (), "多次背书", None),
        ({"due": "-", "arrived": "2025-11-01"}, (), None, None),
        ({"due": "-", "arrived": "2025-11-01", "sent": "2025-04-30"}, (), "逾期", None),
    ],
)
def test_each_fault_of_a_note_is_said_and_what_never_arrived_is_the_amount(
    changes: dict[str, str], credits: tuple[str, ...], reason: str | None, amount: int | None
) -> None:
    due = note(number="other", mode="09")
    found_now = hits(due, note(**changes), credits=credits)
    expected = [] if reason is None else [(reason, amount)]
    assert [(hit["reason"], hit["amount_yuan"]) for hit in found_now] == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "09", "status": "03"},
        {"sent": "2025-11-02", "status": "03"},
        {"yuan": "-5", "status": "03"},
        {"arrived": "-", "due": "2025-10-22", "issued": "2025-05-01"},
        {"issued": "2022-12-31", "due": "2023-12-31", "sent": "2023-01-05", "arrived": "2023-12-31"},
        {"endorsed": "-"},
    ],
)
def test_other_money_notes_that_are_not_due_and_older_ones_are_left_alone(changes: dict[str, str]) -> None:
    assert hits(note(number="k0"), note(**changes)) == []


def test_what_the_bank_and_the_notes_do_not_say_is_said() -> None:
    text = "\n".join([NOTES, note(due="-", endorsed="-", status="03")])
    [hit] = found(CHECK, text)
    assert hit["note"] == "没有到期日期,按解款日加 6 个月"
    seen = delivered(CHECK, drawn(text))
    CHECK(seen)
    assert seen.notes == [
        "缺票据到期日期,逾期以解款日加 6 个月计,不查期限过长",
        "缺背书次数,不查背书",
        "缺银行到账,只用解款的到账日期和到账状态",
    ]
    assert CHECK.missing({"remittances": {"cashchk_id": 1, "cashchk_amt": 1, "cashchk_date": 1}}) == [
        "remittances.settle_mode"
    ]

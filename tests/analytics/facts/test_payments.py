from analytics.facts.payments import reversal_pairs, reversals
from tests.drawn import rows_of

HEADER = "payments\ncons_no | charge_id | relate_id | charge_time | rcv_amt | charge_type\n"


def pairs(*rows: str) -> list[tuple[str, str, bool]]:
    found = rows_of(reversal_pairs, HEADER + "\n".join(rows))
    return [(row["charge_id"], row["reversal_charge_id"], row["is_by_amount"]) for row in found]


def test_a_reversal_takes_money_back_by_the_day_and_is_said_above_zero() -> None:
    found = rows_of(
        reversals,
        HEADER
        + "\n".join(
            (
                "1 | a | - | 2025-10-01 | 100 | 10",
                "1 | b | a | 2025-11-01 23:59:59 | -100 | 20",
                "1 | c | a | 2025-11-02 | -100 | 20",
                "1 | d | - | 2025-10-01 | 100 | 20",
            )
        ),
    )
    assert [(row["charge_id"], row["relate_id"], row["amount"]) for row in found] == [("b", "a", 100)]


def test_a_reversal_belongs_to_the_payment_that_it_names() -> None:
    payment, later = "1 | a | - | 2025-10-01 | 100 | 10", "1 | b | - | 2025-10-02 | 100 | 10"
    assert pairs(payment, later, "1 | c | a | 2025-10-03 | -100 | 20") == [("a", "c", False)]
    assert pairs(payment, later, "1 | c | a | 2025-10-03 | -99 | 20") == []  # in part
    assert pairs(payment, later, "2 | c | a | 2025-10-03 | -100 | 20") == []


def test_a_reversal_that_names_none_takes_back_the_last_of_its_amount_that_is_free() -> None:
    payments = "1 | a | - | 2025-10-01 | 100 | 10", "1 | b | - | 2025-10-02 | 100 | 10"
    assert pairs(*payments, "1 | c | - | 2025-10-03 | -100 | 20") == [("b", "c", True)]
    named = "1 | d | b | 2025-10-04 | -50 | 20"
    assert pairs(*payments, named, "1 | c | - | 2025-10-03 | -100 | 20") == [("a", "c", True)]
    assert pairs(*payments, "1 | c | - | 2025-09-30 | -100 | 20") == []

"""Homes whose bills of a month follow the first step's price of Zhejiang, and most of them other steps."""

from decimal import Decimal

from tests.drawn import Drawn, drawn

BILLS = """
    bills
    cons_no | amt_ym | amt_type | elec_type_code | prc_code | ladder_level | total_pq | kwh_amt
"""
FILES = """

    customers
    cons_no | org_code | status_code | elec_type_code | build_date
"""


def of_another_province(homes: int, right: int) -> Drawn:
    """Return 60 homes in the first step of 202410, and `homes` above it, so many of them `right` by Zhejiang.

    Of their 2,900 kWh 2,760 lie in the first step, in the other province 2,160. The year is their own, so that other
    cases beside them stay the company's.
    """
    rows, names = [], [f"p{n}" for n in range(60)] + [f"h{n}" for n in range(homes)]
    for n in range(homes):
        rows += [f"h{n} | 2024{month:02} | 01 | - | 0101 | 1 | 300 | -" for month in range(1, 10)]
        first, second = (60, 140) if n < right else (0, 200)
        for level, kwh, price in ((1, first, Decimal("0.538")), (2, second, Decimal("0.588"))):
            rows.append(f"h{n} | 202410 | 01 | - | 0101 | {level} | {kwh} | {kwh * price}")
    rows += [f"p{n} | 202410 | 01 | - | 0101 | 1 | 100 | 53.80" for n in range(60)]
    files = [f"{name} | 33401 | 0 | 202 | 2010-01-01" for name in names]
    return drawn(BILLS + "\n".join(rows) + FILES + "\n".join(files))

"""Three adjustments of charges that one person both wrote and approved (BIZ-14), in two stations."""

from datetime import date

FIRST_DAY, LATER_DAY = date(2025, 11, 1), date(2026, 3, 1)
STATION, OTHER = "334010101", "334010201"
ADJUSTMENTS = f"""
    adjustments
    app_no | cons_no | org_code  | rs_amt | rs_date    | person_resp | approver | rs_reason
    1      | c1      | {STATION} | 16     | 2025-10-15 | a           | a        | 抄错
    2      | c2      | {STATION} | 100    | 2025-10-16 | a           | a        | 政策
    3      | c3      | {OTHER}   | 400    | 2025-10-17 | a           | a        | 政策
"""

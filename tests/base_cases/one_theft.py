"""One theft of electricity with too small a penalty (INS-08)."""

THEFT = """
    customers
    cons_no    | org_code  | cons_name
    0000000001 | 334010101 | 罗兰秀

    violations
    app_no | cons_no    | org_code  | attr | vtype | occur_time          | add_amt | penalty_amt
    V1     | 0000000001 | 334010101 | 02   | 02    | 2024-05-20 10:00:00 | 8100    | 14300
"""

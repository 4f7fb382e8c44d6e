"""Repairs on time, a second late, and without an arrival."""

# a town may wait 45 minutes: 1 was reached in time, 2 a second late, 3 was closed without the time, 4 is not due
REPAIRS = """
    work_orders
    wo_no | busi_type | org_code  | urban_rural_flag | accept_time         | arrive_time         | repair_time         | status
    1     | 001       | 334010101 | 01               | 2025-10-13 09:00:00 | 2025-10-13 09:45:00 | 2025-10-13 11:00:00 | 02
    2     | 001       | 334010101 | 01               | 2025-10-13 09:00:00 | 2025-10-13 09:45:01 | 2025-10-13 11:00:00 | 02
    3     | 001       | 334010201 | 02               | 2025-10-13 21:00:00 | -                   | 2025-10-13 23:00:00 | 02
    4     | 001       | 334010201 | 02               | 2025-09-30 21:00:00 | -                   | 2025-10-13 23:00:00 | 02
"""

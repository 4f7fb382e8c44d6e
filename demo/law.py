"""The numbers of law that plants reckon with: a second, independent reading, not asked of the checks.

Days of law are the only days that stand in the calendar here; all else is counted from the company's last month.
"""

from datetime import date
from decimal import Decimal

SUPPLY_RULES_2024 = date(2024, 6, 1)
"""供电营业规则 of 2024: from then on 160 kVA at 380 V, and penalties up to so many times what is due."""
HIGH_VOLTAGE_KVA = {
    "AC00101": 12_000,
    "AC00201": 24_000,
    "AC00351": 48_000,
    "AC00661": 48_000,
    "AC01101": 120_000,
}
"""The most capacity at each high voltage."""
TWO_PARTS_SINCE = date(2023, 6, 1)
"""发改价格 2023: who begins or changes from then on with 315 kVA pays in two parts."""
TEMPORARY_FEE_ENDED = date(2017, 12, 1)
"""No temporary connection fee may be taken from then on."""
METER_FEE_ENDED = date(2021, 3, 1)
"""No new customer pays for the meter from then on."""
RELIABILITY_SINCE = date(2004, 1, 1)
"""Who is supplied from several sources from then on pays for all but the largest."""
REPLY_DAYS = {"01": 3, "02": 8, "03": 15, "04": 30}
"""Working days until the supply plan is answered, by class of customer."""
REVIEW_DAYS = {"01": 8, "02": 8, "03": 10, "04": 10}
"""Working days until a design is reviewed, by class of customer."""
MIDWAY_DAYS = {"01": 3, "02": 3, "03": 5, "04": 5}
"""Working days until the inspection of what will be covered."""
COMPLETION_DAYS = {"01": 5, "02": 5, "03": 5, "04": 5}
"""Working days until the final test."""
PROMISED_DAYS = {"01": 5, "02": 6, "03": 22, "04": 32}
"""Working days of all that the utility does; of a resident, from acceptance to power."""
ARCHIVING_DAYS = 5
"""Working days until a contract is filed."""
PLAN_MONTHS = {"02": 3, "03": 12}
"""Months that a supply plan is valid."""
POWER_DAYS = {"01": 3, "02": 5, "03": 5, "04": 5}
"""Working days until power is on once everything is ready, by class of customer."""
ARRIVAL_MINUTES = {"01": 45, "02": 90, "03": 120}
"""Until the repair crew is there: in town, in the country, far away."""
RESTORE_HOURS = {"01": 3, "02": 4, "03": 4}
"""From the crew's arrival until power is back: in town, in the country, far away."""
ANSWER_DAYS = {"003": 2, "006": 9, "008": 9, "009": 9}
"""Working days until an enquiry, a report, an advice, an opinion is answered."""
REQUEST_DAYS = {"抄表数据异常": 6, "电能表异常": 4, "更名": 5}
"""Working days until a service request is answered, by its kind; any other kind as 更名."""
METER_TEST_DAYS = 5
"""Working days until a meter is tested, or what is odd about it or its readings is answered."""
PLANNED_OUTAGE_DAYS, TEMPORARY_OUTAGE_HOURS = 7, 24
"""How long before a planned and a temporary outage customers are told."""
QUEUE_MINUTES = Decimal(15)
"""Longer than this nobody should wait in a hall."""
FINDING_DAYS = 30
"""Days until what a visit found is put right, where it does not say."""
SINGLE_RATE_KVA_YUAN = Decimal(50)
"""A kVA above contract, for who pays in one part: 违约使用电费."""
PENALTY_TIMES = 4
"""For who pays in two parts: what was due once, and three times as penalty (1996: twice)."""
LATE_FEE_MILLE_HOME, LATE_FEE_MILLE, LATE_FEE_MILLE_LATER = 1, 2, 3
"""A day: at home; elsewhere in the year it fell due, and in later years."""
LEAST_LATE_FEE = Decimal(1)
CUT_OFF_AFTER_DAYS = 30
"""Who owes may be cut off once this many days overdue are full: on the next."""
NOTICE_DAYS_HOME, NOTICE_DAYS = 7, 3
"""Before somebody is cut off who owes."""
NOTE_MONTHS, NOTE_PRESENTED_DAYS = 6, 10
"""A bill of exchange runs so long at most, and is presented so soon after it falls due."""
CASE_DAYS = 30
"""Until a case of theft or breach is closed."""
RECONNECT_HOURS = 24
"""From paying until power is back."""
FULL_HOURS = 720
"""A month at full load, for limits that a meter cannot exceed; MET-14 allows 1.2 of it."""
HIGH_SIDE_KVA = 315
"""From so much on a customer of 10 kV is metered on the high side."""
LOSS_PERCENT = 3
"""What a transformer is taken to lose of the energy behind it, where nobody knows more."""
METERING_EDITION_2016 = date(2017, 5, 1)
"""DL/T 448-2016: what is put up from then on is of a class by its voltage."""
LIGHT_LOAD_PER_MILLE = 5
"""What a current transformer far too large is taken to leave uncounted."""
RATES_PER_MILLE = 2
"""By so much of the total the registers by time of day may differ from it."""
PASSED_ON_YUAN_PER_KW = Decimal(500)
"""A kW that a customer passes on to others without leave: 违约使用电费."""

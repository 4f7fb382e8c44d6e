"""How long things may last: temporary supply, temporary removal, an account that uses nothing."""

from datetime import date

from analytics.regulation.source import (
    LAST_DAY_OF_RULES_1996,
    RULES_2024_DATE,
    Dated,
    Rule,
    Source,
)
from models.calendar import add_months_to_date

TITLE = "用电期限"

TEMPORARY_SUPPLY_MONTHS = Dated(
    (
        Rule(
            "临时用电最长期限",
            6,
            Source("《供电营业规则》(1996)", "已核实", "https://mit.51dongshi.com/dadadrhh/drhgrgses"),
            "个月",
            to_date=LAST_DAY_OF_RULES_1996,
        ),
        Rule(
            "临时用电最长期限",
            36,
            Source("《供电营业规则》(2024)", "凭记忆"),
            "个月",
            from_date=RULES_2024_DATE,
        ),
    )
)
ZERO_USE_CLOSURE_MONTHS = Rule(
    "连续不用电又未办暂停,可予销户",
    6,
    Source(
        "《供电营业规则》(1996)第三十三条",
        "已核实",
        "https://www.jilinnxwh.com/www/qzgs/html/2016-05/201605210813587377.html",
    ),
    "个月",
)
TEMPORARY_REMOVAL_MONTHS = Rule(
    "暂拆最长期限",
    6,
    Source("供电营业规则", "已核实", "http://www.ccbuild.com/article-290770-1.html"),
    "个月",
)


def temporary_supply_ends(start: date) -> date:
    """Return the last lawful day of a temporary supply that has no agreed end."""
    return add_months_to_date(start, TEMPORARY_SUPPLY_MONTHS.on(start))

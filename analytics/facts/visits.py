"""What covert visits (明察暗访) found, and whether it was put right.

Source: SVC-14, precise reading.
"""

from datetime import date
from typing import Any

NOTHING_FOUND = ("", "无", "未发现问题", "正常")


def is_a_finding(finding: Any) -> Any:
    """Return whether a visit's text names a problem."""
    said = finding.fill_null("").re_replace(r"[\s。.]+", "")
    return ~said.isin(NOTHING_FOUND)


def is_put_right(visits: Any, as_of: date) -> Any:
    """Return whether what a visit found was put right by a day: by its date, else by its flag."""
    return (visits.done_date <= as_of).fill_null(False) | visits.rectified_flag.fill_null(False)

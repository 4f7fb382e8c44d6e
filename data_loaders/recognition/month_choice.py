"""The month of a whole sheet, where its titles do not say it or contradict themselves: a person says it.

The answer is of this file alone. What is remembered of a source for its next delivery leaves it out: that one has
a month of its own.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from data_loaders.recognition.sheet_titles import Titles
from data_loaders.recognition.unit_choice import UnitQuestion
from data_loaders.values.cell_dates import read_month
from models.calendar import month_in_words

MONTH, YEAR = "年月", "年份"
OF_THIS_FILE = (MONTH, YEAR)
MONTH_FORM, YEAR_FORM = "如 2024年4月", "如 2024年"
_YEAR = re.compile(r"^\s*(20\d\d)\s*年?\s*$")


def of_whole_sheet(titles: Titles, answers: Mapping[str, str]) -> Titles:
    """Return the titles with the month or the year that a person says; an answer that is none changes nothing."""
    if month := month_said(answers.get(MONTH, "")):
        return replace(titles, month=month, year=month[:4], other_months=(), is_said=True)
    year = year_said(answers)
    return replace(titles, year=year) if year else titles


def month_said(text: str) -> str:
    """Return the month that a person wrote as 'YYYYMM', "" where it is none."""
    month = read_month(text) if text else None
    return month if isinstance(month, str) else ""


def is_said(key: str, text: str) -> bool:
    """Return whether a text answers the question for a month or a year."""
    return bool(month_said(text) if key == MONTH else _YEAR.match(text))


def which_of(titles: Titles) -> UnitQuestion:
    """Ask which of the months that a sheet names is that of all its rows."""
    others = [month for month in titles.other_months if month.isdigit()]
    options = tuple(month_in_words(month) for month in (titles.month, *others))
    return UnitQuestion(MONTH, (), (), "这张表各行是哪个月的", options)


def month_wanted() -> UnitQuestion:
    """Ask for the month of a sheet that names none."""
    return UnitQuestion(
        MONTH, (), (), f"这张表没有年月列,标题和文件名中也没有,各行是哪个月的({MONTH_FORM})", ()
    )


def year_wanted() -> UnitQuestion:
    """Ask for the year of months that do not say it."""
    return UnitQuestion(YEAR, (), (), f"这张表的月份是哪一年的({YEAR_FORM})", ())


def year_said(answers: Mapping[str, str]) -> str:
    """Return the year that a person said, "" where nobody did."""
    found = _YEAR.match(answers.get(YEAR, ""))
    return found[1] if found else ""

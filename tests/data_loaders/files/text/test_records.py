"""A quote is closed where its field ends, and soon."""

import pytest

from data_loaders.files.text import records
from data_loaders.limits import Limits
from models.errors import FileUnreadable


def lines_of(text: str) -> list[int]:
    return [line for part in records.slabs(text.encode(), ord(","), "a.csv") for line in part.lines.tolist()]


def test_quote_that_closes_on_another_line_within_a_field_is_not_closed():
    assert lines_of('a,b,c\n1,"甲\n乙",3\n4,5,6\n') == [1, 2, 4]
    with pytest.raises(FileUnreadable, match="第 2 行:引号没有闭合"):
        lines_of('a,b,c\n1,"甲\n乙"丙,3\n4,5,6\n')


def test_quote_that_is_still_open_after_four_times_the_longest_line_is_not_closed(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("data_loaders.limits._allowed", Limits(line_bytes=100))
    monkeypatch.setattr(records, "SLAB", 50)
    assert lines_of(f'a,b\n1,"{"x" * 90}"\n2,3\n') == [1, 2, 3]
    with pytest.raises(FileUnreadable, match="第 2 行:引号没有闭合"):
        lines_of(f'a,b\n1,"{"x" * 900}"\n2,3\n')

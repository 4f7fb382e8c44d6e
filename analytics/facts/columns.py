"""Arithmetic and words of columns that know no table: texts, first rows, most common values."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis

# what a file says in place of a value, in narrow signs and capitals
PLACEHOLDERS = (
    *("0", "-", "--", "—", "/", "无", "空", "测试", "NULL", "N/A", "未知", "暂无", "不详", "待补"),
)
_NARROW = "0-/NULA"  # of the signs of placeholders, those that there are wide, too
_WIDE_SIGNS = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_PLAIN_SIGNS = "".join(chr(code) for code in range(0x21, 0x7F))
_BLANK = "[\\s\u00a0\u3000]"
_UNUSUAL = "[^0-9A-Z\u4e00-\u9fff]"
_SPACES = "[ \t\u00a0\u3000]*"


def _written(sign: str) -> str:
    """Return the pattern of a sign of a placeholder, however it is written."""
    ways = {sign, sign.lower()}
    ways |= {chr(ord(way) + 0xFEE0) for way in ways if sign in _NARROW}
    return f"[{''.join(sorted(ways)).replace('-', chr(92) + '-')}]"


_PLACEHOLDER = "|".join(_SPACES.join(map(_written, one)) for one in PLACEHOLDERS)
_NOTHING = f"^{_SPACES}({_PLACEHOLDER})?{_SPACES}\\z"


def object_key(*parts: Any) -> Any:
    """Return several columns as one object number, joined by '|'; an empty part stays empty."""
    return joined([part.fill_null("") for part in parts], "|")


def reasons(conditions: Mapping[str, Any]) -> Any:
    """Return the names of the conditions that hold, joined by '、'; an empty text where none does."""
    if not conditions:
        return ibis.literal("")
    nothing = ibis.null("string")
    return joined([ibis.ifelse(holds, name, nothing) for name, holds in conditions.items()], "、")


def joined(texts: Sequence[Any], by: str) -> Any:
    """Return the texts of a row joined by a sign, those that are null left out; an empty text where all are."""
    sign: Any = ibis.literal(by)
    return sign.join(texts)


def phrase(*parts: Any) -> Any:
    """Return words and columns of texts one after the other; null where one of them is."""
    first, *others = parts
    begin: Any = ibis.literal(first) if isinstance(first, str) else first
    return begin.concat(*others)


def month_text(day: Any) -> Any:
    """Return the month of a date or time column as 'YYYYMM'."""
    return (day.year().cast("int64") * 100 + day.month()).cast("string")


def as_text(value: Any) -> Any:
    """Return a number column as text for sentences made in the engine: thousands separated, no trailing zeros."""
    # the value stands here once: whatever it is made of is written, and planned, as often as it stands
    backwards = value.cast("decimal(38, 6)").cast("string").reverse()
    parted = backwards.re_replace(r"(\d{3})", r"\1,").reverse()  # 1234.5 is 1,234.,500,000 now
    return (
        parted.re_replace(r"\.,(\d{3}),(\d{3})$", r".\1\2")
        .re_replace(r"\.?0+$", "")
        .re_replace(r"^(-?),", r"\1")
    )


def listed(texts: Any, where: Any = None, *, by: str = ";", distinct: bool = False) -> Any:
    """Return a group's texts (`distinct`: each once) in order, joined by a sign; null where there is none."""
    sign: Any = ibis.literal(by)
    return sign.join(texts.collect(where=where, distinct=distinct).sort()).nullif("")


def in_words(codes: Any, labels: Mapping[str, str]) -> Any:
    """Return what codes mean; what is in no list stays as it is."""
    branches = [(codes == code, label) for code, label in labels.items()]
    return ibis.cases(*branches, else_=codes) if branches else codes


def is_blank(text: Any) -> Any:
    """Return whether a text is empty or a placeholder (占位) that stands for nothing, in wide signs or narrow.

    One pattern sees at the first sign of nearly every text that it is neither; to write each in narrow capitals and
    look it up costs twelve times as much.

    Source: PRO-01, precise reading; the other archive checks ask the same.
    """
    return text.isnull() | text.re_search(_NOTHING)


def plain(text: Any) -> Any:
    """Return a text without blanks and with narrow signs in place of wide ones, as names and addresses are compared."""
    return ibis.ifelse(is_ordinary(text), text, narrow(text.re_replace(_BLANK, "")))


def is_ordinary(text: Any) -> Any:
    """Return whether a text has Chinese signs, figures and capitals only, which are the same however texts are compared.

    Nearly all are: one look at each costs a fraction of writing it anew.
    """
    return ~text.re_search(_UNUSUAL)


def narrow(text: Any) -> Any:
    """Return a text with narrow signs in place of wide ones (全角).

    To put one sign for another costs ten times a search for any, and hardly any text has them.
    """
    is_wide = text.re_search(f"[{_WIDE_SIGNS[0]}-{_WIDE_SIGNS[-1]}]")
    return ibis.ifelse(is_wide, text.translate(_WIDE_SIGNS, _PLAIN_SIGNS), text)


def first_by(table: Any, by: Sequence[str], order: Sequence[Any]) -> Any:
    """Return one row of each group: the first by the given order, nulls last."""
    place = ibis.row_number().over(ibis.window(group_by=list(by), order_by=list(order)))
    ranked = table.mutate(place=place)
    return ranked.filter(ranked.place == 0).drop("place")


def each_once(table: Any, key: Sequence[str], order: Sequence[Any], again: Any = None) -> Any:
    """Return one row of each key, the first by the given order, where hardly any key comes twice and none is null.

    Only rows of a key that does are put in order: to sort all, with every column, costs ten times a count. `again` are
    keys that may come twice, where somebody has counted them before.
    """
    if again is None:
        counted = table.group_by(key).agg(times=table.count())
        again = counted.filter(counted.times > 1)
    first = first_by(table.semi_join(again, key), key, order)
    return table.anti_join(again, key).union(first)


def most_common(table: Any, by: Sequence[str], value: str) -> Any:
    """Return the most common value within each group, ties going to the smaller one.

    Shapes: the columns of `by`, `value`, `cases` (how many rows have it).
    """
    known = table.filter(table[value].notnull())
    counted = known.group_by(*by, value).agg(cases=known.count())
    return first_by(counted, by, [ibis.desc("cases"), ibis.asc(value)])

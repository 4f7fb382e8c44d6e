"""What the numbers in a column of ids look like, and which texts among them are none.

A column of numbers tells by itself what a number is: letters and digits, at least one digit, nothing between
them but - _ / . #. Where nearly all texts of full rows are so, “Page 2 of 3”, “Grand Total” and the name of an
office stand out, whatever their words. Where objects are known by names, nothing stands out.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.values.clean_groups import matches

CLEAR = 0.8  # share of the texts in full rows that look like numbers, from which the others stand out
SHORTEST = 5  # shorter ones may be page numbers: they are looked at
# what protects digits may stand around them; \p{Nd} are the digits of any width
_AROUND = r"[\s='‘’`´\"“”＂]"
NUMBER_TEXT = rf"^{_AROUND}*(?:T\(\"?)?[\p{{Nd}}A-Za-zＡ-Ｚａ-ｚ#][\p{{Nd}}A-Za-zＡ-Ｚａ-ｚ_./#+\-]*{_AROUND}*(?:\"?\))?F?\s*$"
_DIGITS_APART = rf"^{_AROUND}*\p{{Nd}}[\p{{Nd}}\s]*{_AROUND}*$"
_HAS_DIGIT = r"\p{Nd}"


@dataclass(frozen=True)
class IdColumn:
    """The texts of one column of ids.

    Shapes: `is_blank`, `is_odd` and `is_short` run parallel to the rows; None where no text is so.
    """

    texts: pa.ChunkedArray
    is_blank: np.ndarray | None
    is_odd: np.ndarray | None
    is_short: np.ndarray | None

    def is_clear(self, full: np.ndarray) -> bool:
        """Return whether the texts in full rows are numbers, as good as all of them."""
        if self.is_odd is None:
            return True
        there = full if self.is_blank is None else full & ~self.is_blank
        count = int(there.sum())
        return count > 0 and int((there & ~self.is_odd).sum()) >= CLEAR * count


def id_column(texts: pa.ChunkedArray) -> IdColumn:
    """Return which texts of a column are blank, look like no number, or are short."""
    is_blank = pc.is_null(texts).to_numpy() if texts.null_count else None
    is_clean = pc.and_(pc.ascii_is_alnum(texts), pc.invert(pc.ascii_is_alpha(texts)))
    if texts.null_count:
        is_clean = pc.fill_null(is_clean, True)
    is_odd = None
    if not pc.all(is_clean, min_count=0).as_py():
        rows = pc.indices_nonzero(pc.invert(is_clean))
        own = texts.take(rows).combine_chunks()
        looks = pc.or_(matches(own, NUMBER_TEXT), matches(own, _DIGITS_APART))
        looks = pc.and_(looks, matches(own, _HAS_DIGIT))
        odd = pc.or_(pc.invert(looks), _of_several(own, texts))
        if pc.any(odd).as_py():
            is_odd = np.zeros(len(texts), dtype=bool)
            is_odd[rows.filter(odd).to_numpy()] = True
    return IdColumn(texts, is_blank, is_odd, _short(texts))


def _of_several(own: pa.Array, texts: pa.ChunkedArray) -> pa.Array:
    """Return which texts are several numbers of the column's usual length with / or + between them."""
    usual = pc.mode(pc.binary_length(texts))[0]["mode"].as_py()
    return matches(own, rf"^\d{{{usual}}}(?:[/+]\d{{{usual}}})+$")


def _short(texts: pa.ChunkedArray) -> np.ndarray | None:
    """Return which texts are shorter than any number, where the others are not."""
    sizes = pc.binary_length(texts)
    if texts.null_count == len(texts):
        return None
    extremes = pc.min_max(sizes).as_py()
    if extremes["min"] >= SHORTEST or extremes["max"] < 2 * SHORTEST:
        return None
    return pc.fill_null(pc.less(sizes, SHORTEST), False).to_numpy()

"""Figures with decimals behind a comma, turned into those with a point."""

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.values.clean_groups import matches

_WITH_COMMA = r"^[^\d.,]*(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?[^\d.,]*$"


def pointed(texts: pa.Array) -> pa.Array:
    """Return texts with decimals behind a comma as others write them, 1.234,5 as 1234.5; null for any other."""
    plain = pc.utf8_trim_whitespace(texts)
    are = matches(plain, _WITH_COMMA)
    turned = pc.replace_substring(pc.replace_substring(plain, ".", ""), ",", ".")
    return pc.if_else(are, turned, pa.scalar(None, pa.string()))

"""Ratios of instrument transformers ("300/5", "10000/100") and the multiplier that follows from them.

A ratio with taps ("200-400/5", "2×300/5", "300/5;600/5") has several candidates; a check that compares is
content with any of them. The last number is the secondary value; whatever else stands before it is a
candidate's primary. "/√3" on both sides cancels, and so do kV.
"""

from decimal import Decimal
from typing import Any

import ibis

from analytics.regulation.money import exact, ratio_fen
from analytics.regulation.source import Rule, Source

TITLE = "互感器变比与倍率"

FORMULA = Rule.of(
    "综合倍率",
    "(电流互感器一次 ÷ 二次)×(电压互感器一次 ÷ 二次)× 电能表自身倍率",
    Source("电能计量装置技术管理规程", "已核实", "https://m.yiqi.com/question/detail_525023.html"),
)
RETRO_FACTOR = Rule.of(
    "倍率差错的补交系数",
    "实际倍率 ÷ 计费倍率 − 1",
    Source(
        "《供电营业规则》(1996)",
        "已核实",
        "https://www.qx47.com/zhishi/1/305564.html",
        "2024 版同",
        article="第八十一条(三)",
    ),
)
CT_SECONDARY_AMPERES = (Decimal(5), Decimal(1))  # any other secondary is a voltage transformer's

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_VALID = rf"^{_NUMBER}K?(?:[-,、;/×]{_NUMBER}K?)*/{_NUMBER}K?$"
_KV_OVER_V = rf"K.*/{_NUMBER}$"
_ASCII = "0123456789/:();,-~*.AKVX"
_FULL_WIDTH = "".join(chr(ord(sign) + 0xFEE0) for sign in _ASCII)
_REWRITTEN = (  # in this order: (pattern, replacement)
    (r"/√3|\s", ""),
    (r"KV", "K"),
    (r"[AV]", ""),
    (r"[:∶]", "/"),
    (r"[*X]", "×"),
    (r"~", "-"),
    (rf"\(({_NUMBER}K?)\)", r"\1"),
    (r"\(", ";"),
    (r"\)", ""),
)


def retro_yuan_expr(billed_yuan: Any, actual: Any, billed: Any) -> Any:
    """Return what charges of columns fell short of by a wrong multiplier, to the fen; negative: too much."""
    return ratio_fen(exact(billed_yuan) * (actual - billed), billed)


def with_turns_ratios(table: Any) -> Any:
    """Return a table with the candidates and the secondary value of its column `ratio`.

    Each text is read once, however many transformers carry it: thousands of times faster than row by row.

    Shapes: adds turns_ratios (array<decimal(18, 6)>) and secondary_value; null where a text cannot be read.
    """
    texts = table.select(_text=table.ratio).filter(table.ratio.notnull()).distinct()
    read = texts.mutate(_written=_normalised_expr(texts["_text"]))
    read = read.mutate(secondary_value=_secondary_expr(read["_written"]))
    read = read.select(
        "_text", "secondary_value", turns_ratios=_candidates_expr(read["_written"], read.secondary_value)
    )
    return table.left_join(read, table.ratio == read["_text"]).drop("_text")


def _candidates_expr(written: Any, secondary: Any) -> Any:
    numbers = written.re_split(r"[^0-9.]+").map(lambda part: part.try_cast("decimal(18, 6)"))
    primaries: Any = numbers.filter(lambda value: value != secondary)
    primaries = ibis.ifelse(primaries.length() == 0, ibis.array([secondary]), primaries)
    coils = written.re_extract(r"^([0-9])×", 1).try_cast("int64")
    last = primaries[primaries.length() - 1]
    primaries = ibis.ifelse(coils.isnull(), primaries, ibis.array([last, last * coils]))
    is_kv_over_v = written.re_search(_KV_OVER_V) & (secondary >= 1)
    factor: Any = ibis.ifelse(is_kv_over_v, 1000.0, 1.0)
    factor = factor / secondary.cast("float64")
    found: Any = primaries.map(
        lambda primary: (primary.cast("float64") * factor).round(6).try_cast("decimal(18, 6)")
    )
    return ibis.ifelse(secondary.isnull(), ibis.null("array<decimal(18, 6)>"), found)


def _secondary_expr(written: Any) -> Any:
    last = written.re_extract(rf"/({_NUMBER})K?$", 1).try_cast("decimal(18, 6)")
    return ibis.ifelse(written.re_search(_VALID) & (last > 0), last, ibis.null("decimal(18, 6)"))


def _normalised_expr(ratio: Any) -> Any:
    written = ratio.translate(_FULL_WIDTH, _ASCII).upper()
    for pattern, replacement in _REWRITTEN:
        written = written.re_replace(pattern, replacement)
    return written

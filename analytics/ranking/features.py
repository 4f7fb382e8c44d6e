"""What twelve to thirty-six months of consumption say about a customer, as numbers an inspector can check.

Every feature carries the direction in which it is suspicious. Level, step, slope, zero, flat and round runs,
agreement with the season, variation, load factor, and the loss of the transformer area.

Source: RANKING.md, point 1.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

HOURS_PER_MONTH = 730
RECENT = 3
YEAR = 12
SETTLED = 6

Matrix = np.ndarray


@dataclass(frozen=True)
class Feature:
    """One feature: its Chinese label, the suspicious side, and the sentence that states it as a fact.

    `in_forest`: the anomaly score uses it. Shares of months are left out: most peers have none, so they have
    no spread to be measured against, and any month at all would drown the rest.
    """

    name: str
    label: str
    suspicious: Literal["高", "低"]
    sentence: str
    in_forest: bool = True


FEATURES = (
    Feature("level", "近一年月均电量", "低", "近一年月均电量在同类用户中偏低"),
    Feature("load_factor", "负荷率", "低", "电量与容量之比在同类用户中偏低"),
    Feature("recent_step", "近三月同比", "低", "近三个月电量较上年同期骤降", in_forest=False),
    Feature("deepest_step", "最大台阶", "低", "电量曾一次性下台阶且未恢复"),
    Feature("slope", "趋势", "低", "电量持续下滑"),
    Feature("zero_share", "零电量月占比", "高", "零电量月份偏多", in_forest=False),
    Feature("flat_share", "平直月占比", "高", "多个月电量几乎相同", in_forest=False),
    Feature("round_share", "整数电量占比", "高", "多个月电量为整十整百,疑似估抄", in_forest=False),
    Feature("season_agreement", "与同类季节走势的一致度", "低", "电量走势与同类用户的季节变化不一致"),
    Feature("variation", "波动系数", "高", "月电量忽高忽低"),
    Feature("area_loss", "台区线损率", "高", "所在台区线损偏高", in_forest=False),
    Feature("area_loss_link", "电量与台区线损的反向关联", "高", "电量下降时台区线损上升"),
)


def consumption_features(
    kwh: Matrix, cap_kva: Matrix, peer_profile: Matrix, area_loss: Matrix | None = None
) -> pd.DataFrame:
    """Return the features of each customer.

    Shapes: `kwh` customers × months, oldest first, missing = NaN; `cap_kva` customers; `peer_profile` and
    `area_loss` customers × months. The result has one column a feature of FEATURES.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an all-missing row has no mean: its feature is NaN
        log = np.log1p(np.clip(kwh, 0, None))
        mean_year = np.nanmean(kwh[:, -YEAR:], axis=1)
        columns = {
            "level": np.log1p(np.clip(mean_year, 0, None)),
            "load_factor": mean_year / (np.where(cap_kva > 0, cap_kva, np.nan) * HOURS_PER_MONTH),
            "recent_step": _recent_step(log),
            "deepest_step": _deepest_step(log),
            "slope": _slope(log),
            "zero_share": _share(kwh, lambda months: months <= 0),
            "flat_share": _flat_share(kwh),
            "round_share": _share(kwh, _is_round),
            "season_agreement": _correlation(log, np.log1p(np.clip(peer_profile, 0, None))),
            "variation": np.nanstd(kwh, axis=1) / np.maximum(np.nanmean(kwh, axis=1), 1),
        }
        if area_loss is None:
            columns |= {"area_loss": np.full(len(kwh), np.nan), "area_loss_link": np.full(len(kwh), np.nan)}
        else:
            columns["area_loss"] = np.nanmean(area_loss[:, -SETTLED:], axis=1)
            columns["area_loss_link"] = -_correlation(log, area_loss)
    return pd.DataFrame({feature.name: columns[feature.name] for feature in FEATURES})


def _recent_step(log: Matrix) -> Matrix:
    """Return the change of the last three months against the same months a year before, as a log ratio."""
    if log.shape[1] < YEAR + RECENT:
        return np.nanmean(log[:, -RECENT:], axis=1) - np.nanmean(log[:, :-RECENT], axis=1)
    before = log[:, -YEAR - RECENT : -YEAR] if log.shape[1] >= YEAR + RECENT else log
    return np.nanmean(log[:, -RECENT:], axis=1) - np.nanmean(before, axis=1)


def _deepest_step(log: Matrix) -> Matrix:
    """Return the deepest lasting fall: everything after a month against everything before it."""
    months = log.shape[1]
    falls = [
        np.nanmean(log[:, cut:], axis=1) - np.nanmean(log[:, :cut], axis=1)
        for cut in range(SETTLED, months - RECENT + 1)
    ]
    return np.nanmin(np.stack(falls), axis=0) if falls else np.full(len(log), np.nan)


def _slope(log: Matrix) -> Matrix:
    months = np.arange(log.shape[1], dtype=float)
    known = ~np.isnan(log)
    count = known.sum(axis=1)
    mean_month = (known * months).sum(axis=1) / count
    away = np.where(known, months - mean_month[:, None], 0)
    return (away * np.nan_to_num(log)).sum(axis=1) / (away**2).sum(axis=1)


def _share(kwh: Matrix, holds: Callable[[Matrix], Matrix]) -> Matrix:
    last = kwh[:, -YEAR:]
    known = ~np.isnan(last)
    return (holds(np.nan_to_num(last, nan=-1.5)) & known).sum(axis=1) / np.maximum(known.sum(axis=1), 1)


def _is_round(months: Matrix) -> Matrix:
    return (months >= 10) & (np.mod(months, 10) == 0)


def _flat_share(kwh: Matrix) -> Matrix:
    last, previous = (
        kwh[:, -YEAR:],
        kwh[:, -YEAR - 1 : -1] if kwh.shape[1] > YEAR else np.roll(kwh, 1, axis=1),
    )
    previous = previous[:, -last.shape[1] :]
    same = (np.abs(last - previous) <= 0.01 * np.abs(previous)) & (last > 0)
    return same.sum(axis=1) / last.shape[1]


def _correlation(first: Matrix, second: Matrix) -> Matrix:
    both = ~np.isnan(first) & ~np.isnan(second)
    count = both.sum(axis=1)
    a, b = np.where(both, first, 0), np.where(both, second, 0)
    a = np.where(both, a - (a.sum(axis=1) / count)[:, None], 0)
    b = np.where(both, b - (b.sum(axis=1) / count)[:, None], 0)
    spread = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return np.where((count >= SETTLED) & (spread > 0), (a * b).sum(axis=1) / spread, np.nan)

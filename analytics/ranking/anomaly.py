"""How unlike its peers a customer is: robust one-sided z against peers, and an isolation forest over them.

Raw anomaly scores pick a fifth of all targets from agriculture at a precision of 5 %; within peers (用电类别
× 容量段 × 电压) it is under 1 %. One-sided: only the suspicious direction counts.

Source: RANKING.md, points 1 to 3; Liu, Ting, Zhou: Isolation Forest (2008).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.facts.peers import CAP_BANDS_KVA, FEWEST_PEERS
from analytics.ranking.features import FEATURES, consumption_features

CLIP = 10.0
TREES = 200
SAMPLE = 256
MAD_TO_SIGMA = 1.4826


@dataclass(frozen=True)
class Anomaly:
    """Anomaly of each customer: `score` 0..1 (rank), and `z` the one-sided peer z by feature."""

    score: np.ndarray
    z: pd.DataFrame

    def reasons(self, most: int = 3) -> list[list[tuple[str, float]]]:
        """Return for each customer the features that stand out most, as (feature name, z)."""
        values = self.z.to_numpy()
        order = np.argsort(-values, axis=1)[:, :most]
        names = np.array(self.z.columns)
        return [
            [(str(names[column]), float(row[column])) for column in columns if row[column] > 1]
            for row, columns in zip(values, order, strict=True)
        ]


def peer_groups(kind: pd.Series, cap_kva: np.ndarray, volt: pd.Series | None = None) -> np.ndarray:
    """Return each customer's peer group as a number; a group that is too small joins its kind's."""
    band = np.digitize(np.nan_to_num(cap_kva), (*CAP_BANDS_KVA, np.inf))
    fine = kind.fillna("").astype(str) + "|" + pd.Series(band, index=kind.index).astype(str)
    if volt is not None:
        fine += "|" + volt.fillna("").astype(str)
    sizes = fine.map(fine.value_counts())
    merged = fine.where(sizes >= FEWEST_PEERS, kind.fillna("").astype(str))
    sizes = merged.map(merged.value_counts())
    merged = merged.where(sizes >= FEWEST_PEERS, "all")
    return pd.factorize(merged)[0]


def peer_profiles(kwh: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the median month of each customer's peers, customers × months."""
    medians = pd.DataFrame(kwh).groupby(groups).median().to_numpy()
    return medians[groups]


def one_sided_z(features: pd.DataFrame, groups: np.ndarray) -> pd.DataFrame:
    """Return how far each feature lies on its suspicious side of the peers, in robust sigmas, 0..CLIP."""
    median = features.groupby(groups).transform("median")
    away = features - median
    mad: Any = away.abs().groupby(groups).transform("median")
    floor = features.std().fillna(0) * 0.1 + 1e-9
    z = away / (mad * MAD_TO_SIGMA).clip(lower=floor, axis=1)
    for feature in FEATURES:
        if feature.suspicious == "低":
            z[feature.name] = -z[feature.name]
    return z.fillna(0).clip(0, CLIP)


def anomaly(
    kwh: np.ndarray,
    kind: pd.Series,
    cap_kva: np.ndarray,
    *,
    volt: pd.Series | None = None,
    area_loss: np.ndarray | None = None,
) -> Anomaly:
    """Return how anomalous each customer is among its peers, without any labels.

    Shapes: `kwh` customers × months, oldest first, missing = NaN; `area_loss` likewise, in fractions.
    """
    from sklearn.ensemble import IsolationForest

    groups = peer_groups(kind, cap_kva, volt)
    features = consumption_features(kwh, cap_kva, peer_profiles(kwh, groups), area_loss)
    z = one_sided_z(features, groups)
    sample: Any = min(SAMPLE, len(z))
    forest = IsolationForest(n_estimators=TREES, max_samples=sample, random_state=0, n_jobs=1)
    seen = z[[feature.name for feature in FEATURES if feature.in_forest]].to_numpy()
    raw = -forest.fit(seen).score_samples(seen)
    ranks = pd.Series(raw).rank(pct=True, method="first").to_numpy()
    return Anomaly(ranks, z)

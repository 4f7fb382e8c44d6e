from pathlib import Path

import numpy as np
import pandas as pd

from analytics.ranking.consumption import area_loss_by_month
from models.people import LOCAL_USER
from tests.loaded import loaded


def test_areas_that_report_by_day_count_with_the_mean_of_the_month_like_those_that_report_by_month(
    tmp_path: Path,
) -> None:
    lake = loaded(
        tmp_path,
        """
        transformer_areas
        tg_no | period     | loss_rate
        T1    | 202609     | 4
        T1    | 202610     | 6
        T2    | 2026-10-01 | 5
        T2    | 2026-10-02 | 7
        """,
    )
    with lake.open(LOCAL_USER) as door:
        found = area_loss_by_month(door, pd.Series(["T2", "T1", "T3"]), "202610")
    assert found is not None
    expected = [[np.nan, 6.0], [4.0, 6.0], [np.nan, np.nan]]
    np.testing.assert_array_equal(found[:, -2:], expected)

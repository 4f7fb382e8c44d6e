#!/usr/bin/env bash
# openstef 3.4.93 (the load forecasting of LF Energy) with the holidays 0.21 that it pins, pandas 2.2.3
#
# Guess: of its features for holidays is_bridgeday is 1 on the working day between a holiday and a weekend, as its docstring
#        says: Friday 30 May 2025 after Ascension Day, Friday 27 December 2024 after Boxing Day.
# Seen:  it is 0 on every day of every country. The function that looks around each holiday for its bridge day begins by
#        leaving when the day is a holiday, which each of them is; a model is trained on a column of noughts, and no
#        feature is_bridgeday… of a single holiday is ever made. The holidays themselves are right.
# Mingji counts working days by chinesecalendar, which knows the days that are moved (调休).
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" pandas==2.2.3 numpy==2.4.6 holidays==0.21
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" --no-deps openstef==3.4.93
cat > "$work/show.py" <<'PY'
import pandas as pd
from openstef.feature_engineering.holiday_features import generate_holiday_feature_functions

days = pd.DataFrame(index=pd.date_range("2024-01-01", "2025-12-31"))
for country in ("NL", "DE", "FR"):
    features = generate_holiday_feature_functions(country, years=[2024, 2025])
    told = {name: pd.Series(features[name](days), days.index) for name in ("is_national_holiday", "is_bridgeday")}
    ascension = [int(told[name][day]) for name, day in zip(told, ("2025-05-29", "2025-05-30"))]
    named = [name for name in features if name.startswith("is_bridgeday")]
    print(country, "Ascension Day and its Friday", ascension, "in two years", *(int(one.sum()) for one in told.values()), named)
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
NL Ascension Day and its Friday [1, 0] in two years 21 0 ['is_bridgeday']
DE Ascension Day and its Friday [1, 0] in two years 18 0 ['is_bridgeday']
FR Ascension Day and its Friday [1, 0] in two years 22 0 ['is_bridgeday']
SEEN

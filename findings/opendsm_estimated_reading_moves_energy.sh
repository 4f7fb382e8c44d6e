#!/usr/bin/env bash
# opendsm 1.2.7 (eemeter, the CalTRACK methods of LF Energy; pandas 2.3.3, multimethod 1.12: with the 2.1 that pip
# takes by itself scikit-fda 0.10.1, and so opendsm, is not importable)
#
# Guess: a bill whose reading was estimated is joined with the next one, which settles it (CalTRACK 2.2.3.1): both bills' energy
#        is spread over both bills' days. Where a customer takes 10 kWh a day all year, every day has 10 kWh afterwards.
# Seen:  clean_caltrack_billing_data adds the estimate to the following bill and removes the estimated line, whose first
#        day is then nobody's: as_freq spreads the bill BEFORE over its own month and the estimated one, and both bills' energy
#        over the last month alone. February and March have 4.75 kWh a day, April has 20.33: the sum is right, the months are not.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    opendsm==1.2.7 multimethod==1.12 scikit-fda==0.10.1 pandas==2.3.3 numpy==2.4.6
cat > "$work/show.py" <<'PY'
import pandas as pd
from opendsm.eemeter.common.transform import as_freq, clean_caltrack_billing_data

months = pd.date_range("2025-01-01", periods=7, freq="MS", tz="UTC")
bills = pd.DataFrame({"value": [310.0, 280, 310, 300, 310, 300, None], "estimated": False}, index=months)
bills.loc["2025-03-01", "estimated"] = True
for name, of in {"as read": bills[["value"]], "March estimated": bills}.items():
    daily = as_freq(clean_caltrack_billing_data(of.copy(), "billing_monthly")["value"], "D").dropna()
    by_month = daily.groupby(daily.index.month)
    print(name, "sum", round(daily.sum(), 2), "a day", *(round(kwh, 2) for kwh in by_month.mean()))
PY
cd "$work"
PYTHONPATH="$work/site" python3 -W ignore show.py | tee seen
diff seen - <<'SEEN'
as read sum 1810.0 a day 10.0 10.0 10.0 10.0 10.0 10.0
March estimated sum 1810.0 a day 10.0 4.75 4.75 20.33 10.0 10.0
SEEN
